"""Standings of a live round, by person and by unit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from itertools import groupby
from typing import Any, TypeVar

from contest.live_rules import NO_TIME, LiveRules
from contest.live_scoring import Score
from contest.model import UnitId

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RankedScore:
    """A person's place; who is equal in points and time shares it (1, 1, 3)."""

    rank: int
    score: Score


@dataclass(frozen=True, slots=True)
class UnitScore:
    """What a unit has so far.

    Attributes:
        average: points of a person, over those that the rules count.
        time_saved: the same for the time; decides between equal averages.
        participants: people who have answered at least once.
    """

    unit: UnitId
    average: Fraction = field(repr=False)
    time_saved: Fraction
    participants: int


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A unit's place; shared like that of a person."""

    rank: int
    score: UnitScore


def rank_people(scores: Iterable[Score]) -> list[RankedScore]:
    """Everybody in order: more points, then less response time; equal ones by their ids.

    Args:
        scores: of those who count; excluded people are not among them (invariant 9).
    """
    ordered = sorted(scores, key=lambda each: (*_person_order(each), each.person))
    return [RankedScore(rank, each) for rank, each in _ranks(ordered, _person_order)]


def rank_units(scores: Iterable[Score], rules: LiveRules) -> list[RankedUnit]:
    """All units of which somebody has answered, in order: higher average, then more time saved."""
    of_unit: dict[UnitId, list[Score]] = {}
    for score in scores:
        of_unit.setdefault(score.unit, []).append(score)
    found = [_unit_score(unit, people, rules.unit_best) for unit, people in of_unit.items()]
    ordered = sorted(found, key=lambda each: (*_unit_order(each), each.unit))
    return [RankedUnit(rank, each) for rank, each in _ranks(ordered, _unit_order)]


def response_time(score: Score, questions_counted: int, rules: LiveRules) -> timedelta:
    """The total response time that decides between equal points, as it is shown.

    A question without an answer counts with its whole limit, as in an attempt (decision 0003).

    Args:
        questions_counted: questions settled so far that were not annulled.
    """
    return questions_counted * rules.question_limit - score.time_saved


def _unit_score(unit: UnitId, people: list[Score], best: int | None) -> UnitScore:
    counted = sorted(people, key=_person_order)[:best]
    divisor = best or len(counted)
    saved = sum((each.time_saved for each in counted), NO_TIME)
    return UnitScore(
        unit,
        Fraction(sum(each.points for each in counted), divisor),
        Fraction(saved // timedelta.resolution, divisor),
        len(people),
    )


def _person_order(score: Score) -> tuple[int, timedelta]:
    return -score.points, -score.time_saved


def _unit_order(score: UnitScore) -> tuple[Fraction, Fraction]:
    return -score.average, -score.time_saved


def _ranks(ordered: Iterable[T], order: Callable[[T], Any]) -> Iterable[tuple[int, T]]:
    first = 1
    for _, tied in groupby(ordered, order):
        equal = list(tied)
        yield from ((first, each) for each in equal)
        first += len(equal)
