"""The WebSocket of one page of a live round, from its first frame to its last."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import anyio
import structlog
from starlette import status
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.adapters.web import RESTARTING, NotRunningError, WebAdapter, user_of
from bot.web.limits import RateLimiter
from bot.web.live_watch import LiveWatch
from bot.web.wire import Choose, MalformedFrameError, Ping, ack_frame, pong_frame, read_frame
from contest.live_answers import Verdict
from contest.live_rooms import RoomId
from contest.model import OptionIndex, PersonId
from handlers.payloads import LiveChoice, parse_payload
from handlers.ports.addresses import ChatRef
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.messaging import Acknowledgement, InboundMessage, OverloadedError
from handlers.texts.loader import Wording

log = structlog.get_logger()

T = TypeVar("T")

_OUTGOING = 64
"""Frames a page may lag behind before it is given up; a new connection shows it everything."""

_INCOMING = 16


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a page looks from.

    Attributes:
        room: None for a screen that is about all rooms.
        person: who sits before it, called ``name``; None for a big screen.
    """

    live_round: LiveRoundId
    room: RoomId | None
    person: PersonId | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """With what somebody answers in a room."""

    adapter: WebAdapter
    session: str
    chat: ChatRef
    frames: RateLimiter
    say: Wording


@dataclass(frozen=True, slots=True)
class _Arrival:
    frame: Choose
    received_at: datetime


class LiveSocket:
    """A page behind a WebSocket.

    As in ``bot.web.socket``, an answer is stamped when it arrives, answers of a page are delivered
    in their order, and what a page has sent is delivered even if the page is gone by then.

    Args:
        hand: None for a page on which nothing is answered.
    """

    def __init__(
        self, websocket: WebSocket, watch: LiveWatch, seat: Seat, hand: Hand | None = None
    ) -> None:
        self._websocket = websocket
        self._watch = watch
        self._seat = seat
        self._hand = hand
        self._line = anyio.CancelScope()
        self._close_code = status.WS_1000_NORMAL_CLOSURE
        self._push_to, self._to_write = anyio.create_memory_object_stream[str](_OUTGOING)
        self._put_to, self._to_deliver = anyio.create_memory_object_stream[_Arrival](_INCOMING)

    @property
    def room(self) -> RoomId | None:
        return self._seat.room

    @property
    def person(self) -> PersonId | None:
        return self._seat.person

    def push(self, frame: str) -> None:
        try:
            self._push_to.send_nowait(frame)
        except anyio.WouldBlock:
            # Waiting for one page that reads too slowly would hold up all others.
            self._line.cancel()
        except (anyio.ClosedResourceError, anyio.BrokenResourceError):
            pass

    def close(self, code: int) -> None:
        self._close_code = code
        self._push_to.close()

    async def serve(self) -> None:
        """Talk to the page until either side ends it, then deliver what is left."""
        await self._websocket.accept()
        with self._push_to, self._to_write, self._put_to, self._to_deliver:
            async with anyio.create_task_group() as tasks:
                if self._hand is not None:
                    tasks.start_soon(self._deliver, self._hand)
                try:
                    await self._hold_line()
                finally:
                    self._put_to.close()
                    with anyio.CancelScope(shield=True):
                        await self._watch.leave(self._seat.live_round, self)

    async def _hold_line(self) -> None:
        with self._line:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._write)
                tasks.start_soon(self._greet)
                await self._read()
                self._line.cancel()

    async def _greet(self) -> None:
        joined = self._watch.join(self._seat.live_round, self, self._seat.name)
        if not await self._or_end("join", joined):
            self.close(status.WS_1011_INTERNAL_ERROR)

    async def _write(self) -> None:
        try:
            async for frame in self._to_write:
                await self._websocket.send_text(frame)
            await self._websocket.close(self._close_code)
        except (WebSocketDisconnect, RuntimeError):
            # uvicorn raises RuntimeError between giving up a dead peer and telling us so.
            pass
        self._line.cancel()

    async def _read(self) -> None:
        while (event := await self._websocket.receive())["type"] == "websocket.receive":
            self._arrive(event.get("text"))

    def _arrive(self, raw: str | None) -> None:
        try:
            frame = read_frame(raw or "")
        except MalformedFrameError:
            self.close(status.WS_1008_POLICY_VIOLATION)
            return
        if isinstance(frame, Ping):
            self.push(pong_frame())
        elif isinstance(frame, Choose) and self._hand is not None:
            self._take(frame, self._hand)

    def _take(self, frame: Choose, hand: Hand) -> None:
        received_at = hand.adapter.now()
        try:
            if hand.frames.allows(hand.session, received_at):
                self._put_to.send_nowait(_Arrival(frame, received_at))
                return
        except anyio.WouldBlock:
            pass
        except anyio.BrokenResourceError:
            # Delivering has failed and the line is about to end; the page will send it again.
            return
        self.push(ack_frame(frame.id, Acknowledgement("slow_down", hand.say("page-slow-down"))))

    async def _deliver(self, hand: Hand) -> None:
        with self._to_deliver, hand.adapter.attended():
            async for arrival in self._to_deliver:
                ack = await self._or_end("deliver", self._take_in(arrival, hand))
                if ack is None:
                    return
                self.push(ack_frame(arrival.frame.id, ack))
                choice = parse_payload(arrival.frame.payload)
                if isinstance(choice, LiveChoice) and ack.verdict == Verdict.STORED:
                    place = OptionIndex(choice.place)
                    self._watch.chosen(self._seat.live_round, self, choice.position, place)

    async def _take_in(self, arrival: _Arrival, hand: Hand) -> Acknowledgement:
        try:
            return await hand.adapter.take(_inbound(arrival, hand), self)
        except OverloadedError:
            # The line stays: to connect again would be work, too.
            return Acknowledgement("busy", hand.say("page-busy"))

    async def _or_end(self, step: str, work: Awaitable[T]) -> T | None:
        """The result of ``work``; None if it failed, and then the line ends.

        Only the kind of failure is logged: its text may hold what a person answered.
        """
        try:
            return await work
        except NotRunningError:
            self.close(RESTARTING)
        except Exception as error:
            log.error("live_page_failed", step=step, error=type(error).__name__)
            self.close(status.WS_1011_INTERNAL_ERROR)
        return None


async def serve_guest(websocket: WebSocket, hello: str) -> None:
    """Greet a page whose visitor has to register first, and stay until it is gone."""
    await websocket.accept()
    try:
        await websocket.send_text(hello)
        while True:
            if isinstance(read_frame(await websocket.receive_text()), Ping):
                await websocket.send_text(pong_frame())
    except (WebSocketDisconnect, RuntimeError, KeyError):
        pass
    except MalformedFrameError:
        await websocket.close(status.WS_1008_POLICY_VIOLATION)


def _inbound(arrival: _Arrival, hand: Hand) -> InboundMessage:
    return InboundMessage(
        update_id=arrival.frame.id,
        chat=hand.chat,
        sender=user_of(hand.session),
        received_at=arrival.received_at,
        choice=arrival.frame.payload,
    )
