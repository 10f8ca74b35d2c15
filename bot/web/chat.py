"""One mounted chat: its page, its session cookie and the door to its WebSocket."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette import status
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.adapters.web import WebAdapter, chat_of, user_of
from bot.web.assets import Markup, assets, render
from bot.web.files import file_response, key_of
from bot.web.headers import content_policy
from bot.web.limits import FRAME_RATE, SESSION_RATE, RateLimiter, address_key
from bot.web.sessions import Sessions
from bot.web.socket import PageSocket
from handlers.ports.addresses import ChatRef, UserRef
from handlers.texts.loader import DEFAULT_LOCALE, LOCALES, Wording, wording

_DEFAULT_PORTS = {"http": "80", "https": "443"}

Entered = Callable[[UserRef, ChatRef], Awaitable[None]]

_PLACES = ("position", "of", "seconds", "letter", "rows")
"""What the page's script fills into texts by itself."""


@dataclass(frozen=True, slots=True)
class Face:
    """How a chat presents itself.

    Attributes:
        title: shown above the conversation; the text ``page-title`` if not given.
        menu: Fluent keys of texts that the menu sends as if they had been typed.
    """

    title: str | None = None
    menu: tuple[str, ...] = ("command-play", "command-score", "command-rules", "command-help")


LEADER_MENU = ("command-situation", "command-missing", "command-nudge", "command-help")
ORGANISER_MENU = (
    "command-progress",
    "command-leaderboard",
    "command-announce",
    "command-invite",
    "command-help",
)


class WebChat:
    """A chat at one path.

    Args:
        path: begins and ends with a slash.
        secret: signs the session cookies; whoever knows it can be anybody.
        entered: awaited whenever a visitor loads the page, before they can connect; may be called
            many times for the same visitor.
        is_framed: whether pages of the same origin may show this one in a frame.
    """

    def __init__(
        self,
        adapter: WebAdapter,
        path: str,
        secret: str,
        *,
        face: Face | None = None,
        entered: Entered | None = None,
        is_framed: bool = False,
    ) -> None:
        self.path = path
        self.adapter = adapter
        self._sessions = Sessions(secret, path)
        self._face = face or Face()
        self._entered = entered
        self._policy = content_policy(frame_ancestors="'self'" if is_framed else "'none'")
        self._frames = RateLimiter(FRAME_RATE)
        self._new_sessions = RateLimiter(SESSION_RATE)
        self._pages = {locale: self._render(wording(locale)) for locale in LOCALES}

    def routes(self) -> list[BaseRoute]:
        """The page, a check of its session, files of its messages, its manifest and its socket."""
        return [
            Mount(
                self.path.rstrip("/"),
                routes=[
                    Route("/", self._page),
                    Route("/session", self._session),
                    Route("/files/{token}", self._file),
                    Route("/manifest.webmanifest", self._manifest),
                    WebSocketRoute("/socket", self._socket),
                ],
            )
        ]

    async def _page(self, request: Request) -> Response:
        say = _wording_of(request)
        session = self._sessions.of(request)
        if session is None:
            if not self._new_sessions.allows(_address(request), self.adapter.now()):
                return _too_many(say)
            session = self._sessions.start()
        if self._entered is not None:
            await self._entered(user_of(session), chat_of(session))
        page = HTMLResponse(
            self._pages[say.locale], headers={"Content-Security-Policy": self._policy}
        )
        self._sessions.remember(session, page, is_https=request.url.scheme == "https")
        return page

    async def _session(self, request: Request) -> Response:
        # A browser does not tell a page why its WebSocket was refused; this does.
        known = self._sessions.of(request) is not None
        return Response(
            status_code=status.HTTP_204_NO_CONTENT if known else status.HTTP_401_UNAUTHORIZED
        )

    async def _file(self, request: Request) -> Response:
        session = self._sessions.of(request)
        if session is None:
            return await file_response(None)
        key = key_of(request.path_params["token"])
        return await file_response(await self.adapter.shown(chat_of(session), key))

    async def _manifest(self, request: Request) -> Response:
        say = _wording_of(request)
        title = self._face.title or say("page-title")
        manifest = {
            "name": title,
            "short_name": title,
            "lang": say.locale,
            "start_url": self.path,
            "scope": self.path,
            "display": "standalone",
            "background_color": "#eef3f9",
            "theme_color": "#0a5bd3",
            "icons": [{"src": static_path("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        }
        return JSONResponse(manifest, media_type="application/manifest+json")

    async def _socket(self, websocket: WebSocket) -> None:
        session = self._sessions.of(websocket)
        if session is None or not is_same_origin(websocket) or not self._admits(session):
            # Before it is accepted this is a 403; a response of our own would end in uvicorn's log
            # as an error, and no browser would show it to the page.
            await websocket.close()
            return
        say = _wording_of(websocket)
        await PageSocket(websocket, self.adapter, session, self._frames, say).serve()

    def _admits(self, session: str) -> bool:
        return self.adapter.is_open and self._frames.allows(session, self.adapter.now())

    def _render(self, say: Wording) -> str:
        texts = page_texts(say)
        return render(
            "chat.html",
            {
                **texts,
                "lang": say.locale,
                "title": self._face.title or texts["page-title"],
                "commands": Markup("".join(_command(say(key)) for key in self._face.menu)),
                "start": say("command-start"),
                "texts": json.dumps(texts, ensure_ascii=False),
                "static": static_path(""),
            },
        )


def static_path(name: str) -> str:
    """The address of a static file in its present version."""
    return f"/static/{assets().version}/{name}"


def page_texts(say: Wording) -> dict[str, str]:
    """Every text of the page, with the places that its script fills in written as ``{name}``."""
    places = {place: f"{{{place}}}" for place in _PLACES}
    keys = [key for key in say.keys() if key.startswith("page-")]  # noqa: SIM118 - no mapping
    return {key: say(key, **places) for key in keys}


def _command(label: str) -> str:
    return render("command.html", {"label": label})


def _wording_of(connection: HTTPConnection) -> Wording:
    return wording(connection.query_params.get("lang", DEFAULT_LOCALE))


def _address(request: Request) -> str:
    return address_key(request.client.host if request.client else "")


def _too_many(say: Wording) -> Response:
    return PlainTextResponse(
        say("page-too-many-sessions"),
        status.HTTP_429_TOO_MANY_REQUESTS,
        headers={"Retry-After": "60"},
    )


def is_same_origin(websocket: WebSocket) -> bool:
    """Whether our own page opened the socket: browsers send cookies along from any site."""
    try:
        origin = urlsplit(websocket.headers.get("origin", ""))
    except ValueError:
        return False
    default_port = _DEFAULT_PORTS.get(origin.scheme)
    if default_port is None:
        return False
    host = websocket.headers.get("host", "")
    return _without_port(origin.netloc, default_port) == _without_port(host, default_port)


def _without_port(host: str, port: str) -> str:
    return host.lower().removesuffix(f":{port}")
