"""An answer intake and a relay's near end that only remember what they were given."""

from collections.abc import Sequence

from handlers.ports.messaging import Acknowledgement, InboundMessage
from handlers.ports.records import OutboxRow


class FakeIntake:
    """``handlers.ports.intake.AnswerIntake`` that gives every message the same answer.

    Args:
        acknowledgement: what it returns; None as if nobody had a running attempt.
    """

    def __init__(self, acknowledgement: Acknowledgement | None = None) -> None:
        self._acknowledgement = acknowledgement
        self.messages: list[InboundMessage] = []

    async def answer(self, message: InboundMessage) -> Acknowledgement | None:
        self.messages.append(message)
        return self._acknowledgement


class BrokenIntake:
    """``handlers.ports.intake.AnswerIntake`` whose database is away."""

    async def answer(self, message: InboundMessage) -> Acknowledgement | None:
        raise ConnectionError("secret words of the driver")


class FakeHandover:
    """``handlers.ports.intake.Handover`` that keeps the rows."""

    def __init__(self) -> None:
        self.rows: list[OutboxRow] = []

    def hand_over(self, rows: Sequence[OutboxRow]) -> None:
        self.rows.extend(rows)
