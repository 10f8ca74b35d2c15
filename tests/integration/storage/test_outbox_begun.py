"""What must not go out twice is not handed out again once its sending has begun (invariant 10)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Text
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.outbox import Postponed, Sent
from storage.engine import Database
from storage.outbox import Lease
from storage.outbox_store import SqlOutboxStore
from storage.tables.outbox import outbox_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.clock import START
from tests.fakes.secrets import SECRET

pytestmark = pytest.mark.anyio

BOTS = [("web", "demo")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def here(database: Database) -> SqlOutboxStore:
    """Two reminders wait in the outbox."""
    begin = SqlUnitsOfWork(database, Lease("nobody", timedelta(0)), SECRET)
    async with begin() as tx:
        messages = [
            OutboundMessage(ChatRef("web", "demo", key), key, Text("Còn thiếu"), Lane.REMINDER)
            for key in ("a", "b")
        ]
        await tx.outbox.add(messages, START)
        await tx.commit()
    return SqlOutboxStore(database, Lease("here", MINUTE))


async def test_after_its_process_has_ended_nobody_knows_whether_it_arrived(
    database: Database, here: SqlOutboxStore
) -> None:
    begun, other = await here.claim(BOTS, START, 10)
    await here.begin(begun.id)
    there = SqlOutboxStore(database, Lease("there", MINUTE))

    again = await there.claim(BOTS, START + MINUTE, 10)

    assert [row.id for row in again] == [other.id]
    assert await _states(database) == {
        "a": ("unknown", "its process ended"),
        "b": ("pending", None),
    }


async def test_what_was_not_sent_after_all_is_handed_out_again(
    database: Database, here: SqlOutboxStore
) -> None:
    first, _ = await here.claim(BOTS, START, 10)
    await here.begin(first.id)
    await here.settle([Postponed(first.id, START + MINUTE, has_failed=True)])

    again = await here.claim(BOTS, START + MINUTE, 10)

    assert first.id in [row.id for row in again]


async def test_what_was_sent_says_nothing_of_its_beginning(
    database: Database, here: SqlOutboxStore
) -> None:
    first, _ = await here.claim(BOTS, START, 10)
    await here.begin(first.id)

    await here.settle([Sent(first.id, "m", START)])

    assert (await _states(database))["a"] == ("sent", None)


async def test_nobody_else_can_begin_it(database: Database, here: SqlOutboxStore) -> None:
    first, _ = await here.claim(BOTS, START, 10)

    await SqlOutboxStore(database, Lease("there", MINUTE)).begin(first.id)

    assert (await _states(database))["a"] == ("pending", None)


async def _states(database: Database) -> dict[str, tuple[str, str | None]]:
    c = outbox_table.c
    async with database.read() as connection:
        rows = await connection.execute(select(c.key, c.state, c.reason))
        return {row.key: (row.state, row.reason) for row in rows}
