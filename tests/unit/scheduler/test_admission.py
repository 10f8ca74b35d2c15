"""The line is looked at before anybody comes in, and served where there can be one."""

from datetime import datetime, timedelta

import pytest

from scheduler.admission import LOOK, TURN, Admission
from scheduler.timers import Job
from tests.fakes.clock import FakeClock
from tests.fakes.timers import HeldTimers

pytestmark = pytest.mark.anyio


class Periods(HeldTimers):
    """Timers that remember what is to be done how often."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: dict[timedelta, Job] = {}

    def every(self, period: timedelta, job: Job, name: str) -> None:
        self.jobs[period] = job


class Scripted:
    """A line that notes what it was asked for."""

    def __init__(self, *, is_needed: bool) -> None:
        self.is_needed = is_needed
        self.calls: list[str] = []

    async def look(self, now: datetime) -> None:
        self.calls.append("look")

    async def admit(self, now: datetime) -> None:
        self.calls.append("admit")

    async def inform(self, now: datetime) -> None:
        self.calls.append("inform")


async def test_a_line_is_looked_at_once_and_then_served() -> None:
    timers, line = Periods(), Scripted(is_needed=True)
    looks: list[int] = []
    await Admission(timers, line, FakeClock(), lambda: looks.append(len(line.calls))).start()

    assert line.calls == ["look"]
    await timers.jobs[TURN]()
    await timers.jobs[LOOK]()
    assert line.calls == ["look", "admit", "look", "inform"]
    assert looks == [3]


async def test_where_nobody_can_ever_wait_nothing_is_repeated() -> None:
    timers, line = Periods(), Scripted(is_needed=False)
    await Admission(timers, line, FakeClock()).start()

    assert line.calls == ["look"]
    assert timers.jobs == {}
