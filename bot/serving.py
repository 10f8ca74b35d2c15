"""Serving the web chat: uvicorn inside our own loop, started and stopped by us."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.app import App
from bot.web.serving import server_config
from bot.web.wire import OpenQuestion
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.messaging import OutboundMessage
from handlers.ports.records import OutboxRow
from storage.readers import SqlReaders


class PortTakenError(Exception):
    """Another program listens on the web chat's port."""


@asynccontextmanager
async def serving(asgi: ASGIApp, host: str, port: int, proxies: str) -> AsyncIterator[str]:
    """Serve while the body runs; gives the address people open.

    Raises:
        PortTakenError: if the port is taken.
    """
    try:
        listening = socket.create_server((host, port), backlog=2048)
    except OSError as error:
        raise PortTakenError(f"{host}:{port}") from error
    server = uvicorn.Server(server_config(asgi, host, port, trusted_proxies=proxies))
    # `serve` would take the signals over; stopping in order is the composition root's affair.
    task = asyncio.create_task(server._serve([listening]), name="web-server")  # noqa: SLF001
    try:
        yield f"http://{host}:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        await task
        listening.close()


async def until_signalled(*ends: Awaitable[object]) -> None:
    """Return at SIGINT or SIGTERM, or when one of ``ends`` has come to its end."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    waiting = [asyncio.ensure_future(stop.wait()), *map(asyncio.ensure_future, ends)]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting[0].cancel()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


class WebQueries:
    """What the web chat asks of storage when a page connects."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._readers = SqlReaders(app.database)
        self.held = self._readers.held
        self.passed_on = self._readers.passed_on

    async def recent(self, chat: ChatRef, limit: int = 50) -> Sequence[OutboxRow]:
        """The newest messages sent to a chat, oldest first."""
        async with self._app.units_of_work.reading() as tx:
            return await tx.outbox.recent(chat, limit)

    async def find(self, key: str) -> OutboundMessage | None:
        """The message with that key."""
        async with self._app.units_of_work.reading() as tx:
            return await tx.outbox.find(key)

    async def open_question(self, user: UserRef) -> OpenQuestion | None:
        """The question whose clock is running for that user."""
        async with self._app.units_of_work.reading() as tx:
            person = await tx.people.of_user(user)
            attempt = person and await tx.attempts.latest_of(person.id)
        if not attempt or attempt.progress.deadline is None:
            return None
        left = attempt.progress.deadline - self._app.clock.now()
        return OpenQuestion(attempt.id, attempt.progress.position, left)
