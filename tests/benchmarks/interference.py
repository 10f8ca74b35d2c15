"""What a broadcast adds to the time from an answer to the next question, while 500 people play.

In the time of the wall: the strict emulator with Telegram's own limits here, ``hoithi serve`` in a
process of its own. First nobody but the players gets anything, then a broadcast takes what they
leave of the 30 messages a second.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

from bot.clock import SystemClock
from contest.model import AttemptId, Position
from contest.rules import RoundRules
from handlers.payloads import answer_payload
from storage.engine import Database
from storage.outbox import Lease
from storage.unit_of_work import SqlUnitsOfWork
from tests.benchmarks.crowd import PATIENCE
from tests.benchmarks.programs import running_program
from tests.benchmarks.report import Figure, note
from tests.benchmarks.screens import first_screens
from tests.benchmarks.seeding import seed_players
from tests.benchmarks.stage import SECRET, SERVE
from tests.e2e.serving import free_port
from tests.fakes.broadcast import announce, is_sent
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.model import Message
from tests.platforms.telegram.people import Person

PLAYERS = 500
AUDIENCE = 3_000
"""All of them are registered; more than are reached before the measurement is over."""
THINKING = (15.0, 35.0)
"""Seconds for one question: twenty answers a second leave ten for the broadcast."""
SECONDS = 75.0
WARMING_UP = 45.0
LATENCY = 0.05
RULES = RoundRules(question_limit=timedelta(hours=1), attempt_limit=timedelta(hours=5))

Urls = Callable[[], Awaitable[str]]
Screens = Sequence[tuple[Person, Message]]


async def measure_interference(
    urls: Urls, folder: Path, players: int = PLAYERS, seconds: float = SECONDS
) -> Figure:
    """Milliseconds that the broadcast adds at p99; players answer for so long with and without."""
    url, port = await urls(), free_port()
    async with TelegramEmulator() as telegram:
        database = Database(url)
        try:
            bot = telegram.bot
            await seed_players(
                database,
                SystemClock(),
                AUDIENCE,
                rules=RULES,
                platform="telegram",
                bots=[str(bot.id)],
            )
            settings = {
                "DATABASE_URL": url,
                "SESSION_SECRET": SECRET,
                "MESSAGING_ADAPTERS": "telegram_aiogram",
                "TELEGRAM_TOKENS": bot.token,
                "TELEGRAM_API_URL": telegram.url,
                "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}",
                "TELEGRAM_WEBHOOK_SECRET": SECRET,
                "WEB_PORT": str(port),
            }
            telegram.faults.latency = LATENCY
            async with running_program(SERVE, settings, folder, [bot], port):
                screens = first_screens(telegram, [bot], AUDIENCE, _first_answer)
                playing = screens[:players]
                # Replies go beyond the published rate until the platform objects: now, not later.
                await _play(playing, min(WARMING_UP, seconds))
                without = await _play(playing, seconds)
                units_of_work = SqlUnitsOfWork(database, Lease("bench", timedelta(0)), SECRET)
                sent = _sent(telegram)
                await announce(units_of_work, SystemClock().now())
                during = await _play(playing, seconds)
                sent = _sent(telegram) - sent
        finally:
            await database.dispose()
        refused = telegram.refusals.total()
    note(
        f"broadcast_interference_p99: {len(without):,} answers without it, p50 "
        f"{_percentile(without, 50):.0f} ms, p99 {_percentile(without, 99):.0f}; "
        f"{len(during):,} with it, p50 {_percentile(during, 50):.0f}, p99 "
        f"{_percentile(during, 99):.0f}; {sent / seconds:.1f} announcements a second beside them, "
        f"{refused} calls refused"
    )
    added = max(_percentile(during, 99) - _percentile(without, 99), 0.0)
    return Figure(
        name="broadcast_interference_p99",
        value=added,
        unit="ms added to answer-to-next-question, p99",
        reference="the same without the broadcast",
        reference_value=_percentile(without, 99),
        goal="<= 100 ms",
        n=len(during),
    )


async def _play(screens: Screens, seconds: float) -> list[float]:
    """Everybody thinks and answers for so long; milliseconds from each answer to what follows."""
    until = time.perf_counter() + seconds
    samples: list[float] = []

    async def play(person: Person, message: Message) -> None:
        dice = random.Random(person.id)  # noqa: S311 - repeatable
        # They are in the middle of thinking when it begins.
        thinking = dice.uniform(0, THINKING[1])
        while time.perf_counter() + thinking < until:
            await asyncio.sleep(thinking)
            samples.append(await _answer(person, message))
            thinking = dice.uniform(*THINKING)

    await asyncio.gather(*[play(person, message) for person, message in screens])
    return sorted(samples)


async def _answer(person: Person, message: Message) -> float:
    changes, began = len(message.versions), time.perf_counter()
    person.press(message)
    await message.chat.until(lambda: len(message.versions) > changes, PATIENCE)
    return (time.perf_counter() - began) * 1000


def _first_answer(person: int) -> str:
    return answer_payload(AttemptId(person), Position(1), 0)


def _sent(telegram: TelegramEmulator) -> int:
    return sum(is_sent(call.method, call.status) for call in telegram.calls)


def _percentile(ordered: Sequence[float], percent: int) -> float:
    return ordered[len(ordered) * percent // 100]
