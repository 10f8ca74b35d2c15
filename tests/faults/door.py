"""A door before several replicas: a TCP relay on loopback that leads to any one that is open."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress

from tests.fakes.streams import Streams, carry_both_ways


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
                try:
                    await carry_both_ways((reader, writer), inside)
                finally:
                    inside[1].transport.abort()
        finally:
            writer.transport.abort()

    async def _connect(self) -> Streams | None:
        for port in self._dice.sample(self._ports, len(self._ports)):
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        return None
