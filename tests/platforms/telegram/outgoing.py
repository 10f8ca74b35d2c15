"""One connection to a bot's webhook, kept open between deliveries."""

import asyncio
from collections.abc import Callable

from tests.platforms.telegram.http1 import BrokenMessageError, HttpMessage, take_message

Done = Callable[[HttpMessage | None], None]
"""Told of the response, or None if the connection ended without one."""


class WebhookConnection(asyncio.Protocol):
    """Sends one request at a time."""

    def __init__(self, on_lost: Callable[["WebhookConnection"], None]) -> None:
        self._on_lost = on_lost
        self._buffer = bytearray()
        self._done: Done | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def send(self, request: bytes, done: Done) -> None:
        assert self._transport is not None
        self._done = done
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._take()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._done is not None:
            self._take(ended=True)
        self._transport = None
        self._on_lost(self)
        self._finish(None)

    def close(self) -> None:
        """Break off; a request under way gets no answer any more."""
        if self._transport is not None:
            self._transport.abort()

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def _take(self, *, ended: bool = False) -> None:
        try:
            response = take_message(self._buffer, ended=ended)
        except BrokenMessageError:
            self.close()
            return
        if response is None:
            return
        if response.fields.get(b"connection", b"").lower() == b"close" and self._transport:
            self._transport.close()
        self._finish(response)

    def _finish(self, response: HttpMessage | None) -> None:
        done, self._done = self._done, None
        if done is not None:
            done(response)
