"""Jobs at instants: none is dropped, none is early. Real time here, as the library has no other."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count

import anyio
import pytest

from bot.clock import SystemClock
from contest.model import AttemptId, Position
from scheduler.deadlines import Deadlines
from scheduler.timers import Timers
from tests.fakes.clock import FakeClock

pytestmark = pytest.mark.anyio

MILLISECOND = timedelta(milliseconds=1)
PATIENCE = 20.0
STALL_SECONDS = 1.6
"""Longer than a second: APScheduler's own default drops jobs that are later than that."""


class Jobs:
    """Remembers what ran, and when."""

    def __init__(self) -> None:
        self.ran: list[object] = []
        self._moved = asyncio.Event()

    async def run(self, *ids: object) -> None:
        self.ran.extend(ids)
        self._moved.set()

    async def until(self, number: int) -> None:
        """Return when that many have run."""
        with anyio.fail_after(PATIENCE):
            while len(self.ran) < number:
                self._moved.clear()
                await self._moved.wait()


@asynccontextmanager
async def stopped_at_the_end(timers: Timers) -> AsyncIterator[Timers]:
    yield timers
    timers.stop()
    # The library stops in the next turn of the loop.
    await asyncio.sleep(0)


@pytest.fixture
async def timers() -> AsyncIterator[Timers]:
    """Timers on the machine's clock, not started."""
    async with stopped_at_the_end(Timers(SystemClock())) as timers:
        yield timers


def soon(milliseconds: int = 20) -> datetime:
    return datetime.now(UTC) + milliseconds * MILLISECOND


async def test_a_job_runs_with_its_ids(timers: Timers) -> None:
    jobs = Jobs()
    timers.start()

    timers.at(soon(), jobs.run, 7, 3)
    await jobs.until(2)

    assert jobs.ran == [7, 3]


async def test_a_job_whose_instant_has_long_passed_runs_at_once() -> None:
    jobs = Jobs()
    async with stopped_at_the_end(Timers(FakeClock())) as timers:
        timers.start()
        timers.at(datetime(2000, 1, 1, tzinfo=UTC), jobs.run, "late")
        await jobs.until(1)

    assert jobs.ran == ["late"]


async def test_jobs_added_before_the_start_wait_for_it(timers: Timers) -> None:
    jobs = Jobs()
    timers.at(soon(-1000), jobs.run, 1)
    assert jobs.ran == []

    timers.start()
    await jobs.until(1)


async def test_a_later_job_of_the_same_name_takes_the_place_of_the_first(timers: Timers) -> None:
    jobs = Jobs()
    timers.at(soon(1), jobs.run, "first", name="round-1-close")
    timers.at(soon(30), jobs.run, "second", name="round-1-close")
    timers.start()

    await jobs.until(1)

    assert jobs.ran == ["second"]


@pytest.mark.parametrize("is_started", [True, False])
async def test_a_job_that_was_cancelled_does_not_run(timers: Timers, *, is_started: bool) -> None:
    jobs = Jobs()
    now = SystemClock().now()
    if is_started:
        timers.start()
    timers.at(now + 20 * MILLISECOND, jobs.run, "cancelled", name="one")
    timers.at(now + 40 * MILLISECOND, jobs.run, "kept", name="other")

    timers.cancel("one")
    timers.cancel("nobody")
    if not is_started:
        timers.start()
    await jobs.until(1)

    assert jobs.ran == ["kept"]


async def test_a_fast_clock_has_fast_timers() -> None:
    clock, jobs = SystemClock(speed=1000), Jobs()
    began = clock.now()
    async with stopped_at_the_end(Timers(clock)) as timers:
        timers.start()
        timers.at(began + timedelta(seconds=40), jobs.run, 1)
        await jobs.until(1)

    assert timedelta(seconds=39) < clock.now() - began < timedelta(hours=1)


