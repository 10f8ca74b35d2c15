"""Emulated platforms beside commands that run, and end, within a test that is no coroutine."""

from collections.abc import Iterator
from contextlib import contextmanager

from anyio.from_thread import start_blocking_portal

from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.zalo.emulator import ZaloEmulator, running_zalo
from tests.platforms.zalo.switches import Switches


@contextmanager
def emulated_telegram() -> Iterator[TelegramEmulator]:
    """A Telegram with one bot."""

    # Made where its loop runs, as its clock is that loop's.
    async def made() -> TelegramEmulator:
        telegram = TelegramEmulator()
        await telegram.start()
        return telegram

    with start_blocking_portal() as portal:
        telegram = portal.call(made)
        yield telegram
        portal.call(telegram.stop)


@contextmanager
def emulated_zalo(token: str, switches: Switches | None = None) -> Iterator[ZaloEmulator]:
    """A Zalo with a bot under that token."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(running_zalo(switches)) as zalo,
    ):
        zalo.add_bot(token)
        yield zalo
