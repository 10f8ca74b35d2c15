"""Moving the deadlines of open questions, in one transaction with what moves them."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.attempts import Progress, State
from contest.model import AttemptId, RoundId
from handlers.ports.addresses import ChatRef
from handlers.ports.outages import MovedDeadline
from handlers.ports.records import Round
from storage.bulk import Bulk
from storage.codec import MICROSECOND, progress_from_row, round_from_row
from storage.tables.attempts import attempt_table
from storage.tables.contests import round_table

Move = Callable[[Progress, Round], Progress]
"""Gives an open question another deadline, and takes the time off as a break or not."""

_BY_ID = attempt_table.c.id == bindparam("row_id", type_=attempt_table.c.id.type)
_update_clocks = Bulk(
    lambda _: update(attempt_table).where(_BY_ID).values(dict.fromkeys(("deadline", "paused_us")))
)


async def move_deadlines(
    connection: AsyncConnection, move: Move, round_id: RoundId | None = None
) -> Sequence[MovedDeadline]:
    """Let ``move`` decide about every open question, of one round or of all.

    Returns:
        Those whose deadline has changed, ordered by attempt.
    """
    rounds = await _rounds(connection, round_id)
    moved = [
        (_moved(row, progress), progress)
        for row in await _open_attempts(connection, rounds)
        if (progress := move(progress_from_row(row), rounds[row.round_id])).deadline != row.deadline
    ]
    rows = [
        {
            "row_id": deadline.attempt,
            "deadline": deadline.new,
            "paused_us": progress.paused // MICROSECOND,
        }
        for deadline, progress in moved
    ]
    await connection.run_sync(lambda plain: _update_clocks.execute(plain, rows))
    return [deadline for deadline, _ in moved]


async def _rounds(connection: AsyncConnection, round_id: RoundId | None) -> dict[int, Round]:
    statement = select(round_table)
    if round_id is not None:
        statement = statement.where(round_table.c.id == round_id)
    return {row.id: round_from_row(row) for row in await connection.execute(statement)}


async def _open_attempts(
    connection: AsyncConnection, rounds: dict[int, Round]
) -> Sequence[Row[Any]]:
    c = attempt_table.c
    statement = (
        select(attempt_table)
        .where(c.state == State.OPEN.value, c.round_id.in_(rounds))
        .order_by(c.id)
        .with_for_update()
    )
    return (await connection.execute(statement)).all()


def _moved(row: Row[Any], progress: Progress) -> MovedDeadline:
    if progress.deadline is None:
        raise AssertionError("a move keeps the question open")
    return MovedDeadline(
        attempt=AttemptId(row.id),
        position=progress.position,
        old=row.deadline,
        new=progress.deadline,
        chat=ChatRef(row.platform, row.bot, row.chat_id),
        locale=row.locale,
    )
