"""Two processes that poll for one bot: which one stops, and how it says so."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import anyio
import pytest
from structlog.testing import capture_logs

from bot.adapters._telegram.adapter import TelegramAdapter
from bot.adapters._telegram.errors import SecondPoller
from tests.e2e.serving import STARTS_WITHIN
from tests.fakes.clock import FakeClock
from tests.integration.telegram.desk import Desk, adapter_of, opened_desk
from tests.integration.telegram.system import SECRET, copied
from tests.integration.web.site import PATIENCE, Core, eventually
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.polling import CONFLICT_SECONDS, OTHER_POLLER
from tests.platforms.telegram.timing import ManualTime

pytestmark = pytest.mark.anyio

WHOLE_POLL = timedelta(seconds=25)
LONGEST_PAUSE = timedelta(seconds=20)
"""More than either poller takes after its first few conflicts."""
ABOUT_ANOTHER = ("telegram_second_consumer", "telegram_second_poller_stopped")


@pytest.fixture
def time() -> ManualTime:
    return ManualTime()


@pytest.fixture
async def telegram(time: ManualTime) -> AsyncIterator[TelegramEmulator]:
    async with TelegramEmulator(time) as telegram:
        yield telegram


async def test_the_second_of_two_pollers_stops_and_the_first_hears_people_again(
    library: str, telegram: TelegramEmulator, time: ManualTime
) -> None:
    clock = FakeClock()
    async with opened_desk(library, "polling", telegram, clock) as first:
        await hears(first, 1)
        clock.advance(WHOLE_POLL)
        await hears(first, 2)
        time.advance(0)
        async with polling(adapter_of(library, telegram, clock)) as second:
            met = [await one_ends_the_poll_of_the_other(time, clock) for _ in range(6)]

            assert met == ["telegram_second_consumer"] * 5 + ["telegram_second_poller_stopped"]
            await eventually(second.done)
            with pytest.RaisesGroup(SecondPoller, flatten_subgroups=True):
                second.result()
        await hears(first, 3)


async def test_a_second_process_exits_with_status_2_and_says_why(
    telegram: TelegramEmulator, time: ManualTime, sqlite_template: Path, tmp_path: Path
) -> None:
    database = copied(sqlite_template, tmp_path)
    program = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("hoithi")),
        "serve",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ
        | {
            "DATABASE_URL": f"sqlite:///{database}",
            "SESSION_SECRET": SECRET,
            "MESSAGING_ADAPTERS": "telegram_aiogram",
            "TELEGRAM_TOKENS": telegram.bot.token,
            "TELEGRAM_API_URL": telegram.url,
            "TELEGRAM_WEBHOOK_URL": "",
            "WEB_PORT": "0",
            "LOCALE": "en",
        },
        cwd=tmp_path,
    )
    with anyio.fail_after(STARTS_WITHIN):
        for _ in range(3):
            await telegram.bot.polls.begun()
            # What a poll of the other process does to the one that waits.
            telegram.bot.polls.abort(OTHER_POLLER)
            time.advance(CONFLICT_SECONDS)
        _, told = await program.communicate()

    assert program.returncode == 2
    assert told.decode().splitlines()[-1] == (
        f"Stopped: another process already takes the updates of Telegram bot {telegram.bot.id}. "
        "A bot runs in one place; stop the other process, then start again."
    )
    assert telegram.bot.token.partition(":")[2] not in told.decode()


async def hears(desk: Desk, count: int) -> None:
    """Somebody writes, and the poller delivers it and polls again."""
    desk.telegram.person(11).say("vào thi")
    await eventually(lambda: len(desk.core.delivered) == count)
    await desk.telegram.bot.polls.begun()


@asynccontextmanager
async def polling(adapter: TelegramAdapter) -> AsyncIterator["asyncio.Task[None]"]:
    running = asyncio.create_task(adapter.run(Core().deliver))
    try:
        yield running
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await adapter.close()


async def one_ends_the_poll_of_the_other(time: ManualTime, clock: FakeClock) -> str:
    """A poll comes, the one that waited gets its 409, and its poller steps back.

    Returns:
        What that poller has logged.
    """
    with capture_logs() as logs:
        async with asyncio.timeout(PATIENCE):
            await time.awaited()
        time.advance(CONFLICT_SECONDS)
        await eventually(lambda: any(log["event"] in ABOUT_ANOTHER for log in logs))
    clock.advance(LONGEST_PAUSE)
    return next(str(log["event"]) for log in logs if log["event"] in ABOUT_ANOTHER)
