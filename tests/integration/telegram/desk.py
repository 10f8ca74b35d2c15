"""One Telegram adapter with a core of lists behind it instead of the system."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from pydantic import SecretStr

from bot.adapters._telegram.adapter import TelegramAdapter
from bot.platforms import telegram_bots
from bot.serving import serving
from bot.telegram_settings import TelegramSettings
from bot.web.app import create_app
from bot.web.webhooks import Webhooks
from handlers.ports.pollers import PollerLeases
from handlers.ports.timing import Clock
from tests.e2e.serving import free_port
from tests.integration.web.site import Core, eventually
from tests.platforms.telegram.emulator import TelegramEmulator

SECRET = "a-secret-of-tests-with-32-characters-or-more"


@dataclass
class Desk:
    """A running adapter.

    Attributes:
        url: where the webhook's server listens.
    """

    telegram: TelegramEmulator
    adapter: TelegramAdapter
    core: Core
    running: "asyncio.Task[None]"
    url: str


def adapter_of(
    library: str,
    telegram: TelegramEmulator,
    clock: Clock,
    webhook_url: str = "",
    leases: PollerLeases | None = None,
) -> TelegramAdapter:
    """The adapter of the emulator's first bot."""
    settings = TelegramSettings(
        _env_file=None,
        tokens=(SecretStr(telegram.bot.token),),
        api_url=telegram.url,
        webhook_url=webhook_url,
        webhook_secret=SecretStr(SECRET),
    )
    (adapter,) = telegram_bots(library, settings, clock, leases)
    return adapter


@asynccontextmanager
async def opened_desk(
    library: str, inlet: str, telegram: TelegramEmulator, clock: Clock
) -> AsyncIterator[Desk]:
    """An adapter that is ready to hear people."""
    url = f"http://127.0.0.1:{free_port()}"
    core = Core()
    async with AsyncExitStack() as stack:
        adapter = adapter_of(library, telegram, clock, url if inlet == "webhook" else "")
        stack.push_async_callback(adapter.close)
        if adapter.webhook is not None:
            site = Webhooks(create_app([]), [adapter.webhook], clock)
            port = int(url.rpartition(":")[2])
            await stack.enter_async_context(serving(site, "127.0.0.1", port, ""))
        running = asyncio.create_task(adapter.run(core.deliver))
        await _until_listening(telegram, inlet)
        yield Desk(telegram, adapter, core, running, url)
        core.gate.set()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def _until_listening(telegram: TelegramEmulator, inlet: str) -> None:
    """Return when the bot has introduced itself and waits for updates."""
    await eventually(lambda: telegram.count("getMe") > 0)
    if inlet == "webhook":
        await eventually(lambda: telegram.bot.webhook is not None)
        return
    async with asyncio.timeout(10):
        await telegram.bot.polls.begun()
