"""Fan-outs in memory and over a real server, each among three processes."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack

import pytest
from redis.asyncio import Redis

from handlers.fanout import MemoryFanout, Neighbours
from handlers.ports.fanout import Fanout
from storage.redis.client import redis_client
from storage.redis.fanout import RedisFanout
from tests.fakes.valkey import Valkey, running_valkey
from tests.integration.fanout.processes import Process, carrying, eventually

FanoutOf = Callable[[str], Fanout]


@pytest.fixture(scope="module")
def valkey_server() -> Iterator[Valkey]:
    """One server for the tests of a file; without one they fail."""
    with running_valkey() as server:
        yield server


@pytest.fixture
async def redis(valkey_server: Valkey) -> AsyncIterator[Redis]:
    redis = redis_client(valkey_server.url)
    yield redis
    await redis.aclose()


@pytest.fixture
def in_memory() -> FanoutOf:
    neighbours = Neighbours()
    return lambda _: MemoryFanout(neighbours)


@pytest.fixture
def over_redis(redis: Redis) -> FanoutOf:
    return lambda name: RedisFanout(redis, name)


@pytest.fixture(params=["in_memory", "over_redis"])
def fanout_of(request: pytest.FixtureRequest) -> FanoutOf:
    """Makes the fan-out of a process of that name, of either kind."""
    fanout_of: FanoutOf = request.getfixturevalue(request.param)
    return fanout_of


@pytest.fixture
async def processes(fanout_of: FanoutOf) -> AsyncIterator[Sequence[Process]]:
    """Three processes that can reach each other."""
    async with AsyncExitStack() as stack:
        found = [Process(fanout_of(name)) for name in "abc"]
        for one in found:
            await stack.enter_async_context(carrying(one.fanout, one.screen))
        for one in found:
            if isinstance(one.fanout, RedisFanout):
                await eventually(lambda one=one: one.screen.recoveries == 1)  # type: ignore[misc]
        yield found
