"""Which of several processes fetches the updates of a bot, where they are fetched and not brought.

Two pollers with one token take updates from each other; on Zalo nothing tells them so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.ports.outbox import Bot


@dataclass(frozen=True, slots=True)
class PollerLease:
    """A bot's lease, in the hands of one process until it runs out.

    Attributes:
        fence: grows whenever another process takes the lease, so that later holders are told from
            earlier ones.
        standby: the process that asked last while another held it; None if nobody has.
    """

    bot: Bot
    owner: str
    fence: int
    until: datetime
    standby: str | None = None
    standby_at: datetime | None = None


class PollerLeases(Protocol):
    """The leases as one process sees them."""

    async def take(self, bot: Bot, now: datetime) -> PollerLease:
        """Take a lease that is free, or renew one's own; returns it as it is now.

        Whoever finds another owner in it stands by.
        """

    def is_mine(self, lease: PollerLease) -> bool:
        """Whether this process holds it, unless it has run out."""

    async def release(self, bot: Bot) -> None:
        """Give a lease back, for another process to take at once; one of others stays."""

    async def release_all(self) -> None:
        """Give back the leases of everybody, when all processes have been down."""

    async def all(self) -> Sequence[PollerLease]:
        """Every lease that somebody holds or has let run out, by platform and bot."""
