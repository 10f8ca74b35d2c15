"""An emulator with real time, one whose time stands still, and a plain HTTP client for both."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.timing import ManualTime

Answer = dict[str, Any]


class Caller:
    """Calls the emulator as a bot does, without any bot library."""

    def __init__(self, session: aiohttp.ClientSession, url: str, bot: Bot) -> None:
        self._session = session
        self._url = url
        self._bot = bot

    async def __call__(self, method: str, bot: Bot | None = None, /, **params: object) -> Answer:
        """The answer of one call with a JSON body."""
        return await self.post(method, bot, json=params)

    async def post(self, method: str, bot: Bot | None = None, /, **body: Any) -> Answer:
        """The answer of one call with a body of any kind."""
        token = (bot or self._bot).token
        async with self._session.post(f"{self._url}/bot{token}/{method}", **body) as response:
            answer: Answer = await response.json()
        assert response.status == answer.get("error_code", 200)
        return answer

    async def result(self, method: str, /, **params: object) -> Any:
        """The result of a call that has to succeed."""
        answer = await self(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, /, **params: object) -> str:
        """What a call that has to fail is told."""
        answer = await self(method, **params)
        assert not answer["ok"]
        return str(answer["description"])

    async def updates(self, offset: int = 0, **params: object) -> list[Answer]:
        """What getUpdates returns, without waiting."""
        updates: list[Answer] = await self.result("getUpdates", offset=offset, **params)
        return updates


class Hook:
    """A bot's web server; each delivery waits at the gate until it is opened."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, str]] = []
        self.ids: list[int] = []
        self.headers: list[tuple[str | None, str]] = []
        self.busy = self.most_busy = 0
        self.respond: Callable[[Answer], web.Response] = lambda update: web.Response()
        self._gate = asyncio.Event()
        self._gate.set()
        self._changed = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        update = await request.json()
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.headers.append((secret, request.path_qs))
        message = update["message"]
        self.ids.append(update["update_id"])
        self.seen.append((message["chat"]["id"], message["text"]))
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        self._changed.set()
        await self._gate.wait()
        self.busy -= 1
        return self.respond(update)

    @contextmanager
    def shut(self) -> Iterator[None]:
        self._gate.clear()
        yield
        self._gate.set()

    async def until_seen(self, number: int) -> list[tuple[int, str]]:
        """Everything seen, once so many deliveries have come."""
        async with asyncio.timeout(5):
            while len(self.seen) < number:
                self._changed.clear()
                await self._changed.wait()
        return self.seen


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramEmulator]:
    """An emulator that runs with the loop's time."""
    async with TelegramEmulator() as emulator:
        yield emulator


@pytest.fixture
def call(telegram: TelegramEmulator, session: aiohttp.ClientSession) -> Caller:
    return Caller(session, telegram.url, telegram.bot)


@pytest.fixture
def time() -> ManualTime:
    return ManualTime()


@pytest.fixture
async def slow_telegram(time: ManualTime) -> AsyncIterator[TelegramEmulator]:
    """An emulator whose time stands still until ``time`` is advanced."""
    async with TelegramEmulator(time) as emulator:
        yield emulator


@pytest.fixture
def slow_call(slow_telegram: TelegramEmulator, session: aiohttp.ClientSession) -> Caller:
    return Caller(session, slow_telegram.url, slow_telegram.bot)


@pytest.fixture
async def hook() -> Hook:
    return Hook()


@pytest.fixture
async def url(hook: Hook) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/telegram", hook.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/telegram?bot=1"
    await runner.cleanup()
