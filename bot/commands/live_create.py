"""``hoithi live create``: shows what a live round is going to be, and stores it."""

from datetime import timedelta
from typing import Annotated

import typer

from bot.commands.announcement_writing import ALIVE
from bot.commands.common import Session, local_instant, not_blank, refuse, run
from bot.commands.live_data import round_data
from bot.commands.live_input import (
    EVERY_GROUP,
    choice_or_exit,
    count_or_exit,
    duration_or_exit,
    host_or_exit,
    questions_or_exit,
    rooms_or_exit,
    title_or_exit,
)
from bot.commands.live_preview import print_preview
from bot.commands.lookups import contest_or_exit
from bot.commands.output import AsJson, print_json
from contest.live_rules import LiveRules, LiveScoring
from handlers.formats import local_day
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import HostedRound, NewLiveRound, Shows
from handlers.ports.repositories import UnitOfWork
from storage.backlog import SqlBacklog

BY_HOST = "host"
MOST = 1_000
HOUR = 3_600


def create(  # noqa: PLR0913, PLR0917 - one for each option of the command
    title: Annotated[str, typer.Option(help="as the rooms see it", callback=not_blank)],
    starts: Annotated[str, typer.Option(help="local time: '2026-11-20 19:30'")],
    questions: Annotated[
        str | None, typer.Option(help="codes between commas, or a text file with one a line")
    ] = None,
    draw: Annotated[int | None, typer.Option(help="draw so many from the bank instead")] = None,
    rooms: Annotated[
        list[str] | None, typer.Option(help="all, or codes of units whose groups take part")
    ] = None,
    web_room: Annotated[
        list[str] | None, typer.Option(help="name of a hall: people answer on a page of its own")
    ] = None,
    limit: Annotated[str, typer.Option(help="time for each question: 20s")] = "20s",
    lobby: Annotated[str, typer.Option(help="rooms are called so long before: 5m")] = "5m",
    reveal: Annotated[
        str, typer.Option(help="time for each key: 10s; or host: the host says when")
    ] = "10s",
    patience: Annotated[
        str, typer.Option(help="a question may be on its way so long before the host is asked")
    ] = "15s",
    may_change: Annotated[
        bool, typer.Option("--may-change", help="the last answer counts instead of the first")
    ] = False,
    scoring: Annotated[
        str, typer.Option(help="plain, speed or speed_and_streaks")
    ] = LiveScoring.PLAIN.value,
    points: Annotated[int, typer.Option(help="for a right answer, where scoring is plain")] = 1,
    unit_best: Annotated[
        int | None, typer.Option(help="a unit counts by the average of its best so many people")
    ] = None,
    shows: Annotated[
        str, typer.Option(help="of people in groups: units_only or names")
    ] = Shows.UNITS_ONLY.value,
    as_poll: Annotated[
        bool, typer.Option("--as-poll", help="as polls of the platform where it has them")
    ] = False,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="counts nowhere")] = False,
    host: Annotated[
        str | None, typer.Option(help="key of who is told of troubles, as `role list` shows it")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask for a confirmation")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what a live round is going to be, and create it once that is confirmed."""

    async def main(session: Session) -> None:
        if as_json and not yes:
            refuse(session.say("cli-live-json-needs-yes"))
        rules = LiveRules(
            question_limit=duration_or_exit(session, "--limit", limit, 5, HOUR),
            lobby_for=duration_or_exit(session, "--lobby", lobby, 0, 24 * HOUR),
            reveal_for=_reveal(session, reveal),
            delivery_patience=duration_or_exit(session, "--patience", patience, 5, HOUR),
            may_change=may_change,
            scoring=choice_or_exit(session, "--scoring", scoring, LiveScoring),
            points_per_question=count_or_exit(session, "--points", points, MOST),
            unit_best=unit_best and count_or_exit(session, "--unit-best", unit_best, MOST),
        )
        starts_at = local_instant(starts, session.say)
        if starts_at < session.now:
            refuse(session.say("cli-live-past", found=starts[:40]))
        async with session.units_of_work.reading() as tx:
            new = NewLiveRound(
                contest=(await contest_or_exit(session, tx)).id,
                title=title_or_exit(session, title),
                rules=rules,
                questions=await questions_or_exit(
                    session, tx, questions, draw, local_day(starts_at)
                ),
                starts_at=starts_at,
                host_key=await host_or_exit(session, tx, host),
                rooms=await rooms_or_exit(session, tx, *_wanted(rooms or [], web_room or [])),
                is_rehearsal=rehearsal,
                as_poll=as_poll,
                shows=choice_or_exit(session, "--shows", shows, Shows),
            )
            if not as_json:
                await print_preview(session, tx, new)
        if not yes and not confirmed(session, "cli-live-confirm"):
            typer.echo(session.say("cli-live-not-created"))
            return
        await _tell(session, await _store(session, new), as_json=as_json)

    run(main)


def confirmed(session: Session, key: str) -> bool:
    """Whether whoever sits there says yes; exit status 2 if nobody does."""
    try:
        return typer.confirm(session.say(key))
    except typer.Abort:
        refuse("", session.say("cli-live-needs-yes"))


async def warn_if_nobody_serves(session: Session) -> None:
    """Say so if no process is there that runs live rounds: a command only stores."""
    beat_at = await SqlBacklog(session.database).last_beat_at()
    if beat_at is None or session.now - beat_at > ALIVE:
        typer.echo(session.say("cli-live-nobody-sends"), err=True)


def _wanted(groups: list[str], halls: list[str]) -> tuple[list[str], list[str]]:
    """All groups if nothing is named."""
    return (groups, halls) if groups or halls else ([EVERY_GROUP], [])


def _reveal(session: Session, text: str) -> timedelta | None:
    if text.strip().casefold() == BY_HOST:
        return None
    return duration_or_exit(session, "--reveal", text, 3, HOUR)


async def _store(session: Session, new: NewLiveRound) -> HostedRound:
    async with session.units_of_work() as tx:
        number = await tx.live.create(new)
        facts = {
            "live_round": number,
            "rooms": len(new.rooms),
            "questions": len(new.questions),
            "rehearsal": new.is_rehearsal,
        }
        await tx.audit("live_round_created", session.now, "command line", **facts)
        stored = await _found(tx, number)
        await tx.commit()
    return stored


async def _found(tx: UnitOfWork, number: LiveRoundId) -> HostedRound:
    found = await tx.live.find(number)
    if found is None:
        raise LookupError(f"live round {number} was not stored")
    return found


async def _tell(session: Session, stored: HostedRound, *, as_json: bool) -> None:
    if as_json:
        async with session.units_of_work.reading() as tx:
            print_json(await round_data(session, tx, stored))
    else:
        typer.echo(session.say("cli-live-created", number=stored.id))
    await warn_if_nobody_serves(session)
