"""What a killed process of this machine had leased is free within seconds, not after its lease."""

import structlog

from bot.processes import was_killed
from storage.outbox_store import SqlOutboxStore
from storage.poller_leases import SqlPollerLeases

log = structlog.get_logger()


class Takeover:
    """Looks for leases of processes that have ended; of other machines that is not known."""

    def __init__(self, store: SqlOutboxStore, pollers: SqlPollerLeases) -> None:
        self._store = store
        self._pollers = pollers

    async def look(self) -> None:
        """One pass; safe to carry out by several processes at once."""
        for owner in await self._store.owners():
            if was_killed(owner):
                log.info("messages_taken_over", process=owner)
                await self._store.release_of(owner)
        for lease in await self._pollers.all():
            if was_killed(lease.owner):
                log.info("poller_taken_over", process=lease.owner, platform=lease.bot[0])
                await self._pollers.free(lease)
