"""Whose turn it is to write, where a database takes one writer at a time."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class WriterTurns:
    """A lock with two queues: the short commits of play, and conversations.

    When both wait they take turns, so that an answer or a deadline waits for one conversation at
    most, however many people are registering, and conversations still get on under full load.
    """

    def __init__(self) -> None:
        self._is_taken = False
        self._was_urgent = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._patient: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def turn(self, *, urgent: bool) -> AsyncIterator[None]:
        """Hold the turn while the body runs."""
        if self._is_taken:
            await self._wait(self._urgent if urgent else self._patient)
        self._is_taken, self._was_urgent = True, urgent
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, queue: "deque[asyncio.Future[None]]") -> None:
        called = asyncio.get_running_loop().create_future()
        queue.append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                # Called and cancelled at once: somebody else must not wait for ever.
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        """Call the next one; the turn stays taken, so that nobody slips in between."""
        first, second = self._urgent, self._patient
        if self._was_urgent:
            first, second = second, first
        for queue in (first, second):
            while queue:
                called = queue.popleft()
                if not called.done():
                    called.set_result(None)
                    return
        self._is_taken = False
