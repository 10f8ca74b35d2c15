"""Figures of questions, worked by hand."""

from fractions import Fraction
from math import sqrt

import pytest

from contest.item_analysis import ItemSums, added
from contest.statistics import Attempts, Share

# Four entries had the question; right, right, wrong, no answer, with rests of 3, 2, 1 and 0 points.
FOUR = ItemSums(
    drawn=4,
    answered=3,
    right=2,
    rest=6,
    rest_squares=14,
    right_rest=5,
    waits={40: 1, 100: 1, 120: 1},
)


def test_a_question_without_an_answer_was_not_answered_right() -> None:
    assert FOUR.share_right == Share(Attempts(2), Attempts(4))
    assert FOUR.share_right.percent == 50


def test_discrimination_is_the_correlation_with_the_other_questions() -> None:
    """Deviations (.5, .5, -.5, -.5) and (1.5, .5, -.5, -1.5): 2 over the root of 1 times 5."""
    assert FOUR.discrimination == pytest.approx(2 / sqrt(5))


def test_a_question_that_weak_entries_have_right_tells_apart_the_wrong_way() -> None:
    """Rests of 0 and 1 for those who were right, 2 and 3 for those who were not."""
    upside_down = ItemSums(4, 4, right=2, rest=6, rest_squares=14, right_rest=1, waits={})

    assert upside_down.discrimination == pytest.approx(-2 / sqrt(5))


@pytest.mark.parametrize(
    "sums",
    [
        ItemSums(0, 0, 0, 0, 0, 0, {}),
        ItemSums(2, 2, right=2, rest=3, rest_squares=5, right_rest=3, waits={}),
        ItemSums(2, 2, right=0, rest=3, rest_squares=5, right_rest=0, waits={}),
        ItemSums(2, 2, right=1, rest=4, rest_squares=8, right_rest=2, waits={}),
    ],
    ids=["nobody", "everybody right", "nobody right", "all rests equal"],
)
def test_what_cannot_tell_entries_apart_has_no_discrimination(sums: ItemSums) -> None:
    assert sums.discrimination is None


@pytest.mark.parametrize(
    ("waits", "seconds"),
    [
        ({40: 1, 100: 1, 120: 1}, Fraction(10)),
        ({40: 1, 100: 1}, Fraction(7)),
        ({55: 3}, Fraction(11, 2)),
        ({10: 1, 20: 5, 900: 1}, Fraction(2)),
        ({}, None),
    ],
)
def test_the_median_wait_is_in_the_middle(waits: dict[int, int], seconds: Fraction | None) -> None:
    assert ItemSums(9, 9, 1, 1, 1, 1, waits).median_seconds == seconds


def test_questions_add_up_to_their_topic() -> None:
    topic = added([FOUR, ItemSums(1, 1, 1, 2, 4, 2, {100: 1})])

    assert topic == ItemSums(5, 4, 3, 8, 18, 7, {40: 1, 100: 2, 120: 1})
    assert added([]).share_right.percent is None
