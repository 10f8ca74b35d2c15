"""Deadlines of open questions: one timer for all that fall due together.

A timer only moves attempts on. Whether an answer was late is decided by the instant at which it was
received (invariant 3), so a timer that fires late costs nobody a point.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

from contest.model import AttemptId, Position
from scheduler.timers import Timers

SLOT = timedelta(milliseconds=10)
"""Deadlines within a slot share a timer: 20,000 APScheduler jobs due at once take 0.9 s by
themselves, and nobody sees 10 ms."""

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

Expire = Callable[[Sequence[tuple[AttemptId, Position]]], Awaitable[None]]


class Deadlines:
    """Arms deadlines and hands over what is due; implements ``DeadlineTimers``."""

    def __init__(self, timers: Timers, expire: Expire) -> None:
        self._timers = timers
        self._expire = expire
        self._slots: defaultdict[int, dict[AttemptId, Position]] = defaultdict(dict)
        self._slot_of: dict[AttemptId, int] = {}

    def arm(self, attempt: AttemptId, position: Position, deadline: datetime) -> None:
        """Report the question once its deadline has come; never before.

        What was armed for the attempt before is forgotten: it has been answered, or its deadline
        was moved. So there are as many entries as people who play, however long their questions.
        """
        slot = -((EPOCH - deadline) // SLOT)
        before = self._slot_of.get(attempt, slot)
        if before != slot:
            self._forget(attempt, before)
        if slot not in self._slots:
            self._timers.at(EPOCH + slot * SLOT, self._fire, slot, name=_name(slot))
        self._slots[slot][attempt] = position
        self._slot_of[attempt] = slot

    def _forget(self, attempt: AttemptId, slot: int) -> None:
        del self._slots[slot][attempt]
        if not self._slots[slot]:
            del self._slots[slot]
            self._timers.cancel(_name(slot))

    async def _fire(self, slot: int) -> None:
        due = self._slots.pop(slot, {})
        for attempt in due:
            del self._slot_of[attempt]
        if due:
            await self._expire(list(due.items()))


def _name(slot: int) -> str:
    return f"deadline-{slot}"
