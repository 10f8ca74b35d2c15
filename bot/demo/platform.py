"""The platform of the simulated citizens: a messaging adapter without a wire.

It is an adapter like any other, so that simulated citizens go through the real dispatcher, storage,
timers and relay; only the network is missing.
"""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import replace

from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.contents import Content
from handlers.ports.messaging import (
    Acknowledgement,
    Capabilities,
    ChoiceStyle,
    Deliver,
    InboundMessage,
    MessageRef,
    OutboundMessage,
    OverloadedError,
)
from handlers.ports.timing import Clock

PLATFORM = "simulated"
BOT = "demo"

Show = Callable[[Content], None]


class SimulatedPlatform:
    """Shows citizens their messages and takes what they do to the dispatcher."""

    platform = PLATFORM
    bot = BOT
    capabilities = Capabilities(max_text_length=4096, choices=ChoiceStyle.BUTTONS)

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._screens: dict[str, Show] = {}
        self._message_ids = itertools.count(1)
        self._update_ids = itertools.count(1)
        self._deliver: asyncio.Future[Deliver] = asyncio.get_running_loop().create_future()

    def join(self, name: str, show: Show) -> None:
        """Let a citizen, or a group, see what is sent to the chat ``name``."""
        self._screens[name] = show

    async def say(
        self, name: str, *, text: str = "", choice: str | None = None, group: str | None = None
    ) -> Acknowledgement:
        """Something a citizen typed or pressed; returns when its effects are durable.

        Args:
            group: where, and to the bot; the citizen's own chat if not given.
        """
        kind = ChatKind.PRIVATE if group is None else ChatKind.GROUP
        return await self._bring(
            InboundMessage(
                update_id=f"{name}-{next(self._update_ids)}",
                chat=ChatRef(PLATFORM, BOT, group or name, kind),
                sender=UserRef(PLATFORM, BOT, name),
                received_at=self._clock.now(),
                text=text,
                choice=choice,
            )
        )

    async def _bring(self, message: InboundMessage) -> Acknowledgement:
        """Bring a message as often as it takes, as platforms do while too much is waiting."""
        deliver = await self._deliver
        while True:
            try:
                return await deliver(message)
            except OverloadedError as error:
                await self._clock.sleep(error.retry_after)
                message = replace(message, received_at=self._clock.now())

    async def run(self, deliver: Deliver) -> None:
        """Let citizens speak until cancelled."""
        self._deliver.set_result(deliver)
        await asyncio.get_running_loop().create_future()

    async def send(self, message: OutboundMessage) -> MessageRef:
        """Show a message to its citizen at once."""
        show = self._screens.get(message.chat.chat_id)
        if show is not None:
            show(message.content)
        return MessageRef(message.chat, str(next(self._message_ids)))
