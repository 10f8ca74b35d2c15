"""A group is parted from its unit by those who may, after a second yes, and gets nothing more."""

import pytest
from sqlalchemy import select

from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.contents import Text
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.records import Role
from storage.tables.outbox import outbox_table
from tests.integration.handlers.conftest import World
from tests.integration.handlers.conversation import Conversation
from tests.integration.handlers.one_time_codes import group_code
from tests.integration.handlers.people_lists import audited

pytestmark = pytest.mark.anyio

FIRST = ChatRef("web", "test", "group-1", ChatKind.GROUP)
SECOND = ChatRef("web", "test", "group-2", ChatKind.GROUP)
NOT_ALLOWED = "Chỉ đầu mối, lãnh đạo đơn vị và Ban Tổ chức hủy liên kết được nhóm."
DONE = "Đã hủy liên kết nhóm với Sở Nội vụ. Bot không gửi gì vào nhóm này nữa."


def in_group(world: World, name: str, chat: ChatRef = FIRST) -> Conversation:
    someone = world.person(name)
    someone.chat = chat
    return someone


async def bind(
    world: World, chat: ChatRef = FIRST, unit: str = "SO-NV", by: str = "anybody"
) -> None:
    await in_group(world, by, chat).write(f"LIENKET {await group_code(world, unit)}")


async def is_bound(world: World, chat: ChatRef = FIRST) -> bool:
    async with world.begin() as tx:
        return await tx.groups.of_chat(chat) is not None


async def test_a_liaison_parts_the_group_in_the_group_after_saying_so_twice(world: World) -> None:
    await bind(world)
    await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    group = in_group(world, "mai")

    asked = (await group.write("HỦY LIÊN KẾT")).rpartition("\n\n")[2]
    assert asked == (
        "Đồng chí có chắc muốn tách nhóm này khỏi Sở Nội vụ không? Nếu chắc, đồng chí nhắc tên bot"
        " và nhắn: XÁC NHẬN HỦY LIÊN KẾT"
    )
    assert await is_bound(world)
    assert (await group.write("xác nhận hủy liên kết")).startswith(DONE)

    assert not await is_bound(world)
    assert (await audited(world))[-1] == (
        "group_unbound",
        "user:web:test:user-mai",
        {"unit": world.units["SO-NV"].id, "chat": FIRST.key},
    )


async def test_both_are_understood_beside_a_name_that_the_platform_does_not_tell(
    world: World,
) -> None:
    await bind(world)
    await world.with_role("mai", Role.UNIT_LEADER, "SO-NV")
    group = in_group(world, "mai")

    assert "XÁC NHẬN" in await group.write("@Bot Hội Thi CCHC hủy liên kết")
    await group.write("@Bot Hội Thi CCHC XÁC NHẬN HỦY LIÊN KẾT")

    assert not await is_bound(world)


@pytest.mark.parametrize("words", ["hủy liên kết", "xác nhận hủy liên kết"])
@pytest.mark.parametrize("unit", [None, "SO-TP"])
async def test_members_and_liaisons_of_other_units_part_nothing(
    world: World, words: str, unit: str | None
) -> None:
    await bind(world)
    if unit is not None:
        await world.with_role("mai", Role.UNIT_LIAISON, unit)
    group = in_group(world, "mai")

    assert NOT_ALLOWED in await group.write(words)
    assert await group.write(words) == ""
    assert await is_bound(world)


@pytest.mark.parametrize(
    ("role", "unit"), [(Role.ORGANISER, None), (Role.SECRETARY, None), (Role.UNIT_LEADER, "66")]
)
async def test_organisers_and_leaders_above_part_groups_of_units_below(
    world: World, role: Role, unit: str | None
) -> None:
    await bind(world)
    await world.with_role("binh", role, unit)

    await in_group(world, "binh").write("xác nhận hủy liên kết")

    assert not await is_bound(world)


