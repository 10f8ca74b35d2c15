"""The emulator's listening side: connections that hand requests on and write replies."""

import asyncio
import socket
import struct
from collections.abc import Callable

from tests.platforms.telegram.http1 import BrokenMessageError, HttpMessage, take_message
from tests.platforms.telegram.replies import Reply

# Closing with this set sends RST instead of FIN: the client sees "connection reset by peer".
LINGER_NOT = struct.pack("ii", 1, 0)


Respond = Callable[[Reply], None]
Handler = Callable[[HttpMessage, "Connection"], None]


class Connection(asyncio.Protocol):
    """One client connection; requests on it are answered one after the other."""

    def __init__(self, handle: Handler, connections: set["Connection"]) -> None:
        self._handle = handle
        self._connections = connections
        self._buffer = bytearray()
        self._busy = False
        self._closing = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._connections.discard(self)

    @property
    def is_open(self) -> bool:
        """Whether the client can still get an answer."""
        return self._transport is not None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._busy:
            self._take()

    def reply(self, reply: Reply) -> None:
        """Answer the request that is being served; into the void if the client has gone."""
        if self._transport is None:
            return
        self._transport.write(reply.encode())
        self._busy = False
        if self._closing:
            self._transport.close()
        elif self._buffer:
            asyncio.get_running_loop().call_soon(self._take)

    def reset(self) -> None:
        """Break the connection without a word."""
        if self._transport is None:
            return
        tcp = self._transport.get_extra_info("socket")
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
        self._transport.abort()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _take(self) -> None:
        if self._busy or self._transport is None:
            return
        try:
            request = take_message(self._buffer)
        except BrokenMessageError:
            self._transport.abort()
            return
        if request is None:
            self._invite_body()
            return
        self._busy = True
        self._closing = request.fields.get(b"connection", b"").lower() == b"close"
        self._handle(request, self)

    def _invite_body(self) -> None:
        """Some clients wait for leave before they send a large body."""
        head, found, body = bytes(self._buffer).partition(b"\r\n\r\n")
        if found and not body and b"100-continue" in head.lower() and self._transport:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")


class HttpServer:
    """Listens on loopback, on a port of the system's choice."""

    def __init__(self, handle: Handler) -> None:
        self._handle = handle
        self._connections: set[Connection] = set()
        self._server: asyncio.Server | None = None

    async def start(self, port: int = 0) -> int:
        """Begin to listen; returns the port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Connection(self._handle, self._connections), "127.0.0.1", port, backlog=1024
        )
        bound: int = self._server.sockets[0].getsockname()[1]
        return bound

    async def stop(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for connection in list(self._connections):
            connection.close()
        await self._server.wait_closed()
        # Transports tell their protocols of the end one turn of the loop later.
        await asyncio.sleep(0)
