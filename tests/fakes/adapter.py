"""A platform that does what a test says."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable

import anyio

from handlers.ports.addresses import ChatRef
from handlers.ports.messaging import (
    Capabilities,
    ChoiceStyle,
    Deliver,
    MessageRef,
    OutboundMessage,
    Reached,
)

PATIENCE = 10.0
"""Seconds after which what has not happened is taken to have failed."""


class FakeAdapter:
    """``MessagingAdapter`` that takes every message unless it was told not to.

    Attributes:
        tried: messages in the order in which sending them was begun.
        sent: messages in the order in which the platform took them.
        deliver: where to hand in what people do, while ``run`` runs.
    """

    capabilities = Capabilities(max_text_length=4096, choices=ChoiceStyle.BUTTONS)

    def __init__(self, platform: str = "web", bot: str = "demo") -> None:
        self.platform = platform
        self.bot = bot
        self.tried: list[OutboundMessage] = []
        self.sent: list[OutboundMessage] = []
        self.deliver: Deliver | None = None
        self._troubles: defaultdict[str, deque[Exception]] = defaultdict(deque)
        self._gates: dict[ChatRef, asyncio.Event] = {}
        self._moved = asyncio.Event()

    def trouble(self, key: str, *errors: Exception) -> None:
        """Let the next tries of a message fail, one error after the other."""
        self._troubles[key].extend(errors)

    def hold(self, chat: ChatRef) -> asyncio.Event:
        """Let sending to a chat take until the event is set."""
        return self._gates.setdefault(chat, asyncio.Event())

    @property
    def sent_keys(self) -> list[str]:
        return [message.key for message in self.sent]

    @property
    def tried_keys(self) -> list[str]:
        return [message.key for message in self.tried]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return when something is so that sending brings about."""
        with anyio.fail_after(PATIENCE):
            while not holds():
                self._moved.clear()
                await self._moved.wait()

    async def until_sent(self, *keys: str) -> None:
        """Return when all these have been taken."""
        await self.until(lambda: set(keys) <= set(self.sent_keys))

    async def until_tried(self, key: str, times: int = 1) -> None:
        """Return when sending a message has been begun that often."""
        await self.until(lambda: self.tried_keys.count(key) >= times)

    async def until_running(self) -> None:
        """Return when messages can be handed in: what was sent before may have been quicker."""
        await self.until(lambda: self.deliver is not None)

    async def run(self, deliver: Deliver) -> None:
        self.deliver = deliver
        self._moved.set()
        try:
            await anyio.sleep_forever()
        finally:
            self.deliver = None

    async def send(self, message: OutboundMessage) -> MessageRef:
        self.tried.append(message)
        self._moved.set()
        if gate := self._gates.get(message.chat):
            await gate.wait()
        if troubles := self._troubles[message.key]:
            raise troubles.popleft()
        self.sent.append(message)
        self._moved.set()
        return MessageRef(message.chat, f"message-{len(self.sent)}")


class FakeReadersAdapter(FakeAdapter):
    """One that also knows when somebody is there; implements ``SupportsReaders``."""

    capabilities = Capabilities(
        max_text_length=4096, choices=ChoiceStyle.BUTTONS, waits_for_reader=True
    )

    def __init__(self, platform: str = "web", bot: str = "demo") -> None:
        super().__init__(platform, bot)
        self.reached: Reached | None = None

    def on_reader(self, reached: Reached) -> None:
        self.reached = reached
