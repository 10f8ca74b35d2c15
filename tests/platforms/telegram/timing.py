"""Time as the emulator sees it: the event loop's own, or one that a test moves by hand."""

import asyncio
import heapq
import time
from collections.abc import Callable
from itertools import count
from typing import Protocol


class Timer(Protocol):
    """Something that will happen unless it is cancelled."""

    def cancel(self) -> None: ...


class Time(Protocol):
    """Where the emulator's limits, retries and long polls get their time from."""

    def now(self) -> float:
        """Unix time in seconds."""

    def call_later(self, seconds: float, callback: Callable[[], object]) -> Timer: ...


class LoopTime:
    """The running loop's clock, which nobody can step, set to the date of the machine."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._offset = time.time() - self._loop.time()

    def now(self) -> float:
        return self._loop.time() + self._offset

    def call_later(self, seconds: float, callback: Callable[[], object]) -> Timer:
        return self._loop.call_later(seconds, callback)


class ManualTime:
    """Stands still until ``advance``; limits of minutes and hours are then tested in no time."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self._now = now
        self._numbers = count()
        self._timers: list[tuple[float, int, ManualTimer]] = []
        self._asked = asyncio.Event()

    def now(self) -> float:
        return self._now

    def call_later(self, seconds: float, callback: Callable[[], object]) -> Timer:
        timer = ManualTimer(callback)
        self._asked.set()
        heapq.heappush(self._timers, (self._now + seconds, next(self._numbers), timer))
        return timer

    async def awaited(self) -> None:
        """Return when something has asked for a later time since the latest ``advance``."""
        await self._asked.wait()

    def advance(self, seconds: float) -> None:
        """Move on, and run every timer on the way at its own time."""
        end = self._now + seconds
        self._asked.clear()
        while self._timers and self._timers[0][0] <= end:
            self._now, _, timer = heapq.heappop(self._timers)
            timer.fire()
        self._now = end


class ManualTimer:
    def __init__(self, callback: Callable[[], object]) -> None:
        self._callback: Callable[[], object] | None = callback

    def cancel(self) -> None:
        self._callback = None

    def fire(self) -> None:
        if self._callback is not None:
            self._callback()
