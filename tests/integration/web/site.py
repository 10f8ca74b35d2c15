"""A web chat on a real server and loopback socket, with a core of lists behind it."""

import asyncio
import json
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import anyio
import uvicorn
from anyio.lowlevel import checkpoint
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from bot.adapters.web import Elsewhere, WebAdapter
from bot.web.app import CHAT_PATH, create_app
from bot.web.chat import WebChat
from bot.web.demo import CITIZEN_PATH, LEADER_PATH, ORGANISER_PATH
from bot.web.serving import server_config
from bot.web.wire import OpenQuestion
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.contents import Content, Text
from handlers.ports.messaging import Acknowledgement, InboundMessage, OutboundMessage
from handlers.ports.records import OutboxRow
from tests.fakes.clock import START, FakeClock

SECRET = "a secret of tests, 32 characters or more"
PATIENCE = 5.0
"""Seconds after which what has not happened is taken to have failed."""


class Core:
    """What the rest of the system is to the web chat.

    Attributes:
        gate: `deliver` does not return before it is open.
        answer: what `deliver` returns, or raises.
    """

    def __init__(self) -> None:
        self.delivered: list[InboundMessage] = []
        self.sent: defaultdict[str, list[OutboundMessage]] = defaultdict(list)
        self.open: OpenQuestion | None = None
        self.gate = anyio.Event()
        self.gate.set()
        self.answer: Acknowledgement | Exception = Acknowledgement("handled")

    def shut_gate(self) -> None:
        self.gate = anyio.Event()

    async def deliver(self, message: InboundMessage) -> Acknowledgement:
        self.delivered.append(message)
        await self.gate.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def recent(self, chat: ChatRef) -> Sequence[OutboxRow]:
        sent = self.sent[chat.chat_id]
        return [OutboxRow(number, message, START) for number, message in enumerate(sent, 1)]

    async def open_question(self, user: UserRef) -> OpenQuestion | None:
        return self.open


@dataclass(frozen=True)
class Reply:
    """An HTTP response; header names in lower case."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> str:
        """The content as text."""
        return self.content.decode()

    @property
    def cookie(self) -> str:
        """The session cookie it sets, as a browser sends it back."""
        return self.headers["set-cookie"].partition(";")[0]


@dataclass
class Page:
    """One open tab."""

    socket: ClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def say(self, text: str, frame_id: str | None = None) -> str:
        return await self.write("say", text=text, id=frame_id or str(uuid4()))

    async def choose(self, payload: str) -> str:
        return await self.write("choose", payload=payload, id=str(uuid4()))

    async def write(self, type_: str, **fields: Any) -> str:
        await self.socket.send(json.dumps({"type": type_, **fields}))
        return str(fields.get("id", ""))

    async def hear(self, type_: str) -> dict[str, Any]:
        """The next frame of that type; those before it stay in ``heard``."""
        with anyio.fail_after(PATIENCE):
            while True:
                frame: dict[str, Any] = json.loads(await self.socket.recv())
                self.heard.append(frame)
                if frame["type"] == type_:
                    return frame

    async def settle(self) -> None:
        """Return when the server has read everything that was written before."""
        await self.write("ping")
        await self.hear("pong")

    def types(self) -> list[str]:
        return [frame["type"] for frame in self.heard]

    async def close_code(self) -> int | None:
        """The code with which the server closes, after it has."""
        with anyio.fail_after(PATIENCE), suppress(ConnectionClosed):
            while True:
                await self.socket.recv()
        return self.socket.close_code


@dataclass
class Site:
    """A running web chat."""

    core: Core
    clock: FakeClock
    adapter: WebAdapter
    host: str
    running: asyncio.Task[None]

    async def get(self, path: str, **headers: str) -> Reply:
        """One request on a connection of its own; underscores in header names become dashes."""
        name, _, port = self.host.partition(":")
        reader, writer = await asyncio.open_connection(name, int(port))
        sent = {"Host": self.host, "Connection": "close"} | {
            key.replace("_", "-"): value for key, value in headers.items()
        }
        lines = [f"GET {path} HTTP/1.1", *(f"{key}: {value}" for key, value in sent.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        await writer.wait_closed()
        status, *fields = head.decode().split("\r\n")
        pairs = (line.partition(": ") for line in fields)
        found = {key.lower(): value for key, _, value in pairs}
        return Reply(int(status.split()[1]), found, body)

    async def cookie(self, path: str = "/chat/") -> str:
        """The cookie of a new visitor."""
        return (await self.get(path)).cookie

    def chat(self, cookie: str) -> ChatRef:
        return ChatRef("web", "chat", cookie.partition("=")[2].partition(".")[0])

    @asynccontextmanager
    async def page(
        self, cookie: str, path: str = "/chat/", origin: str | None = "own"
    ) -> AsyncIterator[Page]:
        """A tab that has been greeted."""
        async with self.line(cookie, path, origin) as page:
            await page.hear("hello")
            yield page

    @asynccontextmanager
    async def line(
        self, cookie: str, path: str = "/chat/", origin: str | None = "own", query: str = ""
    ) -> AsyncIterator[Page]:
        """A tab whose socket is open; ``origin`` is the site's own unless another is given."""
        stated = f"http://{self.host}" if origin == "own" else origin
        connection = connect(
            f"ws://{self.host}{path}socket{query}",
            origin=None if stated is None else Origin(stated),
            additional_headers={"Cookie": cookie} if cookie else {},
            proxy=None,
            compression=None,
            ping_interval=None,
        )
        async with connection as opened:
            yield Page(opened)

    async def open_silently(self, cookie: str) -> asyncio.StreamWriter:
        """A tab that answers nothing from now on, not even a ping, as if its line was cut."""
        name, _, port = self.host.partition(":")
        reader, writer = await asyncio.open_connection(name, int(port))
        headers = {
            "Host": self.host,
            "Origin": f"http://{self.host}",
            "Cookie": cookie,
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        }
        lines = [f"{key}: {value}" for key, value in headers.items()]
        writer.write("\r\n".join(["GET /chat/socket HTTP/1.1", *lines, "", ""]).encode())
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        return writer

    async def send(self, chat: ChatRef, key: str, content: Content | None = None) -> None:
        await self.adapter.send(OutboundMessage(chat, key, content or Text("Xin chào")))


