"""How many play where: counted in the database, as it is asked once a second."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contest.attempts import Progress, State
from contest.model import Position, RoundId
from handlers.ports.admission import OpenQuestion
from tests.integration.storage.world import NOW, SECOND, World, opened, playing, set_progress

pytestmark = pytest.mark.anyio

BOT = ("web", "demo")
LONGEST = 70 * SECOND
DAY = timedelta(days=1)


async def attempt_at(world: World, number: int, position: int, after: timedelta) -> None:
    """An attempt whose question at that position was delivered so long after the beginning."""
    progress = replace(opened(NOW + after), position=Position(position))
    await store(world, number, progress)


async def store(world: World, number: int, progress: Progress) -> None:
    async with world.begin() as tx:
        attempt = await playing(tx, world, number)
        await tx.commit()
    await set_progress(world, attempt.id, progress)


async def found(world: World, longest: dict[RoundId, timedelta]) -> list[OpenQuestion]:
    async with world.begin() as tx:
        questions = await tx.line.playing([BOT, ("telegram", "7")], longest)
    return sorted(questions, key=lambda each: each.position)


async def test_people_are_counted_by_question_with_the_time_they_took(world: World) -> None:
    await attempt_at(world, 1, 1, 2 * SECOND)
    await attempt_at(world, 2, 2, 12.25 * SECOND)
    await attempt_at(world, 3, 2, 30 * SECOND)
    await store(world, 4, Progress(timedelta(minutes=5), State.WAITING, Position(2)))

    first, second = await found(world, {world.round.id: LONGEST})

    assert (first.bot, first.round, first.position, first.count) == (BOT, world.round.id, 1, 1)
    # Whoever has answered nothing took nothing, however long the first question was on its way.
    assert first.took == timedelta(0)
    assert (second.position, second.count) == (2, 2)
    assert second.took.total_seconds() == pytest.approx(42.25, abs=0.01)


async def test_days_of_absence_and_dates_that_went_back_are_left_out(world: World) -> None:
    await attempt_at(world, 1, 2, 3 * DAY)
    await attempt_at(world, 2, 3, 3 * DAY)
    await attempt_at(world, 3, 3, -10 * SECOND)

    second, third = await found(world, {world.round.id: LONGEST})

    assert second.took == LONGEST
    assert third.took == 2 * LONGEST


async def test_other_bots_and_other_rounds_are_not_counted(world: World) -> None:
    await attempt_at(world, 1, 1, SECOND)

    async with world.begin() as tx:
        assert await tx.line.playing([("telegram", "7")], {world.round.id: LONGEST}) == []
        assert await tx.line.playing([], {world.round.id: LONGEST}) == []
        assert await tx.line.playing([BOT], {}) == []
        assert await tx.line.playing([BOT], {RoundId(999): LONGEST}) == []
