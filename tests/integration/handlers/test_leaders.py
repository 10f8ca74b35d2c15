"""What leaders and liaisons can do about those who are missing from their units."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from contest.model import Topic
from contest.reminders import Pause
from contest.rules import RoundRules
from handlers.dispatcher import Dispatcher
from handlers.ports.contents import Document, Text
from handlers.ports.messaging import Lane
from handlers.ports.records import Role
from storage.codec import outbox_from_row
from storage.tables.outbox import outbox_table
from tests.integration.handlers.conftest import World, local
from tests.integration.handlers.conversation import Conversation
from tests.integration.handlers.nominated import known, nominate, nominee, take_part
from tests.integration.handlers.people_lists import asked, audited

pytestmark = pytest.mark.anyio

ONE = RoundRules(blueprint=((Topic("PAR"), 1),), prediction=None)
OF_LEADERS = (
    "tình hình",
    "ai chưa thi",
    "nhắc ngay",
    "nội dung chuyển tiếp",
    "tải về",
    "tải danh sách",
    "tạm dừng nhắc",
    "dừng nhắc",
    "nhắc lại",
)


@pytest.fixture
async def liaison(world: World) -> Conversation:
    return await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")


async def pauses_of(world: World, unit: str) -> Pause | None:
    async with world.begin() as tx:
        return (await tx.reminders.pauses()).get(world.units[unit].id)


async def nudges(world: World) -> Sequence[tuple[str, str, Lane]]:
    """What was queued by leaders' reminders: key, chat and lane."""
    async with world.database.read() as connection:
        rows = await connection.execute(select(outbox_table).order_by(outbox_table.c.id))
        messages = [outbox_from_row(row).message for row in rows]
    return [
        (message.key, message.chat.key, message.lane)
        for message in messages
        if message.key.startswith("nudge:")
    ]


@pytest.mark.parametrize("command", OF_LEADERS)
async def test_commands_of_leaders_are_refused_to_everybody_else(
    world: World, command: str
) -> None:
    hoa, organiser = await world.registered(), await world.with_role("o", Role.ORGANISER)

    assert "dành cho người được Ban Tổ chức cấp quyền" in await hoa.write(command)
    assert "dành cho người được Ban Tổ chức cấp quyền" in await organiser.write(command)


# Who is missing.


async def test_the_missing_are_named_by_category(world: World, liaison: Conversation) -> None:
    binh = nominee(world, "SO-NV", "division_heads", "Trần Văn Bình")
    await nominate(
        world,
        nominee(world, "SO-NV", "onestop", "Vũ Thị Yến"),
        binh,
        nominee(world, "SO-NV", "leaders", "Lê Văn An"),
        nominee(world, "SO-NV", "division_heads", "Đỗ Thị Cúc"),
    )
    await known(world, binh)

    assert await liaison.write("ai chưa thi") == (
        "Kính gửi đồng chí,\n"
        "Người được cử của Sở Nội vụ chưa hoàn thành bài thi: 4 người.\n"
        "\n"
        "Lãnh đạo đơn vị:\n"
        "• Lê Văn An – chưa đăng ký\n"
        "\n"
        "Lãnh đạo cấp phòng:\n"
        "• Đỗ Thị Cúc – chưa đăng ký\n"
        "• Trần Văn Bình\n"
        "\n"
        "Công chức, viên chức một cửa:\n"
        "• Vũ Thị Yến – chưa đăng ký\n"
        "\n"
        "Danh sách dành riêng cho đồng chí, xin không chuyển vào nhóm."
    )
    assert list(liaison.choices) == ["Nhắc ngay", "Tải danh sách", "Trợ giúp"]


async def test_somebody_who_is_not_confirmed_yet_is_told_apart(
    world: World, liaison: Conversation
) -> None:
    binh = nominee(world, "SO-NV", "leaders", "Trần Văn Bình")
    await nominate(world, binh)
    person = await world.register(world.person("b").user, world.person("b").chat, "SO-NV")
    async with world.begin() as tx:
        (entry,) = await tx.rosters.by_name(binh.full_name, date(1985, 2, 1))
        assert await tx.rosters.suggest(entry.id, person.id, world.clock.now())
        await tx.commit()

    assert "• Trần Văn Bình – chờ xác nhận\n" in await liaison.write("ai chưa thi")


