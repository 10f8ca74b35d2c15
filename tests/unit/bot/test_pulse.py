"""The sign of life: what is lost and found again, and for how long one persists."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.pulse import PAUSE, PERSISTENCE, Pulse, persist
from handlers.ports.faults import StorageAwayError
from handlers.ports.outages import Outage
from tests.fakes.clock import START, FakeClock

pytestmark = pytest.mark.anyio

SECOND = timedelta(seconds=1)
THRESHOLD = 3 * SECOND


class FakeHeartbeat:
    """``handlers.ports.outages.Heartbeat`` that can be away.

    Attributes:
        beats: instants that were written.
        other: when another process last wrote.
    """

    def __init__(self) -> None:
        self.beats: list[datetime] = []
        self.is_away = False
        self.other: datetime | None = None

    async def beat(self, now: datetime) -> None:
        self._reach()
        self.beats.append(now)

    async def repair(self, now: datetime, threshold: timedelta) -> Outage | None:
        self._reach()
        last = max(filter(None, [*self.beats, self.other]))
        if now - last < threshold:
            return None
        self.beats.append(now)
        return Outage(last, now, ())

    def _reach(self) -> None:
        if self.is_away:
            raise StorageAwayError("ConnectionRefusedError")


class Body:
    """A pulse, and what it told."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.heartbeat = FakeHeartbeat()
        self.outages: list[Outage] = []
        self.pulse = Pulse(self.heartbeat, clock, THRESHOLD, self._regained)

    async def after(self, duration: timedelta, *, is_away: bool) -> None:
        self.clock.advance(duration)
        self.heartbeat.is_away = is_away
        await self.pulse.beat()

    async def _regained(self, outage: Outage) -> None:
        self.outages.append(outage)


@pytest.fixture
def body(clock: FakeClock) -> Body:
    return Body(clock)


async def test_a_database_that_does_not_answer_is_lost_until_it_does(body: Body) -> None:
    seen = []
    for is_away in (False, True, True, False):
        await body.after(SECOND, is_away=is_away)
        seen.append(body.pulse.is_lost)

    assert seen == [False, True, True, False]
    assert body.heartbeat.beats == [START + SECOND, START + 4 * SECOND]


async def test_the_time_without_it_is_given_back_once_it_is_found(body: Body) -> None:
    await body.after(SECOND, is_away=False)
    await body.after(SECOND, is_away=True)
    await body.after(9 * SECOND, is_away=False)

    assert [(one.down_from, one.up_at) for one in body.outages] == [
        (START + SECOND, START + 11 * SECOND)
    ]


async def test_where_another_process_had_it_all_the_time_nothing_is_given_back(body: Body) -> None:
    await body.after(SECOND, is_away=True)
    body.heartbeat.other = START + 30 * SECOND
    await body.after(30 * SECOND, is_away=False)

    assert body.outages == []
    assert body.heartbeat.beats == [START + 31 * SECOND]


async def test_a_process_that_only_stood_still_gives_nothing_back(body: Body) -> None:
    await body.after(SECOND, is_away=False)
    await body.after(60 * SECOND, is_away=False)

    assert body.outages == []


@pytest.mark.parametrize(("away_for", "is_stored"), [(5 * SECOND, True), (60 * SECOND, False)])
async def test_what_must_not_be_forgotten_is_tried_until_it_is_stored_or_the_lease_nears_its_end(
    clock: FakeClock, away_for: timedelta, is_stored: bool
) -> None:
    tries: list[datetime] = []

    async def work() -> None:
        tries.append(clock.now())
        if clock.now() < START + away_for:
            raise StorageAwayError("TimeoutError")

    task = asyncio.create_task(persist(work, clock, 1.0))
    while not task.done():
        await asyncio.sleep(0)
        clock.advance(PAUSE)
        await asyncio.sleep(0)

    assert (task.exception() is None) is is_stored
    assert tries[-1] == START + min(away_for, PERSISTENCE)
