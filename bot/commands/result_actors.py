"""What the commands about results share: who acts, which round, and how a refusal is told."""

from typing import Annotated, TypeVar

import typer

from bot.commands.common import Session, refuse
from bot.commands.lookups import round_or_exit
from bot.commands.output import print_json
from contest.model import PersonId
from handlers.commands import STAFF
from handlers.ports.corrections import Correction
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.result_steps import Actor, Refused
from storage.boards import SqlBoardMaker

Done = TypeVar("Done")

MAX = 10**9
Number = Annotated[
    int, typer.Argument(min=1, max=MAX, help="number of the round, as `round list` shows it")
]
By = Annotated[str, typer.Option("--by", help="key of who decides, as `role list` shows it")]
Reason = Annotated[str, typer.Option("--reason", help="why; it is kept with what is decided")]
Person = Annotated[
    int, typer.Option("--person", min=1, max=MAX, help="number, as `result show` tells it")
]


async def actor_or_exit(session: Session, tx: UnitOfWork, key: str) -> Actor:
    """Who decides: somebody who is of the Tổ Thư ký or the Ban Tổ chức."""
    held = await tx.people.officials(list(STAFF))
    roles = frozenset(each.grant.role for each in held if each.user_key == key)
    if not roles:
        refuse(session.say("cli-result-by-unknown", user=" ".join(key.split())[:80]))
    return Actor(key, roles)


def done_or_exit(session: Session, outcome: Done | Refused) -> Done:
    """What was done, or exit status 2 with the reason why not."""
    if isinstance(outcome, Refused):
        refuse(outcome.text(session.say))
    return outcome


async def counting_round(session: Session, tx: UnitOfWork, number: int) -> Round:
    """The round of that number, which is no rehearsal."""
    one = await round_or_exit(session, tx, number)
    if one.is_rehearsal:
        refuse(Refused("rehearsal", {"round": one.name}).text(session.say))
    return one


async def make_board(session: Session, one: Round) -> int | None:
    """Make the leaderboard of a closed round if it is due; the people on it, None without one."""
    maker = SqlBoardMaker(session.database)
    if one.id in await maker.due(session.now):
        await maker.make(one.id, session.now)
    async with session.units_of_work.reading() as tx:
        board = await tx.boards.current(one.id)
    return None if board is None else board.participants


async def tell(session: Session, done: Correction, one: Round | None, as_json: bool) -> None:
    """Print what a correction has done, once the ranking has been made anew."""
    people = None if one is None else await make_board(session, one)
    if as_json:
        print_json(correction_data(done))
        return
    say = session.say
    typer.echo(
        say(
            "cli-result-corrected",
            number=str(done.number),
            cause=say("result-cause", cause=done.cause.value),
            attempts=done.attempts,
        )
    )
    if one is not None and people is not None:
        typer.echo(say("cli-result-remade", round=one.name, people=people, number=str(one.id)))


def correction_data(done: Correction) -> dict[str, object]:
    """A correction for machines."""
    return {
        "number": done.number,
        "round": done.round,
        "cause": done.cause.value,
        "people": list(done.people),
        "attempts": done.attempts,
        "by": done.ruling.by,
        "at": done.ruling.at.isoformat(),
        "reason": done.ruling.reason,
    }


def people_of(numbers: list[int]) -> list[PersonId]:
    return [PersonId(number) for number in numbers]
