"""An event loop whose time stands still while anything is done, and jumps when all wait for it.

Everything is real, sockets on loopback and SQLite's threads too, but a quarter of an hour in which
thirty messages a second are sent takes as long as sending them takes, and a busy machine changes
nothing that is measured in the time of the loop.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar
from unittest.mock import patch

import aiosqlite

from tests.fakes.clock import START

Result = TypeVar("Result")
Events = list[tuple[selectors.SelectorKey, int]]

LOOK_SECONDS = 0.001
"""Of the wall: what loopback still carries arrives within that."""
PATIENCE_SECONDS = 0.05


class _Selector(selectors.DefaultSelector):
    """Waits only for what is really done; other waiting is over at once."""

    loop: "JumpingLoop"

    def select(self, timeout: float | None = None) -> Events:
        events = super().select(0)
        if events or timeout == 0:
            return events
        if self.loop.at_work:
            return super().select(PATIENCE_SECONDS)
        events = super().select(LOOK_SECONDS)
        if not events and not self.loop.at_work:
            self.loop.jump(timeout)
        return events


class JumpingLoop(asyncio.SelectorEventLoop):
    """See above; whatever other processes do, it does not wait for.

    Attributes:
        at_work: what other threads are doing for it.
    """

    def __init__(self) -> None:
        selector = _Selector()
        selector.loop = self
        self.at_work = 0
        self._now = 0.0
        super().__init__(selector)

    def time(self) -> float:
        return self._now

    def jump(self, seconds: float | None) -> None:
        """Move on by so much; by nothing if nobody waits for a time."""
        self._now += seconds or 0.0

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., Result], *args: Any
    ) -> "asyncio.Future[Result]":
        return self.watch(super().run_in_executor(executor, func, *args))

    def watch(self, work: "asyncio.Future[Result]") -> "asyncio.Future[Result]":
        """Let time stand still until this is done."""
        self.at_work += 1
        work.add_done_callback(self._done)
        return work

    def _done(self, _work: "asyncio.Future[Any]") -> None:
        self.at_work -= 1


class JumpingClock:
    """``handlers.ports.timing.Clock`` of the running loop."""

    def __init__(self, start: datetime = START) -> None:
        self._loop = asyncio.get_running_loop()
        self._start = start - timedelta(seconds=self._loop.time())

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._loop.time())

    def wall(self, instant: datetime) -> datetime:
        return instant

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.sleep(max(duration.total_seconds(), 0))


def run_jumping(main: Coroutine[Any, Any, Result]) -> Result:
    """Like ``asyncio.run``, in a time that jumps."""
    with _watching_sqlite(), asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(main)


@contextmanager
def _watching_sqlite() -> Iterator[None]:
    """Let time stand still while a connection's thread has something to do."""
    real = aiosqlite.Connection.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        real(self, *args, **kwargs)
        self._tx = _WatchedQueue(self._tx)
        # It was made with the queue that is now inside.
        self._thread._args = (self._tx,)

    with patch.object(aiosqlite.Connection, "__init__", init):
        yield


class _WatchedQueue:
    """What a connection's thread is to do."""

    def __init__(self, queue: Any) -> None:
        self._queue = queue

    def put_nowait(self, item: "tuple[asyncio.Future[Any] | None, Any]") -> None:
        future, _ = item
        if future is not None:
            loop = future.get_loop()
            assert isinstance(loop, JumpingLoop)
            loop.watch(future)
        self._queue.put_nowait(item)

    def get(self) -> Any:
        return self._queue.get()
