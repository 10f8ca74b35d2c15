"""Which timers are set for live rounds, and what the sweep finds that no timer has done."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import LiveTimer
from scheduler.live import LiveRoundTimers
from tests.fakes.clock import START, FakeClock
from tests.fakes.timers import HeldTimers

pytestmark = pytest.mark.anyio

SECOND = timedelta(seconds=1)
ONE, OTHER = LiveRoundId(1), LiveRoundId(2)


class Desk:
    """Stored rounds, their timers, and which were said to be due.

    Attributes:
        while_reading: done after the rounds were read and before that is known here.
        do: what is done with a round that is due.
    """

    def __init__(self, clock: FakeClock) -> None:
        self.held = HeldTimers()
        self.stored: dict[LiveRoundId, datetime | None] = {}
        self.due: list[LiveRoundId] = []
        self.while_reading: Callable[[], None] = lambda: None
        self.error: Exception | None = None
        self.do: Callable[[LiveRoundId], Awaitable[None]] | None = None
        self.timers = LiveRoundTimers(self.held, self._read, self._do, clock, SECOND)

    async def _read(self) -> Sequence[LiveTimer]:
        if self.error is not None:
            raise self.error
        read = [LiveTimer(one, 1, wake_at) for one, wake_at in self.stored.items()]
        self.while_reading()
        return read

    async def _do(self, live_round: LiveRoundId) -> None:
        self.due.append(live_round)
        if self.do is not None:
            await self.do(live_round)

    @property
    def instants(self) -> dict[str | None, datetime]:
        return self.held.instants


@pytest.fixture
def desk(clock: FakeClock) -> Desk:
    return Desk(clock)


async def test_a_round_has_one_timer_at_the_instant_armed_last(desk: Desk) -> None:
    desk.timers.arm(ONE, START + 20 * SECOND)
    desk.timers.arm(ONE, START + 25 * SECOND)
    desk.timers.arm(OTHER, START + 5 * SECOND)

    assert desk.instants == {
        "live-1": START + 25 * SECOND,
        "live-2": START + 5 * SECOND,
    }
    await desk.held.go_off(START + 5 * SECOND)
    assert desk.due == [OTHER]


async def test_what_another_process_has_created_or_moved_is_armed_by_the_sweep(desk: Desk) -> None:
    desk.timers.arm(ONE, START + 20 * SECOND)
    desk.stored = {ONE: START + 30 * SECOND, OTHER: START + 60 * SECOND}

    await desk.timers.sweep()

    assert desk.instants == {"live-1": START + 30 * SECOND, "live-2": START + 60 * SECOND}
    assert desk.due == []


async def test_what_was_armed_while_the_sweep_was_reading_stays(desk: Desk) -> None:
    desk.stored = {ONE: START + 300 * SECOND}
    desk.while_reading = lambda: desk.timers.arm(ONE, START + 20 * SECOND)

    await desk.timers.sweep()

    assert desk.instants == {"live-1": START + 20 * SECOND}


async def test_a_round_that_waits_for_people_has_no_timer(desk: Desk) -> None:
    desk.stored = {ONE: None}

    await desk.timers.sweep()

    assert desk.instants == {}


async def test_what_its_timer_has_not_done_for_a_second_is_due(
    desk: Desk, clock: FakeClock
) -> None:
    desk.stored = {ONE: START + 20 * SECOND}
    await desk.timers.sweep()
    clock.advance(21 * SECOND - timedelta(microseconds=1))
    await desk.timers.sweep()
    assert desk.due == []

    clock.advance(timedelta(microseconds=1))
    await desk.timers.sweep()

    assert desk.due == [ONE]


async def test_what_could_not_be_done_is_not_asked_again_at_once(
    desk: Desk, clock: FakeClock
) -> None:
    desk.timers.arm(ONE, START + SECOND)
    clock.advance(SECOND)
    await desk.held.go_off()

    desk.timers.arm(ONE, START + SECOND)

    assert desk.instants == {}


async def test_an_instant_that_has_passed_is_due_at_once_the_first_time(desk: Desk) -> None:
    desk.stored = {ONE: START - 60 * SECOND}

    await desk.timers.sweep()

    assert desk.instants == {"live-1": START - 60 * SECOND}


async def test_a_round_that_comes_back_is_armed_again(desk: Desk) -> None:
    desk.stored = {ONE: START + 20 * SECOND}
    await desk.timers.sweep()
    await desk.held.go_off()
    desk.stored = {}
    await desk.timers.sweep()
    desk.stored = {ONE: START + 20 * SECOND}

    await desk.timers.sweep()

    assert desk.instants == {"live-1": START + 20 * SECOND}


async def test_a_sweep_that_fails_is_told_and_the_next_one_goes_on(desk: Desk) -> None:
    desk.stored = {ONE: START + 20 * SECOND}
    desk.error = OSError("no database")
    with capture_logs() as logs:
        await desk.timers._look()
    assert [line["event"] for line in logs] == ["live_rounds_failed"]

    desk.error = None
    await desk.timers._look()

    assert desk.instants == {"live-1": START + 20 * SECOND}


async def test_what_is_armed_while_a_round_is_looked_at_counts_afterwards(
    desk: Desk, clock: FakeClock
) -> None:
    """APScheduler drops a job whose name is still running."""

    async def move_on_twice(live_round: LiveRoundId) -> None:
        desk.timers.arm(live_round, START - SECOND)
        assert desk.instants == {}
        desk.timers.arm(live_round, START + 20 * SECOND)
        assert desk.instants == {}

    desk.do = move_on_twice
    desk.timers.arm(ONE, START)
    await desk.held.go_off()

    assert desk.instants == {"live-1": START + 20 * SECOND}
