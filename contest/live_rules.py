"""The rules of a live round as data: its times, its pace, its scoring."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from contest.reading import Reader, UnreadableError, exactly, named_values, one_of
from contest.rules import MILLISECOND, RulesError

NO_TIME = timedelta(0)


class LiveScoring(StrEnum):
    """What a right answer earns; speed earns nothing unless it is asked for (domain.md 1.2)."""

    PLAIN = "plain"
    SPEED = "speed"
    SPEED_AND_STREAKS = "speed_and_streaks"


@dataclass(frozen=True, slots=True)
class LiveRules:
    """What holds for all questions of one live round.

    Attributes:
        question_limit: time to answer, from the delivery to a room, without pauses.
        lobby_for: how long before the start the rooms are called together.
        reveal_for: from the key of one question to the next question; None if the host says when.
        delivery_patience: how long a question may be on its way before the host is told.
        may_change: whether the last answer before the deadline counts instead of the first.
        points_per_question: for PLAIN; the others have points of their own.
        unit_best: a unit's score is the average of its best so many people, where people that it
            does not have count 0; None for the average of all who answered.

    Raises:
        RulesError: if a time or a count cannot be right.
    """

    question_limit: timedelta = timedelta(seconds=20)
    lobby_for: timedelta = timedelta(minutes=5)
    reveal_for: timedelta | None = timedelta(seconds=10)
    delivery_patience: timedelta = timedelta(seconds=15)
    may_change: bool = False
    scoring: LiveScoring = LiveScoring.PLAIN
    points_per_question: int = 1
    unit_best: int | None = None

    def __post_init__(self) -> None:
        times = (self.question_limit, self.lobby_for, self.delivery_patience, self.reveal_for)
        if any(time is not None and time % MILLISECOND for time in times):
            raise RulesError("a time is a whole number of milliseconds")
        if self.question_limit <= NO_TIME or self.delivery_patience <= NO_TIME:
            raise RulesError("a question and its delivery need time")
        if self.lobby_for < NO_TIME or (self.reveal_for is not None and self.reveal_for <= NO_TIME):
            raise RulesError("the lobby may take no time, the key must be seen for some")
        if self.points_per_question < 1 or (self.unit_best is not None and self.unit_best < 1):
            raise RulesError("points and the best of a unit start at 1")


def live_rules_to_data(rules: LiveRules) -> dict[str, Any]:
    """Rules as plain JSON values; times in whole milliseconds."""
    return {
        "question_limit_ms": rules.question_limit // MILLISECOND,
        "lobby_for_ms": rules.lobby_for // MILLISECOND,
        "reveal_for_ms": None if rules.reveal_for is None else rules.reveal_for // MILLISECOND,
        "delivery_patience_ms": rules.delivery_patience // MILLISECOND,
        "may_change": rules.may_change,
        "scoring": rules.scoring.value,
        "points_per_question": rules.points_per_question,
        "unit_best": rules.unit_best,
    }


def live_rules_from_data(data: Mapping[str, Any]) -> LiveRules:
    """Rules from plain JSON values; what is not named keeps its default.

    Raises:
        RulesError: if a name is unknown or a value is not of its kind; it says where.
    """
    try:
        given = named_values(data, _READERS)
        return LiveRules(**{name.removesuffix("_ms"): value for name, value in given.items()})
    except UnreadableError as error:
        raise RulesError(str(error)) from error


def _milliseconds(value: Any, where: str) -> timedelta:
    try:
        return timedelta(milliseconds=exactly(int)(value, where))
    except OverflowError as error:
        raise UnreadableError(f"{where}: {value} is too long") from error


def _or_none(reader: Reader) -> Reader:
    return lambda value, where: None if value is None else reader(value, where)


_READERS: Mapping[str, Reader] = {
    "question_limit_ms": _milliseconds,
    "lobby_for_ms": _milliseconds,
    "reveal_for_ms": _or_none(_milliseconds),
    "delivery_patience_ms": _milliseconds,
    "may_change": exactly(bool),
    "scoring": one_of(LiveScoring),
    "points_per_question": exactly(int),
    "unit_best": _or_none(exactly(int)),
}
