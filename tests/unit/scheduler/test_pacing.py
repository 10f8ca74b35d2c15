"""Limits of sending: as fast as the platform grants, and never faster as the platform counts."""

import asyncio
import heapq
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.contents import Text
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
from scheduler.pacing import Limits, Pace, Window
from tests.fakes.clock import START, FakeClock
from tests.platforms.telegram import limits as telegram
from tests.platforms.telegram.errors import ApiError

SECOND = timedelta(seconds=1)
MILLISECOND = timedelta(milliseconds=1)
CAN = Capabilities(
    max_text_length=4096,
    choices=ChoiceStyle.BUTTONS,
    messages_per_second=30,
    chat_messages_per_second=1,
    chat_burst=3,
    group_messages_per_minute=20,
)
AN = ChatRef("telegram", "7", "11")
GROUP = ChatRef("telegram", "7", "-5", ChatKind.GROUP)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_window_is_full_after_so_many_and_free_again_after_its_length() -> None:
    window = Window(2, SECOND)
    for _ in range(2):
        assert window.wait(at(0)) == timedelta(0)
        window.leave()
        window.count(at(0))

    assert window.wait(at(0.25)) == 0.75 * SECOND
    assert window.wait(at(1)) == timedelta(0)


def test_a_window_counts_from_the_instant_at_which_the_outcome_is_known() -> None:
    window = Window(1, SECOND)
    window.leave()

    assert window.wait(at(5)) is None
    window.count(at(5))

    assert window.wait(at(5)) == SECOND


def test_what_did_not_leave_takes_no_place_in_a_window() -> None:
    window = Window(1, SECOND)
    window.leave()
    window.stay()

    assert window.wait(at(0)) == timedelta(0)


def test_a_pace_allows_a_burst_after_rest_and_then_one_in_each_interval() -> None:
    pace, waits = Pace(per_second=1, burst=3), []
    for _ in range(5):
        waits.append(pace.wait(at(0)) / SECOND)
        pace.count(at(0))

    assert waits == [0, 0, 0, 1, 2]
    assert pace.wait(at(10)) == timedelta(0)


def test_a_chat_rests_and_another_does_not() -> None:
    limits = Limits(CAN)
    for _ in range(3):
        limits.leave()
        limits.count(AN, at(0))

    assert limits.wait_of(AN, at(0)) == SECOND
    assert limits.wait_of(replace(AN, chat_id="12"), at(0)) == timedelta(0)


def test_a_group_gets_twenty_a_minute() -> None:
    limits = Limits(CAN)
    for second in range(20):
        assert limits.wait_of(GROUP, at(second)) == timedelta(0)
        limits.leave()
        limits.count(GROUP, at(second))

    assert limits.wait_of(GROUP, at(20)) == 40 * SECOND


def test_a_platform_without_limits_waits_for_nothing() -> None:
    limits = Limits(Capabilities(max_text_length=4096, choices=ChoiceStyle.BUTTONS))
    for _ in range(1_000):
        assert limits.wait(at(0)) == limits.wait_of(AN, at(0)) == timedelta(0)
        limits.leave()
        limits.count(AN, at(0))


def test_chats_that_have_rested_are_forgotten() -> None:
    limits = Limits(CAN)
    for number in range(1_000):
        limits.leave()
        limits.count(replace(AN, chat_id=str(number)), at(number))
        limits.leave()
        limits.count(replace(GROUP, chat_id=str(-number)), at(number))

    assert len(limits._paces) < 10
    assert len(limits._groups) < 100


def test_refusals_in_three_chats_within_a_second_pause_the_bot() -> None:
    limits = Limits(CAN)
    chats = [replace(AN, chat_id=str(number)) for number in range(3)]

    paused = [limits.refused(chat, at(0), at(10_000)) for chat in chats]

    assert paused == [False, False, True]
    assert limits.wait(at(1)) == 29 * SECOND
    assert limits.wait(at(30)) == timedelta(0)


@pytest.mark.parametrize(
    ("chats", "step"), [(("11", "11", "11", "11"), 0), (("11", "12", "13", "14"), 0.5)]
)
def test_refusals_of_one_chat_or_far_apart_pause_nobody_else(
    chats: tuple[str, ...], step: float
) -> None:
    limits = Limits(CAN)

    for number, chat in enumerate(chats):
        assert not limits.refused(replace(AN, chat_id=chat), at(number * step), at(10_000))
        assert limits.wait(at(number * step)) == timedelta(0)


