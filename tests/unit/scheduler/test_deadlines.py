"""Which timers are set for the deadlines of open questions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.model import AttemptId, Position
from scheduler.deadlines import SLOT, Deadlines
from tests.fakes.clock import START
from tests.fakes.timers import HeldTimers

pytestmark = pytest.mark.anyio

MILLISECOND = timedelta(milliseconds=1)
SECOND = timedelta(seconds=1)
INSTANTS = st.datetimes(datetime(1999, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


class Desk:
    """Deadlines, their timers, and what they reported, call by call."""

    def __init__(self) -> None:
        self.timers = HeldTimers()
        self.reported: list[list[tuple[int, int]]] = []
        self._deadlines = Deadlines(self.timers, self._expire)

    async def _expire(self, due: Any) -> None:
        self.reported.append([(attempt, position) for attempt, position in due])

    def arm(self, attempt: int, position: int, deadline: datetime) -> None:
        self._deadlines.arm(AttemptId(attempt), Position(position), deadline)


async def test_deadlines_of_one_instant_share_a_timer_and_a_report() -> None:
    desk = Desk()
    for attempt in range(20_000):
        desk.arm(attempt, 3, START)

    assert len(desk.timers.waiting) == 1
    await desk.timers.go_off()

    assert desk.reported == [[(attempt, 3) for attempt in range(20_000)]]


async def test_deadlines_within_ten_milliseconds_share_a_timer() -> None:
    desk = Desk()
    for milliseconds in (1, 2, 9.999, 10):
        desk.arm(int(milliseconds * 1000), 1, START + milliseconds * MILLISECOND)
    desk.arm(7, 1, START + 10.001 * MILLISECOND)

    assert [timer.instant for timer in desk.timers.waiting] == [
        START + 10 * MILLISECOND,
        START + 20 * MILLISECOND,
    ]


@given(INSTANTS)
def test_a_timer_is_never_before_its_deadline_and_less_than_a_slot_behind(
    deadline: datetime,
) -> None:
    desk = Desk()

    desk.arm(1, 1, deadline)

    (timer,) = desk.timers.waiting
    assert deadline <= timer.instant < deadline + SLOT


async def test_a_deadline_that_is_armed_twice_is_reported_once() -> None:
    desk = Desk()
    desk.arm(1, 3, START)
    desk.arm(1, 3, START)

    await desk.timers.go_off()

    assert desk.reported == [[(1, 3)]]


async def test_of_two_questions_of_one_attempt_the_later_is_reported() -> None:
    """At the end of a round every question has the same deadline."""
    desk = Desk()
    desk.arm(1, 3, START)
    desk.arm(1, 4, START)

    await desk.timers.go_off()

    assert desk.reported == [[(1, 4)]]


async def test_a_deadline_that_is_armed_after_its_timer_went_off_gets_a_timer_of_its_own() -> None:
    desk = Desk()
    desk.arm(1, 3, START)
    await desk.timers.go_off()
    desk.arm(2, 3, START)

    await desk.timers.go_off()

    assert desk.reported == [[(1, 3)], [(2, 3)]]


async def test_nothing_is_kept_of_what_was_reported() -> None:
    desk = Desk()
    for number in range(100):
        desk.arm(number, 1, START + number * SLOT)

    await desk.timers.go_off()

    assert desk._deadlines._slots == {}
    assert desk._deadlines._slot_of == {}


async def test_the_next_question_takes_the_timer_of_the_one_before() -> None:
    desk = Desk()
    desk.arm(1, 3, START)
    desk.arm(1, 4, START + 40 * SECOND)

    (timer,) = desk.timers.waiting
    assert timer.instant == START + 40 * SECOND
    await desk.timers.go_off()

    assert desk.reported == [[(1, 4)]]


async def test_a_timer_that_others_share_stays_for_them() -> None:
    desk = Desk()
    desk.arm(1, 3, START)
    desk.arm(2, 3, START)
    desk.arm(1, 4, START + 40 * SECOND)

    await desk.timers.go_off(until=START)

    assert desk.reported == [[(2, 3)]]


async def test_an_attempt_has_one_entry_however_many_questions_it_was_given() -> None:
    desk = Desk()
    for position in range(1, 16):
        desk.arm(1, position, START + position * 3600 * SECOND)

    assert len(desk.timers.waiting) == 1
    assert len(desk._deadlines._slots) == 1
