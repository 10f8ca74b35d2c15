"""How those who run the contest invite others: role, unit, code."""

import pytest

from contest.model import Level
from handlers.payloads import dialogue_payload
from handlers.ports.catalogue import NewUnit
from handlers.ports.records import Grant, Role
from tests.integration.handlers.conftest import World
from tests.integration.handlers.conversation import Conversation
from tests.integration.handlers.one_time_codes import code_in, grants_of

pytestmark = pytest.mark.anyio

ROLES = [
    "Đầu mối đơn vị",
    "Lãnh đạo đơn vị",
    "Thành viên Tổ Thư ký",
    "Thành viên Ban Tổ chức",
    "Thành viên Tổ soạn thảo câu hỏi",
    "Thành viên tổ thẩm định câu hỏi",
    "Cán bộ kỹ thuật",
]


@pytest.fixture
async def organiser(world: World) -> Conversation:
    return await world.with_role("organiser", Role.ORGANISER)


async def test_a_liaison_is_invited_by_pressing(world: World, organiser: Conversation) -> None:
    assert await organiser.write("mời tham gia") == "Đồng chí muốn mời vai trò nào?"
    assert list(organiser.choices) == ROLES
    assert await organiser.press("Đầu mối đơn vị") == "Đồng chí vui lòng nhắn tên hoặc mã đơn vị."
    text = await organiser.write("sở nội vụ")

    code = code_in(text)
    assert text == (
        f"Mã mời Đầu mối đơn vị – Sở Nội vụ: {code}\n"
        "Dùng một lần, đến 08 giờ 00, ngày 14/11/2023.\n"
        "\n"
        "Mời đồng chí chuyển tiếp đến đúng người nhận: “Đồng chí vui lòng nhắn tin riêng cho bot"
        f" của cuộc thi nội dung: mã mời {code}”. Không gửi mã này vào nhóm."
    )
    mai = world.person("mai")
    await mai.write(code)
    assert await grants_of(world, mai) == [Grant(Role.UNIT_LIAISON, world.units["SO-NV"].id)]


@pytest.mark.parametrize("role", ["4", "4.", "thanh vien ban to chuc"])
async def test_an_organiser_is_invited_by_typing_and_needs_no_unit(
    world: World, organiser: Conversation, role: str
) -> None:
    await organiser.write("cap quyen")
    text = await organiser.write(role)

    assert text.startswith("Mã mời Thành viên Ban Tổ chức: ")
    binh = world.person("binh")
    await binh.write(code_in(text))
    assert await grants_of(world, binh) == [Grant(Role.ORGANISER)]


async def test_of_several_units_one_is_pressed(world: World, organiser: Conversation) -> None:
    await organiser.write("mời tham gia")
    await organiser.press("Lãnh đạo đơn vị")
    await organiser.write("phường thống nhất")

    assert list(organiser.choices) == [
        "phường Thống Nhất (thành phố Buôn Ma Thuột)",
        "phường Thống Nhất (thị xã Buôn Hồ)",
    ]
    text = await organiser.press("phường Thống Nhất (thị xã Buôn Hồ)")
    mai = world.person("mai")
    await mai.write(code_in(text))
    assert await grants_of(world, mai) == [Grant(Role.UNIT_LEADER, world.units["24331"].id)]


async def test_of_several_units_the_number_is_typed(world: World, organiser: Conversation) -> None:
    for text in ("mời tham gia", "2", "thong nhat"):
        await organiser.write(text)
    text = await organiser.write("2")

    mai = world.person("mai")
    await mai.write(code_in(text))
    assert await grants_of(world, mai) == [Grant(Role.UNIT_LEADER, world.units["24331"].id)]


async def test_a_unit_that_is_not_found_can_be_named_again(
    world: World, organiser: Conversation
) -> None:
    await organiser.write("mời tham gia")
    await organiser.press("Lãnh đạo đơn vị")

    assert (await organiser.write("xyzzy qwerty")).startswith("Chưa tìm thấy đơn vị này.")
    assert "Mã mời Lãnh đạo đơn vị – Sở Tư pháp: " in await organiser.write("so-tp")


async def test_the_code_of_a_unit_is_no_one_time_code(
    world: World, organiser: Conversation
) -> None:
    async with world.begin() as tx:
        centre = NewUnit("TTKHCN24", "Trung tâm Khoa học", Level("KHAC"), "66")
        await tx.catalogue.store_units([centre])
        await tx.commit()
    await organiser.write("mời tham gia")
    await organiser.press("Lãnh đạo đơn vị")

    text = await organiser.write("ttkhcn24")

    assert text.startswith("Mã mời Lãnh đạo đơn vị – Trung tâm Khoa học: ")


async def test_what_is_no_role_is_asked_again(organiser: Conversation) -> None:
    await organiser.write("mời tham gia")

    assert await organiser.write("8") == "Đồng chí muốn mời vai trò nào?"
    assert await organiser.write("giám đốc") == "Đồng chí muốn mời vai trò nào?"


async def test_an_invitation_can_be_left(organiser: Conversation) -> None:
    await organiser.write("mời tham gia")
    await organiser.press("Lãnh đạo đơn vị")

    assert "Đã dừng." in await organiser.press("Hủy")


async def test_only_those_who_run_the_contest_invite(world: World) -> None:
    leader = await world.with_role("leader", Role.UNIT_LEADER, "SO-NV")

    assert "cấp quyền" in await leader.write("mời tham gia")
    assert await leader.press_payload(dialogue_payload("invite_role", "organiser")) == ""


async def test_who_has_lost_the_role_gets_no_code_any_more(
    world: World, organiser: Conversation
) -> None:
    await organiser.write("mời tham gia")
    async with world.begin() as tx:
        await tx.people.revoke(organiser.user.key, Grant(Role.ORGANISER))
        await tx.commit()

    assert "cấp quyền" in await organiser.press("Thành viên Ban Tổ chức")