@pytest.mark.parametrize("rules", [ONE])
async def test_who_has_finished_or_is_not_nominated_is_not_missing(
    world: World, liaison: Conversation
) -> None:
    await take_part(world, "SO-NV", {"leaders": 2})

    assert await liaison.write("ai chưa thi") == (
        "Tất cả người được cử của Sở Nội vụ đã hoàn thành bài thi. Cảm ơn đồng chí."
    )


async def test_without_a_roster_nobody_can_be_named(liaison: Conversation) -> None:
    for command in ("ai chưa thi", "nhắc ngay", "tải danh sách"):
        assert await liaison.write(command) == (
            "Chưa có danh sách người được cử của Sở Nội vụ."
            " Đề nghị đồng chí gửi danh sách cho Ban Tổ chức."
        )


async def test_names_of_units_below_and_beside_are_not_told(world: World) -> None:
    await nominate(
        world,
        nominee(world, "643", "leaders", "Lê Văn An"),
        nominee(world, "24118", "leaders", "Trần Thị Dưới"),
        nominee(world, "SO-NV", "leaders", "Phạm Văn Bên"),
    )
    leader = await world.with_role("leader", Role.UNIT_LEADER, "643")

    everything = ""
    for command in OF_LEADERS:
        await leader.write(command)
        everything += repr([vars_of(content) for content in leader.heard])

    assert "Lê Văn An" in everything
    assert "Dưới" not in everything
    assert "Phạm" not in everything


def vars_of(content: object) -> tuple[object, ...]:
    """What somebody is shown, where the repr keeps it back."""
    if isinstance(content, Document):
        return (content.caption, content.sheet.title, content.sheet.rows)
    return (content.body,) if isinstance(content, Text) else ()


async def test_many_names_come_in_several_messages_and_the_rest_in_a_file(
    world: World, liaison: Conversation
) -> None:
    people = [
        nominee(world, "SO-NV", "staff", f"Nguyễn Thị Số {number:03}") for number in range(103)
    ]
    await nominate(world, *people)

    text = await liaison.write("ai chưa thi")

    assert len(liaison.heard) > 1
    assert text.count("•") == 100
    assert "• Nguyễn Thị Số 099 – chưa đăng ký" in text
    assert "… và 3 người khác. Nhắn “tải danh sách” để nhận danh sách đầy đủ." in text
    await liaison.press("Tải danh sách")
    (document,) = liaison.heard
    assert isinstance(document, Document)
    assert len(document.sheet.rows) == 103


async def test_looking_at_names_is_logged_without_them(world: World, liaison: Conversation) -> None:
    await nominate(world, nominee(world, "SO-NV", "leaders", "Lê Văn An"))
    await liaison.write("ai chưa thi")
    await liaison.write("tải danh sách")

    who, facts = f"user:{liaison.user.key}", {"units": [world.units["SO-NV"].id], "people": 1}
    assert await audited(world) == [
        ("missing_people_shown", who, facts),
        ("missing_people_exported", who, facts),
    ]


# Reminding them now.


