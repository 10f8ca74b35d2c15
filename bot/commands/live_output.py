"""Prints a live round and its rooms for people."""

import typer

from bot.commands.common import Session
from bot.commands.live_data import question_codes, room_address, screen_address
from bot.commands.output import new_table, print_table
from contest.live import ENDED
from contest.live_rooms import Room
from handlers.live_hosting.texts import WEB, situation_text, state_text
from handlers.live_hosting.views import with_answers
from handlers.ports.live_records import HostedRound
from handlers.ports.repositories import UnitOfWork


async def print_round(session: Session, tx: UnitOfWork, one: HostedRound) -> None:
    """Print how a round stands, its questions by their codes, and its addresses."""
    say = session.say
    typer.echo(situation_text(await with_answers(tx, one), say))
    typer.echo(f"\n{say('cli-live-questions')}")
    for position, code in enumerate(await question_codes(tx, one), start=1):
        annulled = "yes" if position in one.live.annulled else "no"
        typer.echo(say("cli-live-question-line", position=position, code=code, annulled=annulled))
    typer.echo("")
    print_rooms(session, one)


def print_rooms(session: Session, one: HostedRound) -> None:
    """Print the rooms with how they fare, and the addresses of those on the web."""
    table = new_table()
    for name in ("number", "room", "platform", "state"):
        table.add_column(session.say(f"cli-live-column-{name}"), overflow="fold")
    for room in one.rooms.values():
        state = _state(session, one, one.live.rooms[room.id])
        platform = room.chat.platform
        shown = session.say("announce-web") if platform == WEB else platform.capitalize()
        table.add_row(str(room.id), room.name, shown, state)
    print_table(table)
    screen = screen_address(session, one)
    if screen is None:
        typer.echo(session.say("cli-live-no-address"))
        return
    for room in one.rooms.values():
        if (address := room_address(session, room)) is not None:
            typer.echo(room.name)
            typer.echo(session.say("cli-live-room-address", address=address))
            own = screen_address(session, one, room) or screen
            typer.echo(f"  {session.say('cli-live-screen', address=own)}")
    typer.echo(session.say("cli-live-screen", address=screen))


def _state(session: Session, one: HostedRound, room: Room) -> str:
    if one.live.state in ENDED:
        return state_text(one.live, session.say)
    if room.trouble is not None:
        return session.say(f"live-trouble-{room.trouble.value.replace('_', '-')}")
    return session.say(f"cli-live-room-state-{room.state.value.replace('_', '-')}")
