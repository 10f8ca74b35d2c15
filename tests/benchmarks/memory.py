"""Memory that 10,000 open attempts need in a serving process, beside a bot that keeps them itself.

Each measurement is a process of its own, which prints its resident memory in MiB once everybody has
answered a question and has the next one: ``python -m tests.benchmarks.memory ours URL`` or
``… common COUNT``. What the process needs without attempts is measured likewise and taken off.
"""

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey
from aiogram.fsm.storage.memory import MemoryStorage
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import select

from bot.app import App
from bot.clock import SystemClock
from bot.memory import tune_collector
from contest.model import Position
from handlers.payloads import answer_payload
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.messaging import (
    Capabilities,
    ChoiceStyle,
    Deliver,
    InboundMessage,
    MessageRef,
    OutboundMessage,
)
from storage.engine import Database
from storage.tables.attempts import attempt_table
from tests.benchmarks.programs import ROOT
from tests.benchmarks.report import Figure, note
from tests.benchmarks.seeding import PLATFORM, seed_players
from tests.fakes.secrets import SECRET

COUNT = 20_000
FEW = 100
UNIT = 10_000
AHEAD = timedelta(minutes=10)
CONCURRENCY = 64
QUESTIONS = 15
BYTES_PER_MIB = 1024 * 1024

Urls = Callable[[], Awaitable[str]]


class Answering(StatesGroup):
    """As aiogram's guide shows a dialogue."""

    question = State()


class NullAdapter:
    """A platform that takes everything and keeps nothing."""

    platform = PLATFORM
    bot = "b"
    capabilities = Capabilities(max_text_length=4096, choices=ChoiceStyle.BUTTONS)

    async def run(self, deliver: Deliver) -> None:
        """Nobody writes here by himself."""

    async def send(self, message: OutboundMessage) -> MessageRef:
        return MessageRef(message.chat, message.key)


async def measure_memory(databases: Mapping[str, Urls], count: int) -> Figure:
    """MiB for 10,000 open attempts; the database with which it is most."""
    common = await _for_10k("common", {size: str(size) for size in (FEW, count)})
    ours = {}
    for kind, urls in databases.items():
        seeded = {size: await _seeded(await urls(), size) for size in (FEW, count)}
        ours[kind] = await _for_10k("ours", seeded)
        note(f"{kind}: {ours[kind]:.1f} MiB for 10,000 open attempts; common way {common:.1f}")
    return Figure(
        name="memory_10k_attempts",
        value=max(ours.values()),
        unit="MiB",
        reference="aiogram's MemoryStorage and one APScheduler job for each attempt",
        reference_value=common,
        goal="<= reference",
        n=count,
    )


async def _for_10k(what: str, arguments: Mapping[int, str]) -> float:
    needed = {size: await _run(what, argument) for size, argument in arguments.items()}
    least, most = min(needed), max(needed)
    return (needed[most] - needed[least]) / (most - least) * UNIT


async def _run(*arguments: str) -> float:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.memory", *arguments),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await child.communicate()
    return float(printed.splitlines()[-1])


async def _seeded(url: str, count: int) -> str:
    database = Database(url)
    await seed_players(database, SystemClock(), count, deadlines=[AHEAD] * count)
    await database.dispose()
    return url


async def _ours(url: str) -> float:
    app = App(url, SystemClock(), SECRET)
    try:
        await app.prepare()
        async with app.running([NullAdapter()]) as running:
            await _everybody_answers(running.deliver, app)
            await running.relay.drain(timedelta(seconds=60))
            return _resident()
    finally:
        await app.close()


async def _everybody_answers(deliver: Deliver, app: App) -> None:
    async with app.database.read() as connection:
        found = await connection.execute(select(attempt_table.c.id, attempt_table.c.chat_id))
        people = iter(found.all())

    async def work() -> None:
        for attempt, chat_id in people:
            message = InboundMessage(
                update_id=str(attempt),
                chat=ChatRef(PLATFORM, "b", chat_id),
                sender=UserRef(PLATFORM, "b", chat_id),
                received_at=app.clock.now(),
                choice=answer_payload(attempt, Position(1), 0),
            )
            acknowledgement = await deliver(message)
            assert acknowledgement.verdict == "stored", acknowledgement.verdict

    await asyncio.gather(*[work() for _ in range(CONCURRENCY)])


async def _common(count: int) -> float:
    storage, scheduler = MemoryStorage(), AsyncIOScheduler(timezone=UTC)
    scheduler.start()
    due = datetime.now(UTC) + AHEAD
    for number in range(count):
        key = StorageKey(bot_id=1, chat_id=number, user_id=number)
        await storage.set_state(key, Answering.question)
        questions = list(range(number, number + QUESTIONS))
        await storage.set_data(key, {"questions": questions, "at": 1, "score": 1, "due": str(due)})
        scheduler.add_job(_expire, "date", run_date=due, args=[number, 1], id=f"{number}-1")
    needed = _resident()
    scheduler.shutdown(wait=False)
    return needed


async def _expire(number: int, position: int) -> None:
    """What the common bot does at a deadline; none comes while this is measured."""


def _resident() -> float:
    gc.collect()
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / BYTES_PER_MIB
    raise AssertionError("this system does not tell the memory of a process")


def main() -> None:
    """Print what one process needs."""
    what, argument = sys.argv[1:]
    tune_collector()
    needed = asyncio.run(_ours(argument) if what == "ours" else _common(int(argument)))
    sys.stdout.write(f"\n{needed}\n")


if __name__ == "__main__":
    main()