async def eventually(holds: Callable[[], bool]) -> None:
    """Return when something that other tasks are about to bring about is so."""
    with anyio.fail_after(PATIENCE):
        while not holds():
            await checkpoint()


@asynccontextmanager
async def running_site(
    make_app: Callable[[WebAdapter], Starlette],
    core: Core | None = None,
    clock: FakeClock | None = None,
    elsewhere: Elsewhere | None = None,
) -> AsyncIterator[Site]:
    """Serve an app on a free port of the loopback address until the body ends.

    Args:
        core: that of another site, if this is one more process of the same system.
        elsewhere: what this process shares with others.
    """
    core, clock = core or Core(), clock or FakeClock()
    adapter = WebAdapter(clock, core.recent, core.open_question, elsewhere)
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = uvicorn.Server(server_config(make_app(adapter), "127.0.0.1", port))
    serving = asyncio.create_task(server._serve([listening]))
    running = asyncio.create_task(adapter.run(core.deliver))
    try:
        await eventually(lambda: adapter.is_open)
        yield Site(core, clock, adapter, f"127.0.0.1:{port}", running)
    finally:
        core.gate.set()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        server.should_exit = True
        await serving
        listening.close()


@asynccontextmanager
async def one_chat(
    core: Core | None = None, elsewhere: Elsewhere | None = None
) -> AsyncIterator[Site]:
    """A site with one chat at /chat/."""
    async with running_site(
        lambda adapter: create_app([WebChat(adapter, CHAT_PATH, SECRET)]),
        core,
        elsewhere=elsewhere,
    ) as site:
        yield site


@asynccontextmanager
async def demonstration() -> AsyncIterator[Site]:
    """A site with the three chats of the demonstration and the page that frames them."""
    paths = (CITIZEN_PATH, LEADER_PATH, ORGANISER_PATH)
    async with running_site(
        lambda adapter: create_app(
            [WebChat(adapter, path, SECRET, is_framed=True) for path in paths], with_demo=True
        )
    ) as site:
        yield site
