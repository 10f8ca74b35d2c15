"""Processes between which frames are carried, with pages that only keep what they are shown."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import anyio

from handlers.ports.fanout import Fanout, Pages

PATIENCE = 10.0
"""Seconds after which what has not happened is taken to have failed; the machine is shared."""


@dataclass
class Screen:
    """``Pages`` of a process.

    Attributes:
        open: chats that have a page.
        shown: chat and frame, in their order.
    """

    open: set[str] = field(default_factory=set)
    shown: list[tuple[str, str]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    recoveries: int = 0

    def show(self, chat_key: str, frame: str) -> bool:
        if chat_key not in self.open:
            return False
        self.shown.append((chat_key, frame))
        return True

    def opened_elsewhere(self, chat_keys: Collection[str]) -> None:
        self.opened += chat_keys

    def recovered(self) -> None:
        self.recoveries += 1


@dataclass
class Process:
    """One process."""

    fanout: Fanout
    screen: Screen = field(default_factory=Screen)

    async def attend(self, chat_key: str) -> None:
        """Open a page of a chat."""
        self.screen.open.add(chat_key)
        await self.fanout.attend(chat_key)

    def leave(self, chat_key: str) -> None:
        """Close it."""
        self.screen.open.discard(chat_key)
        self.fanout.leave(chat_key)


@asynccontextmanager
async def carrying(fanout: Fanout, pages: Pages) -> AsyncIterator[None]:
    """Carry frames from and to these pages while the body runs."""
    task = asyncio.create_task(fanout.run(pages))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def eventually(holds: Callable[[], bool]) -> None:
    """Return when something that goes over a real line has come about."""
    with anyio.fail_after(PATIENCE):
        while not holds():  # noqa: ASYNC110 - nobody tells
            await anyio.sleep(0.002)
