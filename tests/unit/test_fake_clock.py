import asyncio
from datetime import timedelta

from handlers.ports.timing import Clock
from tests.fakes.clock import START, FakeClock

SECOND = timedelta(seconds=1)


async def nap(clock: Clock, duration: timedelta, woken: list[timedelta]) -> None:
    await clock.sleep(duration)
    woken.append(duration)


async def test_sleepers_wake_in_the_order_of_their_times_and_no_sooner() -> None:
    clock, woken = FakeClock(), list[timedelta]()
    async with asyncio.TaskGroup() as group:
        for seconds in (3, 1, 2):
            group.create_task(nap(clock, seconds * SECOND, woken))
        await asyncio.sleep(0)

        clock.advance(2 * SECOND - timedelta(microseconds=1))
        await asyncio.sleep(0)
        assert woken == [SECOND]

        clock.advance(2 * SECOND)
        await asyncio.sleep(0)
        assert woken == [SECOND, 2 * SECOND, 3 * SECOND]


async def test_time_stands_still_until_it_is_moved() -> None:
    clock = FakeClock()
    await clock.sleep(timedelta(0))
    assert clock.now() == START

    clock.advance(SECOND)

    assert clock.now() == START + SECOND
    assert clock.wall(START) == START


async def test_a_sleeper_that_was_cancelled_is_not_woken() -> None:
    clock = FakeClock()
    sleeper = asyncio.create_task(clock.sleep(SECOND))
    await asyncio.sleep(0)
    sleeper.cancel()
    await asyncio.wait([sleeper])

    clock.advance(SECOND)

    assert sleeper.cancelled()
