"""The sweep: finds, now and then, what a timer should have done and did not.

Timers live in memory. After a crash, or when another process armed a timer and died, the rows tell
what is overdue.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from contest.model import AttemptId, Position
from handlers.ports.timing import Clock
from scheduler.timers import Timers

log = structlog.get_logger()

PERIOD = timedelta(seconds=2)

Overdue = Callable[[datetime], Awaitable[Sequence[tuple[AttemptId, Position]]]]
Expire = Callable[[Sequence[tuple[AttemptId, Position]]], Awaitable[None]]


class Sweep:
    """Expires questions whose timer is gone.

    Args:
        grace: how long a timer that is at work on a deadline is left alone.
    """

    def __init__(
        self, timers: Timers, overdue: Overdue, expire: Expire, clock: Clock, grace: timedelta
    ) -> None:
        self._timers = timers
        self._overdue = overdue
        self._expire = expire
        self._clock = clock
        self._grace = grace

    def start(self) -> None:
        """Sweep once every ``PERIOD`` from now on."""
        self._timers.every(PERIOD, self.sweep, "sweep")

    async def sweep(self) -> None:
        """One pass; what it cannot do now the next one does."""
        due = await self._overdue(self._clock.now() - self._grace)
        if due:
            log.warning("questions_overdue", count=len(due))
            await self._expire(due)
