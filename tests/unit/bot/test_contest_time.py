"""What time a process takes it to be when it starts on a contest that has been going on."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SystemClock
from bot.contest_time import take_up

pytestmark = pytest.mark.anyio

START = datetime(2023, 11, 7, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
SILENCE = timedelta(milliseconds=20)


class Signs:
    """Signs of life, as they are found one after the other."""

    def __init__(self, found: Sequence[datetime | None], *, is_alone: bool) -> None:
        self._found = list(found)
        self._is_alone = is_alone

    async def last(self) -> datetime | None:
        return self._found.pop(0)

    async def is_alone(self) -> bool:
        return self._is_alone


async def _began(signs: Sequence[datetime | None], *, is_alone: bool = True) -> datetime:
    clock = SystemClock(start=START)
    await take_up(clock, Signs(signs, is_alone=is_alone), SILENCE)
    return clock.now()


def _is_near(instant: datetime, other: datetime) -> bool:
    return abs(instant - other) < 30 * SECOND


async def test_the_first_start_ever_takes_the_machines_date() -> None:
    assert _is_near(await _began([None]), START)


async def test_a_date_before_the_last_sign_of_life_is_not_believed() -> None:
    assert await _began([START + HOUR]) >= START + HOUR


async def test_after_an_outage_the_date_is_believed() -> None:
    assert _is_near(await _began([START - HOUR]), START)
    assert _is_near(await _began([START - HOUR, START - HOUR], is_alone=False), START)


async def test_who_lives_at_another_date_is_joined() -> None:
    alive = [START - HOUR, START - HOUR + SECOND]

    assert _is_near(await _began(alive, is_alone=False), START - HOUR)


async def test_who_has_started_meanwhile_at_a_later_date_is_joined() -> None:
    started = [START - HOUR, START + HOUR]

    assert _is_near(await _began(started, is_alone=False), START + HOUR)


async def test_an_only_process_looks_for_nobody() -> None:
    assert _is_near(await _began([START - HOUR], is_alone=True), START)
