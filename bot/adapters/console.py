"""The terminal as a messaging platform: one person, numbered text, no network."""

import itertools
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import structlog

from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.messaging import (
    Capabilities,
    ChoiceStyle,
    Deliver,
    InboundMessage,
    MessageRef,
    OutboundMessage,
    TemporaryFailure,
)
from handlers.ports.timing import Clock
from handlers.rendering import render
from handlers.texts.loader import DEFAULT_LOCALE, wording

log = structlog.get_logger()

PLATFORM = "console"
BOT = "chat"


class ConsoleAdapter:
    """Reads lines and writes messages.

    Args:
        lines: what the person types, one line at a time; its end ends ``run``.
        write: shows one message.
    """

    platform = PLATFORM
    bot = BOT
    capabilities = Capabilities(max_text_length=100_000, choices=ChoiceStyle.NUMBERED_TEXT)

    def __init__(
        self, lines: AsyncIterator[str], write: Callable[[str], None], clock: Clock, user: str
    ) -> None:
        self._lines = lines
        self._write = write
        self._clock = clock
        self._chat = ChatRef(PLATFORM, BOT, user)
        self._sender = UserRef(PLATFORM, BOT, user)
        # Update keys must not repeat when the program is started again on the same database.
        self._run_id = uuid4().hex
        self._numbers = itertools.count(1)

    async def run(self, deliver: Deliver) -> None:
        """Take lines in, one after the other, until there are no more."""
        async for line in self._lines:
            received_at = self._clock.now()
            message = InboundMessage(
                update_id=f"{self._run_id}-{next(self._numbers)}",
                chat=self._chat,
                sender=self._sender,
                received_at=received_at,
                text=line.rstrip("\r\n"),
            )
            try:
                await deliver(message)
            except Exception as error:
                log.error("console_line_failed", error=type(error).__name__)
                # A terminal cannot be asked to send again; its person can.
                self._write(wording(DEFAULT_LOCALE)("failure"))

    async def send(self, message: OutboundMessage) -> MessageRef:
        """Write one message."""
        say, now = wording(DEFAULT_LOCALE), self._clock.now()
        try:
            self._write(render(message.content, self.capabilities, say, now).text)
        except OSError:
            raise TemporaryFailure("the terminal is gone", outcome_unknown=False) from None
        return MessageRef(message.chat, message.key)
