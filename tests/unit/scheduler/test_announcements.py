from datetime import datetime, timedelta

import pytest

from scheduler.announcements import Announcements
from scheduler.timers import Job
from tests.fakes.clock import FakeClock
from tests.fakes.timers import HeldTimers

pytestmark = pytest.mark.anyio


class RepeatedTimers(HeldTimers):
    """Remembers what is to be done again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.repeated: dict[str, tuple[timedelta, Job]] = {}

    def every(self, period: timedelta, job: Job, name: str) -> None:
        self.repeated[name] = (period, job)


async def test_announcements_are_looked_at_every_second_also_after_a_failure() -> None:
    timers, clock, looked = RepeatedTimers(), FakeClock(), list[datetime]()

    async def carry_on(now: datetime) -> None:
        looked.append(now)
        if len(looked) == 1:
            raise ConnectionError

    Announcements(timers, carry_on, clock).start()
    period, look = timers.repeated["announcements"]
    await look()
    clock.advance(period)
    await look()

    assert period == timedelta(seconds=1)
    assert looked[1] - looked[0] == timedelta(seconds=1)
