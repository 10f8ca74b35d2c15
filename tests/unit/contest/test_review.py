"""Signals for the secretary, by hand, and the policy that says when there is one."""

from datetime import UTC, datetime, timedelta

import pytest

from contest.model import AttemptId, OptionIndex, PersonId, QuestionId, UnitId
from contest.result_policy import (
    DEFAULT_RESULT_POLICY,
    ResultPolicy,
    ResultPolicyError,
    result_policy_from_data,
    result_policy_to_data,
)
from contest.review import (
    DEFAULT_REVIEW,
    Played,
    ReviewRules,
    SignalKind,
    equal_answers,
    is_too_fast,
    same_phone,
    too_fast,
)

AT = datetime(2023, 11, 7, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def played(
    person: int,
    *options: int | None,
    seconds: int = 0,
    wrong: int = 1,
    unit: int = 1,
    first_question: int = 1,
) -> Played:
    answers = tuple(
        (QuestionId(question), None if option is None else OptionIndex(option))
        for question, option in enumerate(options, start=first_question)
    )
    return Played(
        PersonId(person),
        AttemptId(person * 10),
        UnitId(unit),
        AT + seconds * SECOND,
        answers,
        wrong,
    )


def groups(*attempts: Played, rules: ReviewRules = DEFAULT_REVIEW) -> list[tuple[int, ...]]:
    return [signal.people for signal in equal_answers(attempts, rules)]


@pytest.mark.parametrize(("seconds", "expected"), [(29.9, True), (30, False)])
def test_fifteen_questions_in_less_than_thirty_seconds_cannot_have_been_read(
    seconds: float, expected: bool
) -> None:
    assert is_too_fast(timedelta(seconds=seconds), 15, DEFAULT_REVIEW) is expected


def test_the_limit_is_data() -> None:
    rules = ReviewRules(least_per_question=timedelta(seconds=4))

    assert is_too_fast(timedelta(seconds=59), 15, rules)


def test_equal_answers_near_in_time_within_a_unit_are_one_signal() -> None:
    (signal,) = equal_answers(
        [played(2, 0, 1, 3, wrong=2), played(1, 0, 1, 3, seconds=3_600, wrong=2)], DEFAULT_REVIEW
    )

    assert signal.kind is SignalKind.EQUAL_ANSWERS
    assert (signal.people, signal.attempts, signal.wrong) == ((1, 2), (10, 20), 2)
    assert signal.key == "equal_answers-1-2"


@pytest.mark.parametrize(
    "other",
    [
        played(2, 0, 1, 3, seconds=3_601),
        played(2, 0, 1, 3, unit=2),
        played(2, 0, 1, 2),
        played(2, 0, 1, None),
        played(2, 0, 1),
        played(2, 0, 1, 3, first_question=2),
    ],
    ids=["later", "elsewhere", "other answer", "one skipped", "fewer", "other questions"],
)
def test_what_differs_is_no_signal(other: Played) -> None:
    assert groups(played(1, 0, 1, 3), other) == []


def test_right_answers_alone_must_come_much_nearer() -> None:
    first = played(1, 0, 1, wrong=0)

    assert groups(first, played(2, 0, 1, wrong=0, seconds=60)) == [(1, 2)]
    assert groups(first, played(2, 0, 1, wrong=0, seconds=61)) == []


def test_who_is_near_to_one_of_a_group_belongs_to_it() -> None:
    chain = [played(number, 0, 1, seconds=number * 3_000) for number in (3, 1, 2)]

    assert groups(*chain, played(9, 0, 1, seconds=20_000)) == [(1, 2, 3)]


def test_the_most_equal_wrong_answers_come_first() -> None:
    few = [played(1, 0, 1, wrong=1), played(2, 0, 1, wrong=1)]
    many = [played(3, 2, 2, wrong=2), played(4, 2, 2, wrong=2)]

    assert groups(*few, *many) == [(3, 4), (1, 2)]


def test_attempts_without_any_answer_are_no_signal() -> None:
    assert groups(played(1, None, None), played(2, None, None), played(3), played(4)) == []


def test_the_order_in_which_attempts_come_does_not_matter() -> None:
    attempts = [played(number, 0, 1, seconds=number) for number in range(5)]

    assert groups(*attempts) == groups(*reversed(attempts)) == [(0, 1, 2, 3, 4)]


def test_signals_have_keys_to_note_something_about() -> None:
    fast = too_fast(PersonId(1), AttemptId(10), 20 * SECOND)
    shared = same_phone([PersonId(7), PersonId(2)])

    assert (fast.key, fast.people, fast.time_used) == ("too_fast-10", (1,), 20 * SECOND)
    assert (shared.key, shared.people, shared.attempts) == ("same_phone-2-7", (2, 7), ())


def test_answers_are_not_in_a_repr() -> None:
    assert "OptionIndex" not in repr(played(1, 3))
    assert "answers" not in repr(played(1, 3))


def test_a_policy_is_read_back_as_it_was_written() -> None:
    policy = ResultPolicy(False, ReviewRules(SECOND / 2, 2 * SECOND, 3 * SECOND))

    assert result_policy_from_data(result_policy_to_data(policy)) == policy
    assert result_policy_from_data({}) == DEFAULT_RESULT_POLICY


def test_the_default_policy_is_this() -> None:
    assert result_policy_to_data(DEFAULT_RESULT_POLICY) == {
        "four_eyes": True,
        "review": {
            "least_seconds_per_question": 2.0,
            "equal_wrong_within_seconds": 3600.0,
            "equal_right_within_seconds": 60.0,
        },
    }


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"four_eyes": 1}, "four_eyes"),
        ({"two_eyes": True}, "two_eyes"),
        ({"review": []}, "review"),
        ({"review": {"least_seconds_per_question": "2"}}, "review.least_seconds_per_question"),
        ({"review": {"equal_wrong_within_seconds": -1}}, "review.equal_wrong_within_seconds"),
        ({"review": {"equal_right_within_seconds": True}}, "review.equal_right_within_seconds"),
        ({"review": {"equal_right_within_seconds": float("nan")}}, "review.equal_right"),
        ({"review": {"equal_right_within_seconds": 86_401}}, "review.equal_right_within"),
        ({"review": {"fastest": 2}}, "review.fastest"),
    ],
)
def test_a_policy_that_is_not_written_as_it_should_be_says_where(
    data: dict[str, object], place: str
) -> None:
    with pytest.raises(ResultPolicyError, match=place):
        result_policy_from_data(data)
