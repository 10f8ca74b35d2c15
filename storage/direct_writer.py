"""A writer to SQLite that does a whole transaction in one thread."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine

Result = TypeVar("Result")


class DirectWriter:
    """One connection in one thread; its caller sees to it that nobody else writes meanwhile.

    The async driver sends every statement to a thread and waits for the loop to come back to it. A
    commit of the hot path has ten statements, so most of its time would be spent on the way.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        """The result of ``work``, once what it wrote is durable."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, work)

    async def close(self) -> None:
        """Close the connection where it was opened, and end the thread."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._engine.dispose)
        self._thread.shutdown()

    def _run(self, work: Callable[[Connection], Result]) -> Result:
        with self._engine.begin() as connection:
            return work(connection)
