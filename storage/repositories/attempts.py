"""Attempts, to begin and to look at; what happens to them goes through the answer intake."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest import attempts as rules_of_play
from contest.attempts import RUNNING, State
from contest.model import AttemptId, PersonId, Position, RoundId
from handlers.ports.records import Answer, Attempt, NewAttempt, Round
from storage.codec import (
    answer_from_row,
    attempt_from_row,
    attempt_to_columns,
    progress_from_row,
    progress_to_columns,
    round_from_row,
)
from storage.repositories.boards import outdate
from storage.statements import insert_into
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.contests import round_table
from storage.tables.people import person_table


class SqlAttempts:
    """``handlers.ports.repositories.Attempts`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, attempt: NewAttempt) -> Attempt | None:
        # The unique indexes decide whether it may begin, not what was read before (invariant 2).
        statement = (
            insert_into(self._connection, attempt_table)
            .values(**attempt_to_columns(attempt), counted=attempt.ordinal == 1)
            .on_conflict_do_nothing()
            .returning(attempt_table)
        )
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            return None
        await self._connection.execute(
            update(person_table)
            .where(person_table.c.id == attempt.person)
            .values(current_attempt_id=row.id)
        )
        return attempt_from_row(row, await self._round(attempt.round))

    async def latest_of(self, person: PersonId) -> Attempt | None:
        statement = (
            select(attempt_table)
            .join(person_table, person_table.c.current_attempt_id == attempt_table.c.id)
            .where(person_table.c.id == person)
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else attempt_from_row(row, await self._round(row.round_id))

    async def in_round(self, person: PersonId, round_id: RoundId) -> Sequence[Attempt]:
        c = attempt_table.c
        statement = (
            select(attempt_table)
            .where(c.round_id == round_id, c.person_id == person)
            .order_by(c.ordinal)
        )
        rows = (await self._connection.execute(statement)).all()
        if not rows:
            return []
        round_ = await self._round(round_id)
        return [attempt_from_row(row, round_) for row in rows]

    async def answers(self, attempt: AttemptId) -> Sequence[Answer]:
        c = answer_table.c
        statement = select(answer_table).where(c.attempt_id == attempt).order_by(c.position)
        return [answer_from_row(row) for row in await self._connection.execute(statement)]

    async def open_questions(
        self, due_before: datetime | None = None
    ) -> Sequence[tuple[AttemptId, Position, datetime]]:
        c = attempt_table.c
        statement = (
            select(c.id, c.position, c.deadline)
            # Spelled out, so that SQLite sees that the partial index on deadlines serves.
            .where(c.state == text("'open'"))
            .order_by(c.deadline, c.id)
        )
        if due_before is not None:
            statement = statement.where(c.deadline < due_before)
        return [
            (AttemptId(row.id), Position(row.position), row.deadline)
            for row in await self._connection.execute(statement)
        ]

    async def running_in(self, round_id: RoundId) -> Sequence[AttemptId]:
        c = attempt_table.c
        statement = (
            select(c.id)
            .where(c.round_id == round_id, c.state.in_([state.value for state in RUNNING]))
            .order_by(c.id)
        )
        return [AttemptId(row.id) for row in await self._connection.execute(statement)]

    async def void_all(self, person: PersonId, at: datetime) -> int:
        c = attempt_table.c
        # Locked in the order of the intake, which loads attempts anew under the same locks.
        found = await self._connection.execute(
            select(attempt_table)
            .where(c.person_id == person, c.state != State.VOID.value)
            .order_by(c.id)
            .with_for_update()
        )
        rows = found.all()
        for row in rows:
            columns = progress_to_columns(rules_of_play.void(progress_from_row(row), at))
            await self._connection.execute(
                update(attempt_table).where(c.id == row.id).values(**columns, counted=False)
            )
        await outdate(self._connection, {RoundId(row.round_id) for row in rows})
        return len(rows)

    async def _round(self, round_id: RoundId) -> Round:
        statement = select(round_table).where(round_table.c.id == round_id)
        return round_from_row((await self._connection.execute(statement)).one())
