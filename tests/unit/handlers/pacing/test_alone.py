"""A bot for which one process sends: as fast as the platform grants, and never faster."""

import heapq
import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from handlers.pacing.alone import LimitsAlone
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.messaging import Capabilities, ChoiceStyle, Lane
from tests.fakes.clock import START, FakeClock
from tests.platforms.telegram import limits as telegram
from tests.platforms.telegram.errors import ApiError

SECOND = timedelta(seconds=1)
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


@pytest.fixture
def limits(clock: FakeClock) -> LimitsAlone:
    return LimitsAlone(CAN, clock)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def send(limits: LimitsAlone, chat: ChatRef, seconds: float, lane: Lane = Lane.REPLY) -> None:
    limits.leave(lane, at(seconds))
    limits.count(chat, lane, at(seconds))


def test_a_chat_rests_and_another_does_not(limits: LimitsAlone) -> None:
    for _ in range(3):
        send(limits, AN, 0)

    assert limits.wait_of(AN, at(0)) == SECOND
    assert limits.wait_of(replace(AN, chat_id="12"), at(0)) == timedelta(0)


def test_a_group_gets_twenty_a_minute(limits: LimitsAlone) -> None:
    for second in range(20):
        assert limits.wait_of(GROUP, at(second)) == timedelta(0)
        send(limits, GROUP, second)

    assert limits.wait_of(GROUP, at(20)) == 40 * SECOND


def test_a_platform_without_limits_waits_for_nothing(clock: FakeClock) -> None:
    limits = LimitsAlone(Capabilities(4096, ChoiceStyle.BUTTONS), clock)
    for _ in range(1_000):
        for lane in Lane:
            assert limits.wait(lane, at(0)) == limits.wait_of(AN, at(0)) == timedelta(0)
            send(limits, AN, 0, lane)

    assert limits.reply_rate is None


def test_chats_that_have_rested_are_forgotten(limits: LimitsAlone) -> None:
    for number in range(1_000):
        send(limits, replace(AN, chat_id=str(number)), number)
        send(limits, replace(GROUP, chat_id=str(-number)), number)

    assert len(limits._chats._paces) < 10
    assert len(limits._chats._groups) < 100


def test_broadcasts_leave_evenly_after_a_burst_of_a_tenth_of_a_second(
    limits: LimitsAlone,
) -> None:
    sent = 0
    while limits.wait(Lane.BROADCAST, at(0)) == timedelta(0):
        limits.leave(Lane.BROADCAST, at(0))
        sent += 1

    assert sent == 3
    assert limits.wait(Lane.BROADCAST, at(0)) == pytest.approx(SECOND / 30, abs=SECOND / 10**5)
    assert limits.wait(Lane.REPLY, at(0)) == timedelta(0)


def test_a_broadcast_that_has_not_left_costs_nothing(limits: LimitsAlone) -> None:
    for _ in range(100):
        limits.leave(Lane.BROADCAST, at(0))
        limits.stay(Lane.BROADCAST)

    assert limits.wait(Lane.BROADCAST, at(0)) == timedelta(0)


def test_replies_use_up_what_broadcasts_may_send_and_never_the_other_way_round(
    clock: FakeClock,
) -> None:
    limits = LimitsAlone(replace(CAN, replies_per_second=60), clock)
    for _ in range(30):
        send(limits, AN, 0)

    assert limits.wait(Lane.BROADCAST, at(0.4)) == 0.6 * SECOND
    assert limits.wait(Lane.REMINDER, at(0.4)) == 0.6 * SECOND


def test_refusals_in_three_chats_within_a_second_pause_the_bot_and_halve_its_rate(
    limits: LimitsAlone,
) -> None:
    chats = [replace(AN, chat_id=str(number)) for number in range(3)]

    paused = [limits.refused(chat, at(0), at(10_000)) for chat in chats]

    assert paused == [False, False, True]
    for lane in Lane:
        assert limits.wait(lane, at(1)) == limits.pause(at(1)) == 29 * SECOND
        assert limits.wait(lane, at(30)) == timedelta(0)
    assert limits.reply_rate == 15


@pytest.mark.parametrize(
    ("chats", "step"), [(("11", "11", "11", "11"), 0), (("11", "12", "13", "14"), 0.5)]
)
def test_refusals_of_one_chat_or_far_apart_pause_nobody_and_cost_no_rate(
    limits: LimitsAlone, chats: tuple[str, ...], step: float
) -> None:
    for number, chat in enumerate(chats):
        instant = at(number * step)
        assert not limits.refused(replace(AN, chat_id=chat), instant, at(10_000))
        assert limits.wait(Lane.REPLY, instant) == timedelta(0)

    assert limits.reply_rate == 30


def test_a_short_pause_of_the_bot_is_as_long_as_asked_for(limits: LimitsAlone) -> None:
    for number in range(3):
        limits.refused(replace(AN, chat_id=str(number)), at(0), at(3))

    assert limits.wait(Lane.REPLY, at(0)) == 3 * SECOND


def test_what_was_refused_is_seen_against_what_was_taken(limits: LimitsAlone) -> None:
    for number in range(29):
        send(limits, replace(AN, chat_id=str(100 + number)), 0)

    paused = []
    for number in range(8):
        chat = replace(AN, chat_id=str(number))
        limits.leave(Lane.REPLY, at(0.5))
        paused.append(limits.refused(chat, at(0.5), at(3)))
        limits.count(chat, Lane.REPLY, at(0.5))

    # 8 of 37 are more than a fifth, 7 of 36 are not.
    assert paused == [False] * 7 + [True]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("chat_count", [4, 80])
def test_however_long_messages_take_the_platform_never_refuses_one(
    limits: LimitsAlone, seed: int, chat_count: int
) -> None:
    """Sends 300 messages as fast as the limits allow; each takes up to 0.2 s there and back."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, guards nothing
    rates = telegram.Rates()
    meter = telegram.BotMeter(rates, Counter())
    meters = [telegram.ChatMeter(rates, is_group=not number) for number in range(chat_count)]
    chats = [replace(AN if n else GROUP, chat_id=str(n)) for n in range(chat_count)]
    now = 0.0
    busy_until = [0.0] * chat_count
    arrivals: list[tuple[float, int]] = []
    coming_back: list[tuple[float, int, Lane]] = []
    for _ in range(300):
        whom, lane = dice.randrange(chat_count), dice.choice(list(Lane))
        now = max(now, busy_until[whom])
        while True:
            while coming_back and coming_back[0][0] <= now:
                instant, chat, sent_in = heapq.heappop(coming_back)
                limits.count(chats[chat], sent_in, at(instant))
            wait, rest = limits.wait(lane, at(now)), limits.wait_of(chats[whom], at(now))
            if wait == rest == timedelta(0):
                break
            now = coming_back[0][0] if wait is None else now + max(wait, rest) / SECOND
        limits.leave(lane, at(now))
        arrived = now + dice.uniform(0, 0.2)
        busy_until[whom] = arrived + dice.uniform(0, 0.2)
        arrivals.append((arrived, whom))
        heapq.heappush(coming_back, (busy_until[whom], whom, lane))

    for instant, whom in sorted(arrivals):
        try:
            meter.admit(meters[whom], instant)
        except ApiError:
            pytest.fail(f"refused at {instant:.3f} s")
