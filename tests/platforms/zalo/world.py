"""The state that calls of bots and deeds of people share."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.platforms.telegram.timing import Time
from tests.platforms.zalo.faults import Faults
from tests.platforms.zalo.model import Ids
from tests.platforms.zalo.outbound import Outbound
from tests.platforms.zalo.switches import Plan, Switches

if TYPE_CHECKING:
    from tests.platforms.zalo.bots import Bot


class Tasks:
    """Work under way that nobody waits for."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._failures: list[BaseException] = []

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._forget)

    async def finished(self) -> None:
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def cancel(self) -> None:
        """Give up; raises the first exception that any of the work has ended with."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._failures:
            raise self._failures[0]

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        failure = None if task.cancelled() else task.exception()
        if failure is not None:
            self._failures.append(failure)


class World:
    """Everything there is.

    Attributes:
        calls: by method, of good tokens.
        refused: method and code of failed calls; idle polls are left out.
        serving: calls under way.
        deliveries: updates under way to webhooks.
    """

    def __init__(self, switches: Switches, plan: Plan, time: Time) -> None:
        self.switches = switches
        self.plan = plan
        self.time = time
        self.ids = Ids(is_numeric=switches.numeric_ids)
        self.faults = Faults(switches)
        self.outbound = Outbound(switches.allowed_hosts)
        self.bots: dict[str, Bot] = {}
        self.calls: Counter[str] = Counter()
        self.refused: list[tuple[str, int]] = []
        self.serving = Tasks()
        self.deliveries = Tasks()

    def now_at(self) -> datetime:
        return datetime.fromtimestamp(self.time.now(), UTC)

    def now_ms(self) -> int:
        """Unix time as every date on the wire has it."""
        return int(self.time.now() * 1000)

    async def pause(self, duration: timedelta) -> None:
        """Return when that much of the emulator's time has passed."""
        over = asyncio.Event()
        timer = self.time.call_later(duration.total_seconds(), over.set)
        try:
            await over.wait()
        finally:
            timer.cancel()

    async def settled(self) -> None:
        await self.deliveries.finished()

    async def stop(self) -> None:
        try:
            await self.serving.cancel()
            await self.deliveries.cancel()
        finally:
            await self.outbound.close()
