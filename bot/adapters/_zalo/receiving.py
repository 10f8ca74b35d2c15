"""Takes single events in, whichever way they came."""

from datetime import datetime

import anyio
import structlog

from bot.adapters._zalo.updates import Json, Me, message_id_of, read_event
from handlers.ports.messaging import Acknowledgement, Deliver, InboundMessage

log = structlog.get_logger()

INTRODUCTION_SECONDS = 5.0
"""At a start, what comes waits so long at most for the bot to know its name."""


class Receiver:
    """Delivers what events say.

    Attributes:
        me: the bot as people address it.
    """

    def __init__(self, me: Me, deliver: Deliver) -> None:
        self.me = me
        self._deliver = deliver
        self._is_introduced = anyio.Event()

    def introduce(self, me: Me) -> None:
        """From now on this is who the bot is."""
        self.me = me
        self._is_introduced.set()

    async def take(self, event: Json, received_at: datetime) -> Acknowledgement | None:
        """Deliver one event; once this returns, its effects are durable.

        Returns:
            What the core says to it; None if it says nothing to the core.
        """
        if "message" not in event:
            return None
        with anyio.move_on_after(INTRODUCTION_SECONDS):
            await self._is_introduced.wait()
        message = self._read(event, received_at)
        return None if message is None else await self._deliver(message)

    def _read(self, event: Json, received_at: datetime) -> InboundMessage | None:
        try:
            return read_event(event, self.me, received_at)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            log.warning(
                "zalo_event_unreadable",
                bot=self.me.bot,
                message=message_id_of(event),
                error=type(error).__name__,
            )
            return None
