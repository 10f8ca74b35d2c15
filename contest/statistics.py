"""Figures about a round with named denominators; people and attempts are never mixed up.

"Lượt" is not "người": 69,324 people made 120,102 attempts (domain.md 1.5). A share therefore knows
what it is a share of, and cannot be formed of two different things.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Generic, NewType, TypeVar

People = NewType("People", int)
Attempts = NewType("Attempts", int)

Count = TypeVar("Count", People, Attempts)


@dataclass(frozen=True, slots=True)
class Share(Generic[Count]):
    """A part of a whole, both counted in the same thing.

    Raises:
        ValueError: if the part is no part of the whole.
    """

    part: Count
    whole: Count

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise ValueError(f"{self.part} is no part of {self.whole}")

    @property
    def percent(self) -> Fraction | None:
        """Exactly; None of nothing."""
        return Fraction(100 * self.part, self.whole) if self.whole else None


class Band(StrEnum):
    """Quality bands as notices print them, best first: 100 | [75,100) | [25,75) | [0,25)."""

    FULL = "full"
    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


_FLOORS = ((Band.FULL, 100), (Band.HIGH, 75), (Band.MIDDLE, 25), (Band.LOW, 0))
"""The least percentage of each band, which belongs to it (domain.md 2.6)."""


def band_of(score: int, total: int) -> Band:
    """The band of a score.

    Raises:
        ValueError: if the score is not between 0 and the total, or the total is 0.
    """
    if not 0 <= score <= total or not total:
        raise ValueError(f"{score} is no score of {total}")
    return next(band for band, floor in _FLOORS if 100 * score >= floor * total)


@dataclass(frozen=True, slots=True)
class Bands(Generic[Count]):
    """How many are in each band.

    Attributes:
        nothing_right: how many of the lowest band have no right answer at all.
        total: the denominator: all that were counted, in any band.
    """

    counts: Mapping[Band, Count]
    nothing_right: Count
    total: Count

    def share(self, band: Band) -> Share[Count]:
        """A band's part of all."""
        return Share(self.counts[band], self.total)


def bands_of_people(scores: Iterable[int], total: int) -> Bands[People]:
    """Bands of the counted attempts, of which each person has one.

    Args:
        total: points of an attempt with everything right.
    """
    counts, nothing = _counted(scores, total)
    by_band = {band: People(counts[band]) for band in Band}
    return Bands(by_band, People(nothing), People(counts.total()))


def bands_of_attempts(scores: Iterable[int], total: int) -> Bands[Attempts]:
    """Bands of all attempts, of which a person may have several."""
    counts, nothing = _counted(scores, total)
    by_band = {band: Attempts(counts[band]) for band in Band}
    return Bands(by_band, Attempts(nothing), Attempts(counts.total()))


@dataclass(frozen=True, slots=True)
class Quality:
    """How good counted entries were; the rounds of a contest may differ in length.

    Attributes:
        bands: of entries: over several rounds a person may have one in each.
        percent_sum: the sum of what each entry reached, exactly and in percent.
    """

    bands: Bands[Attempts]
    percent_sum: Fraction

    @property
    def entries(self) -> Attempts:
        """The denominator."""
        return self.bands.total

    @property
    def mean_percent(self) -> Fraction | None:
        """What an entry reached on average, exactly; None without entries."""
        return self.percent_sum / self.entries if self.entries else None


@dataclass(frozen=True, slots=True)
class Reached:
    """How many counted entries have one score.

    Attributes:
        total: points of an entry with everything right.
    """

    score: int
    total: int
    entries: int


def quality(reached: Iterable[Reached]) -> Quality:
    """The quality of entries, whatever rounds they are of."""
    counts: Counter[Band] = Counter()
    nothing, percent_sum = 0, Fraction(0)
    for one in reached:
        counts[band_of(one.score, one.total)] += one.entries
        nothing += one.entries if not one.score else 0
        percent_sum += Fraction(100 * one.score * one.entries, one.total)
    by_band = {band: Attempts(counts[band]) for band in Band}
    return Quality(Bands(by_band, Attempts(nothing), Attempts(counts.total())), percent_sum)


def together(parts: Iterable[Quality]) -> Quality:
    """The quality of several sets of entries that share none."""
    found = list(parts)
    counts = {band: Attempts(sum(one.bands.counts[band] for one in found)) for band in Band}
    nothing = Attempts(sum(one.bands.nothing_right for one in found))
    total = Attempts(sum(one.entries for one in found))
    percent_sum = sum((one.percent_sum for one in found), Fraction(0))
    return Quality(Bands(counts, nothing, total), percent_sum)


def attempts_per_person(attempts: Attempts, people: People) -> Fraction | None:
    """How often a person has tried on average; None without people."""
    return Fraction(attempts, people) if people else None


def _counted(scores: Iterable[int], total: int) -> tuple[Counter[Band], int]:
    by_score = Counter(scores)
    counts: Counter[Band] = Counter()
    for score, count in by_score.items():
        counts[band_of(score, total)] += count
    return counts, by_score[0]
