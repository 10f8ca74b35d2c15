"""The server is gone, slow or empty: sending goes on, with a part of the rate that is safe."""

from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from handlers.ports.messaging import Lane
from storage.redis.client import redis_client
from storage.redis.limits import SharedLimits
from tests.fakes.clock import FakeClock
from tests.fakes.valkey import Valkey, running_valkey
from tests.integration.limits.sending import CAN, NO_WAIT, NOTHING, SECOND, at, chat, fill, send

pytestmark = pytest.mark.anyio

AWAY = {"bot": "telegram:7", "event": "limits_not_shared", "log_level": "warning"}
BACK = {"bot": "telegram:7", "event": "limits_shared_again", "log_level": "info"}


@pytest.fixture
def server() -> Iterator[Valkey]:
    """A server of this test's own."""
    with running_valkey() as server:
        yield server


@pytest.fixture
async def client(server: Valkey) -> AsyncIterator[Redis]:
    client = redis_client(server.url)
    await client.hset("hoithi:limits:telegram:7", mapping={"created": 0, "version": 0})
    yield client
    await client.aclose()


def process(redis: Redis, clock: FakeClock, name: str = "a") -> SharedLimits:
    return SharedLimits(redis, "telegram:7", name, CAN, clock, part=0.5)


async def test_without_a_server_from_the_start_half_the_rate_is_used_at_once(
    server: Valkey, client: Redis, clock: FakeClock
) -> None:
    limits = process(client, clock)
    server.stop()
    with capture_logs() as logs:
        await limits.exchange(NOTHING)
        await limits.exchange(NOTHING)

    assert fill(limits) == 15
    assert [{**line, "error": ""} for line in logs] == [AWAY | {"error": ""}]
    server.start()


async def test_who_had_more_than_half_goes_down_at_once_and_who_had_less_goes_up_after_the_lease(
    server: Valkey, client: Redis, clock: FakeClock
) -> None:
    much, little = process(client, clock, "a"), process(client, clock, "b")
    await much.exchange(NOTHING)
    await little.exchange(NOTHING)
    assert (much.reply_rate, little.reply_rate) == (30, 0)
    server.stop()
    with capture_logs():
        await much.exchange(NOTHING)
        await little.exchange(NOTHING)
        assert (much.reply_rate, little.reply_rate) == (15, 0)
        clock.advance(3 * SECOND)
        await little.exchange(NOTHING)
    assert little.reply_rate == 15

    server.start()


async def test_a_server_that_comes_back_is_used_again_by_itself(
    server: Valkey, client: Redis, clock: FakeClock
) -> None:
    limits = process(client, clock)
    await limits.exchange(NOTHING)
    with capture_logs() as logs:
        server.stop()
        assert await send(limits, chat(1)) == NO_WAIT
        await limits.exchange(NOTHING)
        assert await send(limits, chat(1)) == NO_WAIT
        server.start()
        assert await send(limits, chat(2)) == NO_WAIT
        assert "cmdstat_evalsha" not in await client.info("commandstats")  # only exchange asks
        await limits.exchange(NOTHING)
        assert limits.reply_rate == 15  # it is empty: others may hold the rest
        clock.advance(3 * SECOND)
        await limits.exchange(NOTHING)

    assert limits.reply_rate == 30
    assert [{**line, "error": ""} for line in logs] == [AWAY | {"error": ""}, BACK | {"error": ""}]


async def test_a_server_that_does_not_answer_holds_nobody_up(
    server: Valkey, client: Redis, clock: FakeClock
) -> None:
    limits = process(client, clock)
    await limits.exchange(NOTHING)
    with capture_logs() as logs, server.frozen():
        assert await send(limits, chat(1)) == NO_WAIT
        assert await send(limits, chat(2)) == NO_WAIT
        await limits.exchange(NOTHING)
        assert limits.wait(Lane.REPLY, at(0)) == NO_WAIT
    with capture_logs():
        await limits.exchange(NOTHING)

    assert [line["event"] for line in logs] == ["limits_not_shared"]
    assert limits.reply_rate == 30
