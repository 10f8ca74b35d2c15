"""Jobs run by our clock, whatever date the machine is given meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, tzinfo

import anyio
import pytest

from bot.clock import SystemClock
from scheduler.timers import Timers

pytestmark = pytest.mark.anyio

MILLISECOND = timedelta(milliseconds=1)
PATIENCE = 20.0


class Stepped(datetime):
    """The machine's date, an hour off."""

    step = timedelta(0)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return (datetime.now(UTC) + cls.step).astimezone(tz)


@pytest.fixture(params=[1, -1])
async def timers(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Timers, SystemClock]]:
    """Timers that run, and know of jobs; then the date is stepped, forwards or back."""
    clock = SystemClock()
    timers = Timers(clock)
    timers.start()
    for module in ("schedulers.base", "triggers.interval", "triggers.date"):
        monkeypatch.setattr(f"apscheduler.{module}.datetime", Stepped)
    monkeypatch.setattr(Stepped, "step", timedelta(hours=request.param))
    yield timers, clock
    timers.stop()
    await asyncio.sleep(0)


async def test_a_job_is_neither_early_nor_late_after_a_step(
    timers: tuple[Timers, SystemClock],
) -> None:
    ours, clock = timers
    due_at = clock.now() + 200 * MILLISECOND
    ran_at = asyncio.get_running_loop().create_future()

    async def job() -> None:
        ran_at.set_result(clock.now())

    ours.at(due_at, job)
    with anyio.fail_after(PATIENCE):
        assert await ran_at >= due_at


async def test_what_is_done_again_and_again_goes_on_after_a_step(
    timers: tuple[Timers, SystemClock],
) -> None:
    ours, _ = timers
    times, twice = 0, asyncio.Event()

    async def job() -> None:
        nonlocal times
        times += 1
        if times == 2:
            twice.set()

    ours.every(20 * MILLISECOND, job, "again")
    with anyio.fail_after(PATIENCE):
        await twice.wait()


async def test_nobody_looks_for_jobs_before_the_next_is_due(
    timers: tuple[Timers, SystemClock],
) -> None:
    """Otherwise an idle process takes all of a core."""
    ours, clock = timers

    async def job() -> None:
        """Not before an hour has passed."""

    ours.at(clock.now() + timedelta(hours=1), job)
    ours.every(timedelta(hours=2), job, "seldom")

    assert 3_500 < ours._scheduler._process_jobs() <= 3_600
