"""The scores of a round under a corrected key: only attempts whose points change are written."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.attempts import RUNNING
from contest.model import PersonId, RoundId
from handlers.ports.results import CorrectedKey
from storage.statements import insert_into
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.corrections import corrected_key_table


async def correct(
    connection: AsyncConnection, round_id: RoundId, key: CorrectedKey, points: int
) -> Sequence[PersonId]:
    """Give everybody who was asked a question the points of its new key.

    Returns:
        Whose points have changed.
    """
    c, attempt = answer_table.c, attempt_table.c
    due = case((c.option == key.option, points), else_=0)
    statement = (
        select(attempt.id, attempt.person_id, c.points, due.label("due"))
        .join(answer_table, c.attempt_id == attempt.id)
        .where(
            attempt.round_id == round_id,
            attempt.state.not_in([state.value for state in RUNNING]),
            c.question_id == key.asked,
            c.points != due,
        )
        .order_by(attempt.id)
        .with_for_update(of=attempt_table)
    )
    rows = (await connection.execute(statement)).all()
    if rows:
        await _write(
            connection,
            key,
            [{"row_id": row.id, "due": row.due, "more": row.due - row.points} for row in rows],
        )
    return list(dict.fromkeys(PersonId(row.person_id) for row in rows))


async def with_several(
    connection: AsyncConnection, round_id: RoundId, people: Sequence[PersonId]
) -> Sequence[PersonId]:
    """Those of these people who have begun more than one attempt in the round."""
    c = attempt_table.c
    statement = select(c.person_id).distinct().where(c.round_id == round_id, c.ordinal > 1)
    found = set(await connection.scalars(statement))
    return [person for person in people if person in found]


async def keep_key(
    connection: AsyncConnection, round_id: RoundId, key: CorrectedKey, correction: int
) -> None:
    """Let this be the key that counts in the round."""
    columns = {"by_id": key.by, "option": key.option, "correction_id": correction}
    await connection.execute(
        insert_into(connection, corrected_key_table)
        .values(round_id=round_id, asked_id=key.asked, **columns)
        .on_conflict_do_update(index_elements=["round_id", "asked_id"], set_=columns)
    )


async def _write(
    connection: AsyncConnection, key: CorrectedKey, changed: list[dict[str, Any]]
) -> None:
    c, attempt = answer_table.c, attempt_table.c
    row_id = bindparam("row_id", type_=attempt.id.type)
    await connection.execute(
        update(answer_table)
        .where(c.attempt_id == row_id, c.question_id == key.asked)
        .values(points=bindparam("due", type_=c.points.type)),
        changed,
    )
    await connection.execute(
        update(attempt_table)
        .where(attempt.id == row_id)
        .values(score=attempt.score + bindparam("more", type_=attempt.score.type)),
        changed,
    )
