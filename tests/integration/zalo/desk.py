"""One Zalo adapter with a core of lists behind it instead of the system."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.adapters._zalo.messages import PictureUrl
from bot.adapters._zalo.webhook import ZaloWebhook
from bot.adapters.zalo import ZaloAdapter
from bot.platforms import zalo_bots
from bot.serving import serving
from bot.web.app import create_app
from bot.web.webhooks import Webhooks
from bot.zalo_settings import ZaloSettings
from handlers.ports.messaging import Acknowledgement
from handlers.ports.pollers import PollerLeases
from handlers.ports.timing import Clock
from tests.e2e.serving import free_port
from tests.integration.web.site import Core, eventually
from tests.platforms.zalo.bots import Bot
from tests.platforms.zalo.emulator import ZaloEmulator

TOKEN = "4000000001:zalo-token-of-tests-0123456789"
BOT = "4000000001"
NAME = "Bot Đố Vui"
SECRET = "a-secret-of-tests-with-32-characters-or-more"
HOST = "hoithi.example"
INLETS = ("webhook", "polling")


@dataclass
class Desk:
    """A running adapter.

    Attributes:
        account: the bot as the emulator keeps it.
        url: where the webhook's server listens, with a slash at the end; empty without one.
        logs: what was told at the start.
    """

    zalo: ZaloEmulator
    account: Bot
    adapter: ZaloAdapter
    core: Core
    running: "asyncio.Task[None]"
    url: str
    logs: Sequence[MutableMapping[str, object]]


def adapter_of(
    zalo: ZaloEmulator,
    clock: Clock,
    webhook_url: str = "",
    display_name: str = "",
    picture_url: PictureUrl | None = None,
    leases: PollerLeases | None = None,
) -> ZaloAdapter:
    """The adapter of the bot under ``TOKEN``."""
    settings = ZaloSettings(
        _env_file=None,
        tokens=(SecretStr(TOKEN),),
        display_names=(display_name,) if display_name else (),
        api_url=zalo.url,
        webhook_url=webhook_url,
        webhook_secret=SecretStr(SECRET),
    )
    (adapter,) = zalo_bots(settings, clock, picture_url, leases)
    return adapter


@asynccontextmanager
async def opened_desk(
    zalo: ZaloEmulator,
    inlet: str,
    clock: Clock,
    display_name: str = NAME,
    picture_url: PictureUrl | None = None,
) -> AsyncIterator[Desk]:
    """An adapter that is ready to hear people."""
    account, core, url = zalo.add_bot(TOKEN, name=NAME), Core(), ""
    async with AsyncExitStack() as stack:
        webhook_url = f"https://{HOST}" if inlet == "webhook" else ""
        adapter = adapter_of(zalo, clock, webhook_url, display_name, picture_url)
        stack.push_async_callback(adapter.close)
        if adapter.webhook is not None:
            url = await stack.enter_async_context(listening(zalo, adapter.webhook, clock))
        with capture_logs() as logs:
            running = asyncio.create_task(adapter.run(core.deliver))
            await _until_listening(account, inlet, logs)
        yield Desk(zalo, account, adapter, core, running, url, logs)
        # What is being delivered again and again would keep the adapter from ending.
        core.answer = Acknowledgement("handled")
        core.gate.set()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


@asynccontextmanager
async def listening(zalo: ZaloEmulator, webhook: ZaloWebhook, clock: Clock) -> AsyncIterator[str]:
    """A server that Zalo finds under ``HOST``; gives the address where it really listens."""
    port = free_port()
    zalo.route(HOST, f"127.0.0.1:{port}")
    async with serving(Webhooks(create_app([]), [webhook], clock), "127.0.0.1", port, "") as url:
        yield url


async def _until_listening(
    account: Bot, inlet: str, logs: Sequence[MutableMapping[str, object]]
) -> None:
    """Return when the bot has introduced itself and waits for events."""
    await eventually(lambda: "zalo_bot_running" in events(logs))
    if inlet == "webhook":
        await eventually(lambda: "zalo_webhook_set" in events(logs))
        return
    async with asyncio.timeout(10):
        await account.polls.begun()


def events(logs: Sequence[MutableMapping[str, object]]) -> list[object]:
    """What happened, by the names that the log has for it."""
    return [line["event"] for line in logs]
