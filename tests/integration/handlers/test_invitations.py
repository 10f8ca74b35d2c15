"""Roles by one-time code: each good once and for a while, and some bar from taking part."""

from datetime import timedelta

import pytest

from contest.attempts import State
from handlers.payloads import dialogue_payload
from handlers.ports.records import Grant, Role
from tests.integration.handlers.conftest import World
from tests.integration.handlers.one_time_codes import (
    WEEK,
    everything_stored,
    grants_of,
    group_code,
    role_code,
)
from tests.integration.handlers.people_lists import audited

pytestmark = pytest.mark.anyio

WRONG = (
    "Mã này không đúng, đã được dùng hoặc đã hết hạn. Bạn vui lòng kiểm tra lại hoặc xin mã mới"
    " từ người gửi."
)
WAIT = "Bạn đã nhập sai mã nhiều lần. Vì lý do an toàn, vui lòng thử lại sau một giờ."


@pytest.mark.parametrize(
    "words", ["mã mời {}", "MA MOI {}", "/ma {}", "{}", "/start {}", "bắt đầu {}", "liên kết {}"]
)
async def test_a_code_gives_its_role(world: World, words: str) -> None:
    code = await role_code(world, Role.UNIT_LIAISON, "SO-NV")
    mai = world.person("mai")

    assert await mai.write(words.format(code.lower())) == (
        "Đồng chí đã được ghi nhận với vai trò: Đầu mối đơn vị, Sở Nội vụ."
    )
    assert list(mai.choices) == ["Tình hình", "Mã nhóm", "Trợ giúp"]
    assert await grants_of(world, mai) == [Grant(Role.UNIT_LIAISON, world.units["SO-NV"].id)]


async def test_a_role_without_a_unit_is_named_alone(world: World) -> None:
    code = await role_code(world, Role.SECRETARY)
    binh = world.person("binh")

    assert await binh.write(code) == (
        "Đồng chí đã được ghi nhận với vai trò: Thành viên Tổ Thư ký.\n\n"
        "Theo kế hoạch, người giữ vai trò này không dự thi."
    )
    assert list(binh.choices) == ["Tiến độ", "Mời tham gia", "Trợ giúp"]


async def test_a_used_code_gives_nothing(world: World) -> None:
    code = await role_code(world, Role.ORGANISER)
    await world.person("mai").write(code)
    late = world.person("late")

    assert await late.write(code) == WRONG
    assert await grants_of(world, late) == []


async def test_a_code_is_good_until_it_expires_and_not_then(world: World) -> None:
    code, other = [await role_code(world, Role.ORGANISER) for _ in range(2)]
    expires_at = world.clock.now() + WEEK
    mai, late = world.person("mai"), world.person("late")

    await mai.write(code, at=expires_at - timedelta(seconds=1))
    assert await late.write(other, at=expires_at) == WRONG
    assert await grants_of(world, mai) == [Grant(Role.ORGANISER)]
    assert await grants_of(world, late) == []


async def test_without_a_code_the_command_says_how(world: World) -> None:
    mai = world.person("mai")

    how = "Bạn vui lòng nhắn “mã mời” kèm mã đã nhận, ví dụ: mã mời 7F3K-9QXY"
    assert await mai.write("mã mời") == how
    assert await mai.write("mã mời 123") == how


async def test_after_five_wrong_codes_even_the_right_one_waits_an_hour(world: World) -> None:
    code = await role_code(world, Role.ORGANISER)
    guesser = world.person("guesser")
    for letter in "ABCDE":
        assert await guesser.write(f"mã mời 2222-222{letter}") == WRONG
    last_try = world.clock.now()

    assert await guesser.write(code) == WAIT
    assert await guesser.write(code, at=last_try + timedelta(minutes=59)) == WAIT
    assert await grants_of(world, guesser) == []
    await guesser.write(code, at=last_try + timedelta(hours=1))
    assert await grants_of(world, guesser) == [Grant(Role.ORGANISER)]


async def test_four_wrong_codes_are_no_guessing_and_hold_up_nobody_else(world: World) -> None:
    code, other = [await role_code(world, Role.ORGANISER) for _ in range(2)]
    clumsy, guesser, mai = world.person("clumsy"), world.person("guesser"), world.person("mai")
    for letter in "ABCD":
        await clumsy.write(f"2222-222{letter}")
        await guesser.write(f"3333-333{letter}")
    await guesser.write("3333-333E")

    await clumsy.write(code)
    await mai.write(other)
    assert await grants_of(world, clumsy) == [Grant(Role.ORGANISER)]
    assert await grants_of(world, mai) == [Grant(Role.ORGANISER)]


