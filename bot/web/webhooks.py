"""Webhooks of platforms: who may bring updates, how large they may be, and when they are answered.

Not routes of the app that serves pages: its routing and headers would cost more CPU than all the
rest of a delivery.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Protocol

import structlog
from starlette import status
from starlette.types import ASGIApp, Receive, Scope, Send

from handlers.ports.messaging import OverloadedError
from handlers.ports.timing import Clock

log = structlog.get_logger()

MAX_BODY_BYTES = 1 << 20
"""An update of Telegram is a few kilobytes."""

DELIVERY_LIMIT = timedelta(seconds=25)
"""What takes longer is told to come again: whoever brings it waits no longer than that for us."""

RETRY_AFTER = timedelta(seconds=1)
"""When there was no database; it is asked for once a second."""


class NotOpenError(Exception):
    """Nothing takes updates in now; the platform is to bring them again."""


class UnreadableBodyError(Exception):
    """The body is none that the platform sends."""


class Webhook(Protocol):
    """Takes updates that a platform brings over HTTP.

    Attributes:
        path: of its address on this server.
        secret_header: name, in lower case, of the header that proves who brings them.
    """

    @property
    def path(self) -> str: ...

    @property
    def secret_header(self) -> bytes: ...

    def admits(self, secret: bytes | None) -> bool:
        """Whether the header's value is right; takes the same time for any guess."""

    async def take(self, body: bytes, received_at: datetime) -> bytes:
        """Take one delivery in; when this returns, its effects are durable.

        Returns:
            JSON for the response; empty if there is nothing to say.

        Raises:
            NotOpenError: if nothing takes updates in now.
            UnreadableBodyError: if the body is none that the platform sends.
        """


class Webhooks:
    """ASGI app that takes webhooks out of the way of another app."""

    def __init__(self, app: ASGIApp, webhooks: Sequence[Webhook], clock: Clock) -> None:
        self._app = app
        self._webhooks = {webhook.path: webhook for webhook in webhooks}
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        webhook = self._webhooks.get(scope["path"]) if scope["type"] == "http" else None
        if webhook is None:
            await self._app(scope, receive, send)
            return
        received_at = self._clock.now()
        if scope["method"] != "POST":
            await _respond(send, status.HTTP_405_METHOD_NOT_ALLOWED)
        elif not webhook.admits(dict(scope["headers"]).get(webhook.secret_header)):
            log.warning("webhook_secret_refused", path=webhook.path)
            await _respond(send, status.HTTP_401_UNAUTHORIZED)
        elif (body := await _body(receive)) is None:
            await _respond(send, status.HTTP_413_CONTENT_TOO_LARGE)
        else:
            await _take(webhook, body, received_at, send)


async def _take(webhook: Webhook, body: bytes, received_at: datetime, send: Send) -> None:
    try:
        async with asyncio.timeout(DELIVERY_LIMIT.total_seconds()):
            answer = await webhook.take(body, received_at)
    except NotOpenError:
        await _respond(send, status.HTTP_503_SERVICE_UNAVAILABLE)
    except UnreadableBodyError:
        log.warning("webhook_body_unreadable", path=webhook.path, bytes=len(body))
        await _respond(send, status.HTTP_400_BAD_REQUEST)
    except OverloadedError as error:
        # Told once for all of them, where they are refused: a log of each would be load, too.
        await _put_off(send, error.retry_after)
    except Exception as error:
        # Not durable, so the platform has to bring it again.
        log.error("webhook_not_delivered", path=webhook.path, error=type(error).__name__)
        await _put_off(send, RETRY_AFTER)
    else:
        await _respond(send, status.HTTP_200_OK, answer)


async def _body(receive: Receive) -> bytes | None:
    """The body of a request; None if it is too large. A client that leaves has sent nothing."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)


async def _put_off(send: Send, pause: timedelta) -> None:
    """Ask for the same again after a pause; platforms that do not read it have their own."""
    seconds = ceil(pause.total_seconds())
    headers = [(b"retry-after", b"%d" % seconds)]
    await _respond(send, status.HTTP_503_SERVICE_UNAVAILABLE, headers=headers)


async def _respond(
    send: Send, code: int, body: bytes = b"", headers: Sequence[tuple[bytes, bytes]] = ()
) -> None:
    sent = [*headers, (b"content-length", b"%d" % len(body))]
    if body:
        sent.append((b"content-type", b"application/json"))
    await send({"type": "http.response.start", "status": code, "headers": sent})
    await send({"type": "http.response.body", "body": body})
