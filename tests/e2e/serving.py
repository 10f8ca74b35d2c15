"""`hoithi serve` as a process of its own, to be killed and started again on the same database."""

import asyncio
import itertools
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


ROOT = Path(__file__).resolve().parents[2]
PORTS = 5_000
"""For each process of a test run, below those that the system gives to outgoing connections."""

_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_ports = itertools.cycle(range(10_000 + _worker % 4 * PORTS, 10_000 + (_worker % 4 + 1) * PORTS))


def free_port() -> int:
    """A port that nobody listens on now, and that nobody else is given soon."""
    while True:
        port = next(_ports)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
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
            "PYTHONPATH": str(ROOT),
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
