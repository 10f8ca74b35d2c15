"""The machine's clock as contest time."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SystemClock

SECOND = timedelta(seconds=1)
MILLISECOND = timedelta(milliseconds=1)
HOUR = timedelta(hours=1)
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


class Date:
    """The machine's date in the hands of a test, which moves on by itself and can be stepped."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, ticks: Ticks) -> None:
        self._ticks, self._began = ticks, ticks.seconds
        self.step = timedelta(0)
        date = self

        class Stepped(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
                return date.now()

        monkeypatch.setattr("bot.clock.datetime", Stepped)

    def now(self) -> datetime:
        return START + self.step + timedelta(seconds=self._ticks.seconds - self._began)


@pytest.fixture
def date(monkeypatch: pytest.MonkeyPatch, ticks: Ticks) -> Date:
    return Date(monkeypatch, ticks)


@pytest.mark.parametrize(
    ("step", "after_a_hundred_seconds"), [(HOUR, 101 * SECOND), (-HOUR, 99 * SECOND)]
)
def test_after_a_step_the_clock_comes_nearer_to_the_date_by_one_second_in_a_hundred(
    date: Date, ticks: Ticks, step: timedelta, after_a_hundred_seconds: timedelta
) -> None:
    clock = SystemClock()
    date.step = step

    assert clock.follow() == step
    ticks.seconds += 100

    assert clock.now() == START + after_a_hundred_seconds


def test_a_clock_that_has_caught_up_runs_as_before(date: Date, ticks: Ticks) -> None:
    clock = SystemClock()
    date.step = 2 * SECOND
    clock.follow()
    ticks.seconds += 201

    assert clock.follow() == -10 * MILLISECOND
    before = clock.now()
    ticks.seconds += 100

    assert clock.now() == before + 100 * SECOND


def test_less_than_a_second_is_no_step(date: Date, ticks: Ticks) -> None:
    clock = SystemClock()
    date.step = 999 * MILLISECOND

    clock.follow()
    ticks.seconds += 100

    assert clock.now() == START + 100 * SECOND


def test_a_timer_is_never_early_while_the_clock_is_slowed_down(date: Date, ticks: Ticks) -> None:
    clock = SystemClock()
    date.step = -HOUR
    clock.follow()

    at = clock.wall(START + 99 * SECOND)
    ticks.seconds += 100

    assert at == clock.wall(clock.now()) == START + 100 * SECOND
    assert clock.now() == START + 99 * SECOND


def test_the_wall_of_timers_knows_no_steps(date: Date, ticks: Ticks) -> None:
    clock = SystemClock()
    ticks.seconds += 5

    date.step = HOUR

    assert clock.wall(clock.now()) == START + 5 * SECOND


def test_a_clock_that_is_told_where_to_begin_follows_the_date_from_there(
    date: Date, ticks: Ticks
) -> None:
    clock = SystemClock()

    clock.begin_at(START + HOUR)

    assert clock.now() == START + HOUR
    assert clock.follow() == -HOUR
    ticks.seconds += 100
    assert clock.now() == START + HOUR + 99 * SECOND
