"""The page that tells whoever has a certificate in hand whether it is what the result says.

It tells no more than stands on the certificate, and nothing of codes that are not ours.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from urllib.parse import quote

from starlette import status
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web.assets import Markup, assets, render
from bot.web.files import content_response
from bot.web.headers import content_policy
from bot.web.limits import Rate, RateLimiter, address_key
from contest.results import ResultMove
from handlers import certificates
from handlers.call import CheckLink
from handlers.certificates import Checked, Validity
from handlers.formats import date_text, local_day
from handlers.ports.contents import CertificateFile
from handlers.ports.repositories import UnitOfWork
from handlers.ports.timing import Clock
from handlers.texts.loader import DEFAULT_LOCALE, LOCALES, Wording, wording

CHECK_PATH = "/xac-minh/"

CHECK_RATE = Rate(burst=60, per_second=1)
"""Of one address: an office may stand behind it and check a stack of papers."""

_POLICY = content_policy(forms="'self'")

Reading = Callable[[], AbstractAsyncContextManager[UnitOfWork]]


class CertificatePages:
    """The page for each code, the file behind it, and the form to type a code into."""

    def __init__(self, reading: Reading, clock: Clock, check_link: CheckLink) -> None:
        self._reading = reading
        self._clock = clock
        self._check_link = check_link
        self._visits = RateLimiter(CHECK_RATE)

    def routes(self) -> list[BaseRoute]:
        return [
            Route(CHECK_PATH, self._ask),
            Route(f"{CHECK_PATH}{{code}}.pdf", self._file),
            Route(f"{CHECK_PATH}{{code}}", self._tell),
        ]

    async def _ask(self, request: Request) -> Response:
        """The form; a code that was typed into it leads to its page."""
        code = request.query_params.get("ma", "").strip()
        say = _wording_of(request)
        if not code:
            return _html(_form(say))
        query = "" if say.locale == DEFAULT_LOCALE else f"?lang={say.locale}"
        return RedirectResponse(f"{CHECK_PATH}{quote(code, safe='')}{query}")

    async def _tell(self, request: Request) -> Response:
        say, code = _wording_of(request), request.path_params["code"]
        if not self._admits(request):
            return _too_many(say)
        checked = await self._checked(code)
        if checked is None:
            return _html(_unknown(say), status.HTTP_404_NOT_FOUND)
        return _html(_verdict(checked, code, say))

    async def _file(self, request: Request) -> Response:
        """The certificate itself, for platforms that take no files; only while it is valid."""
        if not self._admits(request):
            return _too_many(_wording_of(request))
        code = request.path_params["code"]
        async with self._reading() as tx:
            checked = await certificates.check(tx, code)
            if checked is None or checked.validity is not Validity.VALID:
                raise HTTPException(status.HTTP_404_NOT_FOUND)
            issue = await certificates.issue_of(tx, checked.contest, checked.round, checked.result)
            words = certificates.certificate_of(tx, issue, checked.line, self._check_link)
        name = certificates.file_name(issue, checked.line)
        return await content_response(CertificateFile(words, name, ""))

    async def _checked(self, code: str) -> Checked | None:
        async with self._reading() as tx:
            return await certificates.check(tx, code)

    def _admits(self, request: Request) -> bool:
        address = address_key(request.client.host if request.client else "")
        return self._visits.allows(address, self._clock.now())


def _verdict(checked: Checked, code: str, say: Wording) -> str:
    line, published = checked.line, checked.result.steps[ResultMove.PUBLISH]
    facts = [
        ("check-name", line.full_name or ""),
        ("check-unit", line.unit_name),
        (
            "check-achievement",
            certificates.achievement(checked.round, line, checked.prize_then, say),
        ),
        ("check-contest", checked.contest.name),
        ("check-organiser", checked.contest.organiser),
        ("check-published", date_text(local_day(published.at))),
    ]
    is_valid = checked.validity is Validity.VALID
    if not is_valid:
        facts.append(("check-now", _now(checked, say)))
    file = f"{CHECK_PATH}{quote(code, safe='')}.pdf" if is_valid else None
    return _render(checked.validity.value, facts, say, file)


def _now(checked: Checked, say: Wording) -> str:
    """What the result that is published now says of the same person."""
    if checked.now is None or checked.now.full_name is None:
        return say("check-now-nothing")
    return certificates.achievement(checked.round, checked.now, checked.prize, say)


def _unknown(say: Wording) -> str:
    return _render("unknown", [], say)


def _form(say: Wording) -> str:
    return _render("form", [], say)


def _render(
    outcome: str, facts: list[tuple[str, str]], say: Wording, file: str | None = None
) -> str:
    rows = (render("fact.html", {"name": say(key), "value": value}) for key, value in facts)
    download = render("download.html", {"address": file or "", "label": say("check-download")})
    other = next(each for each in LOCALES if each != say.locale)
    return render(
        "verification.html",
        {
            "lang": say.locale,
            "outcome": outcome,
            "title": say("check-title"),
            "verdict": say(f"check-{outcome}"),
            "explanation": say(f"check-{outcome}-means"),
            "facts": Markup("".join(rows)),
            "download": Markup(download if file else ""),
            "code-label": say("check-code"),
            "button": say("check-button"),
            "home": CHECK_PATH,
            "other-lang": other,
            "other-label": wording(other)("check-this-language"),
            "static": f"/static/{assets().version}/",
        },
    )


def _html(body: str, status_code: int = status.HTTP_200_OK) -> Response:
    headers = {"Content-Security-Policy": _POLICY, "X-Robots-Tag": "noindex"}
    return HTMLResponse(body, status_code, headers=headers)


def _wording_of(request: Request) -> Wording:
    return wording(request.query_params.get("lang", DEFAULT_LOCALE))


def _too_many(say: Wording) -> Response:
    return PlainTextResponse(
        say("check-too-many"),
        status.HTTP_429_TOO_MANY_REQUESTS,
        headers={"Retry-After": "60"},
    )
