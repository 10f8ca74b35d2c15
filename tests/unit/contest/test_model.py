"""Questions, shown orders, dates of validity and instants."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from contest.model import (
    DrawnQuestion,
    Level,
    NaiveInstantError,
    OptionIndex,
    Question,
    QuestionId,
    Topic,
    Unit,
    UnitId,
    check_aware,
)

QUESTION = Question(
    QuestionId(7),
    Topic("PAR"),
    "PAR INDEX là gì?",
    ("Chỉ số A", "Chỉ số B", "Chỉ số C"),
    OptionIndex(2),
    valid_from=date(2023, 7, 1),
    valid_to=date(2025, 6, 30),
)
SHOWN_AS_C_A_B = DrawnQuestion(QuestionId(7), (OptionIndex(2), OptionIndex(0), OptionIndex(1)))


def test_the_repr_of_a_question_says_neither_its_text_nor_its_key() -> None:
    assert repr(QUESTION) == "Question(id=7, topic='PAR', options=3)"


@pytest.mark.parametrize(
    ("day", "is_valid"),
    [
        (date(2023, 6, 30), False),
        (date(2023, 7, 1), True),
        (date(2025, 6, 30), True),
        (date(2025, 7, 1), False),
    ],
)
def test_both_days_of_validity_are_inclusive(day: date, is_valid: bool) -> None:
    unit = Unit(
        UnitId(1), "643", "UBND", Level("HUYEN"), None, QUESTION.valid_from, QUESTION.valid_to
    )

    assert QUESTION.is_valid_on(day) is is_valid
    assert unit.exists_on(day) is is_valid


def test_what_has_no_days_of_validity_is_always_valid() -> None:
    question = Question(QuestionId(1), Topic("PAR"), "?", ("a", "b"), OptionIndex(0))

    assert question.is_valid_on(date.min)
    assert question.is_valid_on(date.max)


def test_a_shown_place_leads_to_the_option_of_the_bank_and_back() -> None:
    assert [SHOWN_AS_C_A_B.option_at(place) for place in range(3)] == [2, 0, 1]
    assert [SHOWN_AS_C_A_B.shown_place(OptionIndex(option)) for option in range(3)] == [1, 2, 0]


@pytest.mark.parametrize("place", [-1, 3, 99])
def test_there_is_no_option_behind_a_place_that_was_not_shown(place: int) -> None:
    assert SHOWN_AS_C_A_B.option_at(place) is None


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(NaiveInstantError, match="2023-11-07T00:00:00 has no time zone"):
        check_aware(datetime(2023, 11, 7))  # noqa: DTZ001 - the fault under test


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=7))])
def test_an_instant_with_a_time_zone_is_returned_unchanged(zone: timezone) -> None:
    instant = datetime(2023, 11, 7, tzinfo=zone)

    assert check_aware(instant) is instant
