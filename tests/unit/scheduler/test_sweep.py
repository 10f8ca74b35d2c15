"""The sweep passes what a timer should have passed, and leaves a timer at work alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from contest.model import AttemptId, Position
from scheduler.sweep import Sweep
from scheduler.timers import Timers
from tests.fakes.clock import START, FakeClock

pytestmark = pytest.mark.anyio

GRACE = timedelta(seconds=1)
Due = Sequence[tuple[AttemptId, Position]]
ONE = (AttemptId(7), Position(3))


class Desk:
    """Open questions, and what was expired."""

    def __init__(self, clock: FakeClock, deadline: datetime) -> None:
        self._deadline = deadline
        self.expired: list[Due] = []
        self.sweep = Sweep(Timers(clock), self._overdue, self._expire, clock, GRACE)

    async def _overdue(self, before: datetime) -> Due:
        return [ONE] if self._deadline < before else []

    async def _expire(self, due: Due) -> None:
        self.expired.append(due)


async def test_a_question_that_its_timer_has_missed_is_expired_and_told(clock: FakeClock) -> None:
    desk = Desk(clock, START - GRACE - timedelta(microseconds=1))

    with capture_logs() as logs:
        await desk.sweep.sweep()

    assert desk.expired == [[ONE]]
    assert logs == [{"event": "questions_overdue", "log_level": "warning", "count": 1}]


@pytest.mark.parametrize("ahead", [-GRACE, timedelta(0), timedelta(seconds=40)])
async def test_a_question_whose_timer_may_be_at_work_is_left_alone(
    clock: FakeClock, ahead: timedelta
) -> None:
    desk = Desk(clock, START + ahead)

    with capture_logs() as logs:
        await desk.sweep.sweep()

    assert desk.expired == []
    assert logs == []
