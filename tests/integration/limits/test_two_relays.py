"""Two processes on one PostgreSQL and one Valkey, before a platform that counts strictly."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

import anyio
import pytest
from redis.asyncio import Redis
from sqlalchemy import func, select

from bot.adapters._telegram.adapter import TelegramAdapter
from bot.clock import SystemClock
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Text
from handlers.ports.messaging import Capabilities, Lane, OutboundMessage
from handlers.ports.outbox import Settlement
from handlers.ports.records import OutboxRow
from scheduler.relay import Relay
from storage.engine import Database
from storage.outbox import Lease, queue_messages
from storage.outbox_store import SqlOutboxStore
from storage.redis.limits import SharedLimits
from storage.tables.outbox import outbox_table
from tests.fakes.dice import HighDice
from tests.integration.limits.sending import SECOND
from tests.integration.telegram.desk import adapter_of
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.limits import Rates

pytestmark = pytest.mark.anyio

RATES = Rates(overall_per_second=40, per_chat_seconds=0.5)
PEOPLE = 20
BROADCASTS = 60
REPLIES = 20
LIMIT_SECONDS = 40


@dataclass
class Process:
    """A relay with its outbox.

    Attributes:
        sent: keys, in the order of noting.
    """

    relay: Relay
    database: Database
    lease: Lease
    clock: SystemClock
    sent: list[str]

    async def reply(self, numbers: Sequence[int]) -> None:
        """Queue a reply to each of so many people, and send it from here."""
        messages = [
            message_to(number, f"reply-{self.lease.owner}-{turn}", Lane.REPLY)
            for turn, number in enumerate(numbers)
        ]
        async with self.database.write() as connection:
            rows = await connection.run_sync(queue_messages, messages, self.clock.now(), self.lease)
        self.relay.hand_over(rows)


def message_to(number: int, key: str, lane: Lane) -> OutboundMessage:
    return OutboundMessage(ChatRef("telegram", BOT, str(1_000 + number)), key, Text(key), lane)


BOT = "7000000001"
"""The emulator's first bot."""


@asynccontextmanager
async def opened(
    owner: str, url: str, redis: Redis, telegram: TelegramEmulator
) -> AsyncIterator[Process]:
    async with AsyncExitStack() as stack:
        database, clock = Database(url), SystemClock()
        stack.push_async_callback(database.dispose)
        adapter = adapter_of("telegram_aiogram", telegram, clock)
        stack.push_async_callback(adapter.close)
        _grant(adapter)
        lease = Lease(owner, 30 * SECOND)
        store, sent = SqlOutboxStore(database, lease), list[str]()

        async def note(row: OutboxRow, settlement: Settlement) -> None:
            sent.append(row.message.key)
            await store.settle([settlement])

        def limits_of(_platform: str, bot: str, can: Capabilities) -> SharedLimits:
            return SharedLimits(redis, bot, owner, can, clock, part=0.5)

        relay = Relay([adapter], store, note, clock, 64, limits_of, HighDice())
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(relay.run)
            yield Process(relay, database, lease, clock, sent)
            tasks.cancel_scope.cancel()


def _grant(adapter: TelegramAdapter) -> None:
    adapter.capabilities = replace(
        adapter.capabilities,
        messages_per_second=RATES.overall_per_second,
        replies_per_second=None,
        chat_messages_per_second=1 / RATES.per_chat_seconds,
        chat_burst=RATES.chat_burst,
    )


async def test_limits_hold_in_sum_and_nothing_is_sent_by_both(
    postgresql_url: str, redis: Redis
) -> None:
    async with TelegramEmulator(rates=RATES) as telegram, AsyncExitStack() as stack:
        for number in range(PEOPLE):
            telegram.person(1_000 + number).start()
        here = await stack.enter_async_context(opened("here", postgresql_url, redis, telegram))
        there = await stack.enter_async_context(opened("there", postgresql_url, redis, telegram))
        await _leave_broadcasts(here)
        # Whoever has taken the broadcasts, the other replies to some of the same people.
        await here.reply([2 * number % PEOPLE for number in range(REPLIES)])
        await there.reply([(2 * number + 1) % PEOPLE for number in range(REPLIES)])

        total = BROADCASTS + 2 * REPLIES
        with anyio.fail_after(LIMIT_SECONDS):
            while await _sent(here.database) < total:
                await here.clock.sleep(SECOND / 20)

        assert telegram.refusals == Counter()
        texts = Counter(
            text
            for number in range(PEOPLE)
            for text in telegram.person(1_000 + number).chat().texts
        )
        assert set(texts.values()) == {1}
        assert len(texts) == total
        assert sorted(here.sent + there.sent) == sorted(texts)
        assert min(len(here.sent), len(there.sent)) >= REPLIES


async def _leave_broadcasts(process: Process) -> None:
    """Queue what nobody has been handed: whoever polls first takes it."""
    messages = [
        message_to(number % PEOPLE, f"news-{number}", Lane.BROADCAST)
        for number in range(BROADCASTS)
    ]
    async with process.database.write() as connection:
        nobody = Lease("nobody", 0 * SECOND)
        await connection.run_sync(queue_messages, messages, process.clock.now(), nobody)


async def _sent(database: Database) -> int:
    async with database.read() as connection:
        done = select(func.count()).where(outbox_table.c.state == "sent")
        return await connection.scalar(done.select_from(outbox_table)) or 0
