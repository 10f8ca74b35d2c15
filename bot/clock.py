"""The only module that asks the machine for time."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import structlog

log = structlog.get_logger()

SLEW = 0.01
"""Part by which the clock runs faster or slower after a step: 0.4 s of a question of 40 s. An hour
is made up for in four days; whoever cannot wait so long closes the round by hand."""
STEP = timedelta(seconds=1)
"""Less than that is no step: NTP corrects it by itself, and the monotonic clock with it."""


class SystemClock:
    """Contest time as the machine tells it, or faster for a demonstration.

    Nobody's deadline may come an hour early because somebody sets the machine's date. So contest
    time follows the monotonic clock, which nobody can step, and comes nearer to a date that was
    stepped by little; see decision record 0025.

    Args:
        speed: seconds of contest time in one second of the wall.
        start: contest time at which the clock begins; the machine's own time if not given.
    """

    def __init__(self, speed: float = 1.0, start: datetime | None = None) -> None:
        if speed <= 0:
            raise ValueError("a clock runs forwards")
        self._speed = speed
        self._rate = 1.0
        self._date = datetime.now(UTC)
        self._origin = self._date
        self._start = self._at = start or self._date
        self._ticks = self._first_ticks = time.monotonic()

    @property
    def speed(self) -> float:
        """Seconds of contest time in one second of the wall."""
        return self._speed

    def now(self) -> datetime:
        """Contest time now, aware UTC."""
        return self._shown(time.monotonic())

    def wall(self, instant: datetime) -> datetime:
        """The date at which this clock will show ``instant``, as if nobody ever stepped the date.

        Never too early: while the clock is slowed down it is later by that much.
        """
        ticks = time.monotonic()
        left = (instant - self._shown(ticks)) / (self._speed * min(self._rate, 1.0))
        return self._origin + timedelta(seconds=ticks - self._first_ticks) + left

    def real(self, duration: timedelta) -> timedelta:
        """How long a stretch of contest time takes on the wall."""
        return duration / self._speed

    async def sleep(self, duration: timedelta) -> None:
        """Return when this clock has moved on by ``duration``."""
        await asyncio.sleep(max(duration.total_seconds(), 0) / self._speed)

    def follow(self) -> timedelta:
        """Come nearer to the machine's date if that was stepped; to be called now and then.

        Returns:
            How far ahead the date is, in contest time.
        """
        self._anchor(time.monotonic())
        off = self._start + (datetime.now(UTC) - self._date) * self._speed - self._at
        is_slewing = self._rate != 1.0
        if not is_slewing and abs(off) >= STEP * self._speed:
            log.warning("clock_stepped", seconds=round(off.total_seconds()), slew=SLEW)
            self._rate = 1 + SLEW if off > timedelta(0) else 1 - SLEW
        elif is_slewing and (off > timedelta(0)) != (self._rate > 1):
            log.info("clock_followed", seconds=off.total_seconds())
            self._rate = 1.0
        return off

    def begin_at(self, instant: datetime) -> None:
        """Show ``instant`` now, and come nearer to the machine's date from there."""
        self._ticks, self._at = time.monotonic(), instant

    def _shown(self, ticks: float) -> datetime:
        return self._at + timedelta(seconds=(ticks - self._ticks) * self._speed * self._rate)

    def _anchor(self, ticks: float) -> None:
        """Count from now on, so that another rate changes nothing about the past."""
        self._at, self._ticks = self._shown(ticks), ticks
