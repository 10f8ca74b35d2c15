"""One poller for each bot: several processes with its token wait in line for the bot's lease.

Only the beginning of a poll needs the lease. What a poll has brought is delivered even if the lease
is lost meanwhile: update keys make a second delivery harmless, and on Zalo nothing brings a
message twice. So two processes overlap for the length of one poll at most, and nothing is lost.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import anyio
import structlog

from handlers.ports.outbox import Bot
from handlers.ports.pollers import PollerLease, PollerLeases
from handlers.ports.timing import Clock

log = structlog.get_logger()

RENEWAL = timedelta(seconds=10)
"""A third of a lease, which so outlasts two renewals that fail."""
RELEASE_SECONDS = 2.0
"""At a stop; a lease that could not be given back runs out."""


class PollingLease:
    """The lease of one bot, as its poller sees it.

    Args:
        leases: where processes agree; None if there is no other process.

    Attributes:
        held_since: when this process last took the lease from another, or the first time; None
            before, and without leases.
    """

    def __init__(self, leases: PollerLeases | None, bot: Bot, clock: Clock) -> None:
        self._leases = leases
        self._bot = bot
        self._clock = clock
        self._lease: PollerLease | None = None
        self._held = asyncio.Event()
        self.held_since: datetime | None = None

    @property
    def is_standby(self) -> bool:
        """Whether another process polls for the bot, as far as is known."""
        return self._leases is not None and self._lease is not None and not self._is_held()

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Ask for the lease and renew it while the body runs; at the end another may have it."""
        if self._leases is None:
            yield
            return
        async with asyncio.TaskGroup() as group:
            keeping = group.create_task(self._keep(self._leases), name=f"lease-{self._bot[1]}")
            try:
                yield
            finally:
                keeping.cancel()
                with anyio.move_on_after(RELEASE_SECONDS, shield=True):
                    await asyncio.gather(keeping, return_exceptions=True)
                    await self._release(self._leases)

    async def held(self) -> None:
        """Return while this process holds the lease: at once, or when another has left it."""
        while not self._is_held():
            self._held.clear()
            await self._held.wait()

    def _is_held(self) -> bool:
        if self._leases is None:
            return True
        lease = self._lease
        # Where the database cannot be reached, nobody else knows when it ends either.
        return lease is not None and self._leases.is_mine(lease) and self._clock.now() < lease.until

    async def _keep(self, leases: PollerLeases) -> None:
        while True:
            try:
                self._note(leases, await leases.take(self._bot, self._clock.now()))
            except Exception as error:
                # Drivers raise whatever they like here; the lease lasts for two more tries.
                log.warning("poller_lease_not_renewed", **self._names, error=type(error).__name__)
            await self._clock.sleep(RENEWAL)

    def _note(self, leases: PollerLeases, lease: PollerLease) -> None:
        """Take in how the lease stands, and tell of every change."""
        before, self._lease = self._lease, lease
        is_new = before is None or before.fence != lease.fence
        if leases.is_mine(lease):
            if is_new:
                self.held_since = self._clock.now()
                log.info("poller_lease_taken", **self._names, fence=lease.fence)
            self._held.set()
        elif is_new:
            log.warning(
                "poller_standing_by",
                **self._names,
                fence=lease.fence,
                advice="another process polls with this token; this one takes over when it ends",
            )

    async def _release(self, leases: PollerLeases) -> None:
        try:
            await leases.release(self._bot)
        except Exception as error:
            log.warning("poller_lease_not_released", **self._names, error=type(error).__name__)

    @property
    def _names(self) -> dict[str, str]:
        platform, bot = self._bot
        return {"platform": platform, "bot": bot}
