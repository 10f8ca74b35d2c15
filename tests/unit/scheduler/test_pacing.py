"""Limits of sending, seen from outside: when a channel tries what, lane by lane."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from handlers.pacing.alone import LimitsAlone
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Text
from handlers.ports.limits import Backlog
from handlers.ports.messaging import (
    Capabilities,
    ChoiceStyle,
    Lane,
    MessageRef,
    OutboundMessage,
    RateLimited,
)
from handlers.ports.outbox import Postponed, Settlement
from handlers.ports.records import OutboxRow
from scheduler.channel import Channel
from tests.fakes.clock import START, FakeClock
from tests.fakes.dice import HighDice

pytestmark = pytest.mark.anyio

SECOND = timedelta(seconds=1)
MILLISECOND = timedelta(milliseconds=1)
CAN = Capabilities(
    max_text_length=4096,
    choices=ChoiceStyle.BUTTONS,
    messages_per_second=30,
    replies_per_second=60,
    chat_messages_per_second=1,
    chat_burst=3,
    group_messages_per_minute=20,
)
AN = ChatRef("telegram", "7", "11")


class Office:
    """A channel to a platform with limits; what was tried, and when.

    Attributes:
        tried: seconds and chat.
        refuse: chats to which nothing can be sent for 20 s.
    """

    platform, bot = "telegram", "7"

    def __init__(self, can: Capabilities = CAN) -> None:
        self.capabilities = can
        self.clock = FakeClock()
        self.tried: list[tuple[float, str]] = []
        self.noted: list[Settlement] = []
        self.refuse: set[str] = set()
        self.limits = LimitsAlone(can, self.clock)
        self.channel = Channel(
            self, self._note, self._wake, self.clock, 64, self.limits, HighDice()
        )
        self.running = asyncio.create_task(self.channel.run())
        self._next = 0

    def queue(self, chat: ChatRef, count: int = 1, lane: Lane = Lane.REPLY) -> None:
        for _ in range(count):
            self._next += 1
            message = OutboundMessage(chat, str(self._next), Text("x"), lane)
            self.channel.take(OutboxRow(self._next, message, START), is_claimed=False)

    def queue_many(self, count: int, lane: Lane = Lane.REPLY, prefix: str = "") -> None:
        """One message to each of so many chats."""
        for number in range(count):
            self.queue(replace(AN, chat_id=f"{prefix}{number}"), lane=lane)

    async def send(self, message: OutboundMessage) -> MessageRef:
        self.tried.append(((self.clock.now() - START) / SECOND, message.chat.chat_id))
        if message.chat.chat_id in self.refuse:
            raise RateLimited(timedelta(seconds=20))
        return MessageRef(message.chat, message.key)

    async def run(self, deliver: object) -> None:
        """Nothing comes in."""

    async def _note(self, row: OutboxRow, settlement: Settlement) -> None:
        self.noted.append(settlement)

    async def _wake(self, chat_key: str) -> None:
        """Nobody comes back."""

    async def pass_time(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            await some_turns()
            self.clock.advance(100 * MILLISECOND)
        await some_turns()

    def tried_in(self, second: int, prefix: str = "") -> int:
        return sum(
            second <= instant < second + 1 and chat.startswith(prefix)
            for instant, chat in self.tried
        )


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    office = Office(replace(CAN, replies_per_second=None))
    yield office
    await close(office)


@pytest.fixture
async def eager() -> AsyncIterator[Office]:
    """A channel whose replies may climb to 60 a second."""
    office = Office()
    yield office
    await close(office)


async def close(office: Office) -> None:
    office.running.cancel()
    with suppress(asyncio.CancelledError):
        await office.running


async def test_a_chat_is_sent_a_burst_and_then_one_a_second(office: Office) -> None:
    office.queue(AN, 5)

    await office.pass_time(3)

    assert [instant for instant, _ in office.tried] == [0, 0, 0, 1, 2]


async def test_a_chat_that_rests_holds_up_nobody(office: Office) -> None:
    office.queue(AN, 10)
    office.queue_many(20, prefix="b")

    await some_turns()

    assert len(office.tried) == 23


async def test_all_chats_together_get_thirty_a_second(office: Office) -> None:
    office.queue_many(100)

    await office.pass_time(4)

    assert Counter(instant for instant, _ in office.tried) == {0: 30, 1: 30, 2: 30, 3: 10}


async def test_broadcasts_get_thirty_a_second_evenly(office: Office) -> None:
    office.queue_many(120, Lane.BROADCAST)

    await office.pass_time(4)

    assert [office.tried_in(second) for second in range(4)] == [30, 30, 30, 30]
    assert max(Counter(instant for instant, _ in office.tried).values()) <= 4


async def test_a_reply_finds_a_place_at_once_while_a_broadcast_runs(office: Office) -> None:
    office.queue_many(300, Lane.BROADCAST)
    await office.pass_time(2.5)
    office.queue(replace(AN, chat_id="reply"))

    await office.pass_time(0.2)

    (sent_at,) = [instant for instant, chat in office.tried if chat == "reply"]
    assert sent_at <= 2.6  # the test's clock moves by tenths of a second


async def test_a_reply_goes_out_at_once_while_a_broadcast_waits_for_its_turn(
    office: Office,
) -> None:
    office.queue_many(20, Lane.BROADCAST)
    await some_turns()
    assert len(office.tried) == 3
    office.queue(replace(AN, chat_id="reply"))

    await some_turns()

    assert office.tried[3:] == [(0, "reply")]


async def test_broadcasts_get_what_replies_and_their_spread_leave_of_the_published_rate(
    eager: Office,
) -> None:
    eager.queue_many(100, Lane.BROADCAST, "news")
    for second in range(3):
        eager.queue_many(20, prefix=f"reply{second}-")
        await eager.pass_time(1)

    assert [eager.tried_in(second, "reply") for second in range(3)] == [20, 20, 20]
    # Of 30 a second 20 replies are on average 4.5 more or less: twice that stays free for them.
    assert 3 <= sum(eager.tried_in(second, "news") for second in range(3)) <= 9


async def test_replies_climb_beyond_the_published_rate_while_people_wait(eager: Office) -> None:
    eager.queue_many(300)

    await eager.pass_time(6)

    # A tenth of the published rate more with each second.
    assert [eager.tried_in(second) for second in range(6)] == [33, 36, 39, 42, 45, 48]


async def test_broadcasts_wait_while_replies_alone_are_beyond_the_published_rate(
    eager: Office,
) -> None:
    eager.queue_many(200)
    eager.queue_many(50, Lane.BROADCAST, "news")

    await eager.pass_time(8)

    first_news = min(instant for instant, chat in eager.tried if chat.startswith("news"))
    last_reply = max(instant for instant, chat in eager.tried if not chat.startswith("news"))
    assert first_news >= last_reply
    assert max(eager.tried_in(second, "news") for second in range(8)) <= 30


async def test_broadcasts_never_climb(eager: Office) -> None:
    eager.queue_many(300, Lane.REMINDER)

    await eager.pass_time(5)

    assert [eager.tried_in(second) for second in range(5)] == [30] * 5


async def test_an_objection_of_the_platform_halves_the_rate(eager: Office) -> None:
    eager.queue_many(100)
    await eager.pass_time(0.9)
    eager.refuse.update(str(number) for number in range(100))
    with capture_logs():
        await eager.pass_time(0.2)

    assert [eager.tried_in(second) for second in range(2)] == [33, 3]
    assert eager.limits.reply_rate == 16


async def test_a_limit_of_the_whole_bot_is_met_by_a_pause_of_all_chats(office: Office) -> None:
    office.refuse.update(str(number) for number in range(100))
    office.queue_many(100)
    with capture_logs() as logs:
        await office.pass_time(19)

    assert len(office.tried) == 3
    assert "bot_paused" in {log["event"] for log in logs}
    assert all(isinstance(each, Postponed) and each.is_limited for each in office.noted)


async def test_a_limit_of_one_chat_pauses_nobody_else(office: Office) -> None:
    office.refuse.add("11")
    office.queue(AN)
    await some_turns()
    office.queue(replace(AN, chat_id="12"))

    await some_turns()

    assert [chat for _, chat in office.tried] == ["11", "12"]


async def test_what_waits_behind_a_postponed_message_uses_up_no_place(office: Office) -> None:
    office.refuse.add("11")
    office.queue(AN, 100)
    await some_turns()
    office.queue_many(29, prefix="b")

    await some_turns()

    assert len(office.tried) == 30


async def test_the_delay_of_a_reply_is_what_waits_by_the_rate(office: Office) -> None:
    office.queue_many(120)
    await some_turns()

    assert office.channel.delay(office.clock.now()) == 3 * SECOND
    assert office.channel.reply_rate == 30


async def test_messages_that_wait_for_the_same_chat_delay_a_reply_once(office: Office) -> None:
    for number in range(120):
        office.queue(replace(AN, chat_id=str(number)), 2)
    await some_turns()

    # Thirty chats have had their first, and stand in line for their second.
    assert office.channel.delay(office.clock.now()) == 4 * SECOND


async def test_what_waits_for_its_own_chat_delays_no_reply(office: Office) -> None:
    office.queue(AN, 200)
    office.queue_many(200, Lane.BROADCAST, "news")
    await some_turns()

    assert office.channel.delay(office.clock.now()) == timedelta(0)


async def test_a_pause_of_the_bot_delays_every_reply(office: Office) -> None:
    for number in range(3):
        chat = replace(AN, chat_id=str(number))
        office.limits.refused(chat, START, START + 8 * SECOND)

    assert office.channel.delay(START + 2 * SECOND) == 6 * SECOND


class OtherProcess(LimitsAlone):
    """Limits of chats to which another process sends too."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(CAN, clock)
        self.rests = {"11": 2 * SECOND}

    async def admit(self, chat: ChatRef, now: object) -> timedelta:
        await asyncio.sleep(0)
        return self.rests.pop(chat.chat_id, timedelta(0))

    async def run(self, backlog: Callable[[], Backlog], changed: Callable[[], None]) -> None:
        """Nothing is learnt."""


