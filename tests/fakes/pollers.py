"""Leases of pollers in memory, shared by the processes of a test."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from handlers.ports.outbox import Bot
from handlers.ports.pollers import PollerLease

LASTING = timedelta(seconds=30)


@dataclass
class FakeLeases:
    """``handlers.ports.pollers.PollerLeases`` of one process.

    Attributes:
        kept: what all processes see.
        is_away: whether the database cannot be reached.
    """

    owner: str
    kept: dict[Bot, PollerLease] = field(default_factory=dict)
    is_away: bool = False

    def of(self, owner: str) -> "FakeLeases":
        """The same leases as another process sees them."""
        return FakeLeases(owner, self.kept)

    async def take(self, bot: Bot, now: datetime) -> PollerLease:
        if self.is_away:
            raise ConnectionError("away")
        held = self.kept.get(bot)
        if held is None or held.until <= now or held.owner == self.owner:
            is_renewal = held is not None and held.owner == self.owner
            fence = (held.fence if held else 0) + (not is_renewal)
            self.kept[bot] = PollerLease(bot, self.owner, fence, now + LASTING)
        else:
            self.kept[bot] = replace(held, standby=self.owner, standby_at=now)
        return self.kept[bot]

    def is_mine(self, lease: PollerLease) -> bool:
        return lease.owner == self.owner

    async def release(self, bot: Bot) -> None:
        if self.is_away:
            raise ConnectionError("away")
        held = self.kept.get(bot)
        if held is not None and held.owner == self.owner:
            # It stays with its fence, and has run out.
            self.kept[bot] = replace(held, owner="", until=held.until - 2 * LASTING)

    async def release_all(self) -> None:
        self.kept.clear()

    async def all(self) -> Sequence[PollerLease]:
        return list(self.kept.values())
