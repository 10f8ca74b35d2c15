"""The messages of one bot: their order, their lanes, and whom a slow or refusing chat holds up."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from itertools import count

import pytest
from structlog.testing import capture_logs

from handlers.pacing.alone import LimitsAlone
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Text
from handlers.ports.messaging import Lane, OutboundMessage, RateLimited, RecipientUnreachable
from handlers.ports.outbox import Dead, Postponed, Sent, Settlement
from handlers.ports.records import OutboxRow
from scheduler.channel import Channel
from tests.fakes.adapter import FakeAdapter
from tests.fakes.clock import START, FakeClock
from tests.fakes.dice import HighDice

pytestmark = pytest.mark.anyio

SECOND = timedelta(seconds=1)


def chat(number: int) -> ChatRef:
    return ChatRef("web", "demo", f"chat-{number}")


class Office:
    """A channel, its platform, and what was noted.

    Attributes:
        noted: what became of each row, by the key of its message, in the order of noting.
        woken: after how many notes the postponed messages of a chat were made due, and whose.
        note_fault: raised instead of noting, if set.
    """

    def __init__(self, clock: FakeClock, senders: int) -> None:
        self.clock = clock
        self.adapter = FakeAdapter()
        limits = LimitsAlone(self.adapter.capabilities, clock)
        self.channel = Channel(
            self.adapter, self._note, self._wake, clock, senders, limits, HighDice()
        )
        self.noted: list[tuple[str, Settlement]] = []
        self.woken: list[tuple[int, str]] = []
        self.note_fault: Exception | None = None
        self._ids = count(1)

    def row(self, key: str, number: int = 1, lane: Lane = Lane.REPLY) -> OutboxRow:
        message = OutboundMessage(chat(number), key, Text(f"Tin {key}"), lane)
        return OutboxRow(next(self._ids), message, START)

    def queue(self, key: str, number: int = 1, lane: Lane = Lane.REPLY) -> OutboxRow:
        """Take a row that was just committed."""
        row = self.row(key, number, lane)
        self.channel.take(row, is_claimed=False)
        return row

    async def _note(self, row: OutboxRow, settlement: Settlement) -> None:
        if self.note_fault is not None:
            raise self.note_fault
        self.noted.append((row.message.key, settlement))

    async def _wake(self, chat_key: str) -> None:
        self.woken.append((len(self.noted), chat_key))

    def noted_kinds(self) -> list[tuple[str, type]]:
        return [(key, type(settlement)) for key, settlement in self.noted]


Open = Callable[[int], Awaitable[Office]]


@asynccontextmanager
async def opened(clock: FakeClock, senders: int) -> AsyncIterator[Office]:
    office = Office(clock, senders)
    running = asyncio.create_task(office.channel.run())
    yield office
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


@pytest.fixture
async def office(clock: FakeClock) -> AsyncIterator[Office]:
    """A channel with four senders."""
    async with opened(clock, 4) as office:
        yield office


@pytest.fixture
async def narrow(clock: FakeClock) -> AsyncIterator[Office]:
    """A channel with one sender."""
    async with opened(clock, 1) as office:
        yield office


async def test_messages_to_one_chat_go_out_one_after_the_other_in_their_order(
    office: Office,
) -> None:
    gate = office.adapter.hold(chat(1))
    for key in "abcd":
        office.queue(key)
    await office.adapter.until_tried("a")
    assert office.adapter.tried_keys == ["a"]

    gate.set()
    await office.channel.emptied()

    assert office.adapter.sent_keys == ["a", "b", "c", "d"]
    assert office.noted_kinds() == [("a", Sent), ("b", Sent), ("c", Sent), ("d", Sent)]


async def test_the_next_message_waits_until_the_one_before_has_been_noted(office: Office) -> None:
    seen: list[list[str]] = []
    office.adapter.hold(chat(1)).set()
    send = office.adapter.send

    async def watch(message: OutboundMessage) -> object:
        seen.append([key for key, _ in office.noted])
        return await send(message)

    office.adapter.send = watch  # type: ignore[method-assign, assignment]
    for key in "abc":
        office.queue(key)
    await office.channel.emptied()

    assert seen == [[], ["a"], ["a", "b"]]


async def test_a_lower_lane_goes_first_across_all_chats(narrow: Office) -> None:
    gate = narrow.adapter.hold(chat(1))
    narrow.queue("busy", 1)
    await narrow.adapter.until_tried("busy")
    narrow.queue("broadcast", 2, Lane.BROADCAST)
    narrow.queue("reminder", 3, Lane.REMINDER)
    narrow.queue("live", 4, Lane.LIVE_ROUND)
    narrow.queue("reply", 5, Lane.REPLY)

    gate.set()
    await narrow.channel.emptied()

    assert narrow.adapter.sent_keys == ["busy", "reply", "live", "reminder", "broadcast"]


async def test_a_lower_lane_goes_first_within_a_chat(narrow: Office) -> None:
    gate = narrow.adapter.hold(chat(1))
    narrow.queue("busy")
    await narrow.adapter.until_tried("busy")
    narrow.queue("broadcast", lane=Lane.BROADCAST)
    narrow.queue("reply")

    gate.set()
    await narrow.channel.emptied()

    assert narrow.adapter.sent_keys == ["busy", "reply", "broadcast"]


async def test_in_a_lane_the_chat_that_was_first_goes_first(narrow: Office) -> None:
    gate = narrow.adapter.hold(chat(1))
    narrow.queue("busy")
    await narrow.adapter.until_tried("busy")
    for number in (2, 3, 4):
        narrow.queue(f"to {number}", number)

    gate.set()
    await narrow.channel.emptied()

    assert narrow.adapter.sent_keys == ["busy", "to 2", "to 3", "to 4"]


async def test_a_slow_chat_holds_up_nobody_else(office: Office) -> None:
    gate = office.adapter.hold(chat(1))
    for number in range(10):
        office.queue(f"slow {number}", 1)
    await office.adapter.until_tried("slow 0")

    for number in range(10):
        office.queue(f"to {number}", number + 2)
    await office.adapter.until_sent(*[f"to {number}" for number in range(10)])

    assert office.adapter.tried_keys.count("slow 0") == 1
    assert "slow 1" not in office.adapter.tried_keys
    gate.set()
    await office.channel.emptied()


async def test_no_more_messages_are_on_their_way_than_there_are_senders(office: Office) -> None:
    gates = [office.adapter.hold(chat(number)) for number in range(10)]
    for number in range(10):
        office.queue(f"to {number}", number)
    await office.adapter.until_tried("to 3")
    for _ in range(20):
        await asyncio.sleep(0)

    assert office.adapter.tried_keys == ["to 0", "to 1", "to 2", "to 3"]
    for gate in gates:
        gate.set()
    await office.channel.emptied()


async def test_what_comes_after_a_postponed_message_waits_with_it(office: Office) -> None:
    office.adapter.trouble("a", RateLimited(3 * SECOND))
    first, second, third = (office.queue(key) for key in "abc")

    await office.channel.emptied()

    assert office.adapter.tried_keys == ["a"]
    assert office.noted == [
        ("a", Postponed(first.id, START + 3 * SECOND, has_failed=False)),
        ("b", Postponed(second.id, START, has_failed=False)),
        ("c", Postponed(third.id, START, has_failed=False)),
    ]


async def test_what_is_committed_while_a_message_is_postponed_waits_behind_it(
    office: Office,
) -> None:
    office.adapter.trouble("a", RateLimited(3 * SECOND))
    office.queue("a")
    await office.channel.emptied()

    office.queue("b")
    await office.channel.emptied()

    assert office.adapter.tried_keys == ["a"]
    assert office.noted_kinds() == [("a", Postponed), ("b", Postponed)]


async def test_a_postponed_message_holds_up_its_own_lane_only(office: Office) -> None:
    office.adapter.trouble("broadcast", RateLimited(3 * SECOND))
    office.queue("broadcast", lane=Lane.BROADCAST)
    await office.channel.emptied()

    office.queue("reply")
    await office.channel.emptied()

    assert office.adapter.sent_keys == ["reply"]


async def test_what_comes_back_from_the_outbox_is_sent_and_frees_the_lane(office: Office) -> None:
    office.adapter.trouble("a", RateLimited(3 * SECOND))
    first, second = office.queue("a"), office.queue("b")
    await office.channel.emptied()

    office.channel.take(first, is_claimed=True)
    office.channel.take(second, is_claimed=True)
    office.queue("c")
    await office.channel.emptied()

    assert office.adapter.sent_keys == ["a", "b", "c"]


async def test_a_message_that_comes_back_goes_before_those_that_had_not_had_their_turn(
    narrow: Office,
) -> None:
    narrow.adapter.trouble("a", RateLimited(SECOND))
    gate = narrow.adapter.hold(chat(2))
    first = narrow.queue("a")
    narrow.queue("busy", 2)
    narrow.queue("b")
    await narrow.adapter.until_tried("busy")

    narrow.channel.take(first, is_claimed=True)
    gate.set()
    await narrow.channel.emptied()

    assert narrow.adapter.sent_keys == ["busy", "a", "b"]


async def test_a_row_that_is_taken_twice_is_sent_once(office: Office) -> None:
    gate = office.adapter.hold(chat(1))
    row = office.queue("a")
    await office.adapter.until_tried("a")

    office.channel.take(row, is_claimed=True)
    gate.set()
    await office.channel.emptied()
    office.queue("b")
    await office.adapter.until_sent("b")

    assert office.adapter.sent_keys == ["a", "b"]


async def test_rows_are_counted_until_what_became_of_them_is_noted(office: Office) -> None:
    assert office.channel.size == 0
    gate = office.adapter.hold(chat(1))
    rows = [office.queue("a"), office.queue("b")]
    await office.adapter.until_tried("a")

    assert office.channel.size == 2
    assert set(office.channel.rows()) == {row.id for row in rows}

    gate.set()
    await office.channel.emptied()
    assert office.channel.size == 0


async def test_rows_are_forgotten_that_are_not_to_be_sent_any_more(office: Office) -> None:
    gate = office.adapter.hold(chat(1))
    on_its_way = office.queue("a", lane=Lane.BROADCAST)
    await office.adapter.until_tried("a")
    dropped = [office.queue(key, lane=Lane.BROADCAST) for key in "bc"]
    kept = office.queue("d", lane=Lane.BROADCAST)
    reply = office.queue("reply")
    assert len(office.channel.waiting(Lane.BROADCAST)) == 3

    office.channel.forget({on_its_way.id, *[row.id for row in dropped]})
    assert set(office.channel.rows()) == {on_its_way.id, kept.id, reply.id}
    gate.set()
    await office.channel.emptied()

    assert office.adapter.tried_keys == ["a", "reply", "d"]
    assert office.channel._chats == {}


async def test_a_row_that_was_forgotten_can_come_again(narrow: Office) -> None:
    gate = narrow.adapter.hold(chat(1))
    narrow.queue("busy")
    row = narrow.queue("a", 2, Lane.BROADCAST)
    await narrow.adapter.until_tried("busy")

    narrow.channel.forget({row.id})
    assert list(narrow.channel._chats) == [chat(1).key]
    narrow.channel.take(row, is_claimed=True)
    gate.set()
    await narrow.channel.emptied()

    assert narrow.adapter.sent_keys == ["busy", "a"]


async def test_a_platform_that_breaks_takes_down_its_message_alone(office: Office) -> None:
    office.adapter.trouble("a", KeyError("position"))
    with capture_logs() as logs:
        first = office.queue("a")
        office.queue("b")
        await office.channel.emptied()

    assert office.noted[0] == ("a", Dead(first.id, "internal error"))
    assert office.adapter.sent_keys == ["b"]
    assert [line["event"] for line in logs] == ["send_failed"]


async def test_what_cannot_be_noted_does_not_stop_the_channel(office: Office) -> None:
    office.note_fault = ConnectionError("database")
    with capture_logs() as logs:
        row = office.queue("a")
        await office.channel.emptied()
    office.note_fault = None

    office.channel.take(row, is_claimed=True)
    await office.channel.emptied()

    assert office.adapter.sent_keys == ["a", "a"]
    assert office.noted_kinds() == [("a", Sent)]
    assert [line["event"] for line in logs] == ["settlement_not_noted"]


async def test_thousands_of_chats_leave_nothing_behind(office: Office) -> None:
    for number in range(3_000):
        office.queue(f"to {number}", number)

    await office.channel.emptied()

    assert len(set(office.adapter.sent_keys)) == 3_000
    assert office.channel._chats == {}


async def test_the_postponed_messages_of_somebody_who_is_there_again_are_made_due(
    office: Office,
) -> None:
    await office.channel.reached(chat(1).key)

    assert office.woken == [(0, chat(1).key)]


async def test_who_comes_back_before_their_absence_is_noted_is_not_kept_waiting(
    office: Office,
) -> None:
    office.adapter.trouble("q", RecipientUnreachable())
    gate = office.adapter.hold(chat(1))
    office.queue("q")
    await office.adapter.until_tried("q")

    await office.channel.reached(chat(1).key)
    gate.set()
    await office.channel.emptied()

    assert office.noted_kinds() == [("q", Postponed)]
    assert office.woken == [(0, chat(1).key), (1, chat(1).key)]


async def test_who_was_there_all_the_time_is_not_made_due_by_a_pause(office: Office) -> None:
    await office.channel.reached(chat(1).key)
    office.adapter.trouble("a", RateLimited(3 * SECOND))
    office.queue("a")
    await office.channel.emptied()

    assert office.woken == [(0, chat(1).key)]


async def test_what_another_process_has_sent_meanwhile_leaves_nothing_behind(
    office: Office, clock: FakeClock
) -> None:
    office.adapter.trouble("a", RateLimited(3 * SECOND))
    office.queue("a")
    await office.channel.emptied()
    office.channel.forget_postponed()
    assert list(office.channel._chats) == [chat(1).key], "what is behind it must still wait"

    clock.advance(61 * SECOND)
    office.channel.forget_postponed()

    assert office.channel._chats == {}
