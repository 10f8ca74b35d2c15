"""What the dispatcher needs to let those who run the contest act on live rounds in chat."""

from typing import Protocol

from handlers.ports.live_orders import HostOutcome
from handlers.ports.messaging import InboundMessage


class Hosting(Protocol):
    """Carries out orders before the conversation's own transaction begins."""

    async def order(self, message: InboundMessage) -> HostOutcome | None:
        """Carry out what a message orders, once; None if it orders nothing.

        What came of it is durable when it returns; the conversation then tells it.
        """