async def test_a_repeated_job_goes_on_after_it_failed(
    timers: Timers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    jobs, numbers = Jobs(), count(1)

    async def fail_at_first() -> None:
        number = next(numbers)
        await jobs.run(number)
        if number == 1:
            raise ConnectionError("away")

    timers.every(10 * MILLISECOND, fail_at_first, "heartbeat")
    timers.start()

    await jobs.until(3)


async def test_a_repeated_job_never_runs_twice_at_once(
    timers: Timers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    at_once, most, ticks = 0, 0, Jobs()
    gate = asyncio.Event()

    async def work() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await gate.wait()
        at_once -= 1

    async def tick() -> None:
        await ticks.run(1)

    timers.every(5 * MILLISECOND, work, "sweep")
    timers.every(5 * MILLISECOND, tick, "tick")
    timers.start()
    await ticks.until(10)
    gate.set()

    assert most == 1


async def test_nothing_runs_after_the_stop() -> None:
    jobs, others = Jobs(), Jobs()
    async with stopped_at_the_end(Timers(SystemClock())) as timers:
        timers.start()
        timers.at(soon(10), jobs.run, 1)

    async with stopped_at_the_end(Timers(SystemClock())) as timers:
        timers.start()
        timers.at(soon(30), others.run, 1)
        await others.until(1)

    assert jobs.ran == []


async def test_timers_that_were_never_started_can_be_stopped(timers: Timers) -> None:
    await timers.rest(timedelta(seconds=1))
    timers.stop()


async def test_resting_lets_a_job_at_work_finish_and_begins_no_other(timers: Timers) -> None:
    """A job that is cancelled breaks off in the middle of a transaction."""
    jobs, gate = Jobs(), asyncio.Event()

    async def work() -> None:
        await jobs.run("begun")
        await gate.wait()
        await jobs.run("done")

    timers.start()
    timers.at(soon(1), work)
    await jobs.until(1)
    timers.at(soon(5), jobs.run, "another")
    resting = asyncio.create_task(timers.rest(timedelta(seconds=PATIENCE)))
    for _ in range(3):
        await asyncio.sleep(0)
    assert not resting.done()

    gate.set()
    await resting
    timers.stop()
    await asyncio.sleep(0)

    assert jobs.ran == ["begun", "done"]


async def test_resting_does_not_wait_for_ever(timers: Timers) -> None:
    jobs = Jobs()

    async def work() -> None:
        await jobs.run("begun")
        await anyio.sleep_forever()

    timers.start()
    timers.at(soon(1), work)
    await jobs.until(1)

    with anyio.fail_after(PATIENCE):
        await timers.rest(5 * MILLISECOND)


async def test_no_deadline_is_dropped_when_five_thousand_fall_due_in_a_stalled_loop(
    timers: Timers,
) -> None:
    """Guards ``misfire_grace_time=None``: with APScheduler's default all of these are lost."""
    jobs, clock = Jobs(), SystemClock()

    async def expire(due: object) -> None:
        assert isinstance(due, list)
        await jobs.run(*due)

    deadlines = Deadlines(timers, expire)
    timers.start()
    first = clock.now() + 20 * MILLISECOND
    for number in range(5_000):
        # Over half a second, so that they are many timers and not one.
        deadline = first + number % 50 * 10 * MILLISECOND
        deadlines.arm(AttemptId(number), Position(1), deadline)
    # Lets the scheduler set its wake-up; then nothing can run until all are late.
    await asyncio.sleep(0)
    time.sleep(STALL_SECONDS)  # noqa: ASYNC251 - a stalled loop is what is tested

    await jobs.until(5_000)

    assert sorted(jobs.ran) == [(AttemptId(n), Position(1)) for n in range(5_000)]  # type: ignore[type-var]


async def test_no_deadline_is_reported_early() -> None:
    clock, jobs = SystemClock(), Jobs()
    deadlines_by_attempt: dict[AttemptId, datetime] = {}
    early: list[timedelta] = []

    async def expire(due: object) -> None:
        assert isinstance(due, list)
        now = clock.now()
        early.extend(
            deadlines_by_attempt[attempt] - now
            for attempt, _ in due
            if now < deadlines_by_attempt[attempt]
        )
        await jobs.run(*due)

    async with stopped_at_the_end(Timers(clock)) as timers:
        timers.start()
        armed = Deadlines(timers, expire)
        for number in range(200):
            attempt, deadline = AttemptId(number), clock.now() + (1 + number * 1.7) * MILLISECOND
            deadlines_by_attempt[attempt] = deadline
            armed.arm(attempt, Position(1), deadline)
        await jobs.until(200)

    # Two readings of the clocks lie between arming and firing.
    assert [lead for lead in early if lead > MILLISECOND / 10] == []
