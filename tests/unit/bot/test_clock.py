"""The machine's clock as contest time."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SystemClock

SECOND = timedelta(seconds=1)
START = datetime(2023, 11, 7, 1, 0, tzinfo=UTC)


class Ticks:
    """`time.monotonic` in the hands of a test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 1000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.seconds)


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> Ticks:
    return Ticks(monkeypatch)


def test_contest_time_is_the_machines_time_in_utc() -> None:
    before = datetime.now(UTC)

    now = SystemClock().now()

    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(0)


def test_a_fast_clock_moves_on_by_its_speed(ticks: Ticks) -> None:
    clock = SystemClock(speed=20, start=START)

    ticks.seconds += 3

    assert clock.now() == START + 60 * SECOND


def test_a_stretch_of_contest_time_is_shorter_on_the_wall() -> None:
    assert SystemClock(speed=20).real(timedelta(seconds=40)) == 2 * SECOND


def test_the_wall_time_of_an_instant_follows_the_speed() -> None:
    clock = SystemClock(speed=20, start=START)

    ahead = clock.wall(START + timedelta(minutes=20)) - datetime.now(UTC)

    assert 55 * SECOND < ahead <= 60 * SECOND


def test_a_step_of_the_machines_date_does_not_move_contest_time(
    ticks: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SystemClock()
    before = clock.now()
    monkeypatch.setattr("bot.clock.datetime", _NextYear)

    ticks.seconds += 1

    assert clock.now() == before + SECOND


class _NextYear(datetime):
    @classmethod
    def now(cls, tz: object = None) -> "_NextYear":
        return cls(2099, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("speed", [0, -1])
def test_a_clock_that_would_stand_or_run_backwards_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="forwards"):
        SystemClock(speed)


async def test_sleeping_into_the_past_returns_at_once() -> None:
    clock = SystemClock(start=START)

    await clock.sleep(timedelta(hours=-1))

    assert clock.now() < START + 5 * SECOND
