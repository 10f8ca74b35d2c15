"""A room's clock: breaks are given back once, and a deadline that has passed is not moved."""

from datetime import UTC, datetime, timedelta

import pytest

from contest.live_clock import Break, deadline_after, time_run
from contest.model import NaiveInstantError

START = datetime(2023, 11, 14, 1, 0, tzinfo=UTC)
LIMIT = timedelta(seconds=20)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def span(begins: float, ends: float | None) -> Break:
    return Break(at(begins), None if ends is None else at(ends))


@pytest.mark.parametrize(
    ("breaks", "deadline"),
    [
        ([], 20),
        ([span(5, 605)], 620),
        ([span(-5, 3)], 23),
        ([span(-5, -1)], 20),
        ([span(-5, 0)], 20),
        # It moves a deadline that is yet to come, not one that has come.
        ([span(19.999, 30)], 30.001),
        ([span(20, 30)], 20),
        # The second begins before the deadline only because the first has moved it.
        ([span(5, 15), span(25, 35)], 40),
        ([span(25, 35), span(5, 15)], 40),
        ([span(5, 15), span(30, 35)], 30),
        # Those that overlap or touch are one.
        ([span(5, 15), span(10, 18)], 33),
        ([span(5, 15), span(6, 8)], 30),
        ([span(5, 15), span(15, 18)], 33),
        ([span(5, None)], None),
        ([span(5, 8), span(7, None)], None),
        ([span(5, None), span(6, 8)], None),
        ([span(20, None)], 20),
    ],
)
def test_the_deadline_moves_by_what_the_breaks_took(
    breaks: list[Break], deadline: float | None
) -> None:
    expected = None if deadline is None else at(deadline)

    assert deadline_after(START, LIMIT, breaks) == expected


@pytest.mark.parametrize(
    ("breaks", "until", "run"),
    [
        ([], 12, 12),
        ([], -1, 0),
        ([span(5, 605)], 4, 4),
        ([span(5, 605)], 300, 5),
        ([span(5, 605)], 612, 12),
        ([span(-5, 3)], 12, 9),
        ([span(5, 15), span(10, 18)], 20, 7),
        ([span(5, None)], 100, 5),
    ],
)
def test_the_time_that_has_run_leaves_breaks_out(
    breaks: list[Break], until: float, run: float
) -> None:
    assert time_run(START, at(until), breaks) == timedelta(seconds=run)


def test_a_break_contains_its_beginning_and_not_its_end() -> None:
    assert span(5, 15).contains(at(5))
    assert not span(5, 15).contains(at(15))
    assert not span(5, 15).contains(at(4.9))
    assert span(5, None).contains(at(99))


def test_a_break_knows_its_time_zone() -> None:
    with pytest.raises(NaiveInstantError):
        Break(START.replace(tzinfo=None), None)
