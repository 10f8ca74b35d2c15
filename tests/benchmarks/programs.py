"""Bots in processes of their own, and the CPU that they use."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.platforms.telegram.bots import Bot

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60.0
TICKS = os.sysconf("SC_CLK_TCK")


class Program:
    """A running program."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def cpu_seconds(self) -> float:
        """CPU used so far, by all of its threads; proc(5), fields 14 and 15 of stat."""
        stat = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / TICKS

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)


@asynccontextmanager
async def running_program(
    arguments: Sequence[str],
    settings: Mapping[str, str],
    folder: Path,
    bots: Sequence[Bot],
    port: int,
) -> AsyncIterator[Program]:
    """Run a Python program until the body is left.

    Args:
        arguments: of the interpreter.
        settings: environment variables beside ours.
        folder: where it keeps what it writes.
        bots: which it has to serve by webhook, on ``port``.
    """
    with (folder / "program.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            stdout=log,
            stderr=log,
            env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
            cwd=folder,
        )
    try:
        await _serving(process, bots, port, folder / "program.log")
        yield Program(process)
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(STARTS_WITHIN):
            await process.wait()


async def _serving(
    process: asyncio.subprocess.Process, bots: Sequence[Bot], port: int, log: Path
) -> None:
    """Return when the program has asked for its bots' updates and listens for them."""
    async with asyncio.timeout(STARTS_WITHIN):
        while any(bot.webhook is None for bot in bots) or not await _listens(port):
            assert process.returncode is None, log.read_text(encoding="utf-8")  # noqa: ASYNC240
            await asyncio.sleep(0.05)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
