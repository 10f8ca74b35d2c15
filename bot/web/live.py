"""Pages of live rounds: the room that people enter with their phones, and the big screen of a hall.

The pages hold no session of their own. Who sits in a room is who they are in the web chat: the
room's socket lies below the chat's path, where the chat's cookie goes.
"""

import json
from collections.abc import Mapping
from functools import cache
from urllib.parse import quote

from starlette import status
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.adapters.web import WebAdapter, room_chat, user_of
from bot.documents.qr import qr_svg
from bot.web.assets import Markup, render
from bot.web.chat import is_same_origin, page_texts, static_path
from bot.web.headers import content_policy
from bot.web.limits import FRAME_RATE, SESSION_RATE, RateLimiter, address_key
from bot.web.live_addresses import (
    ROOM_PATH,
    SCREEN_PATH,
    ScreenCodes,
    ScreenRef,
    room_code,
    room_path,
    typed_code,
)
from bot.web.live_frames import guest_frame
from bot.web.live_socket import Hand, LiveSocket, Seat, serve_guest
from bot.web.live_watch import LiveWatch, Reading
from bot.web.sessions import Sessions
from handlers.live_screens import find_room
from handlers.ports.live_records import HostedRound
from handlers.ports.records import Person
from handlers.ports.timing import Clock
from handlers.texts.loader import DEFAULT_LOCALE, Wording, wording

_PLACES = ("position", "of", "seconds", "time", "name", "letter", "count", "percent", "points")
"""What the pages' scripts fill into texts by themselves; ``from`` and ``to``, too."""

_TEXTS = "live-"
"""Before the names of texts that only these pages have."""

_POLICY = content_policy()


