"""People whose duty bars them: refused at registration, and void if they had played before."""

from datetime import date

import pytest

from handlers.exclusions import carry_out, refusal, refusal_text
from handlers.ports.rosters import Duty, NewExclusion
from handlers.texts.loader import wording
from tests.fakes.clock import START
from tests.integration.handlers.conftest import World
from tests.integration.handlers.people_lists import (
    BORN,
    NAME,
    OTHER_PHONE,
    PHONE,
    asked,
    audited,
    register,
)

pytestmark = pytest.mark.anyio

HOA = NewExclusion(Duty.DRAFTING_TEAM, "NGUYỄN THỊ HOA", date(1980, 11, 8))


async def exclude(world: World, *exclusions: NewExclusion) -> int:
    """Store a list and carry it out; returns how many people it concerned."""
    async with world.begin() as tx:
        await tx.exclusions.store(exclusions, "test", START)
        count = await carry_out(tx, world.clock.now())
        await tx.commit()
    return count


async def refused(world: World, name: str, born: date, phone: str | None) -> Duty | None:
    async with world.begin() as tx:
        return await refusal(tx, name, born, tx.people.protect(phone) if phone else None)


async def test_the_phone_or_the_name_and_birth_date_of_an_exclusion_is_refused(
    world: World,
) -> None:
    await exclude(world, NewExclusion(Duty.SECRETARIAT, NAME, BORN, PHONE))

    assert await refused(world, "Bình", date(1990, 1, 1), PHONE) is Duty.SECRETARIAT
    assert await refused(world, "trần văn bình", BORN, OTHER_PHONE) is Duty.SECRETARIAT
    assert await refused(world, NAME, date(1990, 1, 1), OTHER_PHONE) is None


def test_the_refusal_names_the_duty_politely() -> None:
    assert refusal_text(Duty.SECRETARIAT, wording("vi")) == (
        "Cảm ơn bạn đã quan tâm. Để bảo đảm khách quan, thành viên Tổ Thư ký không dự thi nên bạn"
        " không thể đăng ký. Nếu có nhầm lẫn, bạn vui lòng báo Ban Tổ chức."
    )


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("duty", Duty)
def test_every_duty_has_words(duty: Duty, locale: str) -> None:
    assert refusal_text(duty, wording(locale))


async def test_what_was_played_before_becomes_void_and_the_person_is_told(world: World) -> None:
    hoa = await world.registered()
    await world.play(hoa, ["A"] * 15)
    await asked(hoa)

    assert await exclude(world, HOA) == 1

    attempt = await world.attempt_of(hoa)
    async with world.begin() as tx:
        standings = await tx.units.standings(world.first.id, date(2023, 11, 7))
    assert attempt.progress.state.value == "void"
    assert sum(standing.finished for standing in standings) == 0
    assert await asked(hoa) == (
        "Để bảo đảm khách quan, người soạn thảo, thẩm định bộ câu hỏi không dự thi. Bạn có tên"
        " trong danh sách này nên bài thi của bạn không được tính vào kết quả. Cảm ơn bạn đã dành"
        " thời gian cho cuộc thi. Nếu có nhầm lẫn, bạn vui lòng báo Ban Tổ chức."
    )


async def test_who_has_not_played_is_told_so(world: World) -> None:
    hoa = await world.registered()

    await exclude(world, HOA)

    assert "nên bạn không tham gia các vòng thi." in await asked(hoa)


async def test_carrying_out_leaves_a_line_in_the_audit_log(world: World) -> None:
    hoa = await world.registered()
    await world.play(hoa, ["A"])
    person = (await world.attempt_of(hoa)).person

    await exclude(world, HOA)

    facts = {"person": person, "duty": "drafting_team", "voided": 1}
    assert ("person_excluded", "system", facts) in await audited(world)


async def test_an_exclusion_is_carried_out_once(world: World) -> None:
    hoa = await world.registered()
    await exclude(world, HOA)
    await asked(hoa)

    assert await exclude(world, HOA) == 0

    assert await asked(hoa) == ""


async def test_others_are_left_alone(world: World) -> None:
    hoa = await world.registered()
    await register(world, "binh", PHONE)

    assert await exclude(world, NewExclusion(Duty.TECHNICAL, NAME, BORN, PHONE)) == 1

    assert await asked(hoa) == ""
