"""Two processes with one token and one database: one polls, and the other when that one is gone."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.adapters._telegram.adapter import TelegramAdapter
from bot.adapters.zalo import ZaloAdapter
from bot.app import App
from bot.clock import SystemClock
from handlers.ports.outbox import Bot
from handlers.ports.pollers import PollerLease
from storage.engine import Database
from storage.outbox import Lease
from storage.poller_leases import SqlPollerLeases
from storage.tables.operations import heartbeat_table
from tests.fakes.clock import FakeClock
from tests.fakes.secrets import SECRET
from tests.integration.bot.program import running as program_running
from tests.integration.telegram import desk as telegram_desk
from tests.integration.web.site import Core, eventually
from tests.integration.zalo import desk as zalo_desk
from tests.integration.zalo.desk import NAME, TOKEN
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.zalo.emulator import running_zalo

pytestmark = pytest.mark.anyio

HALF_A_MINUTE = timedelta(seconds=30)
RENEWAL = timedelta(seconds=10)
Adapter = TelegramAdapter | ZaloAdapter


class Leases(SqlPollerLeases):
    """The leases of one process.

    Attributes:
        asked: how often it has asked.
        is_dead: it can write nothing any more, as a process that was killed.
    """

    def __init__(self, database: Database, owner: str) -> None:
        super().__init__(database, Lease(owner, HALF_A_MINUTE))
        self.asked = 0
        self.is_dead = False

    async def take(self, bot: Bot, now: datetime) -> PollerLease:
        if self.is_dead:
            self.asked += 1
            raise ConnectionError("dead")
        lease = await super().take(bot, now)
        self.asked += 1
        return lease

    async def release(self, bot: Bot) -> None:
        if not self.is_dead:
            await super().release(bot)


class Process:
    """One process of two: its adapter, its leases, and what it has taken in."""

    def __init__(self, adapter: Adapter, leases: Leases) -> None:
        self.adapter, self.leases, self.core = adapter, leases, Core()
        self._running = asyncio.create_task(adapter.run(self.core.deliver))

    @property
    def heard(self) -> list[str]:
        return [message.text for message in self.core.delivered]

    async def kill(self) -> None:
        self.leases.is_dead = True
        await self.stop()

    async def stop(self) -> None:
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        await self.adapter.close()


class Site:
    """An emulated platform and somebody who writes there.

    Args:
        say: what that person does to write a text.

    Attributes:
        prepared: how often somebody has made sure that no webhook is set.
    """

    def __init__(
        self,
        make: Callable[[FakeClock, Leases], Adapter],
        say: Callable[[str], object],
        prepared: Callable[[], int],
    ) -> None:
        self.make, self.prepared = make, prepared
        self._say = say

    async def say(self, text: str) -> None:
        said = self._say(text)
        if asyncio.iscoroutine(said):
            await said


@asynccontextmanager
async def on_zalo() -> AsyncIterator[Site]:
    async with running_zalo() as zalo:
        account, lan = zalo.add_bot(TOKEN, name=NAME), zalo.person("Lan Phạm")
        yield Site(
            lambda clock, leases: zalo_desk.adapter_of(zalo, clock, leases=leases),
            partial(lan.say, account),
            lambda: zalo.calls["getWebhookInfo"],
        )


@asynccontextmanager
async def on_telegram() -> AsyncIterator[Site]:
    async with TelegramEmulator() as telegram:
        yield Site(
            lambda clock, leases: telegram_desk.adapter_of(
                "telegram_aiogram", telegram, clock, leases=leases
            ),
            telegram.person(11).say,
            lambda: telegram.count("deleteWebhook"),
        )


@pytest.fixture(params=[on_zalo, on_telegram], ids=["zalo", "telegram"])
async def site(request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    async with request.param() as site:
        yield site


@pytest.fixture
async def processes(
    site: Site, clock: FakeClock, database: Database, database_url: str
) -> AsyncIterator[tuple[Process, Process]]:
    """The first polls, the second stands by."""
    other = Database(database_url)
    leases = Leases(database, "first"), Leases(other, "second")
    first = Process(site.make(clock, leases[0]), leases[0])
    await eventually(lambda: first.adapter.last_poll_at is not None)
    second = Process(site.make(clock, leases[1]), leases[1])
    await eventually(lambda: second.adapter.is_standby)
    yield first, second
    await first.stop()
    await second.stop()
    await other.dispose()


async def pass_renewal(clock: FakeClock, *processes: Process) -> None:
    """Let the time come at which leases are renewed, and everybody have asked."""
    asked = [process.leases.asked for process in processes]
    clock.advance(RENEWAL)
    await eventually(lambda: all(_has_asked(p, n) for p, n in zip(processes, asked, strict=True)))


def _has_asked(process: Process, before: int) -> bool:
    return process.leases.asked > before


async def test_while_one_lives_the_other_never_polls(
    site: Site, clock: FakeClock, processes: tuple[Process, Process]
) -> None:
    first, second = processes
    for _ in range(6):
        await pass_renewal(clock, first, second)
    await site.say("A")

    await eventually(lambda: first.heard == ["A"])
    assert second.heard == []
    assert second.adapter.last_poll_at is None
    assert not first.adapter.is_standby
    # The other has not even touched a webhook, which might be the one of a newer setting.
    assert site.prepared() == 1


async def test_when_one_is_killed_the_other_polls_within_the_lease(
    site: Site, clock: FakeClock, processes: tuple[Process, Process]
) -> None:
    first, second = processes
    await site.say("A")
    await eventually(lambda: first.heard == ["A"])
    await first.kill()
    await site.say("B")

    for _ in range(2):
        await pass_renewal(clock, second)
    assert second.adapter.last_poll_at is None
    await pass_renewal(clock, second)

    # Telegram may bring the first text again, which was not confirmed; its update key tells.
    await eventually(lambda: second.heard[-1:] == ["B"])
    assert not second.adapter.is_standby


async def test_when_one_is_stopped_the_other_polls_at_its_next_look(
    site: Site, clock: FakeClock, processes: tuple[Process, Process]
) -> None:
    first, second = processes
    await first.stop()
    await site.say("B")

    await pass_renewal(clock, second)

    await eventually(lambda: second.heard == ["B"])


async def test_what_an_old_poll_still_brings_is_delivered_and_no_other_begins(
    clock: FakeClock, database: Database
) -> None:
    async with running_zalo() as zalo:
        account, lan = zalo.add_bot(TOKEN, name=NAME), zalo.person("Lan Phạm")
        leases = Leases(database, "first"), Leases(database, "second")
        first = Process(zalo_desk.adapter_of(zalo, clock, leases=leases[0]), leases[0])
        await eventually(lambda: zalo.calls["getUpdates"] == 1)
        second = Process(zalo_desk.adapter_of(zalo, clock, leases=leases[1]), leases[1])
        await eventually(lambda: second.adapter.is_standby)
        # The first stands still, or does not reach the database, for as long as its lease lasts.
        first.leases.is_dead = True
        for _ in range(3):
            await pass_renewal(clock, first, second)
        await eventually(lambda: zalo.calls["getUpdates"] == 2)

        for text in "ABC":
            await lan.say(account, text)
        await eventually(lambda: len(first.heard) + len(second.heard) == 3)

        assert (first.heard, second.heard) == (["A"], ["B", "C"])
        await eventually(lambda: zalo.calls["getUpdates"] == 4)
        assert first.adapter.is_standby
        await first.stop()
        await second.stop()


async def test_a_process_that_is_really_killed_is_replaced(sqlite_url: str, tmp_path: Path) -> None:
    async with running_zalo() as zalo, on_one_file(sqlite_url) as database:
        account, lan = zalo.add_bot(TOKEN, name=NAME), zalo.person("Lan Phạm")
        settings = {
            "DATABASE_URL": sqlite_url,
            "SESSION_SECRET": SECRET * 2,
            "MESSAGING_ADAPTERS": "zalo",
            "ZALO_TOKENS": TOKEN,
            "ZALO_API_URL": zalo.url,
            "WEB_PORT": "0",
        }
        async with program_running(tmp_path, "serve", **settings) as program:
            async with asyncio.timeout(30):
                await account.polls.begun()
            clock = FakeClock(datetime.now(UTC))
            leases = Leases(database, "second")
            second = Process(zalo_desk.adapter_of(zalo, clock, leases=leases), leases)
            await eventually(lambda: second.adapter.is_standby)
            program.process.kill()
            await program.process.wait()
        await lan.say(account, "B")

        # What is left of its lease, at most all of it, ends within four looks.
        for _ in range(4):
            await pass_renewal(clock, second)

        await eventually(lambda: second.heard == ["B"])
        await second.stop()


@asynccontextmanager
async def on_one_file(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    yield database
    await database.dispose()


@pytest.mark.parametrize(("seconds", "is_free"), [(2, False), (4, True)])
async def test_after_everybody_was_down_whoever_starts_first_waits_for_nobody(
    database: Database, database_url: str, seconds: int, is_free: bool
) -> None:
    app = App(database_url, SystemClock(), SECRET)
    now = app.clock.now()
    async with app.running([]):
        pass
    await Leases(database, "dead").take(("zalo", "40"), now)
    async with database.write() as connection:
        beat_at = app.clock.now() - timedelta(seconds=seconds)
        await connection.execute(update(heartbeat_table).values(beat_at=beat_at))

    async with app.running([]):
        held = await app.poller_leases.all()

    assert [lease.owner for lease in held] == ([] if is_free else ["dead"])
    await app.close()


@pytest.mark.parametrize(
    ("process", "is_free"),
    [(os.getpid(), True), (os.getppid(), False)],
    ids=["a number that is taken by this process", "another process"],
)
async def test_whoever_was_killed_on_this_machine_is_waited_for_by_nobody(
    database: Database, database_url: str, process: int, is_free: bool
) -> None:
    """Started again within seconds, a bot must not be deaf until the old lease ends."""
    app = App(database_url, SystemClock(), SECRET)
    owner = f"{socket.gethostname()}-{process}-0a1b2c3d"
    async with app.running([]):
        pass
    await Leases(database, owner).take(("zalo", "40"), app.clock.now())

    async with app.running([]):
        held = await app.poller_leases.all()

    assert [lease.owner for lease in held] == ([] if is_free else [owner])
    await app.close()
