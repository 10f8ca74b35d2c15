"""Knows what a platform is still at work on, so that a stop can wait for it."""

from collections.abc import Iterator
from contextlib import contextmanager

import anyio


class Attendance:
    """Counts deliveries from their arrival until their effects are durable."""

    def __init__(self) -> None:
        self._attended = 0
        self._unattended = anyio.Event()

    @contextmanager
    def attending(self) -> Iterator[None]:
        """One delivery is attended to while the body runs."""
        self._attended += 1
        try:
            yield
        finally:
            self._attended -= 1
            if not self._attended:
                self._unattended.set()

    async def drained(self, seconds: float) -> None:
        """Return when nothing is attended to any more, or after that long; not cut short."""
        with anyio.move_on_after(seconds, shield=True):
            while self._attended:
                self._unattended = anyio.Event()
                await self._unattended.wait()
