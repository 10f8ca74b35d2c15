"""What is waiting and for how long, read from the rows: for readiness and metrics."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select, text, tuple_

from handlers.ports.messaging import Lane
from handlers.ports.outbox import Bot
from storage.engine import Database
from storage.outbox import PENDING
from storage.tables.attempts import attempt_table
from storage.tables.operations import heartbeat_table
from storage.tables.outbox import outbox_table

OPEN = text("'open'")
"""Written out, so that the planner sees that the partial index applies."""


@dataclass(frozen=True, slots=True)
class Queue:
    """The messages of one lane that wait.

    Attributes:
        waiting: also those that are due later, count.
        due_since: when the oldest of those that are due became due; None if none is.
    """

    lane: Lane
    waiting: int
    due_since: datetime | None


class SqlBacklog:
    """Looks at a database without changing it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def queues(self, now: datetime) -> Sequence[Queue]:
        """Every lane, in its order, over the bots of all processes."""
        c = outbox_table.c
        due_since = func.min(_due_at()).filter(_is_due(now))
        query = select(c.lane, func.count(), due_since).where(c.state == PENDING).group_by(c.lane)
        async with self._database.read() as connection:
            found = {row[0]: row for row in await connection.execute(query)}
        empty = (0, 0, None)
        return [Queue(lane, *found.get(lane.value, empty)[1:]) for lane in Lane]

    async def due_messages(
        self,
        bots: Collection[Bot],
        lanes: Collection[Lane],
        now: datetime,
        limit: int,
        among: Collection[int] | None = None,
    ) -> Sequence[tuple[int, datetime]]:
        """The messages that have been due longest: id, and since when.

        Without those that must wait for an earlier one of their chat and lane that is due later.

        Args:
            among: only these ids are looked at.
        """
        c, earlier = outbox_table.c, outbox_table.alias("earlier").c
        is_behind = exists().where(
            earlier.state == PENDING,
            earlier.chat_key == c.chat_key,
            earlier.lane == c.lane,
            earlier.id < c.id,
            earlier.not_before > now,
        )
        query = (
            select(c.id, _due_at())
            .where(
                c.state == PENDING,
                c.lane.in_([lane.value for lane in lanes]),
                tuple_(c.platform, c.bot).in_(bots),
                _is_due(now),
                ~is_behind,
            )
            .order_by(_due_at(), c.id)
            .limit(limit)
        )
        if among is not None:
            query = query.where(c.id.in_(among))
        async with self._database.read() as connection:
            return [(row[0], row[1]) for row in await connection.execute(query)]

    async def oldest_overdue_question(self, now: datetime) -> datetime | None:
        """The earliest deadline that has come while its question is still open."""
        c = attempt_table.c
        query = select(func.min(c.deadline)).where(c.state == OPEN, c.deadline <= now)
        async with self._database.read() as connection:
            found: datetime | None = await connection.scalar(query)
        return found

    async def last_beat_at(self) -> datetime | None:
        """When any process last wrote its sign of life."""
        async with self._database.read() as connection:
            found: datetime | None = await connection.scalar(select(heartbeat_table.c.beat_at))
        return found


def _due_at() -> ColumnElement[Any]:
    return func.coalesce(outbox_table.c.not_before, outbox_table.c.queued_at)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(outbox_table.c.not_before.is_(None), outbox_table.c.not_before <= now)
