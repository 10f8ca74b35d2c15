"""APScheduler, set up so that it never drops a job: the one place that knows the library."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import structlog
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from handlers.ports.faults import StorageAwayError
from handlers.ports.timing import Clock

log = structlog.get_logger()

Job = Callable[..., Awaitable[None]]


class SteadyUtc(tzinfo):
    """UTC as our clock tells it, whatever date the machine has been given.

    The library asks the machine for its date in this time zone. Told that date itself, it would run
    every job an hour early after a step forwards, and none for an hour after one back.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def fromutc(self, _date: datetime) -> datetime:
        return self._clock.wall(self._clock.now()).replace(tzinfo=self)

    def utcoffset(self, _date: datetime | None) -> timedelta:
        return timedelta(0)

    def dst(self, _date: datetime | None) -> timedelta:
        return timedelta(0)

    def tzname(self, _date: datetime | None) -> str:
        return "UTC"


class SteadyJobs(MemoryJobStore):  # type: ignore[misc]  # the library has no types
    """Jobs in memory, whose next time is told in the scheduler's zone.

    The library converts it into that zone, and would be told the present: it would look for jobs
    again and again, at once, with all of a core.
    """

    def __init__(self, zone: SteadyUtc) -> None:
        super().__init__()
        self._zone = zone

    def get_next_run_time(self) -> datetime | None:
        found: datetime | None = super().get_next_run_time()
        return None if found is None else found.astimezone(UTC).replace(tzinfo=self._zone)


class Timers:
    """Runs jobs at instants of contest time, or again and again.

    The default ``misfire_grace_time`` of 1 s would silently drop every job that is due while the
    loop is busy (measured: all of 30,000 due at once), so there is no limit here: late is better
    than never. Jobs live in memory and carry ids only; the database row is the truth.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._running = 0
        self._all_done = asyncio.Event()
        self._all_done.set()
        self._zone = SteadyUtc(clock)
        self._scheduler = AsyncIOScheduler(
            timezone=self._zone,
            jobstores={"default": SteadyJobs(self._zone)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        """Begin to run jobs; jobs may be added before and after."""
        self._scheduler.start()

    async def rest(self, limit: timedelta) -> None:
        """Begin no further job and wait, up to a limit of the wall, until none runs."""
        if self._scheduler.running:
            self._scheduler.pause()
        # What the library has just begun runs its first step in the next turn of the loop.
        await asyncio.sleep(0)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limit.total_seconds()):
                await self._all_done.wait()

    def stop(self) -> None:
        """Run no further job. Let them ``rest`` first: running coroutines are cancelled."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def at(self, instant: datetime, job: Job, *ids: Any, name: str | None = None) -> None:
        """Run ``job(*ids)`` when the clock shows ``instant``; at once if that has passed.

        Args:
            name: a later job of the same name takes the place of this one.
        """
        self._scheduler.add_job(
            self._run,
            DateTrigger(self._clock.wall(instant)),
            args=(job, *ids),
            id=name,
            name=name or getattr(job, "__qualname__", None),
            replace_existing=name is not None,
        )

    def cancel(self, name: str) -> None:
        """Forget the job of that name; nothing if there is none any more."""
        with contextlib.suppress(JobLookupError):
            self._scheduler.remove_job(name)

    def every(self, period: timedelta, job: Job, name: str) -> None:
        """Run ``job()`` once every ``period`` of wall time; never two of them at once."""
        self._scheduler.add_job(
            self._run,
            IntervalTrigger(
                seconds=period.total_seconds(),
                start_date=datetime.now(self._zone).replace(tzinfo=UTC) + period,
                timezone=UTC,
            ),
            args=(job,),
            id=name,
            name=name,
            replace_existing=True,
        )

    async def _run(self, job: Job, *ids: Any) -> None:
        self._running += 1
        self._all_done.clear()
        try:
            await job(*ids)
        except StorageAwayError as error:
            # Every job finds again by itself what it has not done; the heartbeat raises the alarm.
            name = getattr(job, "__qualname__", type(job).__name__)
            log.info("job_without_database", job=name, error=error.kind)
        finally:
            self._running -= 1
            if not self._running:
                self._all_done.set()
