"""The server between the processes is gone, frozen or empty: known at once, made up for later."""

import asyncio
from collections.abc import Sequence

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from handlers.ports.fanout import FanoutAwayError
from storage.redis.fanout import PREFIX
from tests.fakes.valkey import Valkey
from tests.integration.fanout.conftest import FanoutOf
from tests.integration.fanout.processes import Process, eventually

pytestmark = pytest.mark.anyio


@pytest.fixture
def fanout_of(over_redis: FanoutOf) -> FanoutOf:
    return over_redis


async def test_without_the_server_nothing_is_claimed_to_be_known(
    valkey_server: Valkey, processes: Sequence[Process]
) -> None:
    a, b, _ = processes
    await b.attend("web:chat:s")
    with capture_logs() as logs:
        valkey_server.stop()
        try:
            with pytest.raises(FanoutAwayError):
                await a.fanout.reach("web:chat:s", "frame")
            await a.attend("web:chat:late")  # returns though nobody can be told
        finally:
            valkey_server.start()
        await eventually(lambda: all(one.screen.recoveries == 2 for one in processes))

        # Also the page that was opened meanwhile.
        assert await a.fanout.reach("web:chat:s", "again")
        assert await b.fanout.reach("web:chat:late", "frame")

    assert b.screen.shown == [("web:chat:s", "again")]
    said = sorted(line["event"] for line in logs)
    assert said == ["fanout_is_away"] * 3 + ["fanout_is_back"] * 3


async def test_before_the_first_connection_nothing_is_known(over_redis: FanoutOf) -> None:
    fanout = over_redis("alone")

    with pytest.raises(FanoutAwayError):
        await fanout.reach("web:chat:s", "frame")


async def test_what_is_told_to_a_frozen_server_arrives_when_it_goes_on(
    valkey_server: Valkey, processes: Sequence[Process]
) -> None:
    a, b, _ = processes
    await b.attend("web:chat:s")
    with capture_logs() as logs:
        with valkey_server.frozen():
            a.fanout.tell("web:chat:s", "first")
            with pytest.raises(FanoutAwayError):
                await a.fanout.reach("web:chat:s", "nobody waits for this any more")
            await eventually(lambda: bool(logs))
            a.fanout.tell("web:chat:s", "second")

        await eventually(lambda: ("web:chat:s", "second") in b.screen.shown)

    assert ("web:chat:s", "first") in b.screen.shown


async def test_a_process_that_stands_still_counts_for_nobody(
    redis: Redis, processes: Sequence[Process]
) -> None:
    a, _, _ = processes
    async with redis.pubsub() as standing_still:
        await standing_still.subscribe(f"{PREFIX}web:chat:s")
        assert await standing_still.get_message(timeout=5) is not None

        with pytest.raises(FanoutAwayError):
            await a.fanout.reach("web:chat:s", "frame")


async def test_a_page_that_is_gone_when_the_frame_comes_counts_for_nobody(
    processes: Sequence[Process],
) -> None:
    a, b, _ = processes
    await b.attend("web:chat:s")
    b.screen.open.clear()

    with pytest.raises(FanoutAwayError):
        await a.fanout.reach("web:chat:s", "frame")


async def test_many_pages_are_attended_at_once(processes: Sequence[Process]) -> None:
    a, b, _ = processes
    chats = [f"web:chat:{number}" for number in range(500)]

    await asyncio.gather(*map(b.attend, chats))

    reached = await asyncio.gather(*[a.fanout.reach(chat, "frame") for chat in chats])
    assert all(reached)
    assert len(b.screen.shown) == 500
