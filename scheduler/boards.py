"""Has leaderboards made once a round has closed, and again whenever one is out of date."""

from datetime import timedelta

from handlers.ports.boards import BoardMaker
from handlers.ports.timing import Clock
from scheduler.timers import Timers

PERIOD = timedelta(seconds=2)
"""How soon a round that was closed, or an attempt that became void, is noticed."""


class Boards:
    """Looks now and then for a leaderboard that is missing or out of date."""

    def __init__(self, timers: Timers, maker: BoardMaker, clock: Clock) -> None:
        self._timers = timers
        self._maker = maker
        self._clock = clock

    def start(self) -> None:
        """Look once every ``PERIOD`` from now on."""
        self._timers.every(PERIOD, self.keep, "leaderboards")

    async def keep(self) -> None:
        """One pass; what it cannot do now the next one does."""
        for round_id in await self._maker.due(self._clock.now()):
            await self._maker.make(round_id, self._clock.now())
