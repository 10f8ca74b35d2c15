"""Change in honest words: the numbers of seed 003 and the series of the domain notes."""

from decimal import Decimal
from fractions import Fraction

import pytest

from contest.trends import (
    Direction,
    Trend,
    is_rising,
    since_first,
    since_previous,
    to_tenths,
    trend,
)


@pytest.mark.parametrize(
    ("previous", "current", "direction", "change", "printed"),
    [
        (171, 189, Direction.UP, 18, "10.5"),
        (26_915, 83_200, Direction.UP, 56_285, "209.1"),
        (184, 189, Direction.UP, 5, "2.7"),
        (20_058, 21_008, Direction.UP, 950, "4.7"),
        (120, 118, Direction.DOWN, -2, "-1.7"),
        (5, 5, Direction.SAME, 0, "0.0"),
        (7, 0, Direction.DOWN, -7, "-100.0"),
    ],
)
def test_a_change_has_its_size_and_its_share(
    previous: int, current: int, direction: Direction, change: int, printed: str
) -> None:
    found = trend(previous, current)

    assert (found.direction, found.change) == (direction, change)
    assert found.percent is not None
    assert str(to_tenths(found.percent)) == printed


def test_the_share_is_exact() -> None:
    assert trend(3, 4) == Trend(Direction.UP, 1, Fraction(100, 3))


@pytest.mark.parametrize(("current", "direction"), [(4, Direction.UP), (0, Direction.SAME)])
def test_a_share_of_nothing_is_unknown(current: int, direction: Direction) -> None:
    assert trend(0, current) == Trend(direction, current, None)


def test_a_series_may_be_up_against_the_first_and_down_against_the_previous() -> None:
    series = (100, 120, 118)

    assert since_first(series) == Trend(Direction.UP, 18, Fraction(18))
    assert since_previous(series) == Trend(Direction.DOWN, -2, Fraction(-5, 3))
    assert not is_rising(series)


@pytest.mark.parametrize("series", [(), (100,)])
def test_one_number_is_compared_with_nothing(series: tuple[int, ...]) -> None:
    assert since_first(series) is None
    assert since_previous(series) is None
    assert not is_rising(series)


@pytest.mark.parametrize(
    ("series", "rising"),
    [
        ((1, 2), True),
        ((184, 185, 187, 189), True),
        ((1, 2, 2), False),
        ((1, 1, 2), False),
        ((2, 1, 3), False),
        # Seed 003: the mean of weeks 2 and 3 is more than week 4.
        ((20_058, 21_067, 21_067, 21_008), False),
    ],
)
def test_a_series_rises_only_if_every_step_does(series: tuple[int, ...], rising: bool) -> None:
    assert is_rising(series) is rising


@pytest.mark.parametrize(
    ("percent", "printed"),
    [
        (Fraction(25, 100), "0.3"),
        (Fraction(-25, 100), "-0.3"),
        (Fraction(24, 100), "0.2"),
        (Fraction(4, 100), "0.0"),
        (Fraction(-4, 100), "0.0"),
        (Fraction(22_882, 1000), "22.9"),
        (Fraction(999_95, 1000), "100.0"),
        (Fraction(10**12), "1000000000000.0"),
    ],
)
def test_a_half_is_rounded_away_from_nothing(percent: Fraction, printed: str) -> None:
    assert f"{to_tenths(percent):f}" == printed
    assert to_tenths(percent) == Decimal(printed)
