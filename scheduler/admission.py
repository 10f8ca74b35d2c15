"""Lets people begin whose turn has come, and tells those who wait; the line itself is in the rows.

What a process that died had not done is found by the next look of whichever process is there.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from handlers.ports.timing import Clock
from scheduler.timers import Timers

TURN = timedelta(milliseconds=250)
"""How soon whoever may begin does."""
LOOK = timedelta(seconds=1)


class Line(Protocol):
    """The waiting line; everything is safe to do twice."""

    @property
    def is_needed(self) -> bool: ...

    async def look(self, now: datetime) -> None: ...

    async def admit(self, now: datetime) -> None: ...

    async def inform(self, now: datetime) -> None: ...


class Admission:
    """Serves the line again and again.

    Args:
        looked: called after every look.
    """

    def __init__(
        self, timers: Timers, line: Line, clock: Clock, looked: Callable[[], None] = lambda: None
    ) -> None:
        self._timers = timers
        self._line = line
        self._clock = clock
        self._looked = looked

    async def start(self) -> None:
        """Look who waits before anybody comes in, then serve the line if there can be one."""
        await self._line.look(self._clock.now())
        if not self._line.is_needed:
            return
        self._timers.every(TURN, self.admit, "admission-turns")
        self._timers.every(LOOK, self.look, "admission-look")

    async def admit(self) -> None:
        """One pass; what it cannot do now the next one does."""
        await self._line.admit(self._clock.now())

    async def look(self) -> None:
        """See who waits and who plays, and tell those who wait."""
        await self._line.look(self._clock.now())
        self._looked()
        await self._line.inform(self._clock.now())
