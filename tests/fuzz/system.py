"""The program as an operator sets it up, in this process, and everything that it says is wrong."""

import logging
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, MutableMapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from traceback import extract_tb
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import structlog
from starlette.types import ASGIApp, Message

from bot.app import App
from bot.clock import SystemClock
from bot.demo.contest import load_contest
from bot.platforms import opened_platforms
from bot.serving import serving
from bot.settings import load_settings, session_secret
from bot.tasks import Running
from contest.model import Topic
from contest.rules import RoundRules, Window
from storage import schema
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.limits import Rates
from tests.platforms.zalo.emulator import running_zalo

SECRET = "a-secret-of-tests-with-32-characters-or-more"
ZALO_TOKEN = "4000000001:zalo-token-of-tests-0123456789"
HOUR = timedelta(hours=1)
RULES = RoundRules(
    blueprint=((Topic("PAR"), 2), (Topic("PCI"), 1)),
    question_limit=timedelta(minutes=5),
    attempt_limit=timedelta(minutes=20),
    prediction=None,
)
FAST = Rates(overall_per_second=10_000, per_chat_seconds=0.0001)
WRONG = ("error", "critical", "exception")
FIRST_SERVER_ERROR = 500


@dataclass
class Wrongs:
    """What must not happen, as it happened, by kind."""

    found: Counter[str] = field(default_factory=Counter)

    def note(self, kind: str) -> None:
        self.found[kind] += 1


@dataclass(frozen=True)
class Response:
    """What an HTTP request got."""

    status: int
    headers: Mapping[str, str]


@dataclass
class System:
    """A running system.

    Attributes:
        running: where messages are handed in as an adapter does it.
        host: where the same system listens, for a player with a socket.
    """

    app: App
    running: Running
    asgi: ASGIApp
    host: str
    wrongs: Wrongs
    telegram_path: str
    zalo_path: str

    async def request(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Response:
        """One HTTP request, without a network in between."""
        received: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[Message] = []

        async def receive() -> Message:
            return received.pop() if received else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        await self.asgi(_scope(method, path, headers or {}), receive, send)
        response = Response(
            sent[0]["status"],
            {name.decode("latin-1"): value.decode("latin-1") for name, value in sent[0]["headers"]},
        )
        if response.status >= FIRST_SERVER_ERROR:
            self.wrongs.note(f"status {response.status} of {method}")
        return response


def _scope(method: str, path: str, headers: Mapping[str, str]) -> MutableMapping[str, Any]:
    target, _, query = path.partition("?")
    # What a server makes of the bytes that came in.
    raw = target.encode("utf-8", "surrogatepass")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": raw.decode("utf-8", "replace"),
        "raw_path": quote(raw).encode("ascii"),
        "query_string": query.encode("utf-8", "surrogatepass"),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1", "replace"), value.encode("latin-1", "replace"))
            for name, value in headers.items()
        ],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 80),
        "state": {},
    }


def _where() -> str:
    """Where the exception that is being handled came up."""
    found = extract_tb(sys.exc_info()[2])
    return f"in {Path(found[-1].filename).name}, line {found[-1].lineno}" if found else ""


@contextmanager
def listened_to(wrongs: Wrongs) -> Iterator[None]:
    """Note every error that is logged, ours or a library's, while the body runs."""

    def note(_: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if method in WRONG:
            wrongs.note(f"log: {event['event']} {event.get('error', '')} {_where()}".strip())
        raise structlog.DropEvent

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            wrongs.note(f"log of {record.name}: {record.msg}")

    handler, root = Handler(logging.ERROR), logging.getLogger()
    before = structlog.get_config()
    structlog.configure(processors=[note], cache_logger_on_first_use=False)
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        structlog.configure(**before)


@asynccontextmanager
async def opened_system(folder: Path) -> AsyncIterator[System]:
    """A contest on a new SQLite database, behind the web chat and both kinds of webhook."""
    wrongs = Wrongs()
    async with TelegramEmulator(rates=FAST) as telegram, running_zalo() as zalo:
        zalo.add_bot(ZALO_TOKEN, name="Bot Đố Vui")
        environment = {
            "MESSAGING_ADAPTERS": "web,telegram_aiogram,zalo",
            "SESSION_SECRET": SECRET,
            "TELEGRAM_TOKENS": telegram.bot.token,
            "TELEGRAM_API_URL": telegram.url,
            "TELEGRAM_WEBHOOK_URL": "http://127.0.0.1:1",
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "ZALO_TOKENS": ZALO_TOKEN,
            "ZALO_API_URL": zalo.url,
            "ZALO_WEBHOOK_URL": "https://hoithi.example",
            "ZALO_WEBHOOK_SECRET": SECRET,
        }
        with patch.dict(os.environ, environment), listened_to(wrongs):
            settings = load_settings()
            app = App(f"sqlite:///{folder / 'hoithi.db'}", SystemClock(), session_secret(settings))
            await schema.upgrade(app.database)
            now = app.clock.now()
            await load_contest(app.units_of_work, Window(now - HOUR, now + HOUR), RULES)
            async with (
                opened_platforms(settings, app) as platforms,
                app.running(platforms.adapters) as running,
                serving(platforms.asgi, "127.0.0.1", 0, "") as address,
            ):
                yield System(
                    app=app,
                    running=running,
                    asgi=platforms.asgi,
                    host=address.removeprefix("http://").rstrip("/"),
                    wrongs=wrongs,
                    telegram_path=f"/webhooks/telegram/{telegram.bot.token.partition(':')[0]}",
                    zalo_path=f"/webhooks/zalo/{ZALO_TOKEN.partition(':')[0]}",
                )
            await app.close()
