"""A process that is gone for ten minutes in whatever state: the round goes on from where it was.

That nothing is lost by ``kill -9`` is shown with a real process in ``tests/e2e/test_kill_live.py``.
"""

import re
from datetime import timedelta
from functools import partial

import pytest

from contest.live import State
from contest.model import PersonId
from handlers.ports.addresses import ChatRef
from handlers.ports.live_orders import OrderKind
from storage.live_intake import LiveIntake
from tests.integration.live.stage import (
    KEY,
    LIMIT,
    RULES,
    SECOND,
    START_IN,
    GroupPlatform,
    Stage,
    Theatre,
    build,
)

pytestmark = pytest.mark.anyio

AWAY = timedelta(minutes=10)
WRONG = 0


@pytest.fixture
async def theatre(database_url: str) -> Theatre:
    return await build(database_url)


def first_room(stage: Stage) -> ChatRef:
    return stage.platforms[0].room(1)


def was_told_of_time(platform: GroupPlatform, room: ChatRef) -> bool:
    """Whether a room reads how much of the first question is left to it."""
    texts = platform.texts(room)
    return any(
        "gián đoạn" in text and re.search(r"Câu 1/3 còn (9|10) giây", text) for text in texts
    )


async def test_a_round_that_was_announced_is_called_late_and_begins(theatre: Theatre) -> None:
    async with theatre.running() as stage:
        assert await stage.state() is State.ANNOUNCED
    theatre.clock.jump(START_IN - RULES.lobby_for + SECOND)

    async with theatre.running() as stage:
        await stage.until(State.LOBBY)
        (telegram, _) = stage.platforms
        await telegram.until(lambda: len(telegram.sent) == 2)


async def test_a_round_in_its_lobby_begins_at_its_time(theatre: Theatre) -> None:
    async with theatre.running() as stage:
        await stage.next_move()
        await stage.until(State.LOBBY)
    theatre.clock.jump(RULES.lobby_for - 2 * SECOND)

    async with theatre.running() as stage:
        await stage.jump(SECOND)
        assert await stage.state() is State.LOBBY
        await stage.open_question()


async def test_the_time_of_the_outage_is_no_answer_time(theatre: Theatre) -> None:
    async with theatre.running() as stage:
        await stage.open_question()
        await stage.press(1, KEY, first_room(stage))
        await stage.jump(LIMIT / 2)
        left = await remaining(stage)
    theatre.clock.jump(AWAY)

    async with theatre.running() as stage:
        assert await stage.state() is State.OPEN
        assert abs(await remaining(stage) - left) < 2 * SECOND
        assert (await stage.press(1, WRONG, first_room(stage))).verdict == "duplicate"
        assert (await stage.press(2, KEY, first_room(stage))).verdict == "stored"
        await stage.close_question()
        display = await stage.display()
        assert display.outcome is not None
        assert display.outcome.counts == (0, 2, 0, 0)


async def test_every_room_is_told_how_much_time_it_has_left(theatre: Theatre) -> None:
    """A group sees no clock: without a word everybody would think that the time is up."""
    async with theatre.running() as stage:
        await stage.open_question()
        await stage.jump(LIMIT / 2)
    theatre.clock.jump(AWAY)

    async with theatre.running() as stage:
        await stage.jump(SECOND)
        for room in (await stage.hosted()).rooms.values():
            (platform,) = (one for one in stage.platforms if one.platform == room.chat.platform)
            await platform.until(partial(was_told_of_time, platform, room.chat))
        await stage.close_question()
    theatre.clock.jump(AWAY)

    async with theatre.running() as stage:
        # The key is out: nothing is said of an outage that took nobody's time.
        await stage.open_question(2)
        assert not was_told_of_time(stage.platforms[0], first_room(stage))


async def test_a_question_that_was_settling_is_settled(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power went between the two commits of settling, before the key was out."""

    async def lose_power(*_: object) -> None:
        return

    # To its end: this process must not settle what the next one is to find.
    with monkeypatch.context() as patched:
        async with theatre.running() as stage:
            await stage.open_question()
            await stage.press(1, KEY, first_room(stage))
            patched.setattr(LiveIntake, "_follow_up", lose_power)
            await stage.next_move()
            await stage.until(State.SETTLING, 1)

    async with theatre.running() as stage:
        await stage.until(State.REVEALED, 1)
        display = await stage.display()
        assert display.outcome is not None
        assert display.outcome.counts == (0, 1, 0, 0)
        (telegram, _) = stage.platforms
        await telegram.until(lambda: any("Đáp án" in t for t in telegram.texts(telegram.room(1))))


async def test_after_the_key_the_next_question_comes_and_the_standing_is_what_it_was(
    theatre: Theatre,
) -> None:
    async with theatre.running() as stage:
        await stage.open_question()
        await stage.press(1, KEY, first_room(stage))
        await stage.close_question()
        shown = await stage.display()
    theatre.clock.jump(AWAY)

    async with theatre.running() as stage:
        await stage.open_question(2)
        assert (await stage.display()) == shown
        await stage.press(2, KEY, first_room(stage))
        await stage.close_question()
        await stage.open_question(3)
        await stage.close_question()
        await stage.next_move()
        results = await stage.results()
    assert {one.score.person: one.score.points for one in results} == {
        PersonId(1): 1,
        PersonId(2): 1,
    }


async def test_a_round_that_was_paused_stays_so_until_the_host_goes_on(theatre: Theatre) -> None:
    async with theatre.running() as stage:
        await stage.open_question()
        await stage.jump(LIMIT / 2)
        await stage.order(OrderKind.PAUSE, "p")
        position = (await stage.hosted()).live.position
    theatre.clock.jump(AWAY)

    async with theatre.running() as stage:
        await stage.jump(AWAY)
        assert await stage.state() is State.PAUSED
        await stage.order(OrderKind.RESUME, "r")
        assert (await remaining(stage)) > LIMIT / 2 - 2 * SECOND
        assert (await stage.press(2, KEY, first_room(stage))).verdict == "stored"
        assert (await stage.close_question()).live.position == position


async def remaining(stage: Stage) -> timedelta:
    """How long the first room has for the question that is out."""
    hosted = await stage.hosted()
    closes_at = hosted.live.clock.closes_at(hosted.live.rooms[min(hosted.live.rooms)])
    assert closes_at is not None
    return closes_at - stage.clock.now()
