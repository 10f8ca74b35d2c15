"""Limits in memory and on a real server, with a clock that stands still."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from redis.asyncio import Redis

from handlers.pacing.alone import LimitsAlone
from storage.redis.client import redis_client
from storage.redis.limits import SharedLimits
from tests.fakes.clock import FakeClock
from tests.fakes.valkey import Valkey, running_valkey
from tests.integration.limits.sending import CAN, NOTHING, Limits

ProcessOf = Callable[[str], SharedLimits]


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[Valkey]:
    """One Valkey server for all tests; without one they fail."""
    with running_valkey() as server:
        yield server


@pytest.fixture
async def redis(valkey_server: Valkey) -> AsyncIterator[Redis]:
    """A client of an empty server."""
    redis = redis_client(valkey_server.url)
    await redis.flushall()
    yield redis
    await redis.aclose()


@pytest.fixture
async def old_server(redis: Redis) -> Redis:
    """A server that has lost nothing for a long time."""
    await redis.hset("hoithi:limits:telegram:7", mapping={"created": 0, "version": 0})
    return redis


@pytest.fixture
def process_of(old_server: Redis, clock: FakeClock) -> ProcessOf:
    """Makes the limits of one bot in a process of that name."""
    return lambda name: SharedLimits(old_server, "telegram:7", name, CAN, clock, part=0.5)


@pytest.fixture
def alone(clock: FakeClock) -> LimitsAlone:
    return LimitsAlone(CAN, clock)


@pytest.fixture
async def shared(process_of: ProcessOf) -> SharedLimits:
    """Limits of the only process that the server knows of."""
    limits = process_of("a")
    await limits.exchange(NOTHING)
    return limits


@pytest.fixture(params=["alone", "shared"])
def limits(request: pytest.FixtureRequest) -> Limits:
    """Either implementation, as the only process that sends."""
    limits: Limits = request.getfixturevalue(request.param)
    return limits
