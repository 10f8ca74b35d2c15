"""The clock and the timers that the core needs; only ``bot/clock.py`` asks the machine for time."""

from datetime import datetime, timedelta
from typing import Protocol

from contest.model import AttemptId, Position


class Clock(Protocol):
    """Contest time: aware UTC instants. A demonstration may let it run faster than the wall."""

    def now(self) -> datetime: ...

    def wall(self, instant: datetime) -> datetime:
        """The machine's own time at which this clock will show ``instant``."""

    async def sleep(self, duration: timedelta) -> None:
        """Return when this clock has moved on by ``duration``."""


class DeadlineTimers(Protocol):
    """Remembers open questions and reports them when their deadline has come."""

    def arm(self, attempt: AttemptId, position: Position, deadline: datetime) -> None:
        """Never drops a deadline, however late or many; a deadline may be armed twice."""
