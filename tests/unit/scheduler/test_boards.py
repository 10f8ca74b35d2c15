"""Leaderboards are made once they are due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from contest.model import RoundId
from scheduler.boards import Boards
from tests.fakes.clock import START, FakeClock
from tests.fakes.timers import HeldTimers

pytestmark = pytest.mark.anyio


class Scripted:
    """A maker that notes what it was asked for."""

    def __init__(self, *due: int) -> None:
        self._due = [RoundId(number) for number in due]
        self.made: list[tuple[int, datetime]] = []

    async def due(self, now: datetime) -> Sequence[RoundId]:
        return self._due if now > START else []

    async def make(self, round_id: RoundId, now: datetime) -> bool:
        self.made.append((round_id, now))
        return False


async def test_every_board_that_is_due_is_made_and_no_other() -> None:
    clock, maker = FakeClock(START), Scripted(2, 5)
    boards = Boards(HeldTimers(), maker, clock)

    await boards.keep()
    assert maker.made == []
    clock.advance(timedelta(seconds=1))
    await boards.keep()

    assert maker.made == [(2, START + timedelta(seconds=1)), (5, START + timedelta(seconds=1))]
