"""The log of reminders, pauses, nudges and the figures of digests."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import RoundId, UnitId
from contest.reminders import Outcome, Pause
from handlers.ports.reminders import ReminderEntry
from handlers.ports.rosters import EntryId
from storage.statements import insert_into
from storage.tables.reminders import (
    digest_table,
    nudge_table,
    reminder_pause_table,
    reminder_table,
)


class SqlReminders:
    """``handlers.ports.reminders.Reminders`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def log(self, entries: Sequence[ReminderEntry]) -> Collection[UnitId]:
        if not entries:
            return frozenset()
        statement = (
            insert_into(self._connection, reminder_table)
            .on_conflict_do_nothing()
            .returning(reminder_table.c.unit_id)
        )
        # In one order, so that two replicas cannot block each other.
        in_order = sorted(entries, key=lambda entry: (entry.unit, entry.day))
        rows = await self._connection.execute(statement, [_columns(entry) for entry in in_order])
        return frozenset(UnitId(row.unit_id) for row in rows)

    async def logged_on(self, day: date) -> Sequence[ReminderEntry]:
        c = reminder_table.c
        return await self._entries(c.day == day, c.unit_id)

    async def history(self, units: Collection[UnitId], limit: int) -> Sequence[ReminderEntry]:
        c = reminder_table.c
        return await self._entries(
            c.unit_id.in_(units), c.decided_at.desc(), c.unit_id, limit=limit
        )

    async def pauses(self) -> Mapping[UnitId, Pause]:
        rows = await self._connection.execute(select(reminder_pause_table))
        return {UnitId(row.unit_id): Pause(row.until) for row in rows}

    async def pause(self, unit: UnitId, until: date | None, by: str, at: datetime) -> None:
        values = {"until": until, "paused_by": by, "paused_at": at}
        await self._connection.execute(
            insert_into(self._connection, reminder_pause_table)
            .values(unit_id=unit, **values)
            .on_conflict_do_update(index_elements=["unit_id"], set_=values)
        )

    async def resume(self, unit: UnitId) -> bool:
        c = reminder_pause_table.c
        statement = delete(reminder_pause_table).where(c.unit_id == unit).returning(c.unit_id)
        return (await self._connection.execute(statement)).one_or_none() is not None

    async def nudge(self, entries: Collection[EntryId], day: date, by: str) -> Collection[EntryId]:
        if not entries:
            return frozenset()
        statement = (
            insert_into(self._connection, nudge_table)
            .on_conflict_do_nothing()
            .returning(nudge_table.c.entry_id)
        )
        values = [{"entry_id": entry, "day": day, "nudged_by": by} for entry in sorted(entries)]
        rows = await self._connection.execute(statement, values)
        return frozenset(EntryId(row.entry_id) for row in rows)

    async def save_digest(self, day: date, figures: Mapping[str, Any], at: datetime) -> bool:
        statement = (
            insert_into(self._connection, digest_table)
            .values(day=day, figures=dict(figures), made_at=at)
            .on_conflict_do_nothing()
            .returning(digest_table.c.day)
        )
        return (await self._connection.execute(statement)).one_or_none() is not None

    async def last_digest(self, before: date) -> Mapping[str, Any] | None:
        c = digest_table.c
        statement = select(c.figures).where(c.day < before).order_by(c.day.desc()).limit(1)
        figures: Mapping[str, Any] | None = (
            await self._connection.execute(statement)
        ).scalar_one_or_none()
        return figures

    async def _entries(
        self, condition: ColumnElement[bool], *order: Any, limit: int | None = None
    ) -> Sequence[ReminderEntry]:
        statement = select(reminder_table).where(condition).order_by(*order).limit(limit)
        return [_entry(row) for row in await self._connection.execute(statement)]


def _columns(entry: ReminderEntry) -> dict[str, Any]:
    return {
        "unit_id": entry.unit,
        "day": entry.day,
        "round_id": entry.round,
        "days_left": entry.days_left,
        "outcome": entry.outcome.value,
        "facts": dict(entry.facts),
        "decided_at": entry.decided_at,
    }


def _entry(row: Row[Any]) -> ReminderEntry:
    return ReminderEntry(
        unit=UnitId(row.unit_id),
        day=row.day,
        round=RoundId(row.round_id),
        days_left=row.days_left,
        outcome=Outcome(row.outcome),
        decided_at=row.decided_at,
        facts=row.facts,
    )