async def test_in_private_the_one_group_is_parted_after_a_second_yes(world: World) -> None:
    await bind(world)
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")

    assert await liaison.write("hủy liên kết") == (
        "Đồng chí có chắc muốn hủy liên kết không?\n"
        "Sở Nội vụ – nhóm Web, gắn ngày 07/11/2023\n"
        "Sau khi hủy, bot không gửi thông báo, nhắc việc nào vào nhóm này nữa. Có thể gắn lại bằng"
        " mã nhóm mới."
    )
    assert await is_bound(world)
    assert "Đồng chí có chắc" in await liaison.write("gì cơ")
    assert (await liaison.press("Hủy liên kết nhóm này")).startswith(DONE)

    assert not await is_bound(world)
    assert await liaison.write("hủy liên kết") == (
        "Không có nhóm nào mà đồng chí được hủy liên kết."
    )


async def test_in_private_a_no_keeps_the_group(world: World) -> None:
    await bind(world)
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    await liaison.write("hủy liên kết")

    assert await liaison.write("2") == "Các nhóm được giữ nguyên."
    assert await is_bound(world)


async def test_who_turns_to_something_else_has_not_said_yes(world: World) -> None:
    await bind(world)
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    await liaison.write("hủy liên kết")
    await liaison.write("tình hình")

    await liaison.write("1")

    assert await is_bound(world)


async def test_of_several_groups_one_is_chosen_first(world: World) -> None:
    await bind(world, FIRST, "SO-NV")
    await bind(world, SECOND, "SO-TP")
    organiser = await world.with_role("binh", Role.ORGANISER)

    assert await organiser.write("hủy liên kết") == "Đồng chí muốn hủy liên kết nhóm nào?"
    assert list(organiser.choices) == [
        "Sở Nội vụ – nhóm Web, gắn ngày 07/11/2023",
        "Sở Tư pháp – nhóm Web, gắn ngày 07/11/2023",
        "Giữ nguyên",
    ]
    assert "Đồng chí muốn" in await organiser.write("7")
    assert "Sở Tư pháp – nhóm Web" in await organiser.write("2")
    assert (await is_bound(world, FIRST), await is_bound(world, SECOND)) == (True, True)
    assert "với Sở Tư pháp" in await organiser.write("1")

    assert (await is_bound(world, FIRST), await is_bound(world, SECOND)) == (True, False)


async def test_of_several_groups_none_may_be_chosen(world: World) -> None:
    await bind(world, FIRST)
    await bind(world, SECOND)
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    await liaison.write("hủy liên kết")

    assert await liaison.press("Giữ nguyên") == "Các nhóm được giữ nguyên."
    assert (await is_bound(world, FIRST), await is_bound(world, SECOND)) == (True, True)


async def test_too_many_groups_are_parted_in_the_groups(world: World) -> None:
    for number in range(11):
        await bind(world, ChatRef("web", "test", f"group-{number}", ChatKind.GROUP))
    organiser = await world.with_role("binh", Role.ORGANISER)

    assert (await organiser.write("hủy liên kết")).startswith("Có 11 nhóm")


async def test_who_loses_the_role_between_the_two_parts_nothing(world: World) -> None:
    await bind(world)
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    await liaison.write("hủy liên kết")
    async with world.begin() as tx:
        for grant in await tx.people.grants_of(liaison.user):
            assert await tx.people.revoke(liaison.user.key, grant)
        await tx.commit()

    assert "Không có nhóm nào" in await liaison.press("Hủy liên kết nhóm này")
    assert await is_bound(world)


async def test_contestants_have_no_such_command(world: World) -> None:
    await bind(world)
    contestant = await world.registered("hoa")

    await contestant.write("hủy liên kết")

    assert "Hủy liên kết nhóm này" not in contestant.choices
    assert "hủy liên kết" not in await contestant.write("trợ giúp")


async def test_what_was_queued_for_the_group_is_not_sent_and_it_can_be_bound_again(
    world: World,
) -> None:
    await bind(world)
    organiser = await world.with_role("binh", Role.ORGANISER)
    async with world.begin() as tx:
        notice = OutboundMessage(FIRST, "notice", Text("Nhắc"), Lane.BROADCAST)
        await tx.outbox.add([notice], world.clock.now())
        await tx.commit()

    await organiser.write("hủy liên kết")
    await organiser.press("Hủy liên kết nhóm này")

    async with world.database.read() as connection:
        c = outbox_table.c
        query = select(c.state, c.reason, c.lease_owner).where(c.chat_key == FIRST.key)
        assert set(await connection.execute(query)) == {("dead", "unbound", None)}
    await bind(world, by="somebody else")
    assert await is_bound(world)
