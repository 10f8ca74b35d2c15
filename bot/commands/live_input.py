"""What ``hoithi live create`` is given, read and checked; one clear line for what is wrong."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from bot.adapters.web import room_chat
from bot.commands.common import Session, refuse
from bot.commands.lookups import unit_or_exit
from contest.drawing import draw_questions
from contest.model import Question, QuestionId, Unit
from contest.units import label
from handlers.codes import new_code
from handlers.commands import STAFF
from handlers.formats import date_text, local_day
from handlers.ports.live_records import NewLiveRoom
from handlers.ports.repositories import UnitOfWork

MOST_QUESTIONS = 100
MAX_TITLE_LENGTH = 120
MAX_ROOM_NAME_LENGTH = 80
COMMAND_LINE = "command line"
EVERY_GROUP = "all"
SECOND = timedelta(seconds=1)

_DURATION = re.compile(r"(\d{1,5})(s|m)")
_UNITS = {"s": SECOND, "m": timedelta(minutes=1)}

Option = TypeVar("Option", bound=StrEnum)


def title_or_exit(session: Session, text: str) -> str:
    """A title as it stands at the head of messages."""
    title = " ".join(text.split())
    if len(title) > MAX_TITLE_LENGTH:
        refuse(session.say("cli-live-title", length=len(title), limit=MAX_TITLE_LENGTH))
    return title


def duration_or_exit(session: Session, option: str, text: str, least: int, most: int) -> timedelta:
    """A duration such as 20s or 2m, within so many seconds."""
    found = _DURATION.fullmatch(text.strip().lower())
    length = int(found[1]) * _UNITS[found[2]] if found else None
    if length is None or not least * SECOND <= length <= most * SECOND:
        refuse(
            session.say("cli-live-duration", option=option, found=text[:40], least=least, most=most)
        )
    return length


def count_or_exit(session: Session, option: str, found: int, most: int) -> int:
    """A number from 1 on."""
    if not 1 <= found <= most:
        refuse(session.say("cli-live-count", option=option, found=found, least=1, most=most))
    return found


def choice_or_exit(session: Session, option: str, text: str, kinds: type[Option]) -> Option:
    """One of a few words; dashes stand for underscores."""
    word = text.strip().casefold().replace("-", "_")
    if word not in list(kinds):
        known = ", ".join(each.value for each in kinds)
        refuse(session.say("cli-live-choice", option=option, found=text[:40], known=known))
    return kinds(word)


async def questions_or_exit(
    session: Session, tx: UnitOfWork, given: str | None, drawn: int | None, day: date
) -> tuple[QuestionId, ...]:
    """The questions that are named, or drawn from those that are valid on the day."""
    bank = await tx.questions.valid_on(day)
    if (given is None) == (drawn is None):
        refuse(session.say("cli-live-questions-one"))
    if not bank:
        refuse(session.say("cli-live-no-questions", most=MOST_QUESTIONS))
    if drawn is not None:
        return _drawn_or_exit(session, drawn, bank, day)
    codes = await tx.questions.codes([question.id for question in bank])
    known = {code: id_ for id_, code in codes.items()}
    return _named_or_exit(session, _codes_in(session, given or ""), known, day)


def _drawn_or_exit(
    session: Session, drawn: int, bank: Sequence[Question], day: date
) -> tuple[QuestionId, ...]:
    count_or_exit(session, "--draw", drawn, MOST_QUESTIONS)
    if drawn > len(bank):
        known = len(bank)
        refuse(session.say("cli-live-too-few", wanted=drawn, available=known, day=date_text(day)))
    return draw_questions(secrets.token_hex(16), bank, drawn)


def _named_or_exit(
    session: Session, codes: Sequence[str], known: Mapping[str, QuestionId], day: date
) -> tuple[QuestionId, ...]:
    for code in codes:
        if code not in known:
            near = ", ".join(get_close_matches(code, known, 3)) or "none"
            facts = {"found": code[:40], "day": date_text(day), "near": near}
            refuse(session.say("cli-live-unknown-question", **facts))
        if codes.count(code) > 1:
            refuse(session.say("cli-live-question-twice", found=code))
    if not 1 <= len(codes) <= MOST_QUESTIONS:
        refuse(session.say("cli-live-no-questions", most=MOST_QUESTIONS))
    return tuple(known[code] for code in codes)


def _codes_in(session: Session, given: str) -> Sequence[str]:
    """Codes between commas; or those of a file, one a line, where what follows # is a remark."""
    file = Path(given)
    if not given.lower().endswith((".txt", ".csv")) and not file.is_file():
        return _words(given.split(","))
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        refuse(session.say("cli-live-unreadable", file=file.name))
    return _words(line.partition("#")[0] for line in text.splitlines())


def _words(found: Iterable[str]) -> Sequence[str]:
    return [each.strip() for each in found if each.strip()]


async def rooms_or_exit(
    session: Session, tx: UnitOfWork, given: Sequence[str], halls: Sequence[str]
) -> tuple[NewLiveRoom, ...]:
    """The groups of all units or of those that are named, and a page on the web for each hall."""
    units = await tx.units.existing_on(local_day(session.now))
    rooms = [*await _groups(session, tx, given, units), *(_hall(each) for each in _words(halls))]
    if not rooms:
        refuse(session.say("cli-live-no-rooms"))
    return tuple(rooms)


async def _groups(
    session: Session, tx: UnitOfWork, given: Sequence[str], units: Sequence[Unit]
) -> Sequence[NewLiveRoom]:
    codes = _words(code for each in given for code in each.split(","))
    named = {unit.id: unit for unit in units}
    groups = [group for group in await tx.groups.all() if group.unit in named]
    if codes != [EVERY_GROUP]:
        wanted = [unit_or_exit(session, units, code) for code in codes]
        bound = {group.unit for group in groups}
        for unit in wanted:
            if unit.id not in bound:
                refuse(session.say("cli-live-no-group", unit=label(unit, units)))
        ids = {unit.id for unit in wanted}
        groups = [group for group in groups if group.unit in ids]
    return [
        NewLiveRoom(group.chat, label(named[group.unit], units), group.unit) for group in groups
    ]


def _hall(name: str) -> NewLiveRoom:
    """A page on the web that nobody finds without its address."""
    return NewLiveRoom(room_chat(new_code()), " ".join(name.split())[:MAX_ROOM_NAME_LENGTH])


async def host_or_exit(session: Session, tx: UnitOfWork, key: str | None) -> str:
    """Whom troubles are told; everybody who runs the contest if nobody is named."""
    if key is None:
        return COMMAND_LINE
    if key not in {each.user_key for each in await tx.people.officials(STAFF)}:
        refuse(session.say("cli-live-unknown-host", found=" ".join(key.split())[:80]))
    return key
