"""A platform that takes nothing holds its rooms, and through them the question, until it is back
or the host decides."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from contest.live import State
from contest.live_rooms import RoomState, Trouble
from handlers.ports.live_orders import HostResult, OrderKind
from handlers.ports.live_records import HostedRound
from handlers.ports.messaging import MessageRejected, TemporaryFailure
from tests.integration.live.stage import KEY, LIMIT, SECOND, Stage, staged

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

BROKEN = TemporaryFailure("gateway", outcome_unknown=False)


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    async with staged(database_url) as stage:
        yield stage


def troubles(hosted: HostedRound) -> list[Trouble | None]:
    return [hosted.live.rooms[room].trouble for room in sorted(hosted.live.rooms)]


async def ask_over_a_broken_platform(stage: Stage) -> HostedRound:
    """The first question is out on Telegram, and Zalo has taken nothing for six seconds."""
    zalo = stage.platforms[1]
    await stage.next_move()
    await stage.until(State.LOBBY)
    await zalo.until(lambda: len(zalo.sent) == 1)
    zalo.broken = BROKEN
    tried = len(zalo.tried)
    await stage.next_move()
    await stage.until_so(
        lambda one: (
            [room.state for room in one.live.rooms.values()]
            == [RoomState.OPEN, RoomState.OPEN, RoomState.POSTED]
        )
    )
    for seconds in range(1, 4):
        await zalo.until(lambda n=seconds: len(zalo.tried) >= tried + n)  # type: ignore[misc]
        await stage.jump(2 * SECOND)
    await zalo.until(lambda: len(zalo.tried) >= tried + 4)
    await stage.app.live.look()
    return await stage.hosted()


async def test_after_five_seconds_its_rooms_are_flagged_and_the_question_waits_for_them(
    stage: Stage,
) -> None:
    flagged = await ask_over_a_broken_platform(stage)
    assert troubles(flagged) == [None, None, Trouble.PLATFORM_DOWN]
    telegram = stage.platforms[0]
    assert (await stage.press(1, KEY, telegram.room(1))).verdict == "stored"

    await stage.jump(LIMIT + SECOND)
    await stage.jump(timedelta(minutes=5))

    assert await stage.state() is State.OPEN
    # Where the question was out, its time is over all the same.
    assert (await stage.press(2, KEY, telegram.room(1))).verdict == "late"


async def test_the_first_success_ends_the_trouble_and_the_room_has_its_whole_time(
    stage: Stage,
) -> None:
    await ask_over_a_broken_platform(stage)
    telegram, zalo = stage.platforms
    await stage.jump(timedelta(minutes=2))

    zalo.broken = None
    await stage.jump(2 * SECOND)
    back = await stage.until_so(
        lambda one: all(room.state is RoomState.OPEN for room in one.live.rooms.values())
    )

    assert troubles(back) == [None, None, None]
    await stage.jump(LIMIT - 2 * SECOND)
    assert (await stage.press(5, KEY, zalo.room(1))).verdict == "stored"
    await stage.close_question()
    assert [each.position for each in zalo.questions(zalo.room(1))] == [1]
    assert telegram.questions(telegram.room(1)) != []


async def test_a_room_that_has_its_question_gets_the_time_back(stage: Stage) -> None:
    """A call to Zalo hangs while people think."""
    zalo = stage.platforms[1]
    await stage.open_question()
    before, sent = await closing(stage), len(zalo.sent)
    gate = zalo.hold(zalo.room(1))
    assert (await stage.say(6, zalo.room(1), "trợ giúp")).verdict == "handled"
    await zalo.until(lambda: len(zalo.tried) == sent + 1)
    await stage.jump(6 * SECOND)
    await stage.app.live.look()
    assert troubles(await stage.hosted()) == [None, None, Trouble.PLATFORM_DOWN]

    await stage.jump(10 * SECOND)
    gate.set()
    await zalo.until(lambda: len(zalo.sent) == sent + 1)
    await stage.app.live.look()

    after = await stage.hosted()
    assert (after.live.state, troubles(after)) == (State.OPEN, [None, None, None])
    assert await closing(stage) - before >= 16 * SECOND


async def test_the_host_goes_on_without_the_room_and_its_question_is_recalled(
    stage: Stage,
) -> None:
    await ask_over_a_broken_platform(stage)
    zalo = stage.platforms[1]
    await stage.jump(LIMIT)

    outcome = await stage.order(OrderKind.GO_ON_WITHOUT, "g", position=1)
    await stage.until(State.REVEALED, 1)
    zalo.broken = None
    await stage.open_question(2)

    assert outcome.result is HostResult.DONE
    # The question that it was left out of never comes; the next one does.
    assert [each.position for each in zalo.questions(zalo.room(1))] == [2]


async def test_a_question_that_the_platform_will_never_take_is_for_the_host_to_decide(
    stage: Stage,
) -> None:
    zalo = stage.platforms[1]
    await stage.next_move()
    await zalo.until(lambda: len(zalo.sent) == 1)
    zalo.broken = MessageRejected("too long")
    await stage.next_move()

    hosted = await stage.until_so(lambda one: troubles(one) == [None, None, Trouble.FAILED])
    zalo.broken = None
    assert hosted.live.state is State.OPEN
    await stage.jump(LIMIT + SECOND)
    await stage.order(OrderKind.SKIP, "s", position=1)
    await stage.open_question(2)
    assert 1 in (await stage.hosted()).live.annulled


async def closing(stage: Stage) -> datetime:
    """When the time of the last room is up, once it is in no trouble."""
    hosted = await stage.hosted()
    closes_at = hosted.live.clock.closes_at(hosted.live.rooms[max(hosted.live.rooms)])
    assert closes_at is not None
    return closes_at
