"""Collective prizes: units ranked within their blocs by a formula that is data (domain.md 2.5)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import NewType

from contest.awards import Awarding, Place, Slot, TieDecision, award
from contest.model import UnitId

Bloc = NewType("Bloc", str)
"""Units that compete for the same collective prizes (sở, huyện, xã …)."""


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What the collective formula knows of a unit.

    Attributes:
        expected: people who could take part; without any the rate is 0.
        points, points_possible: of all entries together.
        entries: attempts that count; as many as participants unless there are several rounds.
        full_marks: entries with everything right.
        prize_points: of the individual prizes of its people.
    """

    unit: UnitId
    bloc: Bloc
    expected: int
    participants: int
    entries: int
    points: int = field(repr=False)
    points_possible: int
    full_marks: int
    prize_points: int = 0

    @property
    def rate(self) -> Fraction:
        """Participants in percent of those expected, at most 100."""
        return min(_percent(self.participants, self.expected), Fraction(100))

    @property
    def quality(self) -> Fraction:
        """The average score in percent."""
        return _percent(self.points, self.points_possible)

    @property
    def full_mark_rate(self) -> Fraction:
        """Entries with everything right in percent of all entries."""
        return _percent(self.full_marks, self.entries)


@dataclass(frozen=True, slots=True)
class CollectiveFormula:
    """``rate * w1 + quality * w2 + full-mark share * w3 + prize points * w4``, exactly.

    Raises:
        ValueError: if a weight is below 0 or all are 0.
    """

    rate: Fraction = Fraction(1, 2)
    quality: Fraction = Fraction(1, 2)
    full_marks: Fraction = Fraction(0)
    prize_points: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        weights = (self.rate, self.quality, self.full_marks, self.prize_points)
        if min(weights) < 0 or not any(weights):
            raise ValueError("weights start at 0, and one is above")

    def score(self, result: UnitResult) -> Fraction:
        """The points of a unit."""
        return (
            self.rate * result.rate
            + self.quality * result.quality
            + self.full_marks * result.full_mark_rate
            + self.prize_points * result.prize_points
        )


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A unit in its place within its bloc; equal ones share a rank, for the Ban Tổ chức."""

    rank: int
    score: Fraction
    result: UnitResult


def rank_units(
    results: Iterable[UnitResult], formula: CollectiveFormula
) -> Mapping[Bloc, Sequence[RankedUnit]]:
    """Rank the units of each bloc (domain.md 2.5).

    Equal points are parted by the higher share of full marks, then by more participants.
    """
    order = _unit_order(formula)
    blocs: dict[Bloc, list[UnitResult]] = {}
    for result in sorted(results, key=lambda each: (order(each), each.unit)):
        blocs.setdefault(result.bloc, []).append(result)
    return {bloc: list(_unit_places(units, formula)) for bloc, units in blocs.items()}


def award_units(
    ranked: Sequence[RankedUnit],
    slots: Sequence[Slot],
    decisions: Sequence[TieDecision[UnitId]] = (),
) -> Awarding[UnitId]:
    """Give the collective prizes of one bloc; a unit of which nobody took part gets none.

    Args:
        ranked: best first.
        decisions: newest first.
    """
    places = [Place(each.result.unit, each.rank) for each in ranked if each.result.participants]
    return award(places, slots, decisions)


def _unit_order(formula: CollectiveFormula) -> Callable[[UnitResult], tuple[Fraction, ...]]:
    return lambda result: (
        -formula.score(result),
        -result.full_mark_rate,
        Fraction(-result.participants),
    )


def _unit_places(units: Sequence[UnitResult], formula: CollectiveFormula) -> Iterable[RankedUnit]:
    first = 1
    for _, tied in groupby(units, _unit_order(formula)):
        equal = list(tied)
        yield from (RankedUnit(first, formula.score(each), each) for each in equal)
        first += len(equal)


def _percent(part: int, whole: int) -> Fraction:
    return Fraction(100 * part, whole) if whole else Fraction(0)
