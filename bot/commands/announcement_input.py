"""What ``hoithi announce write`` is given, read and checked: text, picture, audience, time."""

from datetime import datetime
from pathlib import Path

from bot.commands.common import Session, local_instant, refuse
from bot.commands.lookups import round_or_exit, unit_or_exit
from contest.announcements import AudienceRule, OfLevel
from contest.model import Level
from handlers.announcing.actors import Refused
from handlers.announcing.composing import MAX_CAPTION_LENGTH, MAX_TEXT_LENGTH, read_picture
from handlers.broadcasting.audiences import Kind, alone, kind_of, of_round, of_unit
from handlers.broadcasting.texts import refusal_text
from handlers.formats import local_day
from handlers.hygiene import clean_paragraphs
from handlers.ports.contents import Picture
from handlers.ports.repositories import UnitOfWork
from handlers.rendering import utf16_length

MAX_NUMBER_LENGTH = 9
"""Digits of a round's number."""

_KINDS = {
    "everybody": Kind.EVERYBODY,
    "level": Kind.LEVEL,
    "unit": Kind.SUBTREE,
    "groups": Kind.GROUPS,
    "not-played": Kind.NOT_PLAYED,
    "playing": Kind.PLAYING,
    "not-finished": Kind.NOT_FINISHED,
}
AUDIENCES = (
    "everybody, level:SO, unit:SO-NV (with the units below), groups, groups:SO-NV,"
    " not-played:1, playing:1 or not-finished:1 (number of the round)"
)


def text_or_exit(
    session: Session, text: str | None, file: Path | None, *, has_picture: bool
) -> str:
    """The text, from an option or from a file, as it will be shown."""
    if (text is None) == (file is None):
        refuse(session.say("cli-announce-one-text"))
    raw = text if text is not None else _read(session, file)
    shown = clean_paragraphs(raw)
    if not shown:
        refuse(session.say("announce-refused-empty"))
    limit = MAX_CAPTION_LENGTH if has_picture else MAX_TEXT_LENGTH
    # Of what is longer than anything that is read, the given length tells more.
    length = max(utf16_length(shown), utf16_length(raw) if len(raw) > len(shown) > limit else 0)
    if length > limit:
        refuse(session.say("announce-too-long", length=length, limit=limit, over=length - limit))
    return shown


def picture_or_exit(session: Session, file: Path | None) -> Picture | None:
    """The picture of a file, if one is given."""
    if file is None:
        return None
    try:
        picture = read_picture(file.read_bytes())
    except OSError:
        refuse(session.say("cli-announce-unreadable", file=file.name))
    if isinstance(picture, Refused):
        refuse(f"{file.name}: {refusal_text(picture.reason, session.say)}")
    return picture


async def audience_or_exit(session: Session, tx: UnitOfWork, given: str) -> AudienceRule:
    """The audience that is named, with what it needs besides after a colon."""
    name, _, detail = given.partition(":")
    kind = _KINDS.get(name)
    if kind is Kind.GROUPS and detail:
        kind = Kind.GROUPS_BELOW
    if kind is None or bool(detail) == (alone(kind) is not None):
        refuse(session.say("cli-announce-audience", found=given, audiences=AUDIENCES))
    audience = alone(kind)
    if audience is not None:
        return audience
    if kind is Kind.LEVEL:
        return OfLevel(await _level_or_exit(session, tx, detail))
    if kind in {Kind.SUBTREE, Kind.GROUPS_BELOW}:
        units = await tx.units.existing_on(local_day(session.now))
        return of_unit(kind, unit_or_exit(session, units, detail).id)
    number = int(detail) if detail.isdecimal() and len(detail) <= MAX_NUMBER_LENGTH else 0
    return of_round(kind, (await round_or_exit(session, tx, number)).id)


def instant_or_exit(session: Session, text: str | None) -> datetime | None:
    """When it is to go out, if that is not at once."""
    if text is None:
        return None
    at = local_instant(text, session.say)
    if at <= session.now:
        refuse(session.say("cli-announce-past", found=text[:40]))
    return at


async def audience_code(tx: UnitOfWork, audience: AudienceRule) -> str:
    """An audience as ``audience_or_exit`` takes it."""
    kind = kind_of(audience)
    name = next((word for word, known in _KINDS.items() if known is kind), "groups")
    unit, one = getattr(audience, "unit", None), getattr(audience, "round", None)
    if isinstance(audience, OfLevel):
        return f"{name}:{audience.level}"
    if unit is not None:
        found = await tx.units.find(unit)
        return f"{name}:{found.code if found else unit}"
    return name if one is None else f"{name}:{one}"


async def _level_or_exit(session: Session, tx: UnitOfWork, given: str) -> Level:
    units = await tx.units.existing_on(local_day(session.now))
    levels = list(dict.fromkeys(unit.level for unit in units))
    found = next((level for level in levels if level.casefold() == given.casefold()), None)
    if found is None:
        refuse(session.say("cli-announce-level", found=given, levels=", ".join(levels) or "–"))
    return found


def _read(session: Session, file: Path | None) -> str:
    try:
        return file.read_text(encoding="utf-8-sig") if file is not None else ""
    except (OSError, UnicodeDecodeError):
        refuse(session.say("cli-announce-unreadable", file=file.name if file else ""))
