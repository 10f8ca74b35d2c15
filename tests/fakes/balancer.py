"""A load balancer of a few lines: each TCP connection goes to the next server that listens."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing, suppress

from tests.fakes.streams import Streams, carry_both_ways

TRIES = 200
PAUSE_SECONDS = 0.05
"""While nobody listens a connection waits, as behind Caddy's ``lb_try_duration``."""


class Balancer:
    """Passes connections on: to the first, the second, the second, the first, and again.

    So of whoever makes two connections one after the other each gets another order.

    Args:
        ports: of the servers, on loopback.
    """

    def __init__(self, ports: Sequence[int]) -> None:
        self._turns = itertools.cycle([*ports, *reversed(ports)])
        self._ports = ports
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()

    @property
    def host(self) -> str:
        assert self._server is not None
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        try:
            with closing(writer):
                await self._join(reader, writer)
        except asyncio.CancelledError:
            # The stop; a server's task that counts as cancelled would be logged.
            pass
        finally:
            self._lines.discard(task)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (upstream := await self._connect()) is None:
            return
        with closing(upstream[1]):
            await carry_both_ways((reader, writer), upstream)

    async def _connect(self) -> Streams | None:
        first = next(self._turns)
        for _ in range(TRIES):
            for port in (first, *self._ports):
                with suppress(OSError):
                    return await asyncio.open_connection("127.0.0.1", port)
            await asyncio.sleep(PAUSE_SECONDS)
        return None


@asynccontextmanager
async def balancing(ports: Sequence[int]) -> AsyncIterator[Balancer]:
    """Balance while the body runs."""
    balancer = Balancer(ports)
    await balancer.start()
    try:
        yield balancer
    finally:
        await balancer.stop()