async def test_the_missing_who_are_registered_are_reminded_now(
    world: World, liaison: Conversation
) -> None:
    binh = nominee(world, "SO-NV", "leaders", "Trần Văn Bình")
    await nominate(
        world,
        binh,
        nominee(world, "SO-NV", "staff", "Lê Văn An"),
        nominee(world, "SO-NV", "staff", "Lê Thị Em"),
    )
    someone = await known(world, binh)

    assert await liaison.write("nhắc ngay") == (
        "Đã gửi lời nhắc riêng đến 1 người.\n"
        "2 người chưa đăng ký hoặc chưa được xác nhận nên bot chưa nhắn được; đồng chí vui lòng báo"
        " trực tiếp."
    )
    assert await asked(someone) == (
        "Chào Trần Văn Bình! Bạn được đơn vị cử dự thi và chưa hoàn thành bài thi Vòng 1.\n"
        "Hạn dự thi: 24 giờ 00, ngày 21/11/2023. Mời bạn vào thi."
    )
    assert list(someone.choices) == ["Vào thi", "Thể lệ"]
    ((key, chat, lane),) = await nudges(world)
    assert key.startswith("nudge:2023-11-07:")
    assert (chat, lane) == (someone.chat.key, Lane.REMINDER)


async def test_nobody_is_reminded_twice_a_day(world: World, liaison: Conversation) -> None:
    binh = nominee(world, "SO-NV", "leaders", "Trần Văn Bình")
    await nominate(world, binh)
    await known(world, binh)
    leader = await world.with_role("leader", Role.UNIT_LEADER, "SO-NV")
    await liaison.write("nhắc ngay")

    already = "1 người đã được nhắc hôm nay nên bot không nhắc thêm."
    assert await liaison.write("nhắc ngay") == already
    assert await leader.write("nhắc ngay") == already
    assert len(await nudges(world)) == 1
    assert await leader.write("nhắc ngay", at=local(8, hour=8)) == (
        "Đã gửi lời nhắc riêng đến 1 người."
    )
    assert len(await nudges(world)) == 2


@pytest.mark.parametrize(
    ("hour", "minute", "is_sent"), [(20, 59, True), (21, 0, False), (6, 29, False), (6, 30, True)]
)
async def test_nobody_is_reminded_in_the_night(
    world: World, liaison: Conversation, hour: int, minute: int, is_sent: bool
) -> None:
    binh = nominee(world, "SO-NV", "leaders", "Trần Văn Bình")
    await nominate(world, binh)
    await known(world, binh)

    said = await liaison.write("nhắc ngay", at=local(8, hour=hour, minute=minute))

    assert len(await nudges(world)) == is_sent
    if not is_sent:
        assert said == (
            "Bot không nhắn tin cho mọi người trong khoảng 21:00 – 06:30."
            " Đồng chí vui lòng nhắc sau thời gian này."
        )


@pytest.mark.parametrize("rules", [ONE])
async def test_who_has_finished_is_not_reminded(world: World, liaison: Conversation) -> None:
    await take_part(world, "SO-NV", {"leaders": 1})

    assert await liaison.write("nhắc ngay") == (
        "Tất cả người được cử của Sở Nội vụ đã hoàn thành bài thi. Cảm ơn đồng chí."
    )
    assert await nudges(world) == []


@pytest.mark.parametrize("at", [local(6, hour=12), local(3, month=12, hour=12)])
async def test_without_an_open_round_nobody_is_reminded(
    world: World, liaison: Conversation, at: object
) -> None:
    binh = nominee(world, "SO-NV", "leaders", "Trần Văn Bình")
    await nominate(world, binh)
    await known(world, binh)

    assert "hiện không mở nên không cần nhắc dự thi." in await liaison.deliver(
        liaison.message(text="nhắc ngay", at=at)  # type: ignore[arg-type]
    )
    assert await nudges(world) == []


async def test_a_repeated_press_reminds_once(world: World, liaison: Conversation) -> None:
    binh = nominee(world, "SO-NV", "leaders", "Trần Văn Bình")
    await nominate(world, binh)
    await known(world, binh)
    message = liaison.message(text="nhắc ngay")

    await liaison.deliver(message)
    await liaison.deliver(message)

    assert len(await nudges(world)) == 1
    assert [event for event, _, _ in await audited(world)] == ["people_nudged"]


# A text to forward.


