"""What the platform's refusals mean to us: one of the five errors of the port.

The codes are documented and the descriptions are not, so words of a description are only a hint.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus

from handlers.ports.messaging import (
    AdapterMisconfigured,
    MessageRejected,
    MessagingError,
    RateLimited,
    RecipientUnreachable,
    TemporaryFailure,
)

UNTOLD_PAUSE = timedelta(seconds=60)
"""For a 429 that does not say how long, as none is known to do; the least that helped others."""

_UNREACHABLE = (
    ("block", "blocked"),
    ("not a member", "removed"),
    ("kicked", "removed"),
    ("not written", "not_started"),
    ("chat", "unknown"),
    ("user", "unknown"),
)
_REJECTED = (
    ("text", "text"),
    ("caption", "text"),
    ("markdown", "text"),
    ("photo", "photo"),
    ("url", "url"),
    ("secret", "secret"),
)


class Idle(TemporaryFailure):
    """The time of a call has run out; a poll that found nothing ends so."""


class Undecided(TemporaryFailure):
    """A 403: documented as an error of the server, and used for chats that are closed to a bot."""


class Overdrawn(RateLimited):
    """A 429 that does not say for how long: too many at once, or all that the plan grants."""

    def __init__(self) -> None:
        super().__init__(UNTOLD_PAUSE)


class Unexplained(RecipientUnreachable):
    """A 400 that gives no reason that we know."""


class WebhookIsSet(TemporaryFailure):
    """Updates cannot be fetched, for somebody has them brought to a webhook."""


class NotFound(RecipientUnreachable):
    """There is no such chat, or no such thing as was asked for."""


class QuotaSpent(RateLimited):
    """What the plan grants is used up, for the month or for this person."""


def failure(
    code: int, description: str = "", retry_after: timedelta | None = None
) -> MessagingError:
    """The error that a refused call means; it repeats nothing of what the server said.

    Args:
        code: of the answer's body, or the HTTP status where the body has none.
    """
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        return Overdrawn() if retry_after is None else RateLimited(retry_after)
    if meaning := _MEANINGS.get(code):
        return meaning(description.casefold())
    if HTTPStatus.BAD_REQUEST < code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return MessageRejected("refused")
    # The server, or a gateway in front of it, may have fallen over after it did what was asked.
    return TemporaryFailure(f"server error {code}", outcome_unknown=True)


def foreign(status: int, retry_after: timedelta | None = None) -> MessagingError:
    """What a page of HTML, or nothing at all, means: the answer of something in between."""
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS):
        return failure(status, retry_after=retry_after)
    is_refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return TemporaryFailure(
        f"no answer of the platform, status {status}", outcome_unknown=not is_refused
    )


def _forbidden(said: str) -> MessagingError:
    if word := _word(said, _UNREACHABLE):
        return RecipientUnreachable(word)
    return Undecided("forbidden", outcome_unknown=False)


def _bad_request(said: str) -> MessagingError:
    # Our texts are neither empty nor too long, so that it is the chat unless it says otherwise.
    if "webhook is set" in said:
        return WebhookIsSet("a webhook is set", outcome_unknown=False)
    if word := _word(said, _UNREACHABLE):
        return RecipientUnreachable(word)
    if word := _word(said, _REJECTED):
        return MessageRejected(word)
    return Unexplained("refused")


_MEANINGS: Mapping[int, Callable[[str], MessagingError]] = {
    HTTPStatus.BAD_REQUEST: _bad_request,
    HTTPStatus.UNAUTHORIZED: lambda _: AdapterMisconfigured("the token is not accepted"),
    HTTPStatus.FORBIDDEN: _forbidden,
    HTTPStatus.NOT_FOUND: lambda _: NotFound("not found"),
    HTTPStatus.REQUEST_TIMEOUT: lambda _: Idle("given up waiting", outcome_unknown=True),
}
"""By code, from the description in lower case."""


def _word(said: str, table: tuple[tuple[str, str], ...]) -> str:
    return next((word for part, word in table if part in said), "")
