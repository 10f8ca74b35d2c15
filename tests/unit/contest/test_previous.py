"""Comparing with the year before: the figures of seed 003, and units that were merged."""

from contest.previous import (
    Comparison,
    Figures,
    PreviousUnit,
    compare,
    compare_units,
    total,
)
from contest.trends import Direction, to_tenths, trend

YEAR_2022 = [PreviousUnit("ALL", None, units=171, entries=26_915)]


def test_2023_against_2022_is_what_the_province_has_told() -> None:
    change = compare(total(YEAR_2022), Figures(189, 83_200, 24_000))

    assert (change.units.change, change.entries.change) == (18, 56_285)
    assert change.units.percent is not None
    assert change.entries.percent is not None
    assert str(to_tenths(change.units.percent)) == "10.5"
    assert str(to_tenths(change.entries.percent)) == "209.1"


def test_people_are_compared_only_if_both_contests_have_counted_them() -> None:
    known = [PreviousUnit("A", None, 1, 10, people=8), PreviousUnit("B", None, 1, 4, people=2)]
    half_known = [*known, PreviousUnit("C", None, 1, 3)]

    assert total(known) == Figures(units=2, entries=14, people=10)
    assert total(half_known) == Figures(units=3, entries=17, people=None)
    assert compare(total(known), Figures(2, 14, 5)).people == trend(10, 5)
    assert compare(total(half_known), Figures(3, 17, 5)).people is None
    assert total([]).people is None


def test_units_that_were_merged_are_compared_together() -> None:
    previous = [
        PreviousUnit("24133", "24133", 1, 30),
        PreviousUnit("24136", "24133", 1, 10),
        PreviousUnit("643", None, 1, 99),
    ]

    changes = compare_units(previous, {"24133": 50, "24118": 7})

    assert changes["24133"] == trend(40, 50)
    assert changes["24133"] is not None
    assert changes["24133"].direction is Direction.UP


def test_a_unit_without_a_forerunner_is_not_compared_with_nothing() -> None:
    previous = [PreviousUnit("A", "A", 0, 0)]

    changes = compare_units(previous, {"A": 5, "B": 5})

    assert changes["B"] is None
    # This one was there, and nobody took part: a change, but of no percent.
    assert changes["A"] == trend(0, 5)


def test_no_change_is_said_to_be_none() -> None:
    same = trend(4, 4)

    assert compare(Figures(4, 4, 4), Figures(4, 4, 4)) == Comparison(same, same, same)
    assert same.direction is Direction.SAME