async def test_a_chat_that_another_process_sends_to_is_tried_again_when_it_has_rested(
    office: Office,
) -> None:
    office.channel._limits = OtherProcess(office.clock)
    office.queue(AN, 2)
    office.queue_many(5, prefix="2")

    await office.pass_time(3)

    instants = {chat: instant for instant, chat in office.tried}
    assert instants == {"11": 2, "20": 0, "21": 0, "22": 0, "23": 0, "24": 0}
    assert [row.row for row in office.noted if row.row <= 2] == [1, 2]


async def some_turns() -> None:
    for _ in range(200):
        await asyncio.sleep(0)


# Live rounds


async def test_200_rooms_of_a_live_round_are_asked_in_the_time_that_the_rate_permits(
    office: Office,
) -> None:
    """Behind nothing but replies: reminders and broadcasts that wait already let them pass."""
    office.queue_many(300, Lane.BROADCAST, "broadcast-")
    office.queue_many(200, Lane.LIVE_ROUND, "room-")

    await office.pass_time(7)

    asked = [instant for instant, chat in office.tried if chat.startswith("room-")]
    assert len(asked) == 200
    # 30 a second: the last of 200 leaves in the seventh second.
    assert max(asked) < 200 / 30 + 0.2
    assert [chat for _, chat in office.tried if chat.startswith("room-")] == [
        f"room-{number}" for number in range(200)
    ]
