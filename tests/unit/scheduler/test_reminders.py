"""What recurs is tried again until it is done, and not again after."""

from collections.abc import Mapping
from datetime import datetime

import pytest

from scheduler.reminders import Reminders
from tests.fakes.clock import START, FakeClock
from tests.fakes.timers import HeldTimers

pytestmark = pytest.mark.anyio


class UnluckyError(Exception):
    """Something went wrong."""


class Scripted:
    """Something recurring that does as it is told."""

    def __init__(self, *results: bool | Exception) -> None:
        self.results = list(results)

    async def slots(self, now: datetime) -> Mapping[str, datetime]:
        return {"scripted": START}

    async def due(self, now: datetime) -> bool:
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result


async def test_what_has_to_wait_or_fails_is_tried_again_and_what_is_done_is_not() -> None:
    timers, part = HeldTimers(), Scripted(False, UnluckyError(), True)
    reminders = Reminders(timers, (part,), FakeClock(START))

    await reminders.plan()
    await timers.go_off()
    await reminders.plan()
    with pytest.raises(UnluckyError):
        await timers.go_off()
    await reminders.plan()
    await timers.go_off()
    await reminders.plan()

    assert (part.results, timers.waiting) == ([], [])
