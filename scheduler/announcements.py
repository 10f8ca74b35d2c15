"""Takes announcements forward every second, however often the process is restarted in between."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from handlers.ports.timing import Clock
from scheduler.timers import Timers

log = structlog.get_logger()

PERIOD = timedelta(seconds=1)
"""Of the wall: how soon a confirmation is noticed, and how often messages are added."""

CarryOn = Callable[[datetime], Awaitable[None]]
"""Does what is to be done now; rows tell what that is, so that it may be broken off."""


class Announcements:
    """Looks at the announcements again and again."""

    def __init__(self, timers: Timers, carry_on: CarryOn, clock: Clock) -> None:
        self._timers = timers
        self._carry_on = carry_on
        self._clock = clock

    def start(self) -> None:
        self._timers.every(PERIOD, self._look, "announcements")

    async def _look(self) -> None:
        try:
            await self._carry_on(self._clock.now())
        except Exception:
            log.exception("announcements_failed")
