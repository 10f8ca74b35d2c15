"""The rules of a round as data, with the defaults of domain.md 2.2, and the window arithmetic.

Every Thể lệ differs, so nothing that a Thể lệ may say is written anywhere else in code.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from contest.model import Topic, check_aware


class Counting(StrEnum):
    """Which of a person's attempts in a round counts."""

    BEST_THEN_EARLIEST = "best_then_earliest"
    FIRST = "first"
    LAST = "last"


class Reveal(StrEnum):
    """When a person may see which answers were right."""

    AFTER_ROUND = "after_round"
    AFTER_EACH_QUESTION = "after_each_question"
    NEVER = "never"


class PredictionSubject(StrEnum):
    """The number that contestants predict; known only after the round has closed."""

    PEOPLE_ALL_CORRECT = "people_all_correct"
    PARTICIPANTS = "participants"
    ATTEMPTS = "attempts"


class PredictionScope(StrEnum):
    """Over whom the predicted number is counted."""

    PRIZE_GROUP = "prize_group"
    EVERYBODY = "everybody"


class TieBreak(StrEnum):
    """Comparators in the order in which a ranking applies them (domain.md 2.2, 2.3)."""

    SCORE = "score"
    PREDICTION_DISTANCE = "prediction_distance"
    EARLIEST_SUBMISSION = "earliest_submission"
    SHORTEST_TIME = "shortest_time"
    EARLIEST_LOGIN = "earliest_login"
    MANUAL = "manual"


class RulesError(ValueError):
    """The rules of a round contradict themselves."""


