"""The clock of a running system that a test can move on."""

from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock


class MovingClock(SystemClock):
    """Runs as the machine's does, and jumps when a test says so.

    Timers that were set before a jump come too late by it; what looks again and again notices.
    """

    def __init__(self, start: datetime | None = None) -> None:
        super().__init__(start=start)
        self._jumped = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self._jumped

    def wall(self, instant: datetime) -> datetime:
        return datetime.now(UTC) + (instant - self.now())

    def jump(self, duration: timedelta) -> None:
        """Move on by so much."""
        self._jumped += duration
