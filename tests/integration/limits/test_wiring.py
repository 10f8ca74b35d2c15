"""The whole program shares its limits where it is told to."""

from dataclasses import replace

import anyio
import pytest
from redis.asyncio import Redis

from bot.app import App
from bot.clock import SystemClock
from bot.limiting import Sharing
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.messaging import InboundMessage
from tests.fakes.adapter import FakeAdapter
from tests.fakes.valkey import Valkey

pytestmark = pytest.mark.anyio

SECRET = "a-secret-of-tests-with-32-characters-or-more"
POOL = "hoithi:limits:web:demo"


async def test_a_reply_leaves_through_limits_that_lie_on_the_server(
    sqlite_url: str, redis: Redis, valkey_server: Valkey
) -> None:
    clock, adapter = SystemClock(), FakeAdapter()
    adapter.capabilities = replace(FakeAdapter.capabilities, messages_per_second=20)
    app = App(sqlite_url, clock, SECRET, sharing=Sharing(valkey_server.url))
    chat = ChatRef("web", "demo", "1")
    async with app.running([adapter]) as running:
        message = InboundMessage(
            "u1", chat, UserRef("web", "demo", "1"), clock.now(), text="xin chào"
        )
        await running.deliver(message)
        with anyio.fail_after(20):
            await adapter.until(lambda: bool(adapter.sent))
        fields = await redis.hgetall(POOL)
    await app.close()

    (held,) = [str(value) for name, value in fields.items() if str(name).startswith("process:")]
    assert held.split()[0] == "10"  # the server is new: half the rate
    assert SECRET not in str(Sharing(f"redis://:{SECRET}@cache"))
