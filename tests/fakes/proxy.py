"""A loopback proxy before a PostgreSQL server: what stands between is cut, frozen or gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import make_url

CHUNK = 1 << 16


class Proxy:
    """Passes bytes on between clients and a server behind a Unix socket, as long as it is let.

    Args:
        url: of a database, with the folder of the server's socket.
    """

    def __init__(self, url: str) -> None:
        self._target = make_url(url)
        self._socket = Path(str(self._target.query["host"])) / ".s.PGSQL.5432"
        self._server: asyncio.Server | None = None
        self._port = 0
        self._lines: set[asyncio.Task[None]] = set()
        self._passes = asyncio.Event()
        self._passes.set()

    @property
    def url(self) -> str:
        """Of the same database, through the proxy."""
        place = self._target.set(host="127.0.0.1", port=self._port, query={})
        return place.render_as_string(hide_password=False)

    async def open(self) -> None:
        """Let clients connect."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def vanish(self) -> None:
        """Refuse every client from now on, and cut off those that are connected."""
        if self._server is not None:
            self._server.close()
        await self.cut()

    async def cut(self) -> None:
        """Cut every connection; new ones are let in."""
        lines = list(self._lines)
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    def freeze(self) -> None:
        """Let clients connect and pass on nothing."""
        self._passes.clear()

    def thaw(self) -> None:
        """Pass on everything that was held up."""
        self._passes.set()

    async def _serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        line = asyncio.current_task()
        assert line is not None
        self._lines.add(line)
        far_writer: asyncio.StreamWriter | None = None
        try:
            far, far_writer = await asyncio.open_unix_connection(self._socket)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass_on(near, far_writer))
                group.create_task(self._pass_on(far, back))
        except (asyncio.CancelledError, ExceptionGroup, OSError):
            pass
        finally:
            self._lines.discard(line)
            for writer in filter(None, (back, far_writer)):
                writer.close()

    async def _pass_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(CHUNK):
            await self._passes.wait()
            target.write(data)
            await target.drain()
        raise ConnectionResetError


@asynccontextmanager
async def proxied(url: str) -> AsyncIterator[Proxy]:
    """A proxy before a database, gone when it is left."""
    proxy = Proxy(url)
    await proxy.open()
    try:
        yield proxy
    finally:
        proxy.thaw()
        await proxy.vanish()
