"""One process behind a proxy, as platforms see it: by its webhook, its health and its metrics."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from bot.app import App
from bot.clock import SystemClock
from bot.web.app import create_app
from bot.web.health import Health
from bot.web.webhooks import NotOpenError, Webhooks
from handlers.payloads import answer_payload
from handlers.ports.messaging import InboundMessage
from handlers.ports.records import Attempt
from tests.fakes.adapter import FakeAdapter
from tests.fakes.secrets import SECRET
from tests.integration.storage.world import chat, user

PATIENCE = 20.0
"""Seconds after which what has not happened is taken to have failed."""
SAMPLE = re.compile(r"^(?P<name>\w+(?:\{.*\})?) (?P<value>\S+)$", re.M)
LOOK = 0.05


class Hook:
    """The webhook of the platform of ``FakeAdapter``: JSON that says who did what."""

    path = "/webhooks/demo"
    secret_header = b"x-secret"

    def __init__(self, adapter: FakeAdapter) -> None:
        self._adapter = adapter

    def admits(self, secret: bytes | None) -> bool:
        return secret is None

    async def take(self, body: bytes, received_at: datetime) -> bytes:
        if self._adapter.deliver is None:
            raise NotOpenError
        update = json.loads(body)
        number = update["number"]
        message = InboundMessage(
            update["id"],
            chat(number),
            user(number),
            received_at,
            text=update.get("text", ""),
            choice=update.get("choice"),
        )
        return (await self._adapter.deliver(message)).verdict.encode()


@dataclass
class Office:
    """A running process and a client of its server."""

    app: App
    adapter: FakeAdapter
    client: httpx.AsyncClient

    async def bring(self, **update: object) -> httpx.Response:
        """Bring an update once."""
        return await self.client.post(Hook.path, json=update)

    async def says(self, number: int, text: str, update: str) -> httpx.Response:
        return await self.bring(id=update, number=number, text=text)

    async def chooses(self, number: int, attempt: Attempt, update: str) -> httpx.Response:
        """Press the second option of the first question."""
        choice = answer_payload(attempt.id, attempt.progress.position, 1)
        return await self.bring(id=update, number=number, choice=choice)

    async def ready(self) -> tuple[int, dict[str, Any]]:
        response = await self.client.get("/readyz")
        return response.status_code, response.json()["checks"]

    async def figures(self) -> dict[str, float]:
        text = (await self.client.get("/metrics")).text
        return {found["name"]: float(found["value"]) for found in SAMPLE.finditer(text)}


@asynccontextmanager
async def office(url: str) -> AsyncIterator[Office]:
    """A process on a database, until the body ends."""
    adapter = FakeAdapter()
    app = App(url, SystemClock(), SECRET, senders=4, max_batch=16)
    try:
        await app.prepare()
        pages = create_app([], operations=Health(app, [adapter]).routes())
        transport = httpx.ASGITransport(Webhooks(pages, [Hook(adapter)], app.clock))
        async with (
            app.running([adapter]),
            httpx.AsyncClient(transport=transport, base_url="http://office") as client,
        ):
            await adapter.until(lambda: adapter.deliver is not None)
            yield Office(app, adapter, client)
    finally:
        await app.close()


async def until(holds: Callable[[], bool]) -> None:
    """Return when it holds; something in another task or process makes it so."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(LOOK)
