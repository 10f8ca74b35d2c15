"""The timers of reminders and digests: armed for what comes next, and looked at again and again."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.clock import SystemClock
from contest.rules import Window
from handlers.digest import WeeklyDigest
from handlers.ports.records import Role
from scheduler.reminders import Reminders
from scheduler.timers import Timers
from tests.fakes.clock import FakeClock
from tests.fakes.timers import HeldTimers
from tests.integration.reminders.board import (
    EIGHTEENTH,
    FOURTEENTH,
    WINDOW,
    Board,
    local,
    slot,
)

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

HOUR = timedelta(hours=1)


class Process:
    """One start of the system, as far as reminders are concerned."""

    def __init__(self, board: Board, now: datetime) -> None:
        self.clock = FakeClock(now)
        self.timers = HeldTimers()
        parts = (board.reminding(), WeeklyDigest(board.begin, board.begin.reading))
        self.reminders = Reminders(self.timers, parts, self.clock)

    async def come_to(self, instant: datetime) -> None:
        """Plan, let time pass and what falls due go off, and plan again."""
        await self.reminders.plan()
        self.clock.advance(instant - self.clock.now())
        await self.timers.go_off(instant)
        await self.reminders.plan()


@pytest.fixture
async def attended(board: Board) -> Board:
    await board.grant("liaison", Role.UNIT_LIAISON, "SO-NV")
    return board


async def test_the_next_slot_of_each_is_armed_once(attended: Board) -> None:
    process = Process(attended, local(8))
    for _ in range(3):
        await process.reminders.plan()

    assert process.timers.instants == {
        f"reminders-{attended.round.id}": slot(FOURTEENTH),
        "digest": local(13, 7, 30),
    }
    assert len(process.timers.waiting) == 2


async def test_when_its_time_has_come_a_slot_goes_off_once_and_the_next_day_arms_the_next(
    attended: Board,
) -> None:
    process = Process(attended, slot(FOURTEENTH) - HOUR)

    await process.come_to(slot(FOURTEENTH))
    assert await attended.keys() == [attended.own_key(FOURTEENTH, "SO-NV", "liaison")]
    assert f"reminders-{attended.round.id}" not in process.timers.instants

    await process.come_to(local(15))
    name = f"reminders-{attended.round.id}"
    assert process.timers.instants[name] == slot(EIGHTEENTH)


async def test_a_start_after_the_slot_makes_up_for_it_at_once(attended: Board) -> None:
    process = Process(attended, slot(FOURTEENTH) + 5 * HOUR)

    await process.come_to(process.clock.now())

    assert await attended.keys() == [attended.own_key(FOURTEENTH, "SO-NV", "liaison")]


async def test_a_moved_round_is_armed_for_its_new_slot(attended: Board) -> None:
    process = Process(attended, local(8))
    await process.reminders.plan()
    await attended.move(Window(WINDOW.opens_at, local(25)), local(8))

    # What was armed before finds nothing to do.
    await process.come_to(slot(FOURTEENTH))

    assert [key for key in await attended.keys() if key.startswith("reminder")] == []
    name = f"reminders-{attended.round.id}"
    assert process.timers.instants[name] == local(17, 7, 30)


async def test_a_round_moved_away_and_back_is_reminded_on_its_day(attended: Board) -> None:
    process = Process(attended, slot(FOURTEENTH) - HOUR)
    await process.reminders.plan()
    await attended.move(Window(WINDOW.opens_at, local(25)), process.clock.now())
    process.clock.advance(HOUR)
    # The timer of before the move goes off in vain.
    await process.timers.go_off(slot(FOURTEENTH))
    await process.reminders.plan()
    await attended.move(WINDOW, process.clock.now())

    await process.come_to(slot(FOURTEENTH) + HOUR)

    assert await attended.keys() == [attended.own_key(FOURTEENTH, "SO-NV", "liaison")]


async def test_real_timers_carry_out_what_is_due(attended: Board) -> None:
    clock = SystemClock(start=slot(FOURTEENTH) - timedelta(milliseconds=100))
    timers = Timers(clock)
    reminders = Reminders(timers, (attended.reminding(),), clock)
    await reminders.plan()
    timers.start()

    async with asyncio.timeout(10):
        while not await attended.keys():  # noqa: ASYNC110 - another task writes the rows
            await asyncio.sleep(0.01)
    await timers.rest(timedelta(seconds=5))
    timers.stop()

    assert await attended.keys() == [attended.own_key(FOURTEENTH, "SO-NV", "liaison")]
