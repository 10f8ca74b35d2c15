"""What refusals mean, alone and after those before them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters._zalo.errors import (
    Idle,
    NotFound,
    Overdrawn,
    QuotaSpent,
    Undecided,
    Unexplained,
    WebhookIsSet,
    failure,
    foreign,
)
from bot.adapters._zalo.patience import Patience
from handlers.ports.messaging import (
    AdapterMisconfigured,
    MessageRejected,
    MessagingError,
    RateLimited,
    RecipientUnreachable,
    TemporaryFailure,
)
from tests.fakes.clock import START

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
WEBHOOK_IS_SET = "You cannot use this API while a webhook is set. Please remove the webhook first"


@pytest.mark.parametrize(
    ("code", "description", "kind"),
    [
        (401, "Unauthorized", AdapterMisconfigured),
        (429, "Quota exceeded", Overdrawn),
        (408, "Request timeout", Idle),
        (404, "Not Found", NotFound),
        (403, "Internal server error", Undecided),
        (403, "", Undecided),
        (403, "The user has blocked the bot", RecipientUnreachable),
        (403, "The bot is not a member of the group", RecipientUnreachable),
        (400, "Chat not found", RecipientUnreachable),
        (400, "The user has not written to the bot", RecipientUnreachable),
        (400, "Bad Request: text is longer than 2000 characters", MessageRejected),
        (400, "photo can't be fetched", MessageRejected),
        (400, "Bad Request", Unexplained),
        (400, WEBHOOK_IS_SET, WebhookIsSet),
        (426, "daily limit", MessageRejected),
        (500, "", TemporaryFailure),
        (503, "", TemporaryFailure),
        (0, "", TemporaryFailure),
        (-201, "", TemporaryFailure),
    ],
)
def test_a_refusal_means_one_of_the_five_errors(
    code: int, description: str, kind: type[MessagingError]
) -> None:
    assert type(failure(code, description)) is kind


@pytest.mark.parametrize("code", [400, 401, 403, 404, 408, 426, 429, 500])
def test_an_error_repeats_nothing_of_what_the_server_said(code: int) -> None:
    assert "Nguyễn" not in repr(failure(code, "chat of Nguyễn Thị Hoa"))


def test_a_pause_that_is_asked_for_is_kept() -> None:
    error = failure(429, retry_after=7 * SECOND)

    assert type(error) is RateLimited
    assert error.retry_after == 7 * SECOND


@pytest.mark.parametrize(("code", "is_unknown"), [(500, True), (502, True), (408, True)])
def test_after_a_failure_of_the_server_the_outcome_is_unknown(code: int, is_unknown: bool) -> None:
    error = failure(code)

    assert isinstance(error, TemporaryFailure)
    assert error.outcome_unknown is is_unknown


@pytest.mark.parametrize(
    ("status", "is_unknown"),
    [(200, True), (302, True), (400, False), (403, False), (404, False), (502, True), (504, True)],
)
def test_a_page_of_a_gateway_is_a_passing_failure(status: int, is_unknown: bool) -> None:
    error = foreign(status)

    assert type(error) is TemporaryFailure
    assert error.outcome_unknown is is_unknown


def test_a_page_says_that_the_token_is_refused_by_its_status_alone() -> None:
    assert type(foreign(401)) is AdapterMisconfigured


def test_a_403_means_a_closed_chat_only_when_it_comes_for_the_third_time() -> None:
    patience = Patience()

    meanings = [patience.meaning("a", failure(403), START) for _ in range(4)]

    kinds = [type(meaning) for meaning in meanings]
    assert kinds == [Undecided, Undecided, RecipientUnreachable, Undecided]


def test_refusals_of_other_chats_and_those_before_a_success_do_not_count() -> None:
    patience = Patience()
    for chat in ("a", "a", "b", "b"):
        patience.meaning(chat, failure(403), START)
    patience.reset("a")

    assert type(patience.meaning("a", failure(403), START)) is Undecided
    assert type(patience.meaning("b", failure(403), START)) is RecipientUnreachable


def test_a_429_is_first_taken_for_a_pace_that_was_too_fast() -> None:
    patience = Patience()

    meanings = [patience.meaning("a", failure(429), START + at * SECOND) for at in (0, 1, 59)]

    assert [type(meaning) for meaning in meanings] == [Overdrawn] * 3
    assert all(isinstance(each, RateLimited) and each.retry_after == MINUTE for each in meanings)


@pytest.mark.parametrize(
    ("now", "pause"),
    [
        # In Viet Nam it is 08:00, 23:59 and 00:04.
        (datetime(2023, 11, 7, 1, 0, tzinfo=UTC), timedelta(hours=16, minutes=5)),
        (datetime(2023, 11, 7, 16, 59, tzinfo=UTC), timedelta(minutes=6)),
        (datetime(2023, 11, 7, 17, 4, tzinfo=UTC), timedelta(hours=24, minutes=1)),
    ],
)
def test_a_429_that_lasts_a_minute_means_a_spent_plan_until_five_past_midnight(
    now: datetime, pause: timedelta
) -> None:
    patience = Patience()
    patience.meaning("a", failure(429), now - MINUTE)

    meaning = patience.meaning("a", failure(429), now)

    assert isinstance(meaning, QuotaSpent)
    assert meaning.retry_after == pause


def test_after_a_success_a_429_is_again_taken_for_a_pace_that_was_too_fast() -> None:
    patience = Patience()
    patience.meaning("a", failure(429), START)
    patience.reset("a")

    assert type(patience.meaning("a", failure(429), START + MINUTE)) is Overdrawn


def test_other_errors_mean_what_they_say() -> None:
    error = failure(401)

    assert Patience().meaning("a", error, START) is error


def test_chats_that_were_refused_long_ago_are_forgotten() -> None:
    patience = Patience()
    for number in range(5_000):
        patience.meaning(f"{number}", failure(403), START)
        patience.meaning(f"{number}", failure(429), START)

    assert len(patience._undecided) == len(patience._overdrawn) == 4_096
