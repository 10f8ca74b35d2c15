"""Entering a round: the briefing, and what may stand in the way."""

from datetime import timedelta

import pytest

from contest.model import Topic
from contest.rules import RoundRules
from tests.integration.handlers.conftest import World

pytestmark = pytest.mark.anyio

MORE_THAN_THE_BANK_HAS = RoundRules(
    blueprint=((Topic("PAR"), 8),), question_limit=timedelta(seconds=30)
)


async def test_the_briefing_comes_before_any_clock_runs(world: World) -> None:
    hoa = await world.registered()

    said = await hoa.write("vào thi")

    assert "15 câu hỏi trắc nghiệm, mỗi câu có 40 giây" in said
    async with world.begin() as tx:
        person = await tx.people.of_user(hoa.user)
        assert person is not None
        assert await tx.attempts.latest_of(person.id) is None


async def test_nobody_can_foresee_a_paper_from_what_they_send(world: World) -> None:
    first, second = await world.registered("hoa"), await world.registered("lan")
    for each in (first, second):
        await each.write("vào thi")
        await each.press("Bắt đầu làm bài")

    papers = {(await world.attempt_of(each)).paper for each in (first, second)}

    assert len(papers) == 2


@pytest.mark.parametrize("rules", [MORE_THAN_THE_BANK_HAS])
async def test_a_round_short_of_questions_says_so_and_takes_no_attempt(world: World) -> None:
    hoa = await world.registered()
    await hoa.write("vào thi")

    said = await hoa.press("Bắt đầu làm bài")

    assert "chưa đủ câu hỏi" in said
    async with world.begin() as tx:
        person = await tx.people.of_user(hoa.user)
        assert person is not None
        assert await tx.attempts.latest_of(person.id) is None