async def test_a_text_to_forward_has_numbers_and_no_name(
    world: World, liaison: Conversation
) -> None:
    await nominate(world, nominee(world, "SO-NV", "leaders", "Lê Văn An"))

    await liaison.write("nội dung chuyển tiếp")

    intro, text = liaison.heard
    assert isinstance(intro, Text)
    assert intro.body == "Đồng chí có thể chuyển tiếp nội dung dưới đây vào nhóm của đơn vị:"
    assert text == Text(
        "Sở Nội vụ – tham gia Vòng 1\n"
        "Hạn dự thi: 24 giờ 00, ngày 21/11/2023\n"
        "• Lãnh đạo đơn vị: 0/4, cần 1, còn thiếu 1\n"
        "• Lãnh đạo cấp phòng: 0/15, cần 8, còn thiếu 8\n"
        "• Công chức không giữ chức vụ lãnh đạo: 0/48, cần 15, còn thiếu 15\n"
        "• Công chức, viên chức một cửa: 0/6, cần 6, còn thiếu 6\n"
        "Còn thiếu ít nhất 24 người.\n"
        "\n"
        "Đề nghị các đồng chí được cử mà chưa dự thi sớm hoàn thành bài thi.\n"
        "Cách tham gia: nhắn tin riêng cho bot của cuộc thi nội dung “đăng ký”, sau đó “vào thi”."
    )


async def test_a_text_to_forward_names_the_page_if_there_is_one(world: World) -> None:
    await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    dispatcher = Dispatcher(
        world.begin, world.intake, world.handover, "https://thi.example.vn/chat"
    )
    mai = Conversation(dispatcher, world.database, world.clock, "mai")

    assert (await mai.write("nội dung chuyển tiếp")).endswith(
        "Cách tham gia: mở trang https://thi.example.vn/chat hoặc nhắn tin riêng cho bot của cuộc"
        " thi nội dung “đăng ký”, sau đó “vào thi”."
    )


async def test_a_unit_that_is_only_encouraged_is_invited(world: World) -> None:
    leader = await world.with_role("leader", Role.UNIT_LEADER, "KH-TDOAN")

    assert "\nMời các đồng chí chưa dự thi tiếp tục tham gia.\n" in await leader.write(
        "nội dung chuyển tiếp"
    )


async def test_after_the_last_round_there_is_nothing_to_forward(liaison: Conversation) -> None:
    said = await liaison.write("nội dung chuyển tiếp", at=local(3, month=12))

    assert said == "Vòng 2 hiện không mở nên không cần nhắc dự thi."


# Files.


@pytest.mark.parametrize("rules", [ONE])
async def test_the_figures_of_the_subtree_come_as_a_file(world: World) -> None:
    await take_part(world, "24118", {"leaders": 1, "onestop": 1})
    leader = await world.with_role("leader", Role.UNIT_LEADER, "643")

    await leader.write("tải về")

    (document,) = leader.heard
    assert isinstance(document, Document)
    assert document.file_name == "tham-gia-643.xlsx"
    assert document.caption == (
        "Số liệu tham gia Vòng 1 của UBND thành phố Buôn Ma Thuột, tính đến 08 giờ 00, ngày"
        " 07/11/2023"
    )
    sheet = document.sheet
    assert [column.title for column in sheet.columns] == [
        "Mã",
        "Đơn vị",
        "Cấp",
        "Nhóm chức vụ",
        "Tổng số",
        "Cần",
        "Đã thi",
        "Còn thiếu",
        "Đạt",
    ]
    # Four categories of the district, three of each of its 21 communes.
    assert len(sheet.rows) == 4 + 3 * 21
    head = ("24118", "UBND phường Tân Lập", "UBND cấp xã")
    assert [row for row in sheet.rows if row[0] == "24118"] == [
        (*head, "Lãnh đạo đơn vị", 2, 1, 1, 0, "có"),
        (*head, "Công chức không giữ chức vụ lãnh đạo", 14, 5, 1, 4, "không"),
        (*head, "Công chức, viên chức một cửa", 2, 2, 1, 1, "không"),
    ]
    assert "Nguyễn" not in repr(sheet.rows)


