"""Check of the Redis or Valkey server on which several processes share their limits of sending."""

import secrets
from datetime import timedelta

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.checks.findings import Findings, State
from bot.settings import Settings
from handlers.ports.timing import Clock
from storage.redis.client import redis_client

SLOW = timedelta(milliseconds=50)
"""Each message waits for one round trip, for the turn of its chat."""
TRIPS = 3
FORGOTTEN_SECONDS = 10
"""What is written to see whether it can be is gone by itself if it cannot be taken back."""


async def check_redis(settings: Settings, clock: Clock, findings: Findings) -> None:
    """Note how it stands with the server if one is set; nothing is lost without it."""
    if settings.redis_url is None:
        return
    redis = redis_client(settings.redis_url.get_secret_value())
    away = round(settings.redis_away_part * 100)
    try:
        trip = await _round_trip(redis, clock)
    except (RedisError, OSError) as error:
        # Only the kind: the text may hold the address.
        _note(findings, State.WARNING, away, "silent", error=type(error).__name__)
    else:
        is_slow = trip > SLOW
        state, kind = (State.WARNING, "slow") if is_slow else (State.OK, "reached")
        _note(findings, state, away, kind, trip=trip)
    finally:
        await redis.aclose()


async def _round_trip(redis: Redis, clock: Clock) -> timedelta:
    """The fastest of some, after the connection is there and has been written through."""
    key, value = f"hoithi:doctor:{secrets.token_hex(8)}", secrets.token_hex(8)
    await redis.set(key, value, ex=FORGOTTEN_SECONDS)
    if await redis.getdel(key) != value:
        raise RedisError
    trips = []
    for _ in range(TRIPS):
        begun = clock.now()
        await redis.ping()
        trips.append(clock.now() - begun)
    return min(trips)


def _note(
    findings: Findings,
    state: State,
    away: int,
    kind: str,
    *,
    error: str = "none",
    trip: timedelta = timedelta(0),
) -> None:
    milliseconds = round(trip / timedelta(milliseconds=1), 1)
    findings.note("redis", state, kind=kind, error=error, ms=milliseconds, away=away)
