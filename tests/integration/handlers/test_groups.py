"""Groups: bound to a unit by a code; numbers are shown there, never a name, answer or code."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.messaging import Acknowledgement, InboundMessage
from handlers.ports.records import Role
from tests.integration.handlers.conftest import World
from tests.integration.handlers.conversation import Conversation
from tests.integration.handlers.one_time_codes import code_in, grants_of, group_code, role_code
from tests.integration.handlers.people_lists import (
    NAME,
    PHONE,
    audited,
    listed,
    match,
    register,
    store,
)

pytestmark = pytest.mark.anyio

HOW = (
    "Để gắn nhóm với đơn vị, đầu mối đơn vị nhắn tin riêng cho bot “mã nhóm” để nhận mã, rồi nhắc"
    " tên bot trong nhóm và nhắn: LIENKET kèm mã."
)
UNBOUND = (
    "Nhóm này chưa gắn với đơn vị nào. Đầu mối đơn vị nhắn tin riêng cho bot “mã nhóm” để nhận mã,"
    " rồi nhắc tên bot trong nhóm và nhắn: LIENKET kèm mã."
)
BURNED = (
    "Mã này chỉ dùng trong tin nhắn riêng với bot. Vì mã đã hiện trong nhóm nên không còn hiệu lực;"
    " đồng chí vui lòng xin mã mới."
)
WRONG = "Mã này không đúng, đã được dùng hoặc đã hết hạn."


def in_group(world: World, name: str = "mai", group: str = "1") -> Conversation:
    """Somebody who mentions the bot in a group; what the group is told is heard."""
    someone = world.person(name)
    someone.chat = group_chat(group)
    return someone


def group_chat(group: str) -> ChatRef:
    return ChatRef("web", "test", f"group-{group}", ChatKind.GROUP)


async def unit_of_group(world: World, group: str = "1") -> int | None:
    async with world.begin() as tx:
        bound = await tx.groups.of_chat(group_chat(group))
    return bound.unit if bound else None


async def bound_group(world: World, name: str = "mai", unit: str = "SO-NV") -> Conversation:
    group = in_group(world, name)
    await group.write(f"LIENKET {await group_code(world, unit)}")
    return group


async def test_a_liaison_gets_a_code_and_binds_the_group(world: World) -> None:
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    group = in_group(world, "mai")

    text = await liaison.write("mã nhóm")
    code = code_in(text)
    assert text == (
        f"Mã gắn nhóm của Sở Nội vụ: {code}\n"
        f"Trong nhóm của đơn vị, đồng chí nhắc tên bot và nhắn: LIENKET {code}\n"
        "Mã dùng một lần, đến 08 giờ 00, ngày 08/11/2023."
    )
    assert await group.write(f"LIENKET {code}") == (
        "Nhóm này đã được gắn với Sở Nội vụ. Từ nay bot gửi thông báo của cuộc thi và tình hình"
        " tham gia (không nêu tên cá nhân) vào nhóm."
    )
    assert await unit_of_group(world) == world.units["SO-NV"].id


async def test_a_liaison_of_two_units_gets_a_code_for_each(world: World) -> None:
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    await world.with_role("mai", Role.UNIT_LIAISON, "SO-TP")

    text = await liaison.write("mã nhóm")

    assert "Mã gắn nhóm của Sở Nội vụ: " in text
    assert "Mã gắn nhóm của Sở Tư pháp: " in text


@pytest.mark.parametrize(
    "words",
    [
        "LIENKET {}",
        "lienket   {}",
        "Liên kết {}",
        "LIÊN KẾT: {}",
        "/lienket {}",
        "/lienket@hoithi_bot {}",
        "mã mời {}",
        "/start {}",
        "{}",
    ],
)
@pytest.mark.parametrize("dash", ["-", "", " ", " - ", "–"])
async def test_a_code_binds_in_every_habit_of_writing_it(
    world: World, words: str, dash: str
) -> None:
    code = (await group_code(world, "SO-NV")).replace("-", dash).lower()

    await in_group(world).write(words.format(code))

    assert await unit_of_group(world) == world.units["SO-NV"].id


@pytest.mark.parametrize(
    "words",
    ["@Bot Hội Thi CCHC LIENKET {}", "@Bot Hội Thi CCHC {}", "LIENKET {} @Bot Hội Thi CCHC"],
)
async def test_a_code_binds_beside_a_name_that_the_platform_does_not_tell(
    world: World, words: str
) -> None:
    code = await group_code(world, "SO-NV")

    await in_group(world).write(words.format(code))

    assert await unit_of_group(world) == world.units["SO-NV"].id


async def test_a_question_is_understood_beside_a_name_that_the_platform_does_not_tell(
    world: World,
) -> None:
    group = await bound_group(world)

    assert (await group.write("@Bot Hội Thi CCHC tình hình")).startswith("Sở Nội vụ – tham gia")
    assert (await group.write("@Bot Hội Thi CCHC")).startswith("Đây là nhóm của Sở Nội vụ.")


async def test_a_code_binds_one_group(world: World) -> None:
    code = await group_code(world, "SO-NV")
    await in_group(world).write(f"LIENKET {code}")

    assert (await in_group(world, group="2").write(f"LIENKET {code}")).startswith(WRONG)
    assert await unit_of_group(world, "2") is None


async def test_a_code_that_has_expired_binds_nothing(world: World) -> None:
    code = await group_code(world, "SO-NV")
    world.clock.advance(timedelta(days=7))

    assert (await in_group(world).write(f"LIENKET {code}")).startswith(WRONG)
    assert await unit_of_group(world) is None


async def test_a_group_can_be_bound_to_another_unit(world: World) -> None:
    group = await bound_group(world, unit="SO-NV")

    assert (await group.write(f"LIENKET {await group_code(world, 'SO-TP')}")).startswith(
        "Nhóm này đã được gắn với Sở Tư pháp."
    )
    assert await unit_of_group(world) == world.units["SO-TP"].id
    assert [facts for event, _, facts in await audited(world) if event == "group_bound"] == [
        {"unit": world.units["SO-NV"].id, "before": None},
        {"unit": world.units["SO-TP"].id, "before": world.units["SO-NV"].id},
    ]


@pytest.mark.parametrize("words", ["LIENKET {}", "mã mời {}", "{}"])
async def test_a_code_for_a_role_is_burned_once_a_group_has_read_it(
    world: World, words: str
) -> None:
    code = await role_code(world, Role.ORGANISER)
    mai = world.person("mai")

    assert await in_group(world).write(words.format(code)) == BURNED
    assert (await mai.write(code)).startswith(WRONG)
    assert await grants_of(world, mai) == []
    assert await unit_of_group(world) is None


async def test_a_code_that_links_accounts_is_burned_once_a_group_has_read_it(world: World) -> None:
    hoa = await world.registered()
    code = code_in(await hoa.write("liên kết"))
    thief = world.person("thief")

    assert await in_group(world, "hoa").write(f"liên kết {code}") == BURNED
    assert (await thief.write(code)).startswith(WRONG)


async def test_five_wrong_codes_in_groups_make_a_right_one_wait(world: World) -> None:
    code = await group_code(world, "SO-NV")
    guesser = in_group(world, "guesser")
    for letter in "ABCDE":
        assert (await guesser.write(f"LIENKET 2222-222{letter}")).startswith(WRONG)

    assert (await guesser.write(f"LIENKET {code}")).startswith("Bạn đã nhập sai mã nhiều lần.")
    assert await unit_of_group(world) is None
    await in_group(world, "mai").write(f"LIENKET {code}")
    assert await unit_of_group(world) == world.units["SO-NV"].id


@pytest.mark.parametrize("text", ["LIENKET", "liên kết", "mã mời"])
async def test_without_a_code_the_group_is_told_how(world: World, text: str) -> None:
    assert await in_group(world).write(text) == HOW


@pytest.mark.parametrize("text", ["xin chào", "tình hình", "vào thi", "B"])
async def test_an_unbound_group_is_told_how_to_be_bound(world: World, text: str) -> None:
    assert await in_group(world).write(text) == UNBOUND


async def test_what_is_not_said_to_the_bot_is_ignored(world: World) -> None:
    group = await bound_group(world)

    await group.deliver(replace(group.message(text="tình hình"), is_addressed=False))

    assert group.acknowledgement == Acknowledgement("ignored")
    assert group.heard == []


async def test_a_group_sees_numbers_and_never_a_name(world: World) -> None:
    await store(world, listed(world))
    person, phone = await register(world, phone=PHONE)
    await match(world, person, phone)
    group = await bound_group(world)

    text = await group.write("tình hình")

    assert text == (
        "Sở Nội vụ – tham gia Vòng 1\n"
        "Hạn dự thi: 24 giờ 00, ngày 21/11/2023\n"
        "• Lãnh đạo đơn vị: 0/4, cần 1, còn thiếu 1\n"
        "• Lãnh đạo cấp phòng: 0/15, cần 8, còn thiếu 8\n"
        "• Công chức không giữ chức vụ lãnh đạo: 0/48, cần 15, còn thiếu 15\n"
        "• Công chức, viên chức một cửa: 0/6, cần 6, còn thiếu 6\n"
        "Còn thiếu ít nhất 24 người."
    )
    assert NAME not in text


@pytest.mark.parametrize(
    "text",
    ["ai chưa thi", "tải danh sách", "điểm của tôi", "dữ liệu của tôi", "nhắc ngay", "vào thi"],
)
async def test_everything_else_is_pointed_to_the_private_chat(world: World, text: str) -> None:
    await store(world, listed(world))
    await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    group = await bound_group(world)

    assert await group.write(text) == (
        "Đây là nhóm của Sở Nội vụ. Mời các bạn nhắn tin riêng cho bot để đăng ký và dự thi (câu"
        " trả lời trong nhóm chỉ được tính khi nhóm đang thi trực tiếp); trong nhóm, nhắc tên bot"
        " và nhắn “tình hình” để xem kết quả tham gia của đơn vị."
    )


@pytest.mark.parametrize("text", ["B", "đáp án b", "2", "5945", "bỏ qua"])
async def test_an_answer_in_a_group_is_neither_taken_nor_echoed(world: World, text: str) -> None:
    hoa = await world.registered()
    await hoa.write("vào thi")
    await hoa.press("Bắt đầu làm bài")
    before = await world.attempt_of(hoa)
    group = await bound_group(world, "hoa")

    said = await group.write(text)

    assert said.startswith("Đây là nhóm của Sở Nội vụ.")
    assert "5945" not in said
    after = await world.attempt_of(hoa)
    assert after.progress == before.progress
    async with world.begin() as tx:
        assert await tx.attempts.answers(after.id) == []


def moved_message(group: Conversation, to: ChatRef) -> InboundMessage:
    return replace(group.message(), moved_to=to)


async def test_a_group_that_gets_another_address_stays_bound(world: World) -> None:
    group = await bound_group(world)

    await group.deliver(moved_message(group, group_chat("super")))

    assert group.heard == []
    assert await unit_of_group(world, "1") is None
    assert await unit_of_group(world, "super") == world.units["SO-NV"].id
    assert (await audited(world))[-1] == (
        "group_moved",
        "system",
        {"unit": world.units["SO-NV"].id, "chat": "web:test:group-super"},
    )


async def test_news_of_another_address_that_comes_twice_changes_nothing_more(world: World) -> None:
    group = await bound_group(world)
    await group.deliver(moved_message(group, group_chat("super")))
    lines = await audited(world)

    await group.deliver(moved_message(group, group_chat("super")))

    assert group.heard == []
    assert await unit_of_group(world, "super") == world.units["SO-NV"].id
    assert await audited(world) == lines


async def test_a_group_is_told_how_things_work_once_a_minute_and_not_a_second_sooner(
    world: World,
) -> None:
    group = await bound_group(world)
    other = in_group(world, group="2")
    assert (await group.write("B")).startswith("Đây là nhóm của Sở Nội vụ.")

    # A conversation takes a second for each message.
    answers = [await group.write("B") for _ in range(59)]

    assert answers == [""] * 59
    assert await other.write("B") == UNBOUND
    assert (await group.write("tình hình")).startswith("Sở Nội vụ – tham gia")
    assert (await group.write("B")).startswith("Đây là nhóm của Sở Nội vụ.")
    assert await group.write("LIENKET") == ""
