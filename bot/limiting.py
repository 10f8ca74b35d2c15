"""Makes the limits of sending: in memory, or in common with other processes."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from redis.exceptions import RedisError

from bot.clock import SystemClock
from handlers.pacing.alone import LimitsAlone
from handlers.ports.limits import Limits
from handlers.ports.messaging import Capabilities
from storage.redis.client import redis_client
from storage.redis.limits import SharedLimits

SAFE_PART = 0.5
"""Two processes without their server keep the published rate together."""

ANSWER_LIMIT = timedelta(seconds=1)
"""For whoever asks whether the server is there."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Where the limits lie that several processes keep together.

    Attributes:
        url: of a Redis or Valkey server; may hold a password.
        part: of each bot's published rate, that this process uses while the server is away.
    """

    url: str = field(repr=False)
    part: float = SAFE_PART


class Limiting:
    """The limits of all bots of a process.

    Args:
        process: a name that no other process has.
        sharing: None for the only process that sends for its bots.
    """

    def __init__(self, clock: SystemClock, process: str, sharing: Sharing | None) -> None:
        self._clock = clock
        self._process = process
        self._sharing = sharing
        self._redis = None if sharing is None else redis_client(sharing.url)

    def limits_of(self, platform: str, bot: str, can: Capabilities) -> Limits:
        """The limits of one bot."""
        if self._redis is None or self._sharing is None:
            return LimitsAlone(can, self._clock)
        return SharedLimits(
            self._redis,
            f"{platform}:{bot}",
            self._process,
            can,
            self._clock,
            self._sharing.part,
            self._clock.speed,
        )

    async def answers(self) -> bool | None:
        """Whether the server answers; None without one."""
        if self._redis is None:
            return None
        try:
            async with asyncio.timeout(ANSWER_LIMIT.total_seconds()):
                await self._redis.ping()
        except (RedisError, OSError):
            return False
        return True

    async def close(self) -> None:
        """Close the connections to the server."""
        if self._redis is not None:
            await self._redis.aclose()
