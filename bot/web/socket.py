"""One page's WebSocket from its first frame to its last."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import anyio
import structlog
from anyio.abc import TaskGroup
from starlette import status
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.adapters.web import RESTARTING, NotRunningError, WebAdapter, chat_of, user_of
from bot.web.limits import RateLimiter
from bot.web.wire import (
    MAX_TEXT_LENGTH,
    Choose,
    MalformedFrameError,
    Ping,
    Say,
    ack_frame,
    pong_frame,
    read_frame,
)
from handlers.ports.messaging import Acknowledgement, InboundMessage, OverloadedError
from handlers.texts.loader import Wording

log = structlog.get_logger()

T = TypeVar("T")

_OUTGOING = 64
"""Frames a page may lag behind before it is given up; it finds them in the transcript later."""

_INCOMING = 32
"""More than the rate limit lets through at once, so a full queue means a core that is stuck."""


@dataclass(frozen=True, slots=True)
class _Arrival:
    frame: Say | Choose
    received_at: datetime


class PageSocket:
    """A tab behind a WebSocket.

    Reading, writing and delivering go on side by side: a frame is stamped when it arrives, however
    long the one before it takes, and frames of one page are delivered in their order. What a page
    has sent is delivered even if the page is gone by then.
    """

    def __init__(
        self,
        websocket: WebSocket,
        adapter: WebAdapter,
        session: str,
        frames: RateLimiter,
        say: Wording,
    ) -> None:
        self._websocket = websocket
        self._adapter = adapter
        self._session = session
        self._chat = chat_of(session)
        self._user = user_of(session)
        self._frames = frames
        self._say = say
        self._line = anyio.CancelScope()
        self._close_code = status.WS_1000_NORMAL_CLOSURE
        self._push_to, self._to_write = anyio.create_memory_object_stream[str](_OUTGOING)
        self._put_to, self._to_deliver = anyio.create_memory_object_stream[_Arrival](_INCOMING)

    def push(self, frame: str) -> None:
        try:
            self._push_to.send_nowait(frame)
        except anyio.WouldBlock:
            # Waiting for one page that reads too slowly would hold up everybody's messages.
            self._line.cancel()
        except (anyio.ClosedResourceError, anyio.BrokenResourceError):
            pass

    def close(self, code: int) -> None:
        self._close_code = code
        self._push_to.close()

    async def serve(self) -> None:
        """Talk to the page until either side ends it, then deliver what is left."""
        await self._websocket.accept()
        with self._adapter.attended(), self._push_to, self._to_write, self._put_to:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._deliver)
                self._adapter.join(self._chat, self)
                try:
                    await self._hold_line()
                finally:
                    self._adapter.leave(self._chat, self)
                    self._put_to.close()

    async def _hold_line(self) -> None:
        with self._line:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._write, tasks)
                await self._read()
                self._line.cancel()

    async def _write(self, tasks: TaskGroup) -> None:
        try:
            hello = await self._or_end("hello", self._adapter.hello(self._chat, self._user))
            if hello is not None:
                await self._websocket.send_text(hello)
                tasks.start_soon(self._meet)
            async for frame in self._to_write:
                await self._websocket.send_text(frame)
            await self._websocket.close(self._close_code)
        except (WebSocketDisconnect, RuntimeError):
            # uvicorn raises RuntimeError between giving up a dead peer and telling us so.
            pass
        self._line.cancel()

    async def _meet(self) -> None:
        await self._or_end("meet", self._adapter.meet(self._chat))

    async def _read(self) -> None:
        while (event := await self._websocket.receive())["type"] == "websocket.receive":
            self._arrive(event.get("text"), self._adapter.now())

    def _arrive(self, raw: str | None, received_at: datetime) -> None:
        if raw is None:
            self.close(status.WS_1003_UNSUPPORTED_DATA)
            return
        try:
            frame = read_frame(raw)
        except MalformedFrameError:
            self.close(status.WS_1008_POLICY_VIOLATION)
            return
        allowed = self._frames.allows(self._session, received_at)
        if isinstance(frame, Ping) and allowed:
            self.push(pong_frame())
        elif isinstance(frame, Say | Choose):
            self._take(_Arrival(frame, received_at), allowed=allowed)

    def _take(self, arrival: _Arrival, *, allowed: bool) -> None:
        frame = arrival.frame
        if isinstance(frame, Say) and len(frame.text) > MAX_TEXT_LENGTH:
            self._refuse(frame, "too_long", "page-too-long")
            return
        try:
            if allowed:
                self._put_to.send_nowait(arrival)
            else:
                self._refuse(frame, "slow_down", "page-slow-down")
        except anyio.WouldBlock:
            self._refuse(frame, "slow_down", "page-slow-down")
        except anyio.BrokenResourceError:
            # Delivering has failed and the line is about to end; the page will send it again.
            pass

    def _refuse(self, frame: Say | Choose, verdict: str, key: str) -> None:
        self.push(ack_frame(frame.id, Acknowledgement(verdict, self._say(key))))

    async def _deliver(self) -> None:
        with self._to_deliver:
            async for arrival in self._to_deliver:
                ack = await self._or_end("deliver", self._take_in(arrival))
                if ack is None:
                    return
                self.push(ack_frame(arrival.frame.id, ack))

    async def _take_in(self, arrival: _Arrival) -> Acknowledgement:
        try:
            return await self._adapter.take(self._inbound(arrival), self)
        except OverloadedError:
            # The line stays: to connect again would be work, too.
            return Acknowledgement("busy", self._say("page-busy"))

    def _inbound(self, arrival: _Arrival) -> InboundMessage:
        frame = arrival.frame
        return InboundMessage(
            update_id=frame.id,
            chat=self._chat,
            sender=self._user,
            received_at=arrival.received_at,
            text=frame.text if isinstance(frame, Say) else "",
            choice=frame.payload if isinstance(frame, Choose) else None,
        )

    async def _or_end(self, step: str, work: Awaitable[T]) -> T | None:
        """The result of ``work``; None if it failed, and then the line ends.

        The page connects again and sends what was not acknowledged. Only the kind of failure is
        logged: its text may hold what a person wrote.
        """
        try:
            return await work
        except NotRunningError:
            self.close(RESTARTING)
        except Exception as error:
            log.error("web_page_failed", step=step, error=type(error).__name__)
            self.close(status.WS_1011_INTERNAL_ERROR)
        return None
