"""`hoithi serve` as a process of its own, to be killed and started again on the same database."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import anyio

SERVE = (str(Path(sys.executable).with_name("hoithi")), "serve")
SECRET = "a secret of tests, 32 characters or more"
STARTS_WITHIN = 60.0
"""Seconds; generous, as the machine is shared."""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@dataclass
class ServeProcess:
    """One `hoithi serve`; ``start`` again after ``kill``.

    Attributes:
        settings: environment variables beside those that every test needs.
        program: what is started, with its arguments.
    """

    database_url: str
    folder: Path
    port: int = field(default_factory=free_port)
    settings: Mapping[str, str] = field(default_factory=dict)
    program: Sequence[str] = SERVE
    _process: asyncio.subprocess.Process | None = None

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Of the process that runs.

        Raises:
            RuntimeError: if none does.
        """
        if self._process is None:
            raise RuntimeError("not started")
        return self._process.pid

    async def start(self) -> None:
        """Return when the server says that it is serving."""
        environment = os.environ | {
            "DATABASE_URL": self.database_url,
            "WEB_PORT": str(self.port),
            "SESSION_SECRET": SECRET,
            **self.settings,
        }
        with (self.folder / "serve.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self.program,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=environment,
                cwd=self.folder,
            )
        assert self._process.stdout is not None
        with anyio.fail_after(STARTS_WITHIN):
            line = await self._process.stdout.readline()
        assert str(self.port) in line.decode(), (self.folder / "serve.log").read_text()

    async def kill(self) -> None:
        """End it as a loss of power would: no chance to save anything."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to stop; returns its exit status."""
        return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.send_signal(number)
        with anyio.fail_after(STARTS_WITHIN):
            return await self._process.wait()
