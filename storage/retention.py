"""Removes what nothing asks for any more: handled update keys and settled messages.

How long a row is needed follows from what could come again. The key of an update must outlive the
platforms' replay of it. The key of a message must outlive whatever could queue it once more: the
repeat of an update, and the opening, closing or reminder that is carried out again after a crash.
Everything else that queues a message moves on a row that is kept for ever (an attempt, a round,
a live round), and the worst that a purged key lets through is a second notice for a second press of
an old button.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, delete, func, select

from storage.engine import Database
from storage.tables.announcements import announcement_table
from storage.tables.operations import processed_update_table
from storage.tables.outbox import Delivery, outbox_table
from storage.tables.replies import reply_count_table

UPDATES_KEPT = timedelta(days=14)
"""Twice the seven days for which Zalo may replay an update; Telegram keeps them for one."""
MESSAGES_KEPT = timedelta(days=40)
"""A web chat shows this much of its past. Longer than a month, as what a bot has sent in one is
counted by these rows; and than ``UPDATES_KEPT``, as a repeated update would queue its replies
again."""
REPLIES_KEPT = timedelta(days=2)
"""Replies are limited by the hour and by the day."""
BATCH = 500
"""Rows deleted in one transaction: a few milliseconds, for which answers wait."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows were removed."""

    updates: int
    messages: int
    replies: int = 0


class Retention:
    """Purges one database; several processes may do so at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def purge(self, now: datetime) -> Purged:
        """Remove what has become too old, in many small transactions; safe to break off."""
        updates, hours = processed_update_table.c, reply_count_table.c.hour_at
        return Purged(
            updates=await self._delete(updates.key, updates.processed_at < now - UPDATES_KEPT),
            messages=await self._purge_messages(now - MESSAGES_KEPT),
            replies=await self._delete(hours, hours < now - REPLIES_KEPT),
        )

    async def _purge_messages(self, before: datetime) -> int:
        """Purge all but what still waits to be sent; what never was is as old as its queueing."""
        c = outbox_table.c
        settled = c.state != Delivery.PENDING.value
        # What an announcement came to is counted by its messages until the counts are final.
        a = announcement_table.c
        is_counted = c.announcement_id.is_(None) | c.announcement_id.in_(
            select(a.id).where(a.final.is_not(None))
        )
        too_old = func.coalesce(c.sent_at, c.queued_at, type_=c.queued_at.type) < before
        is_old = settled & is_counted & too_old & await self._queued(before)
        return await self._delete(c.id, is_old)

    async def _queued(self, before: datetime) -> ColumnElement[bool]:
        """Whether a message was queued before; by its id, so that newer rows are not even read."""
        c = outbox_table.c
        query = select(c.id).where(c.queued_at >= before).order_by(c.id).limit(1)
        async with self._database.read() as connection:
            first_newer = await connection.scalar(query)
        return c.queued_at < before if first_newer is None else c.id < first_newer

    async def _delete(self, key: Column[Any], condition: ColumnElement[bool]) -> int:
        """Delete rows batch by batch, in the order of their key; they are looked for unlocked."""
        query = select(key).where(condition).order_by(key).limit(BATCH)
        deleted, last = 0, None
        while True:
            async with self._database.read() as connection:
                page = query if last is None else query.where(key > last)
                keys = (await connection.scalars(page)).all()
            if not keys:
                return deleted
            async with self._database.transaction() as connection:
                result = await connection.execute(delete(key.table).where(key.in_(keys)))
                await connection.commit()
            deleted, last = deleted + result.rowcount, keys[-1]
