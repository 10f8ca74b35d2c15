"""What holds for limits in memory and for those on a server."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from handlers.ports.limits import Backlog
from handlers.ports.messaging import Lane
from tests.fakes.clock import FakeClock
from tests.integration.limits.sending import (
    GROUP,
    NO_WAIT,
    SECOND,
    Limits,
    at,
    chat,
    count_all,
    fill,
    send,
)
from tests.integration.web.site import eventually

pytestmark = pytest.mark.anyio


async def test_a_bot_gets_thirty_in_a_second_from_when_their_outcome_is_known(
    limits: Limits,
) -> None:
    assert fill(limits) == 30
    assert limits.wait(Lane.REPLY, at(0.5)) is None
    count_all(limits, 30, 0.5)

    assert limits.wait(Lane.REPLY, at(1)) == 0.5 * SECOND
    assert fill(limits, 1.5) == 30


async def test_what_did_not_leave_takes_no_place(limits: Limits) -> None:
    fill(limits)
    limits.stay(Lane.REPLY)

    assert fill(limits) == 1


@pytest.mark.parametrize("lane", [Lane.REMINDER, Lane.BROADCAST])
async def test_patient_lanes_leave_evenly(limits: Limits, lane: Lane) -> None:
    assert fill(limits, 0, lane) == 3
    count_all(limits, 3, 0, lane)
    assert sum(fill(limits, 0.1 * tenth, lane) for tenth in range(1, 8)) == 21
    count_all(limits, 21, 0.7, lane)

    assert fill(limits, 0.7) == 6


async def test_a_chat_takes_three_at_once_and_then_one_a_second(limits: Limits) -> None:
    assert [await send(limits, chat(1)) for _ in range(5)] == [NO_WAIT] * 3 + [SECOND] * 2
    assert await send(limits, chat(2)) == NO_WAIT
    assert await send(limits, chat(1), 1) == NO_WAIT


async def test_a_group_takes_twenty_a_minute(limits: Limits) -> None:
    for second in range(20):
        assert await send(limits, GROUP, second) == NO_WAIT

    assert await send(limits, GROUP, 20) == 40 * SECOND
    assert await send(limits, GROUP, 60.01) == NO_WAIT


async def test_a_refusal_of_the_bot_pauses_it_for_half_a_minute_at_most(limits: Limits) -> None:
    assert [limits.refused(chat(n), at(0), at(100)) for n in range(3)] == [False, False, True]

    assert limits.pause(at(0)) == 30 * SECOND
    assert limits.wait(Lane.REPLY, at(2)) == 28 * SECOND
    assert limits.wait(Lane.BROADCAST, at(2)) == 28 * SECOND


async def test_while_people_wait_replies_climb_and_an_objection_halves_them(
    limits: Limits, clock: FakeClock
) -> None:
    async def until(rate: float) -> None:
        def tick() -> bool:
            if clock._sleepers:
                clock.advance(timedelta(milliseconds=100))
            return limits.reply_rate == rate

        await eventually(tick)

    running = asyncio.create_task(limits.run(lambda: Backlog(200, 0), lambda: None))
    await until(33)
    await until(36)
    now = clock.now()
    for number in range(3):
        limits.refused(chat(number), now, now + SECOND)
    await until(18)
    await until(21)

    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
