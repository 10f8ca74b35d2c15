"""A door before several replicas: a TCP relay on loopback that leads to any one that is open."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress

CHUNK = 65_536


class Door:
    """Brings each connection to one of the ports, as a load balancer does.

    Args:
        dice: chooses which.
    """

    def __init__(self, ports: Sequence[int], dice: random.Random) -> None:
        self._ports = ports
        self._dice = dice
        self._server: asyncio.Server | None = None
        self._leading: set[asyncio.Task[None]] = set()
        self.port = 0

    async def open(self) -> None:
        """Take connections from now on, on a free port."""
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Take no more, and cut off those that are there."""
        if self._server is None:
            return
        self._server.close()
        for leading in list(self._leading):
            leading.cancel()
        await asyncio.gather(*self._leading, return_exceptions=True)
        await self._server.wait_closed()

    def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        leading = asyncio.create_task(self._lead(reader, writer))
        self._leading.add(leading)
        leading.add_done_callback(self._leading.discard)

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inside = await self._connect()
            if inside is not None:
                await _join((reader, writer), inside)
        finally:
            writer.transport.abort()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for port in self._dice.sample(self._ports, len(self._ports)):
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        return None


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _join(one: Streams, other: Streams) -> None:
    """Carry bytes both ways until either side ends."""
    ways = [
        asyncio.create_task(_carry(one[0], other[1])),
        asyncio.create_task(_carry(other[0], one[1])),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        other[1].transport.abort()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(CHUNK):
            writer.write(chunk)
            await writer.drain()
