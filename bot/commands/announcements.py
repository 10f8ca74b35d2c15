"""``hoithi announce``: announcements to contestants and groups.

The commands only store; whatever process serves sends.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from bot.commands.announcement_data import announcement_data, report_data
from bot.commands.announcement_writing import (
    print_announcement,
    refuse_as,
    warn_if_nobody_sends,
    write,
)
from bot.commands.common import Session, refuse, run
from bot.commands.output import AsJson, print_json
from contest.announcements import AnnouncementState
from handlers.announcing import control
from handlers.announcing.actors import COMMAND_LINE, Refused
from handlers.announcing.reporting import Report, progress, report
from handlers.announcing.timing import begins_at, load_night
from handlers.broadcasting.audiences import audience_text
from handlers.broadcasting.texts import list_line, progress_text, report_text
from handlers.ports.announcements import AnnouncementId, StoredAnnouncement
from handlers.ports.repositories import UnitOfWork

app = typer.Typer(
    help="Write announcements, see how they go, pause, resume, cancel or resend them.",
    no_args_is_help=True,
)
app.command()(write)

LISTED = 20
CANCELLED = "command line"
"""Why it was cancelled, for the log."""

Number = Annotated[
    int,
    typer.Argument(
        min=1, max=10**9, help="number of the announcement, as `announce list` shows it"
    ),
]
Step = Callable[[UnitOfWork, AnnouncementId, Session], Awaitable[StoredAnnouncement | Refused]]


@app.command("list")
def list_latest(as_json: AsJson = False) -> None:
    """List the latest announcements, newest first."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            found = await tx.announcements.latest(LISTED)
            data = [await announcement_data(tx, one) for one in found] if as_json else []
        if as_json:
            print_json(data)
        elif not found:
            typer.echo(session.say("announce-list-empty"))
        else:
            for one in found:
                typer.echo(list_line(one, session.say))

    run(main)


@app.command()
def show(number: Number, as_json: AsJson = False) -> None:
    """Show what has become of an announcement, recipient by recipient in numbers."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            told = await report(tx, AnnouncementId(number), session.now)
            if told is None:
                refuse(session.say("cli-announce-unknown", number=number))
            if as_json:
                print_json(await report_data(tx, told))
            else:
                typer.echo(await _report(session, tx, told))

    run(main)


@app.command()
def pause(number: Number, as_json: AsJson = False) -> None:
    """Send nothing more of an announcement until it is resumed."""
    _step(
        number, lambda tx, one, session: control.pause(tx, COMMAND_LINE, one, session.now), as_json
    )


@app.command()
def resume(number: Number, as_json: AsJson = False) -> None:
    """Go on with an announcement that was paused."""
    _step(
        number, lambda tx, one, session: control.resume(tx, COMMAND_LINE, one, session.now), as_json
    )


@app.command()
def cancel(number: Number, as_json: AsJson = False) -> None:
    """Never send what has not been sent of an announcement."""
    _step(
        number,
        lambda tx, one, session: control.cancel(tx, COMMAND_LINE, one, CANCELLED, session.now),
        as_json,
    )


@app.command()
def resend(
    number: Number,
    unknown: Annotated[
        bool,
        typer.Option("--unknown", help="also where it is not known; some may get it twice"),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Send an announcement once more to those for whom it failed."""
    _step(
        number,
        lambda tx, one, session: control.resend_failed(
            tx, COMMAND_LINE, one, session.now, with_unknown=unknown
        ),
        as_json,
    )


def _step(number: int, step: Step, as_json: bool) -> None:
    async def main(session: Session) -> None:
        async with session.units_of_work() as tx:
            done = await step(tx, AnnouncementId(number), session)
            if isinstance(done, Refused):
                refuse_as(session, done)
            await tx.commit()
        if as_json:
            await print_announcement(session, done)
            return
        await _tell_step(session, done)

    run(main)


async def _tell_step(session: Session, done: StoredAnnouncement) -> None:
    """Print how far it has come, or what has become of it if it is cancelled now."""
    async with session.units_of_work.reading() as tx:
        told = await report(tx, done.id, session.now)
        going = await progress(tx, done.id, session.now)
        if told is not None and done.state is AnnouncementState.CANCELLED:
            typer.echo(await _report(session, tx, told))
        elif going is not None:
            typer.echo(progress_text(done, going, session.say))
    if done.state is AnnouncementState.SENDING:
        await warn_if_nobody_sends(session)


async def _report(session: Session, tx: UnitOfWork, told: Report) -> str:
    one = told.announcement
    audience = await audience_text(tx, one.content.audience, session.now, session.say)
    begins = begins_at(one.content, await load_night(tx), session.now)
    return report_text(told, audience, begins, session.say)
