"""The emulated Telegram with bots before it: ``hoithi serve`` and the bare one, each a process."""

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.clock import SystemClock
from contest.model import AttemptId, Position
from contest.rules import RoundRules
from handlers.payloads import answer_payload
from storage.engine import Database
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.programs import running_program
from tests.benchmarks.screens import Payload, first_screens
from tests.benchmarks.seeding import seed_players
from tests.e2e.serving import free_port
from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.limits import Rates

PEOPLE = 2_000
"""More than are served in a second, as a chat takes one message a second in the long run."""
BOTS = 2
"""Of one process of ours: more than 1,000 messages a second cannot be configured for one."""
GRANTED = 1_000
UNLIMITED = Rates(overall_per_second=100_000)
SECRET = "a-secret-of-tests-with-32-characters-or-more"
SLOW_RULES = RoundRules(question_limit=timedelta(hours=1), attempt_limit=timedelta(hours=5))
"""No question runs out while others are measured; every deadline is armed all the same."""
SERVE = ("-c", "from bot.cli import main; main()", "serve")


class Stage:
    """The platform, and what is started before it.

    Args:
        folder: where programs write.
    """

    def __init__(self, telegram: TelegramEmulator, folder: Path) -> None:
        self._telegram = telegram
        self._folder = folder
        self._numbers = itertools.count(1)

    @asynccontextmanager
    async def ours(
        self, url: str, library: str = "telegram_aiogram", arguments: Sequence[str] = SERVE
    ) -> AsyncIterator[Crowd]:
        """``hoithi serve`` on a new database, with people in the middle of an attempt.

        Args:
            arguments: of the interpreter, if it is to run under something else.
        """
        bots, port = [self._new_bot() for _ in range(BOTS)], free_port()
        await _seed(url, [str(bot.id) for bot in bots])
        settings = {
            "DATABASE_URL": url,
            "SESSION_SECRET": SECRET,
            "MESSAGING_ADAPTERS": library,
            "TELEGRAM_TOKENS": ",".join(bot.token for bot in bots),
            "TELEGRAM_API_URL": self._telegram.url,
            "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}",
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_MESSAGES_PER_SECOND": str(GRANTED),
            "WEB_PORT": str(port),
        }
        async with self._crowd(arguments, settings, bots, port, _first_answer) as crowd:
            yield crowd

    @asynccontextmanager
    async def bare(self) -> AsyncIterator[Crowd]:
        """The bare bot."""
        bot, port = self._new_bot(), free_port()
        arguments = ["-m", "tests.benchmarks.bare_bot", self._telegram.url, bot.token, str(port)]
        async with self._crowd(arguments, {}, [bot], port, lambda _: "q:1:0") as crowd:
            yield crowd

    @asynccontextmanager
    async def _crowd(
        self,
        arguments: Sequence[str],
        settings: Mapping[str, str],
        bots: Sequence[Bot],
        port: int,
        payload: Payload,
    ) -> AsyncIterator[Crowd]:
        async with running_program(arguments, settings, self._folder, bots, port) as program:
            screens = first_screens(self._telegram, bots, PEOPLE, payload)
            yield Crowd(self._telegram, program, screens)

    def _new_bot(self) -> Bot:
        return self._telegram.add_bot(f"number_{next(self._numbers)}_bot")


@asynccontextmanager
async def opened_stage(folder: Path) -> AsyncIterator[Stage]:
    """An empty stage; programs write below ``folder``."""
    async with TelegramEmulator(rates=UNLIMITED) as telegram:
        yield Stage(telegram, folder)


async def _seed(url: str, bots: Sequence[str]) -> None:
    database = Database(url)
    try:
        await seed_players(
            database, SystemClock(), PEOPLE, rules=SLOW_RULES, platform="telegram", bots=bots
        )
    finally:
        await database.dispose()


def _first_answer(person: int) -> str:
    return answer_payload(AttemptId(person), Position(1), 0)
