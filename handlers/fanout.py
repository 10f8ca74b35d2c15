"""The fan-out of one process, or of several that share its memory."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from handlers.ports.fanout import Pages


@dataclass(eq=False, slots=True)
class Member:
    """One process: its pages, and the chats of which it has some."""

    pages: Pages
    attended: set[str]


@dataclass(slots=True)
class Neighbours:
    """The processes that share this value."""

    members: list[Member] = field(default_factory=list)


class MemoryFanout:
    """``handlers.ports.fanout.Fanout`` among neighbours; without any there is nobody to reach."""

    def __init__(self, neighbours: Neighbours | None = None) -> None:
        self._neighbours = neighbours or Neighbours()
        self._attended: set[str] = set()

    async def run(self, pages: Pages) -> None:
        with self._connected(pages):
            await asyncio.Event().wait()

    async def attend(self, chat_key: str) -> None:
        self._attended.add(chat_key)
        for other in self._others():
            other.pages.opened_elsewhere([chat_key])

    def leave(self, chat_key: str) -> None:
        self._attended.discard(chat_key)

    def tell(self, chat_key: str, frame: str) -> None:
        self._show(chat_key, frame)

    async def reach(self, chat_key: str, frame: str) -> bool:
        return self._show(chat_key, frame)

    @contextmanager
    def _connected(self, pages: Pages) -> Iterator[None]:
        member = Member(pages, self._attended)
        self._neighbours.members.append(member)
        try:
            yield
        finally:
            self._neighbours.members.remove(member)

    def _show(self, chat_key: str, frame: str) -> bool:
        readers = [other for other in self._others() if chat_key in other.attended]
        # Everybody is shown it, also after somebody had a page.
        return any([other.pages.show(chat_key, frame) for other in readers])

    def _others(self) -> Sequence[Member]:
        return [each for each in self._neighbours.members if each.attended is not self._attended]
