"""What the outbox holds for people at a page, and what is on its way to them, on both databases."""

from datetime import timedelta

import pytest

from handlers.delivery import UNTIL_REACHED
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Text
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.outbox import Bot, Postponed, Sent
from handlers.ports.records import OutboxRow
from storage.engine import Database
from storage.outbox import Lease, queue_messages
from storage.outbox_store import SqlOutboxStore
from storage.readers import CHATS, SqlReaders
from tests.fakes.clock import START

pytestmark = pytest.mark.anyio

LEASE = Lease("one", timedelta(seconds=30))
WEB: Bot = ("web", "chat")


def chat(session: str) -> ChatRef:
    return ChatRef("web", "chat", session)


async def queue(database: Database, sessions: list[str], lease: Lease = LEASE) -> list[OutboxRow]:
    messages = [
        OutboundMessage(chat(one), f"key-{one}", Text("Xin chào"), Lane.REPLY) for one in sessions
    ]
    async with database.write() as connection:
        return await connection.run_sync(queue_messages, messages, START, lease)


async def test_a_chat_is_held_until_its_person_is_there(database: Database) -> None:
    store, readers = SqlOutboxStore(database, LEASE), SqlReaders(database)
    held, later, sent, _ = await queue(database, ["held", "later", "sent", "waiting"])
    await store.settle(
        [
            Postponed(held.id, UNTIL_REACHED, has_failed=False),
            Postponed(later.id, START + timedelta(minutes=1), has_failed=True),
            Sent(sent.id, "1", START),
        ]
    )
    # More than are asked about at once, the one that matters last.
    asked = [chat(str(number)) for number in range(CHATS)]
    asked += [chat(one) for one in ("later", "sent", "waiting", "nobody", "held")]

    assert await readers.held(asked) == [chat("held")]

    await store.wake(chat("held").key, START)
    assert await readers.held(asked) == []


async def test_a_message_is_passed_on_while_some_process_has_it_and_after(
    database: Database,
) -> None:
    store, readers = SqlOutboxStore(database, LEASE), SqlReaders(database)
    (ours,) = await queue(database, ["ours"])
    await queue(database, ["nobodys"], Lease("one", timedelta(0)))
    await store.release_all()

    assert await readers.passed_on("key-ours") is None
    assert await readers.passed_on("unheard of") is None

    claimed = await store.claim([WEB], START, 10)
    assert {row.message.key for row in claimed} == {"key-ours", "key-nobodys"}
    found = await readers.passed_on("key-ours")
    assert found == ours.message

    await store.settle([Sent(ours.id, "1", START)])
    assert await readers.passed_on("key-ours") == ours.message
