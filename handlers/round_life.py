"""What happens once when a round opens and once when it closes; both are safe to repeat.

Whether an answer counts is decided by the round's window alone. Closing only ends the attempts that
nothing else would end, such as one whose next question never reached an absent person.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from contest.model import AttemptId, RoundId
from handlers.ports.notices import Notice, NoticeKind
from handlers.ports.records import Round
from handlers.ports.repositories import UnitsOfWork
from handlers.round_notices import RoundNotices

SYSTEM = "system"
"""Actor of the audit log for what nobody asked for."""


class AttemptEnder(Protocol):
    """Ends running attempts; implemented by the answer intake."""

    async def end_round(self, attempts: Sequence[AttemptId], at: datetime) -> None: ...


class RoundLife:
    """Carries out openings and closings, and lets people be told of them.

    Args:
        reading: units of work that only read.

    Attributes:
        notices: tells what waits for the morning.
    """

    def __init__(
        self, units_of_work: UnitsOfWork, reading: UnitsOfWork, attempts: AttemptEnder
    ) -> None:
        self._units_of_work = units_of_work
        self._reading = reading
        self._attempts = attempts
        self.notices = RoundNotices(units_of_work, reading)

    async def rounds(self) -> Sequence[Round]:
        """All rounds, in the order in which they open."""
        async with self._reading() as tx:
            return await tx.rounds.all()

    async def open(self, round_id: RoundId, now: datetime) -> None:
        """Open it and tell everybody, in the night when it is over; nothing if it was opened before
        or moved to later."""
        one = await self._find(round_id)
        if one is None or one.opened_at is not None or now < one.window.opens_at:
            return
        async with self._units_of_work() as tx:
            if await tx.rounds.mark_opened(round_id, now):
                await tx.audit("round_opened", now, SYSTEM, round=round_id)
                if one.window.contains(now):
                    await tx.notices.ask_for(Notice(round_id, NoticeKind.OPENED, now))
                await tx.commit()
        await self.notices.due(now)

    async def close(self, round_id: RoundId, now: datetime) -> None:
        """End what still runs and tell those who played; nothing if closed before or moved."""
        one = await self._find(round_id)
        if one is None or one.closed_at is not None or now < one.window.closes_at:
            return
        async with self._reading() as tx:
            running = await tx.attempts.running_in(round_id)
        # Timers of questions due in this very instant may be on their way; ending twice is safe.
        await self._attempts.end_round(running, one.window.closes_at)
        async with self._units_of_work() as tx:
            if await tx.rounds.mark_closed(round_id, now):
                await tx.audit("round_closed", now, SYSTEM, round=round_id, ended=len(running))
                await tx.notices.ask_for(Notice(round_id, NoticeKind.CLOSED, now))
                await tx.commit()
        await self.notices.due(now)

    async def _find(self, round_id: RoundId) -> Round | None:
        async with self._reading() as tx:
            return await tx.rounds.find(round_id)
