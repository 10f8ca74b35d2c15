"""What an answer costs inside our process: by part, and with either client library. Prints only."""

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

from tests.benchmarks.report import note
from tests.benchmarks.stage import opened_stage

LIBRARIES = ("telegram_aiogram", "telegram_ptb")
TIMES = 2
WRITES_WITHIN = 10.0
Urls = Callable[[], Awaitable[str]]


async def tell_parts(url: str, folder: Path) -> None:
    """CPU of one answer by part, on SQLite without latency."""
    file = folder / "parts.json"
    arguments = ("-m", "tests.benchmarks.parts", str(file), "serve")
    async with opened_stage(folder) as stage, stage.ours(url, arguments=arguments) as crowd:
        await crowd.answer(1, 0.0)
        crowd.program.signal(signal.SIGUSR1)
        measured = await crowd.answer(TIMES, 0.0)
        crowd.program.signal(signal.SIGUSR2)
        seconds = await _written(file)
    parts = sorted(seconds.items(), key=lambda part: -part[1])
    told = ", ".join(f"{part} {value / measured.answers * 1000:.3f}" for part, value in parts)
    note(f"CPU of an answer by part, ms (SQLite, aiogram): {told}")


async def tell_libraries(urls: Urls, folder: Path) -> None:
    """Answers per second and CPU with aiogram and with python-telegram-bot, turn by turn."""
    async with opened_stage(folder) as stage, AsyncExitStack() as stack:
        crowds = {
            library: await stack.enter_async_context(stage.ours(await urls(), library))
            for library in LIBRARIES
        }
        passes = [
            {library: await crowd.answer(TIMES, 0.0) for library, crowd in crowds.items()}
            for _ in range(2)
        ]
    for library in LIBRARIES:
        rate = max(each[library].per_second for each in passes)
        cpu = min(each[library].cpu_ms for each in passes)
        note(f"{library}: {rate:,.0f} answers/s, {cpu:.2f} ms of CPU an answer (SQLite, 0 ms)")


async def _written(file: Path) -> dict[str, float]:
    async with asyncio.timeout(WRITES_WITHIN):
        while not file.exists():  # noqa: ASYNC110, ASYNC240 - of another process
            await asyncio.sleep(0.05)
    seconds: dict[str, float] = json.loads(file.read_text(encoding="utf-8"))  # noqa: ASYNC240
    return seconds
