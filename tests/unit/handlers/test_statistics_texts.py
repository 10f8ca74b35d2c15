"""What reports say about change: rising only if every step rose, and always against what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contest.model import Audience, ContestId, RoundId
from contest.rules import RoundRules, Window
from contest.statistics import Attempts, People, quality
from handlers.ports.records import Round
from handlers.statistics import RoundFigures
from handlers.statistics_texts import change_lines, quality_lines
from handlers.texts.loader import wording

SAY = wording("vi")
OPENED = datetime(2023, 6, 4, 17, 0, tzinfo=UTC)


def week(number: int, units: int, people: int) -> RoundFigures:
    opens_at = OPENED + timedelta(weeks=number - 1)
    window = Window(opens_at, opens_at + timedelta(weeks=1))
    one = Round(
        RoundId(number),
        ContestId(1),
        f"Tuần {number}",
        window,
        RoundRules(),
        closed_at=window.closes_at,
    )
    groups = {Audience.OFFICIALS: People(people), Audience.CITIZENS: People(0)}
    count = People(people)
    return RoundFigures(one, units, count, count, Attempts(people), groups, quality([]))


def test_a_round_that_goes_on_is_not_compared() -> None:
    last = week(2, 186, 20)
    open_still = replace(last, round=replace(last.round, closed_at=None))

    assert not list(change_lines([week(1, 184, 20_058), open_still], SAY))


def test_only_what_rose_at_every_step_is_said_to_rise() -> None:
    """The weeks of seed 003: units rose every week, people did not."""
    weeks = [
        week(1, 184, 20_058),
        week(2, 186, 21_020),
        week(3, 187, 21_114),
        week(4, 189, 21_008),
    ]

    units, people = change_lines(weeks, SAY)

    assert units == (
        "Số đơn vị có người dự thi ở Tuần 4: 189 (so với Tuần 3 (187): tăng 2 (1,1%); "
        "so với Tuần 1 (184): tăng 5 (2,7%); tăng liên tục qua cả 4 vòng)"
    )
    assert people == (
        "Số người dự thi ở Tuần 4: 21.008 (so với Tuần 3 (21.114): giảm 106 (0,5%); "
        "so với Tuần 1 (20.058): tăng 950 (4,7%))"
    )


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((100, 120, 118), "so với Tuần 2 (120): giảm 2 (1,7%); so với Tuần 1 (100): tăng 18 (18%)"),
        ((5, 5), "so với Tuần 1 (5): không thay đổi"),
        ((0, 5), "so với Tuần 1 (0): tăng 5"),
    ],
)
def test_every_change_says_against_what(numbers: tuple[int, ...], said: str) -> None:
    weeks = [week(number, 1, people) for number, people in enumerate(numbers, start=1)]

    *_, people = change_lines(weeks, SAY)

    assert people.endswith(f"({said})")


def test_one_round_has_not_changed() -> None:
    assert list(change_lines([week(1, 184, 20_058)], SAY)) == []


def test_no_entries_have_no_quality() -> None:
    assert list(quality_lines(quality([]), SAY)) == []
