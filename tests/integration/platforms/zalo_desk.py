"""What tests of the Zalo emulator share: a bot without any library, and its web server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from tests.platforms.telegram.timing import Time
from tests.platforms.zalo.bots import Bot
from tests.platforms.zalo.emulator import ZaloEmulator, running_zalo
from tests.platforms.zalo.people import Person
from tests.platforms.zalo.switches import Plan, Switches

Answer = dict[str, Any]
TOKEN = "100:for-tests-only"
SECRET = "webhook-secret"
HOST = "bot.example"
HOOK_URL = f"https://{HOST}/zalo?bot=1"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


@dataclass(slots=True)
class Desk:
    """An emulator with one bot and one person, and a session to call it with."""

    zalo: ZaloEmulator
    bot: Bot
    lan: Person
    session: aiohttp.ClientSession

    async def call(self, method: str, /, **params: object) -> Answer:
        """The answer to JSON, whatever its status."""
        _, answer = await self.post(method, json=params)
        return answer

    async def post(self, method: str, /, **body: Any) -> tuple[int, Answer]:
        """Status and answer to a body of any kind."""
        url = f"{self.zalo.url}/bot{self.bot.token}/{method}"
        async with self.session.post(url, **body) as response:
            answer: Answer = await response.json()
        return response.status, answer

    async def result(self, method: str, /, **params: object) -> Answer:
        """The result of a call that has to succeed."""
        answer = await self.call(method, **params)
        assert answer["ok"], answer
        result: Answer = answer["result"]
        return result

    async def code(self, method: str, /, **params: object) -> int:
        """The error code of a call; 200 if there is none."""
        answer = await self.call(method, **params)
        return int(answer.get("error_code", 200))

    async def send(self, chat_id: str, text: str = "Chào bạn") -> int:
        """The error code of sendMessage; 200 if there is none."""
        return await self.code("sendMessage", chat_id=chat_id, text=text)

    async def poll(self, timeout: int = 0) -> Answer:  # noqa: ASYNC109 - Zalo's own parameter
        """The message of the next update that is polled."""
        update = await self.result("getUpdates", timeout=timeout)
        message: Answer = update["message"]
        return message

    async def polled_texts(self, count: int) -> list[str]:
        return [(await self.poll())["text"] for _ in range(count)]


@asynccontextmanager
async def running_desk(
    switches: Switches | None = None, *, plan: Plan | None = None, time: Time | None = None
) -> AsyncIterator[Desk]:
    """Lan has not written to the bot yet."""
    async with (
        running_zalo(switches, plan=plan, time=time) as zalo,
        aiohttp.ClientSession() as session,
    ):
        yield Desk(zalo, zalo.add_bot(TOKEN), zalo.person("Lan Phạm"), session)


class Hook:
    """The bot's web server.

    Attributes:
        address: host and port.
        seen: bodies of deliveries, probes left out.
        status: what it answers.
    """

    def __init__(self) -> None:
        self.address = ""
        self.seen: list[Answer] = []
        self.headers: list[tuple[str | None, str]] = []
        self.probes = 0
        self.raw: list[bytes] = []
        self.status = 200
        self.pictures: dict[str, bytes] = {"/x.png": PNG}
        self.gate = asyncio.Event()
        self.gate.set()

    @property
    def texts(self) -> list[str]:
        return [str(body["result"]["message"]["text"]) for body in self.seen]

    async def handle(self, request: web.Request) -> web.Response:
        secret = request.headers.get("X-Bot-Api-Secret-Token")
        self.headers.append((secret, request.headers["User-Agent"]))
        self.raw.append(await request.read())
        body = await request.json() if len(self.raw[-1]) < 10_000 else {}
        if body:
            self.seen.append(body)
        else:
            self.probes += 1
        await self.gate.wait()
        return web.Response(status=self.status if secret == SECRET else 401)

    async def show(self, request: web.Request) -> web.Response:
        picture = self.pictures.get(request.path)
        if picture is None:
            # Some servers have a picture even for this.
            return web.Response(status=404, body=PNG)
        return web.Response(body=picture)


@asynccontextmanager
async def listening(desk: Desk, *, is_set: bool = True) -> AsyncIterator[Hook]:
    """A web server that stands behind https://bot.example, set as the bot's webhook or not."""
    hook = Hook()
    app = web.Application(client_max_size=1 << 22)
    app.router.add_post("/zalo", hook.handle)
    app.router.add_get("/{name}", hook.show)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.address = f"127.0.0.1:{runner.addresses[0][1]}"
    desk.zalo.route(HOST, hook.address)
    if is_set:
        await desk.result("setWebhook", url=HOOK_URL, secret_token=SECRET)
    yield hook
    await runner.cleanup()
