"""What is purged, what stays, and that it happens in small transactions."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.delivery import UNTIL_REACHED
from handlers.ports.outbox import Dead, Postponed, Sent, Settlement, Unknown
from storage import retention
from storage.engine import Database
from storage.outbox import queue_messages
from storage.outbox_store import SqlOutboxStore
from storage.retention import Purged, Retention
from storage.tables.operations import processed_update_table
from storage.tables.outbox import outbox_table
from tests.integration.storage.world import LEASE, NOW, SECOND, message

DAY = timedelta(days=1)


class CountingDatabase(Database):
    """A database that counts its transactions."""

    transactions = 0

    @asynccontextmanager
    async def transaction(self, *, urgent: bool = False) -> AsyncIterator[AsyncConnection]:
        self.transactions += 1
        async with super().transaction(urgent=urgent) as connection:
            yield connection


@pytest.fixture
async def counting(database: Database, database_url: str) -> AsyncIterator[CountingDatabase]:
    counting = CountingDatabase(database_url)
    yield counting
    await counting.dispose()


async def handle(database: Database, *updates: tuple[str, datetime]) -> None:
    async with database.write() as connection:
        await connection.execute(
            insert(processed_update_table),
            [{"key": key, "processed_at": at, "verdict": "stored"} for key, at in updates],
        )


async def queue(database: Database, key: str, queued_at: datetime) -> int:
    async with database.write() as connection:
        (row,) = await connection.run_sync(queue_messages, [message(1, key)], queued_at, LEASE)
    return row.id


async def settle(database: Database, *settlements: Settlement) -> None:
    await SqlOutboxStore(database, LEASE).settle(settlements)


async def keys(database: Database) -> Sequence[str]:
    async with database.read() as connection:
        updates = await connection.scalars(select(processed_update_table.c.key))
        messages = await connection.scalars(select(outbox_table.c.key))
        return sorted([*updates, *messages])


async def test_an_update_is_remembered_for_fourteen_days(database: Database) -> None:
    await handle(
        database,
        ("older", NOW - 14 * DAY - SECOND),
        ("fourteen days", NOW - 14 * DAY),
        ("new", NOW),
    )

    assert await Retention(database).purge(NOW) == Purged(updates=1, messages=0)

    assert await keys(database) == ["fourteen days", "new"]


async def test_a_message_is_kept_for_forty_days_after_it_was_sent(database: Database) -> None:
    queued_at = NOW - 50 * DAY
    rows = [await queue(database, key, queued_at) for key in ("older", "forty days", "sent late")]
    sent = [NOW - 40 * DAY - SECOND, NOW - 40 * DAY, NOW]
    await settle(database, *[Sent(row, "m", at) for row, at in zip(rows, sent, strict=True)])
    await queue(database, "new", NOW)

    assert await Retention(database).purge(NOW) == Purged(updates=0, messages=1)

    assert await keys(database) == ["forty days", "new", "sent late"]


async def test_a_message_that_was_given_up_goes_forty_days_after_it_was_queued(
    database: Database,
) -> None:
    dead, unknown = [await queue(database, key, NOW - 41 * DAY) for key in ("dead", "unknown")]
    young = await queue(database, "young", NOW - 39 * DAY)
    await settle(database, Dead(dead, "gone"), Unknown(unknown, "cut"), Dead(young, "gone"))

    assert await Retention(database).purge(NOW) == Purged(updates=0, messages=2)

    assert await keys(database) == ["young"]


async def test_what_still_waits_to_be_sent_is_never_purged(database: Database) -> None:
    await queue(database, "leased", NOW - 400 * DAY)
    away = await queue(database, "away", NOW - 400 * DAY)
    await settle(database, Postponed(away, UNTIL_REACHED, has_failed=False))

    assert await Retention(database).purge(NOW) == Purged(updates=0, messages=0)

    assert await keys(database) == ["away", "leased"]


async def test_a_purged_message_does_not_hold_up_its_chat(database: Database) -> None:
    old = await queue(database, "old", NOW - 50 * DAY)
    await settle(database, Sent(old, "m", NOW - 50 * DAY))
    await Retention(database).purge(NOW)

    assert await queue(database, "next", NOW) > old


async def test_rows_are_deleted_in_small_transactions(
    counting: CountingDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    await handle(counting, *[(f"u{number}", NOW - 15 * DAY) for number in range(5)])
    counting.transactions = 0

    assert await Retention(counting).purge(NOW) == Purged(updates=5, messages=0)

    assert counting.transactions == 3
    assert await keys(counting) == []


async def test_nothing_is_written_where_nothing_is_old(counting: CountingDatabase) -> None:
    await handle(counting, ("new", NOW))
    counting.transactions = 0

    assert await Retention(counting).purge(NOW) == Purged(updates=0, messages=0)

    assert counting.transactions == 0