class LivePages:
    """The pages of all live rounds.

    Args:
        chat_path: of the web chat in which people register.
        secret: signs the cookies of that chat, and the codes of the big screens.
        public_url: under which people reach this server; where it is not known, what the browser
            of the big screen calls it.
    """

    def __init__(
        self,
        reading: Reading,
        clock: Clock,
        adapter: WebAdapter,
        chat_path: str,
        secret: str,
        public_url: str | None,
    ) -> None:
        self._reading = reading
        self._clock = clock
        self._adapter = adapter
        self._chat_path = chat_path
        self._public_url = public_url
        self._sessions = Sessions(secret, chat_path)
        self._codes = ScreenCodes(secret)
        self._watch = LiveWatch(reading, clock, lambda: adapter.is_open)
        self._frames = RateLimiter(FRAME_RATE)
        self._visits = RateLimiter(SESSION_RATE)

    def routes(self) -> list[BaseRoute]:
        """To stand before the chat's own, as the rooms' sockets lie below its path."""
        room = f"{self._chat_path}phong/{{code}}"
        return [
            Route(f"{ROOM_PATH}{{code}}", self._room_page),
            Route(f"{room}/gate", self._gate),
            WebSocketRoute(f"{room}/socket", self._room_socket),
            Route(f"{SCREEN_PATH}{{code}}", self._screen_page),
            Route(f"{SCREEN_PATH}{{code}}/code.svg", self._join_code),
            WebSocketRoute(f"{SCREEN_PATH}{{code}}/socket", self._screen_socket),
        ]

    async def _room_page(self, request: Request) -> Response:
        say, code = _wording_of(request), typed_code(request.path_params["code"])
        async with self._reading() as tx:
            place = await find_room(tx, room_chat(code))
            hosted = await tx.live.find(place.live_round) if place is not None else None
        if hosted is None:
            return _not_found(say("live-page-not-found"))
        path = quote(code, safe="")
        values = {
            "socket": f"{self._chat_path}phong/{path}/socket",
            "registration": f"{self._chat_path}?phong={path}{_language(say, '&')}",
        }
        return _page("live-room.html", hosted, say, values)

    async def _gate(self, request: Request) -> Response:
        """Whether somebody who was sent to register has done so."""
        person = await self._person(request)
        return Response(
            status_code=status.HTTP_401_UNAUTHORIZED
            if person is None
            else status.HTTP_204_NO_CONTENT
        )

    async def _room_socket(self, websocket: WebSocket) -> None:
        if not self._admits(websocket):
            await websocket.close()
            return
        chat = room_chat(typed_code(websocket.path_params["code"]))
        session, person = self._sessions.of(websocket), await self._person(websocket)
        async with self._reading() as tx:
            place = await find_room(tx, chat)
            hosted = await tx.live.find(place.live_round) if place is not None else None
        if place is None or hosted is None:
            await websocket.close()
        elif session is None or person is None:
            await serve_guest(websocket, guest_frame(hosted.title, self._clock))
        else:
            seat = Seat(place.live_round, place.room.id, person.id, person.full_name)
            hand = Hand(self._adapter, session, chat, self._frames, _wording_of(websocket))
            await LiveSocket(websocket, self._watch, seat, hand).serve()

    async def _screen_page(self, request: Request) -> Response:
        say, code = _wording_of(request), request.path_params["code"]
        ref = self._codes.read(code)
        hosted = await self._hosted(ref)
        if ref is None or hosted is None:
            return _not_found(say("live-page-screen-not-found"))
        path = f"{SCREEN_PATH}{quote(code, safe='')}"
        address = self._room_address(request, hosted, ref)
        join = {**_typed(address), "code": f"{path}/code.svg", **live_texts(say)}
        values: dict[str, str | Markup] = {
            "socket": f"{path}/socket",
            "join": Markup(render("live-join.html", join) if address else ""),
        }
        return _page("live-screen.html", hosted, say, values)

    async def _join_code(self, request: Request) -> Response:
        """The address of the room that a big screen stands in, as a QR code."""
        ref = self._codes.read(request.path_params["code"])
        hosted = await self._hosted(ref)
        address = self._room_address(request, hosted, ref) if ref and hosted else ""
        if not address:
            return _not_found(_wording_of(request)("page-not-found"))
        return Response(qr_svg(address), media_type="image/svg+xml")

    async def _screen_socket(self, websocket: WebSocket) -> None:
        ref = self._codes.read(websocket.path_params["code"])
        if ref is None or not self._admits(websocket):
            await websocket.close()
            return
        await LiveSocket(websocket, self._watch, Seat(ref.live_round, ref.room)).serve()

    async def _hosted(self, ref: ScreenRef | None) -> HostedRound | None:
        if ref is None:
            return None
        async with self._reading() as tx:
            return await tx.live.find(ref.live_round)

    async def _person(self, connection: HTTPConnection) -> Person | None:
        session = self._sessions.of(connection)
        if session is None:
            return None
        async with self._reading() as tx:
            return await tx.people.of_user(user_of(session))

    def _room_address(self, request: Request, hosted: HostedRound, ref: ScreenRef) -> str:
        """Where people enter the room of a screen; empty if that is no room of the web."""
        room = hosted.rooms.get(ref.room) if ref.room is not None else None
        code = room_code(room.chat) if room is not None else None
        base = (self._public_url or str(request.base_url)).rstrip("/")
        return f"{base}{room_path(code)}" if code else ""

    def _admits(self, websocket: WebSocket) -> bool:
        """Whether a socket may be opened: by a page of ours, and not too often."""
        if not self._adapter.is_open or not is_same_origin(websocket):
            return False
        now, session = self._clock.now(), self._sessions.of(websocket)
        if session is not None:
            return self._frames.allows(session, now)
        host = websocket.client.host if websocket.client else ""
        return self._visits.allows(address_key(host), now)


def _page(
    template: str, hosted: HostedRound, say: Wording, values: Mapping[str, str | Markup]
) -> Response:
    texts = live_texts(say)
    found = {
        **texts,
        "lang": say.locale,
        "title": hosted.title,
        "texts": json.dumps(texts, ensure_ascii=False),
        "static": static_path(""),
        **values,
    }
    headers = {"Content-Security-Policy": _POLICY, "X-Robots-Tag": "noindex"}
    return HTMLResponse(render(template, found), headers=headers)


@cache
def live_texts(say: Wording) -> Mapping[str, str]:
    """The texts of the chat's page and those of these pages, under names of one kind."""
    places = {place: f"{{{place}}}" for place in (*_PLACES, "from", "to")}
    keys = [key for key in say.keys() if key.startswith(f"{_TEXTS}page-")]  # noqa: SIM118 - no mapping
    own = {key.removeprefix(_TEXTS): say(key, **places) for key in keys}
    return page_texts(say) | own


def _typed(address: str) -> dict[str, str]:
    """An address as people type it, in the two lines in which it is shown."""
    site, slash, path = address.partition("://")[2].partition("/")
    return {"site": site, "path": slash + path}


def _language(say: Wording, before: str) -> str:
    return "" if say.locale == DEFAULT_LOCALE else f"{before}lang={say.locale}"


def _wording_of(connection: HTTPConnection) -> Wording:
    return wording(connection.query_params.get("lang", DEFAULT_LOCALE))


def _not_found(text: str) -> Response:
    return PlainTextResponse(text, status.HTTP_404_NOT_FOUND)
