"""Several processes that send for one bot: their limits hold in sum."""

import heapq
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from handlers.pacing.alone import PERIOD
from handlers.pacing.rates import LearntRate
from handlers.ports.limits import Backlog
from handlers.ports.messaging import Lane
from storage.redis.limits import SharedLimits
from tests.fakes.clock import FakeClock
from tests.integration.limits.conftest import ProcessOf
from tests.integration.limits.sending import (
    GROUP,
    NO_WAIT,
    NOTHING,
    SECOND,
    at,
    chat,
    count_all,
    fill,
    group,
    send,
)
from tests.platforms.telegram import limits as telegram

pytestmark = pytest.mark.anyio

BROADCASTING = Backlog(replies=0, others=500)


async def exchange(clock: FakeClock, *processes: tuple[SharedLimits, Backlog]) -> None:
    """Let each tell the server what it needs, twice, as it does within two periods."""
    for _ in range(2):
        for limits, backlog in processes:
            await limits.exchange(backlog)
        clock.advance(PERIOD)


def steady(limits: SharedLimits) -> SharedLimits:
    """The same without a rate that climbs."""
    limits._rate = LearntRate.starting(30)
    return limits


def rates(*processes: SharedLimits) -> list[float | None]:
    return [limits.reply_rate for limits in processes]


async def test_one_process_has_all_and_two_that_have_nothing_to_do_have_half_each(
    process_of: ProcessOf, clock: FakeClock
) -> None:
    a, b = process_of("a"), process_of("b")
    await a.exchange(NOTHING)
    assert rates(a) == [30]

    await exchange(clock, (a, NOTHING), (b, NOTHING))

    assert rates(a, b) == [15, 15]


async def test_a_place_passes_on_only_when_it_is_free(
    process_of: ProcessOf, clock: FakeClock
) -> None:
    a, b = steady(process_of("a")), steady(process_of("b"))
    await a.exchange(NOTHING)
    assert fill(a) == 30

    await exchange(clock, (a, NOTHING), (b, Backlog(50, 0)))
    assert fill(b, 0.2) == 0
    count_all(a, 30, 0.2)
    clock.advance(0.8 * SECOND)
    await exchange(clock, (a, NOTHING), (b, Backlog(50, 0)))
    assert fill(b, 1.2) == 0

    await exchange(clock, (a, NOTHING), (b, Backlog(50, 0)))
    assert fill(b, 1.4) == 27
    assert fill(a, 1.4) == 3


async def test_replies_go_before_the_broadcasts_of_another_process(
    process_of: ProcessOf, clock: FakeClock
) -> None:
    a, b = process_of("a"), process_of("b")
    await a.exchange(BROADCASTING)

    await exchange(clock, (a, BROADCASTING), (b, Backlog(replies=20, others=0)))

    # Each asks for three places more than it could use.
    assert rates(a, b) == [7, 23]


async def test_broadcasts_of_two_processes_share_what_is_left(
    process_of: ProcessOf, clock: FakeClock
) -> None:
    a, b = process_of("a"), process_of("b")

    await exchange(clock, (a, BROADCASTING), (b, BROADCASTING))

    assert rates(a, b) == [15, 15]


async def test_the_places_of_a_process_that_died_are_given_to_others_after_its_lease(
    process_of: ProcessOf, clock: FakeClock
) -> None:
    dead, alive = process_of("dead"), process_of("alive")
    await exchange(clock, (dead, NOTHING), (alive, NOTHING))

    clock.advance(2.6 * SECOND)
    await alive.exchange(NOTHING)
    assert rates(alive) == [15]
    clock.advance(0.3 * SECOND)
    await alive.exchange(NOTHING)

    assert rates(alive) == [30]


async def test_a_process_that_stood_still_sends_nothing_until_it_has_asked_again(
    process_of: ProcessOf, clock: FakeClock
) -> None:
    a = process_of("a")
    await a.exchange(NOTHING)
    clock.advance(3 * SECOND)

    assert a.wait(Lane.REPLY, clock.now()) is None
    await a.exchange(NOTHING)

    assert a.wait(Lane.REPLY, clock.now()) == NO_WAIT


async def test_a_server_that_has_lost_everything_gives_nobody_more_than_a_safe_part(
    process_of: ProcessOf, clock: FakeClock, redis: Redis
) -> None:
    a, b = process_of("a"), process_of("b")
    await a.exchange(NOTHING)
    assert fill(a) == 30
    await redis.flushall()

    await exchange(clock, (b, BROADCASTING))
    assert rates(b) == [15]
    clock.advance(3 * SECOND)
    await exchange(clock, (b, BROADCASTING))

    assert rates(b) == [30]


async def test_a_pause_and_the_halved_rate_reach_every_process(
    process_of: ProcessOf, clock: FakeClock
) -> None:
    a, b = process_of("a"), process_of("b")
    await exchange(clock, (a, Backlog(100, 0)), (b, Backlog(100, 0)))
    # Both wait, and the rate has climbed once.
    assert rates(a, b) == [16, 17]

    for number in range(3):
        a.refused(chat(number), clock.now(), clock.now() + 5 * SECOND)
    # The other climbs just then; the objection is not lost by that.
    clock.advance(SECOND)
    await b.exchange(Backlog(100, 0))
    assert rates(b) == [18]
    for _ in range(2):
        await exchange(clock, (a, Backlog(100, 0)), (b, Backlog(100, 0)))

    assert rates(a, b) == [9, 9]
    assert a.pause(clock.now()) == b.pause(clock.now()) == 3.6 * SECOND


