"""Answers per second over two replicas, beside one: webhook in, durable, next question out.

Five processes share the machine: people with the platform, PostgreSQL, Valkey and the replicas. So
the sum says what the machine permits, and the CPU that an answer takes says what a replica does.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp

from bot.clock import SystemClock
from contest.model import AttemptId, Position
from handlers.payloads import answer_payload
from storage.engine import Database
from tests.benchmarks.crowd import Crowd, Pass
from tests.benchmarks.programs import STARTS_WITHIN, Program, running_program
from tests.benchmarks.report import Figure, note
from tests.benchmarks.screens import first_screens
from tests.benchmarks.seeding import seed_players
from tests.benchmarks.stage import GRANTED, PEOPLE, SECRET, SERVE, SLOW_RULES, UNLIMITED
from tests.e2e.serving import free_port
from tests.fakes.valkey import Valkey, running_valkey
from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.emulator import TelegramEmulator

COUNTS = (1, 2)
TIMES = 2
"""Questions that everybody answers in one pass."""
ROUNDS = 2
"""The best of these counts, as the machine is shared."""

Urls = Callable[[], Awaitable[str]]


class Programs(Program):
    """Several programs, of which the CPU is added up."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self._programs = programs

    @property
    def cpu_seconds(self) -> float:
        return sum(each.cpu_seconds for each in self._programs)

    def signal(self, number: signal.Signals) -> None:
        for each in self._programs:
            each.signal(number)


async def measure_replicas(urls: Urls, folder: Path) -> Figure:
    """Two replicas beside one, each on a new database and with the same two bots.

    Each bot's updates come to one replica, as from a load balancer that goes by the path; what both
    share are database, limits and outbox.

    Args:
        folder: where programs write.
    """
    best = {}
    for count in COUNTS:
        passes = await _passes(count, await urls(), folder)
        best[count] = max(passes, key=lambda one: one.per_second)
        _tell(count, best[count])
    return Figure(
        name="replicas_2",
        value=best[2].per_second,
        unit="answers/s",
        reference="one replica, same machine, people and platform beside it",
        reference_value=best[1].per_second,
        goal="more than one, where there are cores for it",
        n=best[2].answers,
    )


async def _passes(count: int, url: str, folder: Path) -> Sequence[Pass]:
    with running_valkey() as valkey:
        async with TelegramEmulator(rates=UNLIMITED) as telegram:
            bots = [telegram.add_bot(f"number_{number}_bot") for number in (1, 2)]
            await _seed(url, bots)
            async with _replicas(count, url, valkey, telegram, bots, folder) as crowd:
                await crowd.answer(1, 0.0)
                return [await crowd.answer(TIMES, 0.0) for _ in range(ROUNDS)]


@asynccontextmanager
async def _replicas(
    count: int,
    url: str,
    valkey: Valkey,
    telegram: TelegramEmulator,
    bots: Sequence[Bot],
    folder: Path,
) -> AsyncIterator[Crowd]:
    ports = [free_port() for _ in range(count)]
    async with AsyncExitStack() as stack:
        programs = [
            await stack.enter_async_context(
                running_program(
                    SERVE, _settings(url, valkey, telegram, bots, port), folder, bots, port
                )
            )
            for port in ports
        ]
        await _all_have_asked(telegram, len(programs) * len(bots))
        for number, bot in enumerate(bots):
            await _send_updates_to(telegram, bot, ports[number % count])
        screens = first_screens(telegram, bots, PEOPLE, _first_answer)
        yield Crowd(telegram, Programs(programs), screens)


def _settings(
    url: str, valkey: Valkey, telegram: TelegramEmulator, bots: Sequence[Bot], port: int
) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "REDIS_URL": valkey.url,
        "SESSION_SECRET": SECRET,
        "MESSAGING_ADAPTERS": "telegram_aiogram",
        "TELEGRAM_TOKENS": ",".join(bot.token for bot in bots),
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_MESSAGES_PER_SECOND": str(GRANTED),
        "WEB_PORT": str(port),
    }


async def _all_have_asked(telegram: TelegramEmulator, times: int) -> None:
    """Return when every replica has asked for the updates of every bot; some are told to wait."""

    def asked() -> int:
        return sum(call.method == "setwebhook" and call.status == 200 for call in telegram.calls)

    async with asyncio.timeout(STARTS_WITHIN):
        while asked() < times:  # noqa: ASYNC110 - the emulator tells nobody
            await asyncio.sleep(0.05)


async def _send_updates_to(telegram: TelegramEmulator, bot: Bot, port: int) -> None:
    """Let one replica have a bot's updates; each has asked for those of all when it started."""
    address = f"http://127.0.0.1:{port}/webhooks/telegram/{bot.id}"
    fields = {"url": address, "secret_token": SECRET, "max_connections": "100"}
    async with aiohttp.ClientSession() as session:
        while True:
            call = session.post(f"{telegram.url}/bot{bot.token}/setWebhook", data=fields)
            async with call as answer:
                if answer.ok:
                    return
            await asyncio.sleep(0.2)


async def _seed(url: str, bots: Sequence[Bot]) -> None:
    database = Database(url)
    try:
        names = [str(bot.id) for bot in bots]
        await seed_players(
            database, SystemClock(), PEOPLE, rules=SLOW_RULES, platform="telegram", bots=names
        )
    finally:
        await database.dispose()


def _first_answer(person: int) -> str:
    return answer_payload(AttemptId(person), Position(1), 0)


def _tell(count: int, one: Pass) -> None:
    note(
        f"replicas_2 with {count}: {one.per_second:,.0f} answers/s, {one.cpu_ms:.2f} ms of CPU of "
        f"the replicas an answer ({1000 / one.cpu_ms:,.0f} a second and core), "
        f"{one.cpu_seconds / one.seconds:.0%} of a core used by them, "
        f"{one.load_share:.0%} by people and platform"
    )