MILLISECOND = timedelta(milliseconds=1)
"""The unit in which limits are stored; a finer limit would not survive storage."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """The câu hỏi dự đoán: a free whole number, never scored, only a tie-break."""

    subject: PredictionSubject = PredictionSubject.PEOPLE_ALL_CORRECT
    scope: PredictionScope = PredictionScope.PRIZE_GROUP


DEFAULT_BLUEPRINT: tuple[tuple[Topic, int], ...] = tuple(
    (Topic(topic), count)
    for topic, count in (
        ("PAR", 3),
        ("PCI", 2),
        ("PAPI", 2),
        ("SIPAS", 2),
        ("DTI", 2),
        ("POLICY", 3),
        ("05T05K", 1),
    )
)

DEFAULT_TIE_BREAKS = (
    TieBreak.SCORE,
    TieBreak.PREDICTION_DISTANCE,
    TieBreak.EARLIEST_SUBMISSION,
    TieBreak.SHORTEST_TIME,
    TieBreak.MANUAL,
)


@dataclass(frozen=True, slots=True)
class RoundRules:
    """What the Thể lệ of one round says.

    Attributes:
        blueprint: how many questions of each topic an attempt draws, in the order of the Thể lệ.
        question_limit: time to answer one question, from its delivery to that person.
        attempt_limit: time for a whole attempt, counted while a question is open.
        points_per_question: equal for all questions; speed never earns points (domain.md 1.2).
        minimum_age: in full years on the day on which the round opens (seed 001 II.2b).
        prediction: None if the round asks for no prediction.

    Raises:
        RulesError: if a count, limit or list cannot be right.
    """

    blueprint: tuple[tuple[Topic, int], ...] = DEFAULT_BLUEPRINT
    question_limit: timedelta = timedelta(seconds=40)
    attempt_limit: timedelta = timedelta(minutes=10)
    attempts_allowed: int = 1
    counting: Counting = Counting.BEST_THEN_EARLIEST
    points_per_question: int = 1
    shuffle_questions: bool = True
    shuffle_options: bool = True
    prediction: Prediction | None = Prediction()
    reveal: Reveal = Reveal.AFTER_ROUND
    tie_breaks: tuple[TieBreak, ...] = DEFAULT_TIE_BREAKS
    minimum_age: int = 18

    def __post_init__(self) -> None:
        if not self.blueprint or any(count < 1 for _, count in self.blueprint):
            raise RulesError("the blueprint needs at least one question of every topic it names")
        if len({topic for topic, _ in self.blueprint}) != len(self.blueprint):
            raise RulesError("the blueprint names a topic twice")
        if self.question_limit <= timedelta(0) or self.attempt_limit < self.question_limit:
            raise RulesError("an attempt must leave time for at least one question")
        if self.question_limit % MILLISECOND or self.attempt_limit % MILLISECOND:
            raise RulesError("a limit is a whole number of milliseconds")
        if self.attempts_allowed < 1 or self.points_per_question < 1 or self.minimum_age < 0:
            raise RulesError("attempts and points start at 1, the minimum age at 0")
        if not self.tie_breaks or self.tie_breaks[0] is not TieBreak.SCORE:
            raise RulesError("the first comparator of a ranking is the score")

    @property
    def question_count(self) -> int:
        """Scored questions in one attempt."""
        return _count(self.blueprint)

    @property
    def last_position(self) -> int:
        """Places in one attempt: the scored questions, then the prediction if there is one."""
        return self.question_count + (self.prediction is not None)

    @property
    def version(self) -> str:
        """Ten hexadecimal digits that change whenever any rule changes."""
        canonical = json.dumps(rules_to_data(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Window:
    """When a round takes answers: from ``opens_at`` up to, not including, ``closes_at``.

    "24h00 ngày 21/11" therefore closes at 00:00 on 22/11 (domain.md 2.2).
    """

    opens_at: datetime
    closes_at: datetime

    def __post_init__(self) -> None:
        check_aware(self.opens_at)
        check_aware(self.closes_at)
        if self.closes_at <= self.opens_at:
            raise RulesError("a round closes after it opens")

    def contains(self, instant: datetime) -> bool:
        """Whether the round is open at that instant."""
        return self.opens_at <= instant < self.closes_at


def is_old_enough(born: date, rules: RoundRules, opening_day: date) -> bool:
    """Whether somebody has reached the minimum age on the day the round opens.

    Born 08/11/2005: refused on 07/11/2023, accepted on 08/11/2023 (seed 001 II.2b).
    Somebody born on 29 February comes of age on 1 March of a common year.
    """
    had_birthday = (opening_day.month, opening_day.day) >= (born.month, born.day)
    return opening_day.year - born.year - (not had_birthday) >= rules.minimum_age


@lru_cache
def _count(blueprint: tuple[tuple[Topic, int], ...]) -> int:
    return sum(count for _, count in blueprint)


def rules_to_data(rules: RoundRules) -> dict[str, Any]:
    """Rules as plain JSON values; durations in whole milliseconds."""
    return {
        "blueprint": [[topic, count] for topic, count in rules.blueprint],
        "question_limit_ms": rules.question_limit // MILLISECOND,
        "attempt_limit_ms": rules.attempt_limit // MILLISECOND,
        "attempts_allowed": rules.attempts_allowed,
        "counting": rules.counting.value,
        "points_per_question": rules.points_per_question,
        "shuffle_questions": rules.shuffle_questions,
        "shuffle_options": rules.shuffle_options,
        "prediction": rules.prediction
        and {"subject": rules.prediction.subject.value, "scope": rules.prediction.scope.value},
        "reveal": rules.reveal.value,
        "tie_breaks": [comparator.value for comparator in rules.tie_breaks],
        "minimum_age": rules.minimum_age,
    }


def rules_from_data(data: Mapping[str, Any]) -> RoundRules:
    """Rules from plain JSON values; what is not named keeps its default.

    Raises:
        RulesError: if a name is unknown or a value is not of its kind.
    """
    if unknown := sorted(set(data) - set(_READERS)):
        raise RulesError(f"unknown rule: {', '.join(unknown)}")
    try:
        return RoundRules(**{_field(name): _READERS[name](value) for name, value in data.items()})
    except (KeyError, TypeError, OverflowError) as error:
        raise RulesError(f"a rule has a value of the wrong kind ({error})") from error
    except ValueError as error:
        raise RulesError(str(error)) from error


def _field(name: str) -> str:
    return name.removesuffix("_ms")


def _exactly(kind: type) -> Callable[[Any], Any]:
    """Checks that a value is of one kind; true would pass for 1 and "no" for yes otherwise."""

    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{value!r} instead of {kind.__name__}")
        return value

    return read


_whole, _flag, _text = _exactly(int), _exactly(bool), _exactly(str)


def _milliseconds(value: Any) -> timedelta:
    return timedelta(milliseconds=_whole(value))


def _prediction(value: Any) -> Prediction | None:
    if value is None:
        return None
    return Prediction(PredictionSubject(value["subject"]), PredictionScope(value["scope"]))


_READERS: dict[str, Callable[[Any], Any]] = {
    "blueprint": lambda value: tuple(
        (Topic(_text(topic)), _whole(count)) for topic, count in value
    ),
    "question_limit_ms": _milliseconds,
    "attempt_limit_ms": _milliseconds,
    "attempts_allowed": _whole,
    "counting": Counting,
    "points_per_question": _whole,
    "shuffle_questions": _flag,
    "shuffle_options": _flag,
    "prediction": _prediction,
    "reveal": Reveal,
    "tie_breaks": lambda value: tuple(TieBreak(comparator) for comparator in value),
    "minimum_age": _whole,
}