async def test_a_chat_takes_no_more_from_two_processes_than_from_one(
    process_of: ProcessOf, clock: FakeClock
) -> None:
    a, b = process_of("a"), process_of("b")
    await exchange(clock, (a, NOTHING), (b, NOTHING))
    assert await send(a, chat(1)) == await send(a, chat(1)) == NO_WAIT
    assert await send(b, chat(1)) == PERIOD  # not yet known what became of those
    await a.exchange(NOTHING)

    assert await send(b, chat(1), 0.1) == NO_WAIT
    await b.exchange(NOTHING)

    # Three were sent at once, as far as anybody knows by 0.201 s; one more is due in each second.
    assert await send(a, chat(1), 0.5) == pytest.approx(0.5 * SECOND, abs=0.003 * SECOND)
    assert await send(b, chat(2), 0.5) == NO_WAIT


async def test_a_chat_rests_from_when_the_outcome_is_known(process_of: ProcessOf) -> None:
    a, b = process_of("a"), process_of("b")
    a.leave(Lane.REPLY, at(0))
    await a.admit(chat(1), at(0))
    a.count(chat(1), Lane.REPLY, at(5))
    await a.exchange(NOTHING)

    assert await send(b, chat(1), 5.001) == await send(b, chat(1), 5.001) == NO_WAIT
    assert await send(b, chat(1), 5.001) == SECOND


async def test_a_group_takes_no_more_from_two_processes_than_from_one(
    process_of: ProcessOf, clock: FakeClock
) -> None:
    processes = process_of("a"), process_of("b")
    for second in range(20):
        limits = processes[second % 2]
        assert await send(limits, GROUP, second) == NO_WAIT
        await limits.exchange(NOTHING)

    assert await send(processes[1], GROUP, 20) == pytest.approx(40 * SECOND, abs=0.01 * SECOND)


async def test_the_turn_of_a_process_that_died_ends_with_its_lease(
    process_of: ProcessOf,
) -> None:
    dead, alive = process_of("dead"), process_of("alive")
    await dead.admit(chat(1), at(0))

    assert await send(alive, chat(1), 2.9) == PERIOD
    assert await send(alive, chat(1), 3) == NO_WAIT


async def test_a_message_costs_one_round_trip_and_leaves_nothing_that_stays(
    process_of: ProcessOf, redis: Redis
) -> None:
    a = process_of("a")
    await a.exchange(NOTHING)
    await a.admit(chat(1), at(0))  # the scripts are loaded
    await redis.config_resetstat()
    for number in range(2, 22):
        assert await send(a, group(number)) == NO_WAIT
    calls = (await redis.info("commandstats"))["cmdstat_evalsha"]["calls"]
    await a.exchange(NOTHING)

    assert calls == 20
    keys = [key async for key in redis.scan_iter("hoithi:limits:*")]
    assert len(keys) == 42
    assert all([0 < await redis.ttl(key) <= 3_600 for key in keys])


@dataclass
class Sender:
    """One process that sends as fast as it may."""

    limits: SharedLimits
    name: int
    busy: set[int] = field(default_factory=set)
    coming_back: list[tuple[float, int, Lane]] = field(default_factory=list)
    sent: int = 0


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_three_processes_send_the_platform_never_refuses_one(
    process_of: ProcessOf, clock: FakeClock, seed: int
) -> None:
    """Six seconds; messages take up to 0.2 s there and back, and who is busy changes."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, guards nothing
    rates = telegram.Rates()
    refusals: Counter[telegram.Limit] = Counter()
    bot = telegram.BotMeter(rates, refusals)
    meters = [telegram.ChatMeter(rates, is_group=False) for _ in range(40)]
    senders = [Sender(steady(process_of(str(name))), name) for name in range(3)]
    arrivals: list[tuple[float, int]] = []
    for tick in range(600):
        now = tick / 100
        for sender in senders:
            while sender.coming_back and sender.coming_back[0][0] <= now:
                _, whom, lane = heapq.heappop(sender.coming_back)
                sender.busy.discard(whom)
                sender.limits.count(chat(whom), lane, at(now))
            is_active = (tick // 150 + sender.name) % 3 != 0
            if tick % 10 == sender.name:
                await sender.limits.exchange(Backlog(40, 40) if is_active else NOTHING)
            if is_active:
                await _try_to_send(sender, now, dice, arrivals)
        clock.advance(timedelta(milliseconds=10))
    for instant, whom in sorted(arrivals):
        bot.admit(meters[whom], instant)

    assert not refusals
    # Of 180; what is lost goes by on the way from one process to the other, and on the wire.
    assert len(arrivals) >= 110


async def _try_to_send(
    sender: Sender, now: float, dice: random.Random, arrivals: list[tuple[float, int]]
) -> None:
    whom, lane = dice.randrange(40), dice.choice(list(Lane))
    limits = sender.limits
    if whom in sender.busy or limits.wait(lane, at(now)) != NO_WAIT:
        return
    if limits.wait_of(chat(whom), at(now)) != NO_WAIT:
        return
    limits.leave(lane, at(now))
    if await limits.admit(chat(whom), at(now)) != NO_WAIT:
        limits.stay(lane)
        return
    arrived = now + dice.uniform(0, 0.1)
    arrivals.append((arrived, whom))
    sender.busy.add(whom)
    heapq.heappush(sender.coming_back, (arrived + dice.uniform(0, 0.1), whom, lane))
