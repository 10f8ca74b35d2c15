"""Prizes in chat: names and units of winners once results are published, nothing before."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from contest.award_policy import AwardPolicy, CollectivePolicy
from contest.awards import Prize, Slot
from contest.model import Audience
from contest.rules import TieBreak, rules_to_data
from handlers import awards
from handlers.ports.records import Role
from handlers.result_steps import Actor
from storage.tables.contests import round_table
from tests.integration.handlers.conftest import World
from tests.integration.handlers.test_certificates import (
    close,
    of_two_questions,
    person_of,
    played,
    publish,
)
from tests.integration.publishing import frozen

pytestmark = pytest.mark.anyio

CHIEF = Actor("web:test:chief", frozenset({Role.ORGANISER}))
POLICY = AwardPolicy(
    individual=dict.fromkeys(Audience, (Slot(Prize("first"), 1), Slot(Prize("Lan tỏa"), 1))),
    collective=CollectivePolicy(slots=(Slot(Prize("first"), 1),)),
)
NOT_YET = "Chưa công bố giải thưởng. Giải thưởng được công bố sau khi Ban Tổ chức công bố kết quả."
PRIZES = """\
Giải thưởng Vòng 1

Cán bộ, công chức, viên chức:
Giải Nhất: Nguyễn Thị Hoa – Sở Nội vụ
Lan tỏa: Nguyễn Thị Hoa – Sở Nội vụ"""

# 2 of 67 people, 3 of 4 points: half of 2.985 and of 75.
UNITS = """\
Giải tập thể

Sở, ban, ngành:
Giải Nhất: Sở Nội vụ (38,99 điểm)"""


async def compute(world: World) -> None:
    async with world.begin() as tx:
        contest = await tx.rounds.contest()
        assert contest is not None
        await tx.awards.set_policy(contest.id, POLICY)
        done = await awards.compute(tx, contest, CHIEF, world.clock.now())
        assert isinstance(done, awards.Computed)
        await tx.commit()


async def make_rehearsal(world: World) -> None:
    """Nothing counts in the second round, so that the first is the whole contest."""
    async with world.database.write() as connection:
        await connection.execute(
            update(round_table).where(round_table.c.id != world.first.id).values(is_rehearsal=True)
        )


async def set_rules(world: World) -> None:
    """Scores alone are compared, so that equal ones are a tie."""
    rules = replace(world.first.rules, tie_breaks=(TieBreak.SCORE,))
    async with world.database.write() as connection:
        await connection.execute(
            update(round_table)
            .where(round_table.c.id == world.first.id)
            .values(rules=rules_to_data(rules))
        )


@of_two_questions
async def test_prizes_are_public_with_the_published_result_and_not_before(world: World) -> None:
    hoa, lan = await played(world, "hoa", 2), await played(world, "lan", 1)
    stranger = world.person("la")
    assert await lan.write("giải thưởng") == NOT_YET
    await close(world)
    await frozen(world.database, world.first.id, world.clock.now())
    await compute(world)
    assert await hoa.write("giai thuong") == NOT_YET

    await publish(world, "Chốt lại")
    assert await hoa.write("giải thưởng") == NOT_YET
    await compute(world)

    assert await hoa.write("giải thưởng") == PRIZES
    assert await stranger.write("/giaithuong") == PRIZES
    assert list(stranger.choices) == ["Xếp hạng"]

    # Units compete over the whole contest; another round was still to come.
    await make_rehearsal(world)
    await hoa.write("giải thưởng")
    assert await hoa.press("Giải tập thể") == UNITS
    assert await hoa.press("Giải Vòng 1") == PRIZES

    async with world.begin() as tx:
        await tx.people.forget(await person_of(world, lan), world.clock.now())
        await tx.commit()
    assert (await hoa.write("giải thưởng")).endswith("Lan tỏa: (đã xóa dữ liệu) – Sở Nội vụ")


@of_two_questions
async def test_a_tie_is_told_without_names(world: World) -> None:
    hoa, lan = await played(world, "hoa", 2), await played(world, "lan", 2)
    await set_rules(world)
    await close(world)
    await publish(world)
    await compute(world)

    text = await lan.write("giải thưởng")

    assert text.splitlines()[-1] == "Còn 2 giải đang chờ Ban Tổ chức quyết định."
    assert "Hoa" not in text
    await hoa.press_payload(f"t:awards:{world.first.id}:units")
    assert hoa.heard[0] == lan.heard[0]
