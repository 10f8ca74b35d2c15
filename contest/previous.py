"""An earlier contest to compare with, whose units may be others than those of today.

Levels and codes changed by law in July 2025: which unit of today an earlier one belongs to is told
by whoever has its figures, and what nobody tells is not compared (domain.md 8).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contest.trends import Trend, trend


@dataclass(frozen=True, slots=True)
class PreviousUnit:
    """The figures of a unit, or of several together, in the earlier contest.

    Attributes:
        code: as the unit was called then.
        now: code of the one unit of today that it belongs to; None if there is no such unit.
        units: how many units had entries.
        people: None if only entries were counted.
    """

    code: str
    now: str | None
    units: int
    entries: int
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is compared: units with entries, counted entries, and people if both contests know."""

    units: int
    entries: int
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A contest against an earlier one; ``people`` is None unless both have counted them."""

    units: Trend
    entries: Trend
    people: Trend | None


def total(previous: Iterable[PreviousUnit]) -> Figures:
    """The earlier contest as a whole."""
    rows = list(previous)
    known = [row.people for row in rows if row.people is not None]
    return Figures(
        units=sum(row.units for row in rows),
        entries=sum(row.entries for row in rows),
        people=sum(known) if rows and len(known) == len(rows) else None,
    )


def compare(earlier: Figures, now: Figures) -> Comparison:
    """How the figures have changed."""
    both = earlier.people is not None and now.people is not None
    return Comparison(
        trend(earlier.units, now.units),
        trend(earlier.entries, now.entries),
        trend(earlier.people or 0, now.people or 0) if both else None,
    )


def compare_units(
    previous: Sequence[PreviousUnit], entries: Mapping[str, int]
) -> Mapping[str, Trend | None]:
    """The entries of each unit of today against those of all units that are now part of it.

    None where no earlier unit belongs to it: that is no comparison with nothing.

    Args:
        entries: by the codes of today.
    """
    earlier: dict[str, int] = {}
    for row in previous:
        if row.now is not None:
            earlier[row.now] = earlier.get(row.now, 0) + row.entries
    return {
        code: trend(earlier[code], count) if code in earlier else None
        for code, count in entries.items()
    }
