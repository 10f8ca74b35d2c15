"""How a contest comes to its results, as data: who must be another person, what is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from contest.reading import UnreadableError, exactly, named_values
from contest.review import DEFAULT_REVIEW, ReviewRules


class ResultPolicyError(ValueError):
    """The policy is not written as it should be; the text says where."""


@dataclass(frozen=True, slots=True)
class ResultPolicy:
    """How results come about.

    Attributes:
        four_eyes: whether the person who approves must be another one than who verified.
    """

    four_eyes: bool = True
    review: ReviewRules = field(default_factory=lambda: DEFAULT_REVIEW)


DEFAULT_RESULT_POLICY = ResultPolicy()


def result_policy_to_data(policy: ResultPolicy) -> dict[str, Any]:
    """A policy as plain JSON values; durations in seconds."""
    review = policy.review
    return {
        "four_eyes": policy.four_eyes,
        "review": {
            "least_seconds_per_question": review.least_per_question.total_seconds(),
            "equal_wrong_within_seconds": review.equal_wrong_within.total_seconds(),
            "equal_right_within_seconds": review.equal_right_within.total_seconds(),
        },
    }


def result_policy_from_data(data: Mapping[str, Any]) -> ResultPolicy:
    """A policy from plain JSON values; what is not named keeps its default.

    Raises:
        ResultPolicyError: if a name is unknown or a value is not of its kind; it says where.
    """
    try:
        return ResultPolicy(**named_values(data, _READERS))
    except UnreadableError as error:
        raise ResultPolicyError(str(error)) from error


def _seconds(value: Any, where: str) -> timedelta:
    if type(value) not in (int, float) or not 0 <= value <= MAX_SECONDS:
        raise UnreadableError(f"{where}: {value!r} instead of seconds, 0 to {MAX_SECONDS}")
    return timedelta(seconds=value)


MAX_SECONDS = 86_400
"""Nothing that is looked at together lies further apart than a day."""


def _review(value: Any, where: str) -> ReviewRules:
    values = named_values(value, _REVIEW_READERS, where)
    return ReviewRules(**{_FIELDS[name]: found for name, found in values.items()})


_FIELDS = {
    "least_seconds_per_question": "least_per_question",
    "equal_wrong_within_seconds": "equal_wrong_within",
    "equal_right_within_seconds": "equal_right_within",
}
_REVIEW_READERS = dict.fromkeys(_FIELDS, _seconds)
_READERS = {"four_eyes": exactly(bool), "review": _review}
