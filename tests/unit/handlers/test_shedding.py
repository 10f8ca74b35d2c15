"""Who is refused at the door, by how long those before them have waited or will have to."""

from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from handlers.ports.messaging import OverloadedError
from handlers.shedding import MEASURED, Shedding, Work
from tests.fakes.clock import FakeClock

ANSWER, OTHER = Work.ANSWER, Work.OTHER
SECOND = timedelta(seconds=1)
MOMENT = timedelta(milliseconds=1)


class Door:
    """Shedding with people in its lines."""

    def __init__(self, clock: FakeClock, speed: float = 1.0) -> None:
        self.clock = clock
        self.shedding = Shedding(clock, speed)
        self._inside: dict[Work, list[AbstractContextManager[None]]] = {ANSWER: [], OTHER: []}

    def come(self, work: Work, count: int = 1) -> None:
        for _ in range(count):
            self.shedding.admit(work)
            waiting = self.shedding.waiting(work)
            waiting.__enter__()
            self._inside[work].append(waiting)

    def leave(self, work: Work, count: int = 1) -> None:
        """Those leave who came first."""
        for _ in range(count):
            self._inside[work].pop(0).__exit__(None, None, None)

    def admits(self, work: Work) -> bool:
        try:
            self.shedding.admit(work)
        except OverloadedError:
            return False
        return True

    def refused(self) -> dict[Work, int]:
        return {one.work: one.refused for one in self.shedding.standings()}


@pytest.fixture
def door(clock: FakeClock) -> Door:
    return Door(clock)


def test_while_nobody_waits_everybody_is_let_in(door: Door) -> None:
    assert (door.admits(ANSWER), door.admits(OTHER)) == (True, True)


@pytest.mark.parametrize(("after", "expected"), [(2 * SECOND, True), (2 * SECOND + MOMENT, False)])
@pytest.mark.parametrize("waiting", [ANSWER, OTHER])
def test_what_can_wait_is_refused_once_the_oldest_of_all_has_waited_two_seconds(
    door: Door, waiting: Work, after: timedelta, expected: bool
) -> None:
    door.come(waiting)

    door.clock.advance(after)

    assert door.admits(OTHER) is expected
    assert door.admits(ANSWER) is True


def test_answers_are_refused_only_when_an_answer_has_waited_ten_seconds(door: Door) -> None:
    door.come(OTHER)
    door.clock.advance(60 * SECOND)
    door.come(ANSWER)
    door.clock.advance(10 * SECOND)
    assert door.admits(ANSWER) is True

    door.clock.advance(MOMENT)

    assert door.admits(ANSWER) is False
    assert door.refused() == {ANSWER: 1, OTHER: 0}


def test_the_next_one_is_let_in_when_the_oldest_has_got_on(door: Door) -> None:
    door.come(OTHER)
    door.clock.advance(3 * SECOND)
    assert door.admits(OTHER) is False

    door.leave(OTHER)

    assert door.admits(OTHER) is True


def test_a_line_longer_than_its_pace_can_do_in_time_lets_nobody_in_however_young_it_is(
    door: Door,
) -> None:
    """64 got on in 0.64 s, so 200 more take 2 s and the next one would wait longer."""
    door.come(OTHER, MEASURED + 200)
    door.clock.advance(timedelta(milliseconds=640))
    door.leave(OTHER, MEASURED)

    assert door.admits(OTHER) is True

    door.come(OTHER)
    assert door.admits(OTHER) is False


def test_a_pace_that_was_slow_for_a_moment_is_forgotten_with_the_line(door: Door) -> None:
    door.come(OTHER, MEASURED)
    door.clock.advance(1.9 * SECOND)
    door.leave(OTHER, MEASURED)

    door.come(OTHER, 100)

    assert door.admits(OTHER) is True


def test_a_burst_of_answers_is_bounded_by_what_ten_seconds_can_do(door: Door) -> None:
    """Whatever comes beyond that is not kept in memory."""
    door.come(ANSWER, MEASURED)
    door.come(ANSWER, 1)
    door.clock.advance(timedelta(milliseconds=64))
    door.leave(ANSWER, MEASURED)

    let_in = 1
    while door.admits(ANSWER) and let_in < 20_000:
        door.come(ANSWER)
        let_in += 1

    assert let_in == 10_001


def test_time_is_that_of_the_wall_however_fast_the_contest_runs(clock: FakeClock) -> None:
    door = Door(clock, speed=60)
    door.come(OTHER)

    door.clock.advance(120 * SECOND)
    assert door.admits(OTHER) is True

    door.clock.advance(MOMENT)
    assert door.admits(OTHER) is False


def test_whoever_is_refused_is_told_when_to_come_again(door: Door) -> None:
    door.come(ANSWER)
    door.clock.advance(11 * SECOND)

    with pytest.raises(OverloadedError) as refusal:
        door.shedding.admit(OTHER)

    assert refusal.value.retry_after == 2 * SECOND


def test_how_the_lines_stand_is_told(door: Door) -> None:
    door.come(ANSWER, 2)
    door.clock.advance(3 * SECOND)
    door.admits(OTHER)

    answers, others = door.shedding.standings()

    assert (answers.work, answers.waiting, answers.wait) == (ANSWER, 2, 3 * SECOND)
    assert (others.work, others.waiting, others.wait) == (OTHER, 0, 3 * SECOND)
    assert (answers.limit, others.limit) == (10 * SECOND, 2 * SECOND)
    assert (answers.refused, others.refused) == (0, 1)


def test_a_message_that_fails_waits_no_longer(door: Door) -> None:
    with pytest.raises(LookupError), door.shedding.waiting(OTHER):
        raise LookupError
    door.clock.advance(60 * SECOND)

    assert door.admits(OTHER) is True
