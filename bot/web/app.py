"""The ASGI app: the chats that the composition root mounts, the page's files and a health check."""

from collections.abc import Awaitable, Callable, Sequence

from starlette import status
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web.assets import assets
from bot.web.chat import WebChat
from bot.web.demo import DEMO_PATH, demo_route
from bot.web.files import PublicPictures
from bot.web.headers import STRICT, StrictHeaders
from bot.web.live import LivePages
from bot.web.verification import CertificatePages
from handlers.texts.loader import DEFAULT_LOCALE, wording

CHAT_PATH = "/chat/"

Endpoint = Callable[[Request], Awaitable[Response]]

_FOR_EVER = "public, max-age=31536000, immutable"


def create_app(
    chats: Sequence[WebChat],
    *,
    with_demo: bool = False,
    pictures: PublicPictures | None = None,
    certificates: CertificatePages | None = None,
    live: LivePages | None = None,
    operations: Sequence[BaseRoute] = (),
) -> Starlette:
    """The app that serves these chats.

    Args:
        chats: all of the same adapter; `/` leads to the first. Without any, the server is there
            for webhooks alone.
        with_demo: `/` leads to the demonstration instead, which shows the three chats mounted at
            the paths named in `bot.web.demo`.
        pictures: for platforms that fetch them by an address.
        certificates: for whoever checks one.
        live: rooms and big screens of live rounds.
        operations: for whoever watches the system; see `bot.web.health`.
    """
    routes: list[BaseRoute] = [
        Route("/healthz", _health_of(chats)),
        Route("/static/{version}/{name}", _static),
        *operations,
    ]
    if chats:
        routes.append(Route("/", _leading_to(DEMO_PATH if with_demo else chats[0].path)))
    if with_demo:
        routes.append(demo_route())
    if pictures is not None:
        routes.append(pictures.route())
    if certificates is not None:
        routes.extend(certificates.routes())
    if live is not None:
        routes.extend(live.routes())
    for chat in chats:
        routes.extend(chat.routes())
    return Starlette(
        routes=routes,
        middleware=[Middleware(StrictHeaders), Middleware(GZipMiddleware, minimum_size=1024)],
        exception_handlers={status.HTTP_404_NOT_FOUND: _not_found, Exception: _failed},
    )


def _leading_to(home: str) -> Endpoint:
    async def lead(_: Request) -> Response:
        return RedirectResponse(home)

    return lead


def _health_of(chats: Sequence[WebChat]) -> Endpoint:
    async def health(_: Request) -> Response:
        if all(chat.adapter.is_open for chat in chats):
            return JSONResponse({"status": "ok"})
        return JSONResponse({"status": "stopping"}, status.HTTP_503_SERVICE_UNAVAILABLE)

    return health


async def _static(request: Request) -> Response:
    asset = assets().files.get(request.path_params["name"])
    if asset is None:
        return await _not_found(request, KeyError())
    # A page of another version, open during an update, gets today's file but must not keep it.
    is_current = request.path_params["version"] == assets().version
    return Response(
        asset.body,
        media_type=asset.media_type,
        headers={"Cache-Control": _FOR_EVER if is_current else "no-cache"},
    )


async def _not_found(_: Request, __: Exception) -> Response:
    text = wording(DEFAULT_LOCALE)("page-not-found")
    return PlainTextResponse(text, status.HTTP_404_NOT_FOUND)


async def _failed(_: Request, __: Exception) -> Response:
    # Starlette answers this one outside its middleware.
    text = wording(DEFAULT_LOCALE)("page-failed")
    return PlainTextResponse(text, status.HTTP_500_INTERNAL_SERVER_ERROR, headers=STRICT)
