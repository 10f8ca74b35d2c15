"""What the Bot API's refusals mean to us: one of the five errors of the port.

Descriptions are not documented by Telegram; those named here are in tdlib/telegram-bot-api
(``Client.cpp``, ``fail_query_with_error``) and in the emulator of the tests.
"""

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

UNTOLD_PAUSE = timedelta(seconds=5)
"""For a 429 without ``retry_after``, as a proxy in between may answer."""

_UNREACHABLE = (
    ("blocked by the user", "blocked"),
    ("user is deactivated", "deactivated"),
    ("bot was kicked", "kicked"),
    ("bot is not a member", "kicked"),
    ("can't initiate conversation", "not_started"),
    ("chat not found", "unknown"),
    ("peer_id_invalid", "unknown"),
)
_REJECTED = (
    ("message to edit not found", "gone"),
    ("message can't be edited", "uneditable"),
    ("poll can't be stopped", "uneditable"),
    ("message with poll to stop not found", "gone"),
    ("upgraded to a supergroup", "migrated"),
    ("message is too long", "too_long"),
    ("message_too_long", "too_long"),
    ("button_data_invalid", "payload"),
    ("can't parse entities", "markup"),
    ("text must be non-empty", "empty"),
    ("message text is empty", "empty"),
    ("bad webhook", "bad_webhook"),
)


class NotModified(MessageRejected):
    """The message says already what it was to say."""


class AlreadyClosed(MessageRejected):
    """The poll is closed already."""


class TooOld(MessageRejected):
    """A pressed button has stopped waiting for its answer."""


class Conflicting(TemporaryFailure):
    """Somebody else takes the updates of this bot: another poller or a webhook."""


class OtherPoller(Conflicting):
    """Another request for the updates of this bot has ended ours."""


class SecondPoller(AdapterMisconfigured):
    """Another process took the updates of this bot before we did, and still does."""

    def __init__(self, bot: str) -> None:
        super().__init__(f"another process polls for bot {bot}")
        self.bot = bot


def failure(
    status: int, description: str = "", retry_after: timedelta | None = None
) -> MessagingError:
    """The error that a refused call means; it repeats nothing of what the server said.

    Args:
        status: of the HTTP response, which the Bot API repeats as ``error_code``.
    """
    said = description.casefold()
    match status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return RateLimited(retry_after or UNTOLD_PAUSE)
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.NOT_FOUND:
            return AdapterMisconfigured("the token is not accepted")
        case HTTPStatus.CONFLICT:
            kind = OtherPoller if "other getupdates" in said else Conflicting
            return kind("conflict", outcome_unknown=False)
        case HTTPStatus.FORBIDDEN:
            return RecipientUnreachable(_word(said, _UNREACHABLE, "forbidden"))
        case _ if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return _refusal(said)
    # The server, or a proxy in front of it, may have fallen over after it did what was asked.
    return TemporaryFailure(f"server error {status}", outcome_unknown=True)


def migrated() -> MessagingError:
    """A group has become a supergroup with another id; what was meant for the old one is void."""
    return MessageRejected("migrated")


def _refusal(said: str) -> MessagingError:
    if "message is not modified" in said:
        return NotModified("unmodified")
    if "poll has already been closed" in said:
        return AlreadyClosed("closed")
    if "query is too old" in said:
        return TooOld("too_old")
    if word := _word(said, _UNREACHABLE, ""):
        return RecipientUnreachable(word)
    return MessageRejected(_word(said, _REJECTED, "refused"))


def _word(said: str, table: tuple[tuple[str, str], ...], otherwise: str) -> str:
    return next((word for part, word in table if part in said), otherwise)
