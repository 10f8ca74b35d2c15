"""Which question a poll asks: told by whoever posted it, to a vote that comes too early as well."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.adapters._telegram.polls import REMEMBERED, Polls
from contest.model import Position
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.live_contents import LiveQuestion, LiveRoundId
from handlers.ports.live_records import PollPlace
from tests.fakes.clock import FakeClock

pytestmark = pytest.mark.anyio

ROOM = ChatRef("telegram", "7", "-5", ChatKind.GROUP)
QUESTION = LiveQuestion(
    LiveRoundId(7),
    Position(3),
    10,
    "Chỉ số nào do người dân chấm?",
    ("PAR INDEX", "SIPAS"),
    timedelta(seconds=20),
    "vi",
    as_poll=True,
)
PLACE = PollPlace(LiveRoundId(7), Position(3), ROOM)


class Stored:
    """What other processes have stored; the first ``misses`` questions find nothing."""

    def __init__(self, misses: int = 0) -> None:
        self.misses = misses
        self.asked: list[str] = []

    async def find(self, poll_id: str) -> PollPlace | None:
        self.asked.append(poll_id)
        return None if len(self.asked) <= self.misses else PLACE


async def soon(task: "asyncio.Task[PollPlace | None]", clock: FakeClock) -> PollPlace | None:
    """The result of a task that sleeps for no more than three seconds."""
    for _ in range(30):
        await asyncio.sleep(0)
        clock.advance(timedelta(milliseconds=100))
    assert task.done()
    return task.result()


async def test_nobody_is_asked_about_a_poll_of_this_process() -> None:
    stored = Stored()
    polls = Polls(stored.find, FakeClock())

    polls.note("5001", ROOM, QUESTION)

    assert await polls.place_of("5001") == PLACE
    assert stored.asked == []


async def test_a_vote_that_overtakes_the_answer_to_the_posting_waits_for_it() -> None:
    polls = Polls(None, FakeClock())
    with polls.posting():
        vote = asyncio.create_task(polls.place_of("5001"))
        await asyncio.sleep(0)
        assert not vote.done()
        polls.note("5001", ROOM, QUESTION)

    assert await vote == PLACE


async def test_a_posting_that_fails_keeps_no_vote_waiting() -> None:
    polls = Polls(None, FakeClock())
    with suppress(RuntimeError), polls.posting():
        vote = asyncio.create_task(polls.place_of("5001"))
        await asyncio.sleep(0)
        raise RuntimeError

    assert await vote is None


async def test_a_poll_of_another_process_is_looked_up_once() -> None:
    stored = Stored()
    polls = Polls(stored.find, FakeClock())

    assert [await polls.place_of("5001") for _ in range(3)] == [PLACE] * 3
    assert stored.asked == ["5001"]


@pytest.mark.parametrize(("misses", "place"), [(3, PLACE), (4, None)])
async def test_another_process_has_a_moment_to_store_what_it_has_posted(
    misses: int, place: PollPlace | None
) -> None:
    stored, clock = Stored(misses), FakeClock()
    polls = Polls(stored.find, clock)

    found = asyncio.create_task(polls.place_of("5001"))

    assert await soon(found, clock) == place
    assert len(stored.asked) == 4


async def test_no_more_is_remembered_than_a_live_round_needs() -> None:
    polls = Polls(None, FakeClock())

    for number in range(REMEMBERED + 1):
        polls.note(str(number), ROOM, QUESTION)

    assert await polls.place_of("0") is None
    assert await polls.place_of("1") == PLACE
