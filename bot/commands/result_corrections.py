"""``hoithi result disqualify|reinstate|void|order|merge|key``: corrections of closed rounds."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from bot.commands.common import Session, run
from bot.commands.output import AsJson
from bot.commands.result_actors import (
    MAX,
    By,
    Number,
    Person,
    Reason,
    actor_or_exit,
    counting_round,
    done_or_exit,
    make_board,
    people_of,
    tell,
)
from contest.model import PersonId
from handlers import result_corrections as corrections
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.result_corrections import Order, Outcome

MaybeRound = Annotated[
    int | None,
    typer.Argument(min=1, max=MAX, help="number of the round; without one, all rounds"),
]

Correct = Callable[[UnitOfWork, Round | None, Order], Awaitable[Outcome]]
CorrectOne = Callable[[UnitOfWork, Round, Order], Awaitable[Outcome]]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (disqualify, reinstate, void, order, merge, key):
        app.command()(command)


def disqualify(
    person: Person, by: By, reason: Reason, number: MaybeRound = None, as_json: AsJson = False
) -> None:
    """Let nothing of somebody count in a closed round, or in the whole contest."""

    async def correct(tx: UnitOfWork, one: Round | None, order: Order) -> Outcome:
        return await corrections.disqualify(tx, PersonId(person), one, order)

    _run(number, by, reason, as_json, correct)


def reinstate(
    person: Person, by: By, reason: Reason, number: MaybeRound = None, as_json: AsJson = False
) -> None:
    """Take a disqualification back, where it was made: in a round or in the whole contest."""

    async def correct(tx: UnitOfWork, one: Round | None, order: Order) -> Outcome:
        return await corrections.reinstate(tx, PersonId(person), one, order)

    _run(number, by, reason, as_json, correct)


def void(
    number: Number,
    person: Person,
    by: By,
    reason: Reason,
    attempt: Annotated[int, typer.Option(min=1, help="which of the person's attempts")] = 1,
    as_json: AsJson = False,
) -> None:
    """Make one attempt void for good; another of the person may count instead."""

    async def correct(tx: UnitOfWork, one: Round, order: Order) -> Outcome:
        return await corrections.void(tx, PersonId(person), attempt, one, order)

    _run_in_round(number, by, reason, as_json, correct)


def order(
    number: Number,
    people: Annotated[
        list[int],
        typer.Option("--person", min=1, max=MAX, help="once for each, the first place first"),
    ],
    by: By,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Put people who are equal in everything else into an order."""

    async def correct(tx: UnitOfWork, one: Round, order: Order) -> Outcome:
        return await corrections.put_in_order(tx, people_of(people), one, order)

    _run_in_round(number, by, reason, as_json, correct)


def merge(
    kept: Annotated[int, typer.Option("--keep", min=1, max=MAX, help="number that stays")],
    other: Annotated[int, typer.Option("--other", min=1, max=MAX, help="number that goes")],
    by: By,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Make two people one who registered twice; in a round, what was begun first counts."""

    async def correct(tx: UnitOfWork, _: Round | None, order: Order) -> Outcome:
        return await corrections.merge(tx, PersonId(kept), PersonId(other), order)

    _run(None, by, reason, as_json, correct)


def key(
    number: Number,
    question: Annotated[str, typer.Option(help="code of the question, corrected by an import")],
    by: By,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Score a closed round again with the key of the newest version of a question."""

    async def correct(tx: UnitOfWork, one: Round, order: Order) -> Outcome:
        return await corrections.correct_key(tx, question, one, order)

    _run_in_round(number, by, reason, as_json, correct)


def _run_in_round(number: int, by: str, reason: str, as_json: bool, correct: CorrectOne) -> None:
    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            one = await counting_round(session, tx, number)
        # Who is equal can be read only off a ranking that is up to date.
        await make_board(session, one)
        async with session.units_of_work() as tx:
            order = await _order(session, tx, by, reason)
            done = done_or_exit(session, await correct(tx, one, order))
            await tx.commit()
        await tell(session, done, one, as_json)

    run(main)


def _run(number: int | None, by: str, reason: str, as_json: bool, correct: Correct) -> None:
    async def main(session: Session) -> None:
        async with session.units_of_work() as tx:
            one = None if number is None else await counting_round(session, tx, number)
            order = await _order(session, tx, by, reason)
            done = done_or_exit(session, await correct(tx, one, order))
            await tx.commit()
        await tell(session, done, one, as_json)

    run(main)


async def _order(session: Session, tx: UnitOfWork, by: str, reason: str) -> Order:
    return Order(await actor_or_exit(session, tx, by), reason, session.now)
