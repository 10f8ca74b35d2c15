"""The only module that asks the machine for time."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Contest time as the machine tells it, or faster for a demonstration.

    Args:
        speed: seconds of contest time in one second of the wall.
        start: contest time at which the clock begins; the machine's own time if not given.
    """

    def __init__(self, speed: float = 1.0, start: datetime | None = None) -> None:
        if speed <= 0:
            raise ValueError("a clock runs forwards")
        self._speed = speed
        self._wall_start = datetime.now(UTC)
        self._start = start or self._wall_start
        # Nobody can step the monotonic clock while we run; across restarts the date counts.
        self._ticks_start = time.monotonic()

    @property
    def speed(self) -> float:
        """Seconds of contest time in one second of the wall."""
        return self._speed

    def now(self) -> datetime:
        """Contest time now, aware UTC."""
        return self._start + timedelta(seconds=(time.monotonic() - self._ticks_start) * self._speed)

    def wall(self, instant: datetime) -> datetime:
        """The machine's own time at which this clock will show ``instant``."""
        return datetime.now(UTC) + (instant - self.now()) / self._speed

    def real(self, duration: timedelta) -> timedelta:
        """How long a stretch of contest time takes on the wall."""
        return duration / self._speed

    async def sleep(self, duration: timedelta) -> None:
        """Return when this clock has moved on by ``duration``."""
        await asyncio.sleep(max(duration.total_seconds(), 0) / self._speed)
