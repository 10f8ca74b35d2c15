"""Quality bands of Huế 2025 (domain.md 2.6), and shares that name what they are of."""

from fractions import Fraction

import pytest

from contest.statistics import (
    Attempts,
    Band,
    People,
    Reached,
    Share,
    attempts_per_person,
    band_of,
    bands_of_attempts,
    bands_of_people,
    quality,
    together,
)
from contest.trends import to_tenths

WEEK_1 = (
    [20] * 5_945 + [19] * 6_000 + [15] * 5_228 + [14] * 4_000 + [5] * 3_851 + [4] * 940 + [0] * 16
)
"""Scores out of 20 that fall into the published bands, with some on each bound."""


@pytest.mark.parametrize(
    ("score", "total", "band"),
    [
        (20, 20, Band.FULL),
        (19, 20, Band.HIGH),
        (15, 20, Band.HIGH),
        (14, 20, Band.MIDDLE),
        (5, 20, Band.MIDDLE),
        (4, 20, Band.LOW),
        (0, 20, Band.LOW),
        (11, 15, Band.MIDDLE),
        (12, 15, Band.HIGH),
        (3, 15, Band.LOW),
        (4, 15, Band.MIDDLE),
    ],
)
def test_a_band_holds_its_lower_bound_and_not_its_upper(score: int, total: int, band: Band) -> None:
    assert band_of(score, total) is band


@pytest.mark.parametrize(("score", "total"), [(-1, 15), (16, 15), (0, 0)])
def test_what_is_no_score_has_no_band(score: int, total: int) -> None:
    with pytest.raises(ValueError, match="is no score"):
        band_of(score, total)


def test_the_bands_of_week_one_sum_to_all_people() -> None:
    bands = bands_of_people(WEEK_1, 20)

    assert bands.counts == {
        Band.FULL: 5_945,
        Band.HIGH: 11_228,
        Band.MIDDLE: 7_851,
        Band.LOW: 956,
    }
    assert bands.nothing_right == 16
    assert bands.total == 25_980


def test_full_marks_of_week_one_are_22_88_percent_and_not_what_the_press_printed() -> None:
    percent = bands_of_people(WEEK_1, 20).share(Band.FULL).percent

    assert percent == Fraction(594_500, 25_980)
    assert round(percent, 2) == Fraction(2_288, 100)
    assert str(to_tenths(percent)) == "22.9"


def test_nobody_is_in_no_band_and_has_no_share() -> None:
    bands = bands_of_people([], 15)

    assert set(bands.counts.values()) == {0}
    assert bands.share(Band.FULL).percent is None


def test_attempts_are_counted_apart_from_people() -> None:
    """One person tried three times and one once."""
    assert bands_of_attempts([15, 9, 3, 15], 15).total == 4
    assert bands_of_people([15, 15], 15).total == 2


def test_people_of_the_election_contest_tried_less_than_twice_on_average() -> None:
    average = attempts_per_person(Attempts(120_102), People(69_324))

    assert average is not None
    assert round(average, 2) == Fraction(173, 100)
    assert attempts_per_person(Attempts(0), People(0)) is None


def test_the_quality_of_week_one_has_its_bands_and_its_mean() -> None:
    reached = [Reached(score, 20, WEEK_1.count(score)) for score in sorted(set(WEEK_1))]

    found = quality(reached)

    assert [found.bands.counts[band] for band in Band] == [5_945, 11_228, 7_851, 956]
    assert (sum(found.bands.counts.values()), found.entries) == (25_980, 25_980)
    assert found.bands.share(Band.FULL).percent == Fraction(594_500, 25_980)
    assert found.bands.nothing_right == 16
    assert found.mean_percent == Fraction(100 * sum(WEEK_1), 20 * 25_980)


def test_entries_of_rounds_of_different_length_weigh_the_same() -> None:
    """5 of 10 is half, 20 of 20 everything: the mean is 75 %, not 25 of 30."""
    found = quality([Reached(5, 10, 1), Reached(20, 20, 1)])

    assert found.mean_percent == 75
    assert found.bands.counts == {Band.FULL: 1, Band.HIGH: 0, Band.MIDDLE: 1, Band.LOW: 0}


def test_no_entries_have_no_mean() -> None:
    assert quality([]).mean_percent is None
    assert together([]).entries == 0


def test_the_quality_of_parts_together_is_that_of_all() -> None:
    parts = [Reached(15, 15, 3), Reached(0, 15, 2)], [Reached(7, 15, 5)]

    assert together(map(quality, parts)) == quality([*parts[0], *parts[1]])


@pytest.mark.parametrize(("part", "whole"), [(2, 1), (-1, 1)])
def test_a_part_greater_than_its_whole_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="is no part of"):
        Share(People(part), People(whole))