async def test_a_code_for_a_group_is_not_used_up_in_private(world: World) -> None:
    code = await group_code(world, "SO-NV")
    mai = world.person("mai")

    first, second = await mai.write(code), await mai.write(code)

    assert first == second
    assert first.startswith("Mã này dùng để gắn nhóm với đơn vị.")


async def test_a_contestant_who_becomes_an_organiser_is_out_of_the_contest(world: World) -> None:
    hoa = await world.registered()
    await world.play(hoa, ["A"] * 15 + ["1"])
    code = await role_code(world, Role.ORGANISER)

    assert await hoa.write(code) == (
        "Đồng chí đã được ghi nhận với vai trò: Thành viên Ban Tổ chức.\n\n"
        "Theo kế hoạch, người giữ vai trò này không dự thi."
        " Bài thi đồng chí đã làm sẽ không được tính."
    )
    assert (await world.attempt_of(hoa)).progress.state is State.VOID
    assert "thành viên Ban Tổ chức không dự thi" in await hoa.write("vào thi")
    async with world.begin() as tx:
        standings = await tx.units.standings(world.first.id, world.first.window.opens_at.date())
    assert sum(standing.finished for standing in standings) == 0


async def test_a_running_attempt_of_a_new_organiser_takes_no_more_answers(world: World) -> None:
    hoa = await world.registered()
    await hoa.write("vào thi")
    await hoa.press("Bắt đầu làm bài")
    await hoa.write(await role_code(world, Role.TECHNICIAN))

    await hoa.write("B")

    attempt = await world.attempt_of(hoa)
    assert attempt.progress.state is State.VOID
    async with world.begin() as tx:
        assert await tx.attempts.answers(attempt.id) == []


async def test_a_leader_of_a_unit_goes_on_taking_part(world: World) -> None:
    hoa = await world.registered()
    await hoa.write(await role_code(world, Role.UNIT_LEADER, "SO-NV"))

    await world.play(hoa, ["A"])
    assert (await world.attempt_of(hoa)).progress.is_running


@pytest.mark.parametrize(
    "role", [Role.ORGANISER, Role.SECRETARY, Role.AUTHOR, Role.REVIEWER, Role.TECHNICIAN]
)
async def test_who_holds_a_duty_cannot_register(world: World, role: Role) -> None:
    binh = world.person("binh")
    await binh.write(await role_code(world, role))

    assert "không dự thi nên bạn không thể đăng ký" in await binh.write("đăng ký")
    assert "không dự thi nên bạn không thể đăng ký" in await binh.write("vào thi")


async def test_who_takes_on_a_duty_while_registering_is_not_registered(world: World) -> None:
    binh = world.person("binh")
    await binh.write("đăng ký")
    await binh.press("Đồng ý")
    for text in ("Nguyễn Thị Hoa", "08/11/1980", "SO-NV", "1", "1"):
        await binh.write(text)
    right = dialogue_payload("confirm", "yes")
    assert right in binh.choices.values()

    await binh.write(f"mã mời {await role_code(world, Role.AUTHOR)}")

    assert await binh.press_payload(right) == ""
    assert "không thể đăng ký" in await binh.write("đăng ký")
    async with world.begin() as tx:
        assert await tx.people.of_user(binh.user) is None


async def test_somebody_who_is_asked_for_consent_may_give_a_code_instead(world: World) -> None:
    mai = world.person("mai")
    await mai.write("/start")

    assert "Đầu mối đơn vị, Sở Nội vụ" in await mai.write(
        await role_code(world, Role.UNIT_LIAISON, "SO-NV")
    )


async def test_a_wrong_code_amid_a_registration_counts_and_keeps_the_step(world: World) -> None:
    code = await role_code(world, Role.UNIT_LIAISON, "SO-NV")
    guesser = world.person("guesser")
    await guesser.write("đăng ký")
    await guesser.press("Đồng ý")
    for letter in "ABCDE":
        assert await guesser.write(f"2222-222{letter}") == WRONG

    assert await guesser.write(code) == WAIT
    assert "Bước 2/5" in await guesser.write("Nguyễn Thị Hoa")


async def test_the_audit_log_tells_of_roles_and_never_of_codes(world: World) -> None:
    code = await role_code(world, Role.ORGANISER)
    hoa = await world.registered()
    await hoa.write(code)

    assert [(event, facts) for event, _, facts in await audited(world)] == [
        ("code_issued", {"purpose": "role", "role": "organiser", "unit": None}),
        ("role_granted", {"role": "organiser", "unit": None}),
        ("person_excluded", {"duty": "organising_committee", "voided": 0}),
    ]
    stored = (await everything_stored(world)).upper()
    assert "ORGANISER" in stored
    assert code not in stored
    assert code.replace("-", "") not in stored
