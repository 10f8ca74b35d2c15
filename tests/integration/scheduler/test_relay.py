"""The relay over a real outbox: at least once, in order, and nobody waits for somebody else."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import anyio
import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from handlers.pacing.alone import LimitsAlone
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Text
from handlers.ports.messaging import (
    Lane,
    OutboundMessage,
    RateLimited,
    RecipientUnreachable,
    TemporaryFailure,
)
from handlers.ports.outbox import Bot, Settlement
from handlers.ports.records import OutboxRow
from scheduler.relay import Relay
from storage.engine import Database
from storage.outbox import Lease, queue_messages
from storage.outbox_store import SqlOutboxStore
from storage.tables.outbox import outbox_table
from tests.fakes.adapter import PATIENCE, FakeAdapter
from tests.fakes.clock import FakeClock
from tests.fakes.dice import HighDice
from tests.integration.storage.world import chat, message

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
LEASE = 60 * SECOND


class WatchedStore(SqlOutboxStore):
    """The outbox, and how often the relay has turned to it."""

    def __init__(self, database: Database, lease: Lease) -> None:
        super().__init__(database, lease)
        self._turned: Counter[str] = Counter()
        self._turn = asyncio.Event()
        self.faults: deque[Exception] = deque()

    async def claim(
        self, bots: Collection[Bot], now: datetime, limit: int, urgent: Collection[Bot] = ()
    ) -> Sequence[OutboxRow]:
        self._note_turn("claim")
        if self.faults:
            raise self.faults.popleft()
        return await super().claim(bots, now, limit, urgent)

    async def renew(self, now: datetime, rows: Sequence[int]) -> None:
        await super().renew(now, rows)
        self._note_turn("renew")

    async def turns(self, what: str, times: int = 2) -> None:
        """Return when the relay has begun that, or done it, so many times from now on."""
        wanted = self._turned[what] + times
        with anyio.fail_after(PATIENCE):
            while self._turned[what] < wanted:
                self._turn.clear()
                await self._turn.wait()

    def _note_turn(self, what: str) -> None:
        self._turned[what] += 1
        self._turn.set()


class Office:
    """One process with a relay; several may share a database.

    Attributes:
        note_gate: what became of a row is not noted before it is open.
    """

    def __init__(
        self, database: Database, clock: FakeClock, owner: str, adapters: Sequence[FakeAdapter]
    ) -> None:
        self.database = database
        self.clock = clock
        self.lease = Lease(owner, LEASE)
        self.store = WatchedStore(database, self.lease)
        self.note_gate = anyio.Event()
        self.note_gate.set()
        self.relay = Relay(
            adapters,
            self.store,
            self._note,
            clock,
            senders=4,
            limits_of=lambda _platform, _bot, can: LimitsAlone(can, clock),
            dice=HighDice(),
        )

    async def _note(self, row: OutboxRow, settlement: Settlement) -> None:
        await self.note_gate.wait()
        await self.store.settle([settlement])

    async def queue(self, *messages: OutboundMessage) -> Sequence[OutboxRow]:
        """Queue and hand over what is leased, as a use case does."""
        async with self.database.write() as connection:
            rows = await connection.run_sync(queue_messages, messages, self.clock.now(), self.lease)
        self.relay.hand_over(rows)
        return rows

    async def leave(self, *messages: OutboundMessage) -> None:
        """Queue and hand nothing over, as a process does that dies."""
        async with self.database.write() as connection:
            await connection.run_sync(
                queue_messages, messages, self.clock.now(), Lease("dead", timedelta(0))
            )

    async def row(self, key: str) -> Any:
        async with self.database.read() as connection:
            query = select(outbox_table).where(outbox_table.c.key == key)
            return (await connection.execute(query)).one()

    async def settled(self) -> None:
        """Return when nothing is on its way here and the outbox has been looked through."""
        assert await self.relay.drain(timedelta(seconds=PATIENCE))
        await self.store.turns("claim")
        assert await self.relay.drain(timedelta(seconds=PATIENCE))


@asynccontextmanager
async def opened(
    database: Database, clock: FakeClock, *adapters: FakeAdapter, owner: str = "here"
) -> AsyncIterator[Office]:
    """A running relay; leaving kills it, and nothing is given back."""
    office = Office(database, clock, owner, adapters)
    running = asyncio.create_task(office.relay.run())
    try:
        yield office
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@pytest.fixture
def adapter() -> FakeAdapter:
    return FakeAdapter()


@pytest.fixture
async def office(
    database: Database, clock: FakeClock, adapter: FakeAdapter
) -> AsyncIterator[Office]:
    async with opened(database, clock, adapter) as office:
        yield office


def messages(*keys: str, number: int = 1) -> list[OutboundMessage]:
    return [message(number, key) for key in keys]


async def test_what_is_handed_over_goes_out_without_a_poll(
    office: Office, adapter: FakeAdapter
) -> None:
    office.store.faults.extend([ConnectionError("away")] * 1000)

    with capture_logs():
        await office.queue(*messages("a", "b"))
        await adapter.until_sent("a", "b")

    assert adapter.sent_keys == ["a", "b"]


async def test_what_a_dead_process_left_is_found_and_sent_in_its_order(
    office: Office, adapter: FakeAdapter
) -> None:
    await office.leave(*messages("a", "b", "c"))

    await adapter.until_sent("a", "b", "c")

    assert adapter.sent_keys == ["a", "b", "c"]


async def test_what_was_sent_is_noted_and_not_sent_again(
    office: Office, adapter: FakeAdapter
) -> None:
    await office.queue(*messages("a"))
    await adapter.until_sent("a")
    await office.settled()
    office.clock.advance(DAY)
    await office.settled()

    row = await office.row("a")
    assert (row.state, row.message_id, row.lease_owner) == ("sent", "message-1", None)
    assert adapter.tried_keys == ["a"]


async def test_a_pause_keeps_the_order_of_everything_behind_it(
    office: Office, adapter: FakeAdapter
) -> None:
    adapter.trouble("a", RateLimited(3 * SECOND), RateLimited(3 * SECOND))
    await office.queue(*messages("a", "b", "c"))
    await adapter.until_tried("a")
    await office.settled()
    await office.queue(*messages("d"))
    await office.settled()
    assert adapter.tried_keys == ["a"]

    office.clock.advance(3 * SECOND)
    await adapter.until_tried("a", 2)
    await office.settled()
    assert adapter.tried_keys == ["a", "a"]

    office.clock.advance(3 * SECOND)
    await adapter.until_sent("a", "b", "c", "d")
    assert adapter.sent_keys == ["a", "b", "c", "d"]


async def test_nothing_goes_out_before_the_pause_is_over(
    office: Office, adapter: FakeAdapter
) -> None:
    adapter.trouble("a", RateLimited(3 * SECOND))
    await office.queue(*messages("a"))
    await adapter.until_tried("a")
    await office.settled()

    office.clock.advance(3 * SECOND - timedelta(microseconds=1))
    await office.settled()

    assert adapter.tried_keys == ["a"]


async def test_a_pause_of_the_platform_is_not_counted_as_a_try(
    office: Office, adapter: FakeAdapter
) -> None:
    adapter.trouble("a", *[RateLimited(SECOND)] * 12)
    await office.queue(*messages("a"))
    for times in range(1, 13):
        await adapter.until_tried("a", times)
        await office.settled()
        office.clock.advance(SECOND)
    await adapter.until_sent("a")
    await office.settled()

    row = await office.row("a")
    assert (row.state, row.attempts) == ("sent", 0)


async def test_other_chats_do_not_wait_for_a_pause(office: Office, adapter: FakeAdapter) -> None:
    adapter.trouble("a", RateLimited(3 * SECOND))
    await office.queue(*messages("a", "b"), *messages("other", number=2))

    await adapter.until_sent("other")
    await office.settled()

    assert adapter.sent_keys == ["other"]


async def test_after_ten_failed_tries_a_message_is_given_up_and_the_next_one_goes(
    office: Office, adapter: FakeAdapter
) -> None:
    adapter.trouble("a", *[TemporaryFailure("gateway", outcome_unknown=False)] * 10)
    await office.queue(*messages("a", "b"))
    for times in range(1, 11):
        # The platform takes what others are sent.
        await office.queue(*messages(f"other {times}", number=2))
        await adapter.until_sent(f"other {times}")
        await adapter.until_tried("a", times)
        await office.settled()
        assert ("b" in adapter.sent_keys) == (times == 10)
        office.clock.advance(timedelta(minutes=5))
    await adapter.until_sent("b")

    row = await office.row("a")
    assert (row.state, row.reason, row.attempts) == ("dead", "gateway", 9)
    assert adapter.tried_keys.count("a") == 10


async def test_who_is_away_finds_everything_in_its_order_however_late_they_come(
    office: Office, adapter: FakeAdapter
) -> None:
    adapter.trouble("q", *[RecipientUnreachable()] * 2)
    await office.queue(*messages("q", "note"))
    await adapter.until_tried("q")
    await office.settled()
    office.clock.advance(30 * DAY)
    await office.queue(*messages("later"))
    await office.settled()
    assert adapter.tried_keys == ["q"]

    await office.relay.reached(chat(1))
    await adapter.until_tried("q", 2)
    await office.settled()
    assert adapter.tried_keys == ["q", "q"]

    await office.relay.reached(chat(1))
    await adapter.until_sent("q", "note", "later")
    assert adapter.sent_keys == ["q", "note", "later"]


async def test_who_comes_back_wakes_nobody_elses_messages(
    office: Office, adapter: FakeAdapter
) -> None:
    adapter.trouble("q1", RecipientUnreachable())
    adapter.trouble("q2", RecipientUnreachable())
    await office.queue(*messages("q1"), *messages("q2", number=2))
    await adapter.until_tried("q1")
    await adapter.until_tried("q2")
    await office.settled()

    await office.relay.reached(chat(1))
    await adapter.until_sent("q1")
    await office.settled()

    assert adapter.sent_keys == ["q1"]


async def test_a_lower_lane_is_not_held_up_by_a_higher_one(
    office: Office, adapter: FakeAdapter
) -> None:
    adapter.trouble("news", RateLimited(DAY))
    broadcast = OutboundMessage(chat(1), "news", Text("Tin"), Lane.BROADCAST)
    await office.queue(broadcast)
    await adapter.until_tried("news")
    await office.settled()

    await office.queue(*messages("reply"))
    await adapter.until_sent("reply")

    assert adapter.sent_keys == ["reply"]


async def test_a_slow_platform_does_not_hold_up_another(
    database: Database, clock: FakeClock
) -> None:
    slow, quick = FakeAdapter("slow"), FakeAdapter("web")
    gates = [slow.hold(_chat_on_slow(number)) for number in range(20)]
    async with opened(database, clock, slow, quick) as office:
        await office.queue(
            *[
                OutboundMessage(_chat_on_slow(number), f"s{number}", Text("Tin"))
                for number in range(20)
            ]
        )
        await slow.until(lambda: len(slow.tried) == 4)

        await office.queue(*messages("a", "b"))
        await quick.until_sent("a", "b")
        await office.leave(*messages("c"))
        await quick.until_sent("c")

        assert slow.sent == []
        for gate in gates:
            gate.set()


async def test_replies_come_back_and_other_bots_send_while_broadcasts_fill_a_bot(
    database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.relay.CLAIM", 3)
    slow, quick = FakeAdapter("slow"), FakeAdapter("web")
    news = [
        OutboundMessage(_chat_on_slow(number), f"n{number}", Text("Tin"), Lane.BROADCAST)
        for number in range(8)
    ]
    gates = [slow.hold(_chat_on_slow(number)) for number in range(8)]
    reply = OutboundMessage(_chat_on_slow(100), "reply", Text("Tin"))
    slow.trouble("reply", TemporaryFailure("gateway", outcome_unknown=False))
    async with opened(database, clock, slow, quick) as office:
        await office.queue(reply)
        await slow.until_tried("reply")
        await office.settled()
        await office.queue(*news[:3])
        await office.leave(*news[3:])
        await slow.until(lambda: len(slow.tried) == 4)

        clock.advance(SECOND)
        await office.leave(OutboundMessage(chat(1), "elsewhere", Text("Tin"), Lane.BROADCAST))
        await slow.until_sent("reply")
        await quick.until_sent("elsewhere")

        assert slow.tried_keys == ["reply", "n0", "n1", "n2", "reply"]
        for gate in gates:
            gate.set()
        await slow.until_sent(*(f"n{number}" for number in range(8)))


async def test_a_crash_between_sending_and_noting_leads_to_a_second_send(
    database: Database, clock: FakeClock
) -> None:
    before, after = FakeAdapter(), FakeAdapter()
    async with opened(database, clock, before, owner="killed") as office:
        office.note_gate = anyio.Event()
        await office.queue(*messages("a", "b"))
        await before.until_sent("a")

    async with opened(database, clock, after, owner="next") as office:
        await office.settled()
        assert after.tried == []
        clock.advance(LEASE)
        await after.until_sent("a", "b")
        await office.settled()
        states = [(await office.row(key)).state for key in "ab"]

    assert before.sent_keys == ["a"]
    assert after.sent_keys == ["a", "b"]
    assert states == ["sent", "sent"]


async def test_a_crash_while_sending_loses_nothing(database: Database, clock: FakeClock) -> None:
    before, after = FakeAdapter(), FakeAdapter()
    before.hold(chat(1))
    async with opened(database, clock, before, owner="killed") as office:
        await office.queue(*messages("a", "b"))
        await before.until_tried("a")

    async with opened(database, clock, after, owner="next"):
        clock.advance(LEASE)
        await after.until_sent("a", "b")

    assert before.sent == []
    assert after.sent_keys == ["a", "b"]


async def test_what_waits_for_its_turn_stays_ours_however_long_it_takes(
    database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.relay.RENEWAL", timedelta(milliseconds=2))
    here, there = FakeAdapter(), FakeAdapter()
    gate = here.hold(chat(1))
    with capture_logs():
        async with opened(database, clock, here, owner="here") as office:
            await office.queue(*messages("a", "b"))
            await here.until_tried("a")
            # Nor could it claim anew what it had let go.
            office.store.faults.extend([ConnectionError("away")] * 10_000)
            async with opened(database, clock, there, owner="there") as other:
                for _ in range(4):
                    clock.advance(LEASE / 2)
                    await office.store.turns("renew")
                    await other.settled()
            gate.set()
            await here.until_sent("a", "b")

    assert there.tried == []


async def test_a_database_that_was_away_is_asked_again(
    office: Office, adapter: FakeAdapter
) -> None:
    with capture_logs() as logs:
        office.store.faults.extend([ConnectionError("away"), ConnectionError("still away")])
        await office.leave(*messages("a"))
        await adapter.until_sent("a")

    assert [line["event"] for line in logs] == ["relay_job_failed", "relay_job_failed"]


@pytest.mark.parametrize("lane", [Lane.LIVE_ROUND, Lane.BROADCAST])
async def test_what_is_called_back_is_not_sent_and_nobody_waits_for_it(
    office: Office, adapter: FakeAdapter, lane: Lane
) -> None:
    gate = adapter.hold(chat(1))
    news = [OutboundMessage(chat(1), key, Text("Tin"), lane) for key in ("n1", "n2", "n3")]
    await office.queue(*news)
    await adapter.until_tried("n1")
    async with office.database.write() as connection:
        c = outbox_table.c
        await connection.execute(
            outbox_table.update()
            .where(c.key.in_(["n1", "n2"]))
            .values(state="cancelled", lease_owner=None, lease_until=None)
        )
    await office.store.turns("claim", 3)
    gate.set()
    await adapter.until_sent("n1", "n3")
    await office.settled()

    assert adapter.tried_keys == ["n1", "n3"]
    assert (await office.row("n1")).state == "sent"  # it was on its way
    assert (await office.row("n2")).state == "cancelled"


async def test_the_relay_tells_how_busy_each_bot_is(office: Office, clock: FakeClock) -> None:
    assert office.relay.delay("web", "demo", clock.now()) == timedelta(0)
    assert office.relay.delay("web", "other", clock.now()) == timedelta(0)
    assert office.relay.rate("web", "demo") is None
    assert office.relay.rate("web", "other") is None


async def test_draining_ends_when_everything_taken_is_sent(
    office: Office, adapter: FakeAdapter
) -> None:
    gate = adapter.hold(chat(1))
    await office.queue(*messages("a", "b"))
    await adapter.until_tried("a")

    assert not await office.relay.drain(timedelta(milliseconds=5))
    gate.set()

    assert await office.relay.drain(timedelta(seconds=PATIENCE))
    assert adapter.sent_keys == ["a", "b"]


def _chat_on_slow(number: int) -> ChatRef:
    return replace(chat(number), platform="slow")
