"""Takes live rounds on at their instants, however often the process is restarted in between.

What is due is decided by the intake, from the row; a timer that has become wrong does no harm.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import LiveTimer
from handlers.ports.timing import Clock
from scheduler.timers import Timers

log = structlog.get_logger()

PERIOD = timedelta(seconds=1)
"""Of the wall: how soon a round is noticed that another process has created or moved."""

_NEVER = datetime.min.replace(tzinfo=UTC)

Stored = Callable[[], Awaitable[Sequence[LiveTimer]]]
Due = Callable[[LiveRoundId], Awaitable[None]]


class LiveRoundTimers:
    """Arms one timer for each live round; implements ``LiveTimers``.

    Args:
        grace: how long a timer that is at work is left alone by the sweep.
    """

    def __init__(
        self, timers: Timers, stored: Stored, due: Due, clock: Clock, grace: timedelta
    ) -> None:
        self._timers = timers
        self._stored = stored
        self._due = due
        self._clock = clock
        self._grace = grace
        self._armed: dict[LiveRoundId, datetime | None] = {}
        self._moved: set[LiveRoundId] = set()
        self._at_work: set[LiveRoundId] = set()

    async def start(self) -> None:
        """Arm what is stored, and look for what others have changed from now on."""
        await self.sweep()
        self._timers.every(PERIOD, self._look, "live-rounds")

    def arm(self, live_round: LiveRoundId, wake_at: datetime | None) -> None:
        """Take the place of what was armed for that round before."""
        self._moved.add(live_round)
        self._arm(live_round, wake_at)

    async def sweep(self) -> None:
        """One pass: arm what has moved, and do what a timer should have done."""
        self._moved.clear()
        stored = await self._stored()
        overdue_at = self._clock.now() - self._grace
        for one in stored:
            if one.live_round in self._moved | self._at_work:
                # What was read may be older than what was armed meanwhile.
                continue
            if one.live_round not in self._armed or self._armed[one.live_round] != one.wake_at:
                self._arm(one.live_round, one.wake_at)
            elif one.wake_at is not None and one.wake_at <= overdue_at:
                await self._fire(one.live_round)
        for ended in self._armed.keys() - {one.live_round for one in stored} - self._moved:
            del self._armed[ended]

    def _arm(self, live_round: LiveRoundId, wake_at: datetime | None) -> None:
        before = self._armed.get(live_round, _NEVER)
        self._armed[live_round] = wake_at
        if live_round not in self._at_work:
            self._set(live_round, before)

    def _set(self, live_round: LiveRoundId, before: datetime | None) -> None:
        """Set a timer for what is armed, unless for the same instant again that has passed.

        Whoever has just looked could do nothing then, and would be asked again at once; the sweep
        asks once a second.
        """
        wake_at = self._armed.get(live_round)
        if wake_at is not None and (wake_at != before or wake_at > self._clock.now()):
            self._timers.at(wake_at, self._fire, live_round, name=f"live-{live_round}")

    async def _fire(self, live_round: LiveRoundId) -> None:
        """Say that a round is due; what is armed meanwhile counts when that has been done."""
        if live_round in self._at_work:
            return
        before = self._armed.get(live_round)
        self._at_work.add(live_round)
        try:
            await self._due(live_round)
        finally:
            self._at_work.discard(live_round)
            self._set(live_round, before)

    async def _look(self) -> None:
        try:
            await self.sweep()
        except Exception:
            log.exception("live_rounds_failed")
