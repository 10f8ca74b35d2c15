"""The sign of life of one process, and whether it has a database to write it to."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from handlers.ports.faults import StorageAwayError
from handlers.ports.outages import Heartbeat, Outage
from handlers.ports.timing import Clock

log = structlog.get_logger()

Regained = Callable[[Outage], Awaitable[None]]

PERSISTENCE = timedelta(seconds=20)
"""Shorter than the lease on a message, so that nobody else sends it meanwhile."""
PAUSE = timedelta(seconds=1)


class Pulse:
    """Beats as long as there is a database; where there was none, the time lost is given back.

    Args:
        threshold: a silence this long means that every process was without it.
        regained: told about an outage that this process was chosen to repair.

    Attributes:
        is_lost: whether the last beat found no database. Until the next one has, nothing may be
            decided: an answer or a deadline would be judged by a time that is about to be moved.
    """

    def __init__(
        self, heartbeat: Heartbeat, clock: Clock, threshold: timedelta, regained: Regained
    ) -> None:
        self._heartbeat = heartbeat
        self._clock = clock
        self._threshold = threshold
        self._regained = regained
        self.is_lost = False

    async def beat(self) -> None:
        """Write the sign of life; never raises because there is no database."""
        try:
            outage = await self._write()
        except StorageAwayError as error:
            if not self.is_lost:
                log.error("database_lost", error=error.kind)
            self.is_lost = True
            return
        if self.is_lost:
            log.warning("database_regained")
        self.is_lost = False
        if outage is not None:
            await self._regained(outage)

    async def _write(self) -> Outage | None:
        now = self._clock.now()
        outage = await self._heartbeat.repair(now, self._threshold) if self.is_lost else None
        if outage is None:
            await self._heartbeat.beat(now)
        return outage


async def persist(work: Callable[[], Awaitable[None]], clock: Clock, speed: float) -> None:
    """Do what must not be forgotten, again and again for a while if there is no database.

    A message that was sent and not noted would be sent once more.

    Raises:
        StorageAwayError: if there was none for too long.
    """
    until = clock.now() + PERSISTENCE * speed
    while True:
        try:
            return await work()
        except StorageAwayError:
            if clock.now() >= until:
                raise
        await clock.sleep(PAUSE * speed)
