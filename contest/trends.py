"""Honest words about change: rising only if it rose, and always against what.

The number of units in seed 003 rose every week, the number of entries did not; both must be said
as they are (domain.md 3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise


class Direction(StrEnum):
    """Which way a number has gone."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Trend:
    """A number compared with an earlier one.

    Attributes:
        percent: the exact change in percent of the earlier number; None if that was 0.
    """

    direction: Direction
    change: int
    percent: Fraction | None


def trend(previous: int, current: int) -> Trend:
    """How a number compares with an earlier one, neither below 0."""
    change = current - previous
    direction = Direction.SAME
    if change:
        direction = Direction.UP if change > 0 else Direction.DOWN
    return Trend(direction, change, Fraction(change * 100, previous) if previous else None)


def since_first(series: Sequence[int]) -> Trend | None:
    """The last number of a series against the first; None if there is nothing to compare."""
    return trend(series[0], series[-1]) if len(series) > 1 else None


def since_previous(series: Sequence[int]) -> Trend | None:
    """The last number of a series against the one before; None if there is none."""
    return trend(series[-2], series[-1]) if len(series) > 1 else None


def is_rising(series: Sequence[int]) -> bool:
    """Whether every number is greater than the one before; nothing rises in a single number."""
    return len(series) > 1 and all(later > earlier for earlier, later in pairwise(series))


def to_tenths(percent: Fraction) -> Decimal:
    """A percentage as it is printed, with one decimal; a half is rounded away from 0."""
    size = abs(percent) * 10
    tenths = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return Decimal(-tenths if percent < 0 else tenths).scaleb(-1)