async def test_a_unit_without_a_quota_has_a_row_too(world: World) -> None:
    leader = await world.with_role("leader", Role.UNIT_LEADER, "KH-TDOAN")

    await leader.write("tải về")

    (document,) = leader.heard
    assert isinstance(document, Document)
    assert document.sheet.rows == (
        ("KH-TDOAN", "Tỉnh Đoàn Đắk Lắk", "Đơn vị khác", "Khuyến khích", *(None,) * 5),
    )


async def test_units_of_two_roles_are_listed_once(world: World) -> None:
    await world.with_role("leader", Role.UNIT_LEADER, "643")
    leader = await world.with_role("leader", Role.UNIT_LIAISON, "24118")

    await leader.write("tải về")

    (document,) = leader.heard
    assert isinstance(document, Document)
    assert len(document.sheet.rows) == 4 + 3 * 21


async def test_the_missing_come_as_a_file_for_the_own_unit(
    world: World, liaison: Conversation
) -> None:
    binh = nominee(world, "SO-NV", "leaders", "Trần Văn Bình")
    await nominate(world, binh, nominee(world, "SO-NV", "onestop", "Vũ Thị Yến"))
    await known(world, binh)

    await liaison.write("tải danh sách")

    (document,) = liaison.heard
    assert isinstance(document, Document)
    assert document.file_name == "chua-thi-so-nv.xlsx"
    assert document.sheet.rows == (
        ("Sở Nội vụ", "Trần Văn Bình", "Lãnh đạo đơn vị", "đã đăng ký"),
        ("Sở Nội vụ", "Vũ Thị Yến", "Công chức, viên chức một cửa", "chưa đăng ký"),
    )
    assert "Bình" not in repr(document)


# Pauses.


async def test_reminders_are_snoozed_for_three_days(world: World, liaison: Conversation) -> None:
    assert await liaison.write("tạm dừng nhắc") == (
        "Đã tạm dừng tin nhắc tự động về Sở Nội vụ đến hết ngày 10/11/2023. Trong thời gian này bot"
        " không nhắc đồng chí và nhóm của đơn vị; đơn vị cấp trên và Ban Tổ chức vẫn thấy số liệu."
        " Nhắn “nhắc lại” để nhận lại sớm hơn."
    )
    assert await pauses_of(world, "SO-NV") == Pause(date(2023, 11, 10))


async def test_reminders_are_stopped_until_they_are_resumed(
    world: World, liaison: Conversation
) -> None:
    assert await liaison.write("dừng nhắc") == (
        "Đã dừng tin nhắc tự động về Sở Nội vụ. Bot không nhắc đồng chí và nhóm của đơn vị nữa; đơn"
        " vị cấp trên và Ban Tổ chức vẫn thấy số liệu. Nhắn “nhắc lại” để nhận lại."
    )
    assert await pauses_of(world, "SO-NV") == Pause(None)
    assert await liaison.press("Nhắc lại") == "Đã mở lại tin nhắc tự động về Sở Nội vụ."
    assert await pauses_of(world, "SO-NV") is None
    assert await liaison.write("nhắc lại") == (
        "Tin nhắc tự động về đơn vị của đồng chí đang được gửi bình thường."
    )
    unit = world.units["SO-NV"].id
    assert [(event, facts) for event, _, facts in await audited(world)] == [
        ("reminders_paused", {"units": [unit], "until": None}),
        ("reminders_resumed", {"units": [unit]}),
    ]


async def test_a_pause_is_for_the_own_unit_only(world: World) -> None:
    leader = await world.with_role("leader", Role.UNIT_LEADER, "643")
    await leader.write("dừng nhắc")

    assert await pauses_of(world, "643") == Pause(None)
    assert await pauses_of(world, "24118") is None


async def test_the_last_word_about_reminders_counts(world: World, liaison: Conversation) -> None:
    await liaison.write("dừng nhắc")
    world.clock.advance(timedelta(days=1))
    await liaison.write("tạm dừng nhắc")

    assert await pauses_of(world, "SO-NV") == Pause(date(2023, 11, 11))
