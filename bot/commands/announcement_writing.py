"""``hoithi announce write``: shows what an announcement is going to be, and stores it."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.commands.announcement_data import announcement_data
from bot.commands.announcement_input import (
    AUDIENCES,
    audience_or_exit,
    instant_or_exit,
    picture_or_exit,
    text_or_exit,
)
from bot.commands.common import Session, refuse, run
from bot.commands.output import AsJson, print_json
from bot.commands.senders import senders_of
from contest.announcements import AudienceRule
from handlers.announcing import composing, control
from handlers.announcing.actors import COMMAND_LINE, Refusal, Refused
from handlers.announcing.messages import shown
from handlers.announcing.preview import preview
from handlers.announcing.timing import begins_at, load_night
from handlers.broadcasting.audiences import audience_text
from handlers.broadcasting.texts import preview_text, refusal_text
from handlers.formats import instant_text
from handlers.ports.announcements import NewAnnouncement, StoredAnnouncement
from handlers.ports.contents import Announcement
from storage.backlog import SqlBacklog

ALIVE = timedelta(seconds=10)
"""A process that serves writes its sign of life every second."""


def write(
    audience: Annotated[str, typer.Option(help=f"who gets it: {AUDIENCES}")],
    text: Annotated[str | None, typer.Option(help="what it says")] = None,
    file: Annotated[Path | None, typer.Option(help="UTF-8 text file with what it says")] = None,
    picture: Annotated[Path | None, typer.Option(help="PNG or JPEG file, at most 1 MB")] = None,
    at: Annotated[
        str | None, typer.Option(help="local time to send it: '2026-11-25 07:30'")
    ] = None,
    force_night: Annotated[
        bool, typer.Option("--force-night", help="send at night too, not in the morning")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask for a confirmation")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what an announcement is going to be, and let it go once that is confirmed."""

    async def main(session: Session) -> None:
        if as_json and not yes:
            refuse(session.say("cli-announce-json-needs-yes"))
        content = NewAnnouncement(
            text_or_exit(session, text, file, has_picture=picture is not None),
            await _audience(session, audience),
            picture_or_exit(session, picture),
            instant_or_exit(session, at),
            force_night,
        )
        token = await _show_preview(session, content, is_quiet=as_json)
        if not yes and not _is_confirmed(session):
            typer.echo(session.say("cli-announce-not-sent"))
            return
        stored = await _store(session, content, token)
        if as_json:
            await print_announcement(session, stored)
        else:
            await _tell_stored(session, stored)

    run(main)


async def _audience(session: Session, given: str) -> AudienceRule:
    async with session.units_of_work.reading() as tx:
        return await audience_or_exit(session, tx, given)


async def _show_preview(session: Session, content: NewAnnouncement, *, is_quiet: bool) -> str:
    """Print what it is going to be; returns what confirms just this."""
    async with session.units_of_work.reading() as tx:
        seen = await preview(tx, content, senders_of(session.settings), session.now)
        audience = await audience_text(tx, content.audience, session.now, session.say)
        night = await load_night(tx)
    if not seen.recipients:
        refuse(refusal_text(Refusal.NOBODY, session.say))
    if not is_quiet:
        message = shown(content, session.say)
        words = (
            f"{message.title}\n\n{message.body}"
            if isinstance(message, Announcement)
            else message.caption
        )
        for line in words.splitlines():
            typer.echo(f"| {line}".rstrip())
        typer.echo(preview_text(content, seen, audience, night, session.now, session.say))
    return seen.token


def _is_confirmed(session: Session) -> bool:
    try:
        return typer.confirm(session.say("cli-announce-confirm"))
    except typer.Abort:
        refuse("", session.say("cli-announce-needs-yes"))


async def _store(session: Session, content: NewAnnouncement, token: str) -> StoredAnnouncement:
    async with session.units_of_work() as tx:
        draft = await composing.compose(tx, COMMAND_LINE, content, session.now)
        if isinstance(draft, Refused):
            refuse_as(session, draft)
        stored = await control.confirm(tx, COMMAND_LINE, draft.id, token, session.now)
        if isinstance(stored, Refused):
            refuse_as(session, stored)
        await tx.commit()
    return stored


async def _tell_stored(session: Session, stored: StoredAnnouncement) -> None:
    async with session.units_of_work.reading() as tx:
        begins = begins_at(stored.content, await load_night(tx), session.now)
    at = "now" if begins <= session.now else instant_text(begins, session.say)
    typer.echo(session.say("cli-announce-stored", number=stored.id, at=at))
    await warn_if_nobody_sends(session)


async def print_announcement(session: Session, one: StoredAnnouncement) -> None:
    """Print an announcement for a script."""
    async with session.units_of_work.reading() as tx:
        print_json(await announcement_data(tx, one))


def refuse_as(session: Session, refused: Refused) -> NoReturn:
    """Say why nothing was done, and exit with status 2."""
    refuse(refusal_text(refused.reason, session.say))


async def warn_if_nobody_sends(session: Session) -> None:
    """Say so if no process is there that sends: this command only stores."""
    beat_at = await SqlBacklog(session.database).last_beat_at()
    if beat_at is None or session.now - beat_at > ALIVE:
        typer.echo(session.say("cli-announce-nobody-sends"), err=True)