def test_a_short_pause_of_the_bot_is_as_long_as_asked_for() -> None:
    limits = Limits(CAN)
    for number in range(3):
        limits.refused(replace(AN, chat_id=str(number)), at(0), at(3))

    assert limits.wait(at(0)) == 3 * SECOND


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("chat_count", [4, 80])
def test_however_long_messages_take_the_platform_never_refuses_one(
    seed: int, chat_count: int
) -> None:
    """Sends 300 messages as fast as the limits allow; each takes up to 0.2 s there and back."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, guards nothing
    rates = telegram.Rates()
    meter = telegram.BotMeter(rates, Counter())
    meters = [telegram.ChatMeter(rates, is_group=not number) for number in range(chat_count)]
    chats = [replace(AN if n else GROUP, chat_id=str(n)) for n in range(chat_count)]
    limits, now = Limits(CAN), 0.0
    busy_until = [0.0] * chat_count
    arrivals: list[tuple[float, int]] = []
    coming_back: list[tuple[float, int]] = []
    for _ in range(300):
        whom = dice.randrange(chat_count)
        now = max(now, busy_until[whom])
        while True:
            while coming_back and coming_back[0][0] <= now:
                instant, chat = heapq.heappop(coming_back)
                limits.count(chats[chat], at(instant))
            wait, rest = limits.wait(at(now)), limits.wait_of(chats[whom], at(now))
            if wait == rest == timedelta(0):
                break
            now = coming_back[0][0] if wait is None else now + max(wait, rest) / SECOND
        limits.leave()
        arrived = now + dice.uniform(0, 0.2)
        busy_until[whom] = arrived + dice.uniform(0, 0.2)
        arrivals.append((arrived, whom))
        heapq.heappush(coming_back, (busy_until[whom], whom))

    for instant, whom in sorted(arrivals):
        try:
            meter.admit(meters[whom], instant)
        except ApiError:
            pytest.fail(f"refused at {instant:.3f} s")


class Office:
    """A channel to a platform with limits; what was tried, and when."""

    platform, bot, capabilities = "telegram", "7", CAN

    def __init__(self, senders: int = 64) -> None:
        self.clock = FakeClock()
        self.tried: list[tuple[float, str]] = []
        self.noted: list[Settlement] = []
        self.refuse: set[str] = set()
        self.channel = Channel(self, self._note, self._wake, self.clock, senders)
        self.running = asyncio.create_task(self.channel.run())
        self._next = 0

    def queue(self, chat: ChatRef, count: int = 1, lane: Lane = Lane.REPLY) -> None:
        for _ in range(count):
            self._next += 1
            message = OutboundMessage(chat, str(self._next), Text("x"), lane)
            self.channel.take(OutboxRow(self._next, message, START), is_claimed=False)

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


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    office = Office()
    yield office
    office.running.cancel()
    with suppress(asyncio.CancelledError):
        await office.running


@pytest.mark.anyio
async def test_a_chat_is_sent_a_burst_and_then_one_a_second(office: Office) -> None:
    office.queue(AN, 5)

    await office.pass_time(3)

    assert [instant for instant, _ in office.tried] == [0, 0, 0, 1, 2]


@pytest.mark.anyio
async def test_a_chat_that_rests_holds_up_nobody(office: Office) -> None:
    office.queue(AN, 10)
    for number in range(20):
        office.queue(replace(AN, chat_id=str(100 + number)))

    await some_turns()

    assert len(office.tried) == 23


@pytest.mark.anyio
async def test_all_chats_together_get_thirty_a_second(office: Office) -> None:
    for number in range(100):
        office.queue(replace(AN, chat_id=str(number)))

    await office.pass_time(4)

    assert Counter(instant for instant, _ in office.tried) == {0: 30, 1: 30, 2: 30, 3: 10}


@pytest.mark.anyio
async def test_in_a_line_that_is_full_a_lower_lane_still_goes_first(office: Office) -> None:
    for number in range(60):
        office.queue(replace(AN, chat_id=str(number)), lane=Lane.BROADCAST)
    await some_turns()
    office.queue(replace(AN, chat_id="reply"))

    await office.pass_time(2)

    assert [chat for _, chat in office.tried].index("reply") == 30


@pytest.mark.anyio
async def test_a_limit_of_the_whole_bot_is_met_by_a_pause_of_all_chats(office: Office) -> None:
    for number in range(100):
        office.refuse.add(str(number))
        office.queue(replace(AN, chat_id=str(number)))
    with capture_logs() as logs:
        await office.pass_time(19)

    assert len(office.tried) == 3
    assert "bot_paused" in {log["event"] for log in logs}
    assert all(isinstance(each, Postponed) and each.is_limited for each in office.noted)


@pytest.mark.anyio
async def test_a_limit_of_one_chat_pauses_nobody_else(office: Office) -> None:
    office.refuse.add("11")
    office.queue(AN)
    await some_turns()
    office.queue(replace(AN, chat_id="12"))

    await some_turns()

    assert [chat for _, chat in office.tried] == ["11", "12"]


@pytest.mark.anyio
async def test_what_waits_behind_a_postponed_message_uses_up_no_place(office: Office) -> None:
    office.refuse.add("11")
    office.queue(AN, 100)
    await some_turns()
    for number in range(29):
        office.queue(replace(AN, chat_id=str(100 + number)))

    await some_turns()

    assert len(office.tried) == 30


async def some_turns() -> None:
    for _ in range(200):
        await asyncio.sleep(0)
