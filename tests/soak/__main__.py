"""``make soak``: twenty minutes of two replicas at half load; what they hold must not grow.

``make soak ARGS="--minutes 2 --people 2000"`` is for a try. Ends with status 1 if anything grows.
"""

import argparse
import asyncio
import gc
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.clock import SystemClock
from contest.model import AttemptId, Position
from handlers.payloads import answer_payload
from storage.engine import Database
from tests.benchmarks.screens import first_screens
from tests.benchmarks.seeding import seed_players
from tests.benchmarks.stage import SLOW_RULES
from tests.e2e.serving import ServeProcess
from tests.fakes.postgresql import running_server
from tests.fakes.valkey import running_valkey
from tests.faults.door import Door
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.limits import Rates
from tests.soak.load import Load
from tests.soak.samples import Sample, look, verdicts

MINUTES = 20.0
PEOPLE = 50_000
CALIBRATION = 15.0
EVERY = 10.0
"""Seconds between two samples."""
REST = 45.0
"""Seconds after which connections that are kept open for the next request have been closed."""
GRANTED = 1_000
SECRET = "a-webhook-secret-of-tests-with-32-characters"
UNLIMITED = Rates(overall_per_second=100_000)


@dataclass(frozen=True)
class Watched:
    """A run.

    Attributes:
        rests: one look before it and one after it, when nothing had been asked for a while.
        pace: answers asked for, a second.
    """

    samples: Sequence[Sample]
    rests: tuple[Sample, Sample]
    pace: float


def main() -> None:
    """Run, and print what was seen."""
    arguments = argparse.ArgumentParser(prog="tests.soak")
    arguments.add_argument("--minutes", type=float, default=MINUTES)
    arguments.add_argument("--people", type=int, default=PEOPLE, help="each has 15 questions")
    asked = arguments.parse_args()
    with (
        running_server() as server,
        running_valkey() as valkey,
        tempfile.TemporaryDirectory(prefix="hoithi-soak-") as folder,
    ):

        async def run() -> bool:
            url = await server.create_database("soak")
            return await _soak(url, valkey.url, Path(folder), asked.minutes * 60, asked.people)

        sys.exit(0 if asyncio.run(run()) else 1)


async def _soak(url: str, redis_url: str, folder: Path, seconds: float, people: int) -> bool:
    async with TelegramEmulator(rates=UNLIMITED) as telegram:
        bot = telegram.bot
        database = Database(url)
        await seed_players(
            database,
            SystemClock(),
            people,
            rules=SLOW_RULES,
            platform="telegram",
            bots=[str(bot.id)],
        )
        settings = {
            "MESSAGING_ADAPTERS": "web,telegram_aiogram",
            "REDIS_URL": redis_url,
            "TELEGRAM_TOKENS": bot.token,
            "TELEGRAM_API_URL": telegram.url,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_MESSAGES_PER_SECOND": str(GRANTED),
        }
        async with _replicas(url, folder, settings) as (host, processes):
            screens = first_screens(telegram, [bot], people, _first_answer)
            load = Load(screens, questions=SLOW_RULES.question_count)
            watched = await _watched(load, database, host, processes, seconds)
        await database.dispose()
    return _tell(watched, load)


@asynccontextmanager
async def _replicas(
    url: str, folder: Path, settings: dict[str, str]
) -> AsyncIterator[tuple[str, Sequence[ServeProcess]]]:
    processes = [ServeProcess(url, folder, settings=settings) for _ in range(2)]
    door = Door([each.port for each in processes], random.Random(1))  # noqa: S311 - only spreads
    await door.open()
    settings["TELEGRAM_WEBHOOK_URL"] = f"http://127.0.0.1:{door.port}"
    try:
        for process in processes:
            await process.start()
        yield f"127.0.0.1:{door.port}", processes
    finally:
        for process in processes:
            await process.stop()
        await door.close()


async def _watched(
    load: Load, database: Database, host: str, processes: Sequence[ServeProcess], seconds: float
) -> Watched:
    ids = [each.pid for each in processes]

    async def sample(at: float) -> Sample:
        # People remember every message; a collection that goes through all of them again stops this
        # process for up to three seconds, which would be told as slowness of the replicas.
        gc.freeze()
        counts = {"waiting": load.waiting, "answered": load.answered}
        return await look(database, ids, at, load.taken(), **counts)

    fastest = await load.as_fast_as_it_goes(CALIBRATION)
    left = len(load.screens) * load.questions - load.answered
    pace = min(fastest / 2, left / (seconds + EVERY))
    print(f"{fastest:.0f} answers a second at most, {pace:.0f} from now on", flush=True)  # noqa: T201
    await asyncio.sleep(REST)
    before = await sample(0.0)
    samples: list[Sample] = []
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(load.steady(pace, seconds))
        tasks.create_task(load.visit(host, seconds))
        began = time.monotonic()
        while (at := time.monotonic() - began) < seconds:
            await asyncio.sleep(EVERY)
            samples.append(await sample(at + EVERY))
    await asyncio.sleep(REST)
    return Watched(samples, (before, await sample(time.monotonic() - began)), pace)


def _first_answer(person: int) -> str:
    return answer_payload(AttemptId(person), Position(1), 0)


def _tell(watched: Watched, load: Load) -> bool:
    table = Table(title="make soak")
    for column in ("s", "MiB", "files", "connections", "backlog", "waiting", "answers", "p99 ms"):
        table.add_column(column, justify="right")
    before, after = watched.rests
    for each in [before, *watched.samples[:: max(len(watched.samples) // 20, 1)], after]:
        table.add_row(
            f"{each.at:.0f}",
            " ".join(f"{mib:.0f}" for mib in each.memory),
            " ".join(map(str, each.files)),
            str(each.connections),
            str(each.backlog),
            str(each.waiting),
            f"{each.answered:,}",
            f"{each.p99 * 1000:.0f}",
        )
    console = Console(width=120)
    console.print(table)
    console.print(f"{load.answered:,} answers, {watched.pace:.0f} a second; {load.visits:,} visits")
    found = verdicts(watched.samples, watched.rests, watched.pace)
    found[f"everybody was served: {load.unserved} presses were not"] = load.unserved == 0
    for sentence, holds in found.items():
        console.print(f"{'ok' if holds else 'WRONG'}: {sentence}", markup=False)
    return all(found.values())


if __name__ == "__main__":
    main()
