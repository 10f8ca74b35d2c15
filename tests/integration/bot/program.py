"""Runs ``hoithi`` as a program of its own and talks to it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio

ROOT = Path(__file__).parents[3]
PATIENCE = 30.0
"""Seconds; a busy machine takes several to start a program."""
MAIN = "from bot.cli import main; main()"


class Program:
    """A running command.

    Attributes:
        heard: everything it has printed so far.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.heard = ""

    async def hear(self, text: str) -> str:
        """Wait until a text is printed; returns what has been printed since the last wait."""
        began = len(self.heard)
        with anyio.move_on_after(PATIENCE):
            while text not in self.heard[began:] and (line := await self._output.readline()):
                self.heard += line.decode()
        assert text in self.heard[began:]
        return self.heard[began:]

    async def say(self, line: str) -> None:
        """Type a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        await self.process.stdin.drain()

    async def finish(self, patience: float = PATIENCE) -> int:
        """End its input and wait for its end; returns the exit status."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        with anyio.fail_after(patience):
            self.heard += (await self._output.read()).decode()
            return await self.process.wait()

    async def complaints(self) -> str:
        """What it has printed to standard error, once it has ended.

        Without its notes that the machine is busy, which is not its fault.
        """
        assert self.process.stderr is not None
        lines = (await self.process.stderr.read()).decode().splitlines(keepends=True)
        return "".join(line for line in lines if not any(word in line for word in OF_BUSY_MACHINES))

    @property
    def _output(self) -> asyncio.StreamReader:
        assert self.process.stdout is not None
        return self.process.stdout


OF_BUSY_MACHINES = ("shedding_began", "shedding_ended", "questions_overdue")


@asynccontextmanager
async def running(folder: Path, *arguments: str, **settings: str) -> AsyncIterator[Program]:
    """Run a command in a folder, on a database there; it is killed if it is still there at the end.

    Args:
        settings: environment variables, in capitals.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", MAIN, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": f"sqlite:///{folder / 'hoithi.db'}",
            **settings,
        },
    )
    try:
        yield Program(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
