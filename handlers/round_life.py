"""What happens once when a round opens and once when it closes; both are safe to repeat.

Whether an answer counts is decided by the round's window alone. Closing only ends the attempts that
nothing else would end, such as one whose next question never reached an absent person.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from contest.model import AttemptId, RoundId
from handlers.ports.records import Round
from handlers.ports.repositories import UnitsOfWork

SYSTEM = "system"
"""Actor of the audit log for what nobody asked for."""


class AttemptEnder(Protocol):
    """Ends running attempts; implemented by the answer intake."""

    async def end_round(self, attempts: Sequence[AttemptId], at: datetime) -> None: ...


class RoundLife:
    """Carries out openings and closings.

    Args:
        reading: units of work that only read.
    """

    def __init__(
        self, units_of_work: UnitsOfWork, reading: UnitsOfWork, attempts: AttemptEnder
    ) -> None:
        self._units_of_work = units_of_work
        self._reading = reading
        self._attempts = attempts

    async def rounds(self) -> Sequence[Round]:
        """All rounds, in the order in which they open."""
        async with self._reading() as tx:
            return await tx.rounds.all()

    async def open(self, round_id: RoundId, now: datetime) -> None:
        """Note the opening; does nothing if the round was moved to a later instant meanwhile."""
        async with self._units_of_work() as tx:
            one = await tx.rounds.find(round_id)
            if one is None or now < one.window.opens_at:
                return
            if await tx.rounds.mark_opened(round_id, now):
                await tx.audit("round_opened", now, SYSTEM, round=round_id)
                await tx.commit()

    async def close(self, round_id: RoundId, now: datetime) -> None:
        """End what still runs, then note the closing; nothing if the round's end was moved."""
        async with self._units_of_work() as tx:
            one = await tx.rounds.find(round_id)
            if one is None or now < one.window.closes_at:
                return
            running = await tx.attempts.running_in(round_id)
        # Timers of questions due in this very instant may be on their way; ending twice is safe.
        await self._attempts.end_round(running, one.window.closes_at)
        async with self._units_of_work() as tx:
            if await tx.rounds.mark_closed(round_id, now):
                await tx.audit("round_closed", now, SYSTEM, round=round_id, ended=len(running))
                await tx.commit()
