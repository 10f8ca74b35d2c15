"""What the dispatcher needs around itself: the answer intake and the hand-over to the relay."""

from collections.abc import Sequence
from typing import Protocol

from handlers.ports.messaging import Acknowledgement, InboundMessage
from handlers.ports.records import OutboxRow


class AnswerIntake(Protocol):
    """Takes answers and skips of running attempts, many in one commit."""

    async def answer(self, message: InboundMessage) -> Acknowledgement | None:
        """Decide what may be an answer; None if it was not about an attempt and nothing was stored.

        When it returns an acknowledgement, the answer and its update key are durable.
        """


class Handover(Protocol):
    """The relay's near end: rows that are durable and leased to this process."""

    def hand_over(self, rows: Sequence[OutboxRow]) -> None:
        """Send these rows soon. A row that is lost here is found again when its lease runs out."""
