"""What a refusal of the Bot API comes to; descriptions as the server words them."""

from datetime import timedelta

import pytest

from bot.adapters._telegram.errors import (
    UNTOLD_PAUSE,
    AlreadyClosed,
    Conflicting,
    NotModified,
    OtherPoller,
    TooOld,
    failure,
)
from handlers.ports.messaging import (
    AdapterMisconfigured,
    MessageRejected,
    RateLimited,
    RecipientUnreachable,
    TemporaryFailure,
)


@pytest.mark.parametrize(
    ("status", "description", "kind", "reason"),
    [
        (400, "Bad Request: message is not modified: specified new", NotModified, "unmodified"),
        (400, "Bad Request: query is too old and response timeout", TooOld, "too_old"),
        (400, "Bad Request: poll has already been closed", AlreadyClosed, "closed"),
        (400, "Bad Request: poll can't be stopped", MessageRejected, "uneditable"),
        (400, "Bad Request: message with poll to stop not found", MessageRejected, "gone"),
        (400, "Bad Request: message to edit not found", MessageRejected, "gone"),
        (400, "Bad Request: message can't be edited", MessageRejected, "uneditable"),
        (400, "Bad Request: MESSAGE_TOO_LONG", MessageRejected, "too_long"),
        (400, "Bad Request: BUTTON_DATA_INVALID", MessageRejected, "payload"),
        (400, "Bad Request: can't parse entities: Unsupported", MessageRejected, "markup"),
        (400, "Bad Request: bad webhook: HTTPS URL must be", MessageRejected, "bad_webhook"),
        (400, "Bad Request: chat not found", RecipientUnreachable, "unknown"),
        (400, "Bad Request: PEER_ID_INVALID", RecipientUnreachable, "unknown"),
        (400, "Bad Request: something of Nguyễn Thị Hoa", MessageRejected, "refused"),
        (403, "Forbidden: bot was blocked by the user", RecipientUnreachable, "blocked"),
        (403, "Forbidden: user is deactivated", RecipientUnreachable, "deactivated"),
        (403, "Forbidden: bot was kicked from the group chat", RecipientUnreachable, "kicked"),
        (403, "Forbidden: something new", RecipientUnreachable, "forbidden"),
        (401, "Unauthorized", AdapterMisconfigured, "the token is not accepted"),
        (404, "Not Found", AdapterMisconfigured, "the token is not accepted"),
        (409, "Conflict: terminated by other getUpdates request", OtherPoller, "conflict"),
        (409, "Conflict: can't use getUpdates method while webhook", Conflicting, "conflict"),
        (413, "Request Entity Too Large", MessageRejected, "refused"),
        (500, "Internal Server Error: restart", TemporaryFailure, "server error 500"),
    ],
)
def test_a_refusal_is_one_kind_of_error_and_one_reason_of_ours(
    status: int, description: str, kind: type[Exception], reason: str
) -> None:
    error = failure(status, description)

    assert type(error) is kind
    assert str(error) == reason


@pytest.mark.parametrize(
    ("told", "pause"),
    [(timedelta(seconds=10_072), timedelta(seconds=10_072)), (None, UNTOLD_PAUSE)],
)
def test_a_limit_names_its_pause(told: timedelta | None, pause: timedelta) -> None:
    error = failure(429, "Too Many Requests", told)

    assert isinstance(error, RateLimited)
    assert error.retry_after == pause
