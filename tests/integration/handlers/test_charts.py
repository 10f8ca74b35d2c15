"""The organisers' charts: what there is to show, with the figures in words."""

from datetime import date

import pytest

from contest.digests import Digest, Week, digest_to_data
from contest.model import RoundId, Topic
from contest.rules import RoundRules
from handlers.ports.contents import Bars, Content, Image, Part, Parts, Point, Series
from handlers.ports.records import Role
from tests.integration.handlers.conftest import World
from tests.integration.handlers.test_certificates import played

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("rules", [RoundRules(blueprint=((Topic("PAR"), 2),))]),
]


def week(day: int, finished: int) -> Week:
    return Week(date(2023, 11, day), 1, 219, finished, 6_158, 0)


async def with_digest(world: World, round_id: RoundId, *weeks: Week) -> None:
    digest = Digest(round_id, weeks, (), ())
    async with world.begin() as tx:
        await tx.reminders.save_digest(weeks[-1].day, digest_to_data(digest), world.clock.now())
        await tx.commit()


async def shown(world: World, name: str = "chief") -> list[Content]:
    """What an organiser sees."""
    chief = await world.with_role(name, Role.ORGANISER)
    await chief.write("bieu do")
    return list(chief.heard)


async def test_organisers_see_participation_and_quality(world: World) -> None:
    await played(world, "hoa", 2)
    await played(world, "lan", 1)

    levels, bands = await shown(world)

    assert isinstance(levels, Image)
    assert isinstance(levels.drawing, Bars)
    assert isinstance(bands, Image)
    assert isinstance(bands.drawing, Parts)
    assert bands.drawing.parts == (
        Part("Đúng 100%", 1),
        Part("Từ 75% đến dưới 100%", 0),
        Part("Từ 25% đến dưới 75%", 1),
        Part("Dưới 25%", 0),
    )
    assert bands.caption.startswith("Vòng 1: chất lượng của 2 bài thi, tính đến ")
    assert "Đúng 100%: 1 bài (50%)" in bands.caption


async def test_weeks_are_shown_once_there_are_two_of_the_round(world: World) -> None:
    await with_digest(world, world.first.id, week(6, 20_058))
    assert len(await shown(world)) == 1
    await with_digest(world, world.first.id, week(6, 20_058), week(7, 21_008))

    *_, trend = await shown(world, "deputy")

    assert isinstance(trend, Image)
    assert trend.drawing == Series(
        "Số người đã hoàn thành",
        "Vòng 1, theo các kỳ Điểm tin",
        (Point("06/11", 20_058), Point("07/11", 21_008)),
    )
    assert "06/11: 20.058 người; 07/11: 21.008 người" in trend.caption


async def test_weeks_of_another_round_are_not_shown(world: World) -> None:
    await with_digest(world, RoundId(2), week(6, 1), week(7, 2))

    assert len(await shown(world)) == 1


async def test_contestants_and_leaders_have_no_charts(world: World) -> None:
    hoa = await world.registered("hoa")

    await hoa.write("biểu đồ")

    assert not any(isinstance(each, Image) for each in hoa.heard)
