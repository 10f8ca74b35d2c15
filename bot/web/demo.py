"""The demonstration page: three chats of one contest side by side, as three phones."""

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bot.web.assets import render
from bot.web.chat import page_texts, static_path
from bot.web.headers import content_policy
from handlers.texts.loader import DEFAULT_LOCALE, LOCALES, wording

DEMO_PATH = "/demo/"
CITIZEN_PATH = "/demo/citizen/"
LEADER_PATH = "/demo/leader/"
ORGANISER_PATH = "/demo/organiser/"


def demo_route() -> Route:
    """The page that frames the chats mounted at the three paths above."""
    pages = {locale: _render(locale) for locale in LOCALES}

    async def show(request: Request) -> HTMLResponse:
        locale = request.query_params.get("lang", DEFAULT_LOCALE)
        return HTMLResponse(
            pages.get(locale, pages[DEFAULT_LOCALE]),
            headers={"Content-Security-Policy": content_policy(frames="'self'")},
        )

    return Route(DEMO_PATH, show)


def _render(locale: str) -> str:
    query = "" if locale == DEFAULT_LOCALE else f"?lang={locale}"
    return render(
        "demo.html",
        {
            **page_texts(wording(locale)),
            "lang": locale,
            "static": static_path(""),
            "citizen": CITIZEN_PATH + query,
            "leader": LEADER_PATH + query,
            "organiser": ORGANISER_PATH + query,
        },
    )
