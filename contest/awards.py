"""Prizes: individual ones by slots of each prize group and round, collective ones by a formula.

Whom the rules cannot part is left to the Ban Tổ chức: a prize is never given by chance.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from typing import NewType

from contest.model import PersonId, RoundId, UnitId
from contest.ranking import Ranked

Prize = NewType("Prize", str)
Bloc = NewType("Bloc", str)
"""Units that compete for the same collective prizes (sở, huyện, xã …)."""


@dataclass(frozen=True, slots=True)
class Slot:
    """How many prizes of one kind there are; kinds stand in the order of their worth.

    Attributes:
        points: what one such prize of its people brings a unit in the collective formula.
    """

    prize: Prize
    count: int
    points: int = 0

    def __post_init__(self) -> None:
        if self.count < 1 or self.points < 0:
            raise ValueError(f"{self.prize}: a prize is given at least once, points start at 0")


DEFAULT_SLOTS = (
    Slot(Prize("first"), 1, points=10),
    Slot(Prize("second"), 2, points=8),
    Slot(Prize("third"), 3, points=6),
    Slot(Prize("consolation"), 10),
)
"""Numbers of domain.md 2.2, points of R16."""


@dataclass(frozen=True, slots=True)
class Award:
    """A prize for one person in one round."""

    round: RoundId
    person: PersonId
    prize: Prize


@dataclass(frozen=True, slots=True)
class Undecided:
    """Equal people, of whom only some can get the prizes that are left: for the Ban Tổ chức.

    Attributes:
        people: in the order of their ids.
        prizes: those left for them, best first; fewer than people, or of different worth.
    """

    round: RoundId
    people: tuple[PersonId, ...]
    prizes: tuple[Prize, ...]


@dataclass(frozen=True, slots=True)
class Awarding:
    """The prizes of one prize group in one round, best first.

    Attributes:
        undecided: None if the rules decide everything. Where they do not, prizes after the tie
            are in it too: who gets them depends on the decision.
    """

    awards: tuple[Award, ...]
    undecided: Undecided | None = None


def award(round_id: RoundId, places: Sequence[Ranked], slots: Sequence[Slot]) -> Awarding:
    """Give the prizes of one prize group.

    Args:
        places: of that group only, best first.
    """
    prizes = [slot.prize for slot in slots for _ in range(slot.count)]
    awards: list[Award] = []
    for _, tied in groupby(places, lambda place: place.group_rank):
        people = [place.entry.person for place in tied]
        left = prizes[len(awards) :]
        if not left:
            break
        if len(people) > 1 and (len(people) > len(left) or len(set(left[: len(people)])) > 1):
            undecided = Undecided(round_id, tuple(sorted(people)), tuple(left[: len(people)]))
            return Awarding(tuple(awards), undecided)
        awards += [
            Award(round_id, person, prize) for person, prize in zip(people, left, strict=False)
        ]
    return Awarding(tuple(awards))


def award_rounds(
    rounds: Sequence[tuple[RoundId, Sequence[Ranked]]], slots: Sequence[Slot]
) -> Sequence[Awarding]:
    """Give the prizes of one prize group in all rounds, no person more than one (R16).

    A person keeps the highest prize, of equal ones the earliest; whoever comes next moves up into
    the place that becomes free.
    """
    worth = {slot.prize: place for place, slot in enumerate(slots)}
    barred: dict[RoundId, set[PersonId]] = {round_id: set() for round_id, _ in rounds}
    while True:
        awardings = [
            award(
                round_id,
                [place for place in places if place.entry.person not in barred[round_id]],
                slots,
            )
            for round_id, places in rounds
        ]
        lower = list(_lower_prizes(awardings, worth))
        if not lower:
            return awardings
        # The best of what goes is settled first: lower places may fall otherwise afterwards.
        least = min(worth[each.prize] for each in lower)
        for each in lower:
            if worth[each.prize] == least:
                barred[each.round].add(each.person)


def _lower_prizes(awardings: Iterable[Awarding], worth: Mapping[Prize, int]) -> Iterable[Award]:
    """The prizes of people who have a higher one, or an equal one of an earlier round."""
    kept: dict[PersonId, Award] = {}
    for each in (each for awarding in awardings for each in awarding.awards):
        best = kept.get(each.person)
        if best is None:
            kept[each.person] = each
        elif worth[each.prize] < worth[best.prize]:
            kept[each.person] = each
            yield best
        else:
            yield each


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What the collective formula knows of a unit.

    Attributes:
        expected: people who could take part; without any the rate is 0.
        points, points_possible: of all participants together.
        full_marks: participants with everything right.
        prize_points: of the individual prizes of its people.
    """

    unit: UnitId
    bloc: Bloc
    expected: int
    participants: int
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
        """Participants with everything right in percent of all participants."""
        return _percent(self.full_marks, self.participants)


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
