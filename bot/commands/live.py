"""``hoithi live``: live rounds in groups and halls, from their creation to their result.

The commands store and order; ``hoithi serve`` runs the rounds and notices within a second.
"""

from typing import Annotated

import typer

from bot.commands.addresses import join_link
from bot.commands.common import Session, local_instant, not_blank, refuse, run
from bot.commands.live_create import confirmed, create, warn_if_nobody_serves
from bot.commands.live_data import list_data, room_data, round_data
from bot.commands.live_input import COMMAND_LINE, rooms_or_exit
from bot.commands.live_orders import give
from bot.commands.live_output import print_rooms, print_round
from bot.commands.live_results import results
from bot.commands.output import AsJson, print_json
from contest.live import ENDED
from contest.live_rooms import RoomId
from handlers.live_hosting.late_rooms import late_call
from handlers.live_hosting.texts import list_line, refusal_text, situation_text
from handlers.live_hosting.views import with_answers
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_orders import HostOrder, HostResult, OrderKind
from handlers.ports.live_records import HostedRound
from handlers.ports.repositories import UnitOfWork

app = typer.Typer(
    help="Create live rounds, see how they go, run them and print their results.",
    no_args_is_help=True,
)
app.command()(create)
app.command()(results)

MAX = 10**9
Number = Annotated[
    int, typer.Argument(min=1, max=MAX, help="number of the live round, as `live list` shows it")
]
Yes = Annotated[bool, typer.Option("--yes", help="do not ask for a confirmation")]


@app.command("list")
def list_rounds(as_json: AsJson = False) -> None:
    """List all live rounds in the order in which they start."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            found = await tx.live.all()
        if as_json:
            print_json([list_data(one) for one in found])
        elif not found:
            typer.echo(session.say("cli-live-none"))
        else:
            for one in found:
                typer.echo(list_line(one, session.say))

    run(main)


@app.command()
def show(number: Number, as_json: AsJson = False) -> None:
    """Show how a live round stands, its questions and its addresses."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            one = await round_or_exit(session, tx, number)
            if as_json:
                print_json(await round_data(session, tx, one))
            else:
                await print_round(session, tx, one)

    run(main)


@app.command()
def rooms(
    number: Number,
    add: Annotated[
        list[str] | None, typer.Option(help="code of a unit whose groups join from now on")
    ] = None,
    add_web: Annotated[
        list[str] | None, typer.Option(help="name of a hall that joins from now on")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the rooms of a live round with their addresses; or let more rooms join."""

    async def main(session: Session) -> None:
        if add or add_web:
            await _add_rooms(session, number, add or [], add_web or [])
        async with session.units_of_work.reading() as tx:
            one = await round_or_exit(session, tx, number)
            if as_json:
                found = one.rooms.values()
                print_json([await room_data(session, tx, one, room) for room in found])
            else:
                print_rooms(session, one)

    run(main)


@app.command()
def start(number: Number, yes: Yes = False) -> None:
    """Ask the first question now instead of at its planned time."""
    _order(number, OrderKind.START, needs_yes=not yes)


@app.command()
def pause(number: Number) -> None:
    """Stop the clocks in all rooms; nothing is taken until the round goes on."""
    _order(number, OrderKind.PAUSE)


@app.command()
def resume(number: Number) -> None:
    """Go on where the round was paused."""
    _order(number, OrderKind.RESUME)


@app.command("next")
def next_question(number: Number) -> None:
    """Ask the next question now; after the last one, end the round."""
    _order(number, OrderKind.NEXT)


@app.command()
def skip(number: Number, yes: Yes = False) -> None:
    """Annul the question asked last, for everybody."""
    _order(number, OrderKind.SKIP, needs_yes=not yes)


@app.command()
def stop(number: Number, yes: Yes = False) -> None:
    """End a live round early; what was settled counts."""
    _order(number, OrderKind.STOP, needs_yes=not yes)


@app.command()
def cancel(number: Number, yes: Yes = False) -> None:
    """End a live round so that nothing of it counts."""
    _order(number, OrderKind.CANCEL, needs_yes=not yes)


@app.command()
def without(
    number: Number,
    room: Annotated[
        list[int] | None,
        typer.Argument(min=1, max=MAX, help="numbers of rooms in trouble; else all that are"),
    ] = None,
) -> None:
    """Go on without rooms that are in trouble."""
    _order(number, OrderKind.GO_ON_WITHOUT, rooms=tuple(RoomId(each) for each in room or []))


@app.command()
def move(
    number: Number,
    starts: Annotated[str, typer.Option(help="local time: '2026-11-20 19:30'", callback=not_blank)],
) -> None:
    """Give a live round that has not begun another start."""
    _order(number, OrderKind.MOVE, starts=starts)


async def round_or_exit(session: Session, tx: UnitOfWork, number: int) -> HostedRound:
    """The live round of that number."""
    found = await tx.live.find(LiveRoundId(number))
    if found is None:
        refuse(session.say("cli-live-unknown", number=number))
    return found


def _order(
    number: int,
    kind: OrderKind,
    *,
    needs_yes: bool = False,
    rooms: tuple[RoomId, ...] = (),
    starts: str | None = None,
) -> None:
    async def main(session: Session) -> None:
        starts_at = local_instant(starts, session.say) if starts is not None else None
        if starts_at is not None and starts_at < session.now:
            refuse(session.say("cli-live-past", found=(starts or "")[:40]))
        async with session.units_of_work.reading() as tx:
            one = await round_or_exit(session, tx, number)
        if needs_yes and not _is_sure(session, one):
            typer.echo(session.say("cli-live-not-done"))
            return
        # What was looked at before the question is what was meant.
        position = one.live.position if kind in {OrderKind.NEXT, OrderKind.SKIP} else None
        order = HostOrder(kind, COMMAND_LINE, position, rooms, starts_at)
        outcome = await give(session, one.id, order)
        if outcome.round is None or outcome.result not in {HostResult.DONE, HostResult.UNCHANGED}:
            live = outcome.round.live if outcome.round else None
            refuse(refusal_text(outcome.result, live, session.say))
        await _tell(session, outcome.round)

    run(main)


def _is_sure(session: Session, one: HostedRound) -> bool:
    typer.echo(list_line(one, session.say))
    return confirmed(session, "cli-live-sure")


async def _tell(session: Session, one: HostedRound) -> None:
    async with session.units_of_work.reading() as tx:
        typer.echo(situation_text(await with_answers(tx, one), session.say))
    if one.live.state not in ENDED:
        await warn_if_nobody_serves(session)


async def _add_rooms(session: Session, number: int, codes: list[str], halls: list[str]) -> None:
    async with session.units_of_work() as tx:
        one = await round_or_exit(session, tx, number)
        if one.live.state in ENDED:
            refuse(session.say("cli-live-ended", number=number))
        for room in await rooms_or_exit(session, tx, codes, halls):
            added = await tx.live.add_room(one.id, room)
            await tx.audit(
                "live_room_added", session.now, COMMAND_LINE, live_round=number, room=added
            )
            await _call(session, tx, one.id, added)
            typer.echo(session.say("cli-live-room-added", room=room.name, number=added), err=True)
        await tx.commit()


async def _call(session: Session, tx: UnitOfWork, live_round: LiveRoundId, room: RoomId) -> None:
    """Tell a room what it has joined, if the others have been told."""
    hosted = await round_or_exit(session, tx, live_round)
    message = late_call(hosted, room, join_link(session.settings)(None))
    if message is not None:
        await tx.outbox.add([message], session.now)
