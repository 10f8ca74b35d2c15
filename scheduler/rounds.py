"""Opens and closes rounds at their instants, however often the process is restarted in between."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

from contest.model import RoundId
from handlers.ports.records import Round
from handlers.ports.timing import Clock
from scheduler.timers import Timers


class RoundLife(Protocol):
    """What happens when a round opens and closes; both are safe to call twice."""

    async def rounds(self) -> Sequence[Round]: ...

    async def open(self, round_id: RoundId, now: datetime) -> None: ...

    async def close(self, round_id: RoundId, now: datetime) -> None: ...


class Rounds:
    """Arms a timer for every opening and closing that has not been carried out."""

    def __init__(self, timers: Timers, life: RoundLife, clock: Clock) -> None:
        self._timers = timers
        self._life = life
        self._clock = clock

    async def plan(self) -> None:
        """Read the rounds again, so that one created or moved elsewhere is noticed.

        A timer that has become wrong does no harm: what it finds decides.
        """
        for one in await self._life.rounds():
            if one.opened_at is None:
                self._at(one.window.opens_at, self._open, one.id, "open")
            if one.closed_at is None:
                self._at(one.window.closes_at, self._close, one.id, "close")

    def _at(
        self, instant: datetime, job: Callable[[RoundId], Awaitable[None]], id_: RoundId, what: str
    ) -> None:
        self._timers.at(instant, job, id_, name=f"round-{id_}-{what}")

    async def _open(self, round_id: RoundId) -> None:
        await self._life.open(round_id, self._clock.now())

    async def _close(self, round_id: RoundId) -> None:
        await self._life.close(round_id, self._clock.now())
