"""An announcement is written in chat: its text, its audience, its time, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from contest.model import PersonId
from handlers.ports.contents import Announcement
from handlers.ports.records import Grant, Role
from tests.integration.announcing.desk import Desk
from tests.integration.broadcasting.office import SMALL, Office, Organiser

pytestmark = pytest.mark.anyio

EVERYBODY = "Tất cả người đã đăng ký"
TEXT = "Vòng 2 mở lúc 7 giờ 30.\n\nMời bạn tham gia."
EVENING = datetime(2023, 11, 7, 15, 0, tzinfo=UTC)
"""22:00 in Viet Nam: the night lasts from 21:00 to 06:30."""

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("types", [False, True], ids=["buttons", "numbers"])
async def test_an_announcement_is_written_looked_at_and_confirmed(
    desk: Desk, office: Office, types: bool
) -> None:
    binh = await office.organiser(types=types)
    await desk.people(5)

    assert "tối đa 1.800 ký tự" in await binh.write("thông báo")
    assert (await binh.write(TEXT)).startswith("Đã nhận nội dung, còn lại 1.758 ký tự.")
    preview = await binh.choose("Người chưa vào thi một vòng")

    assert binh.chat.heard[0] == Announcement("Thông báo của Ban Tổ chức", TEXT)
    assert preview == (
        "XEM TRƯỚC THÔNG BÁO SỐ 1\n"
        "Người nhận sẽ thấy đúng như tin ở trên.\n"
        "\n"
        "• Người nhận: người chưa vào thi Vòng 1 – 5 người\n"
        "  – Trang web: 5\n"
        "• Hạn mức tin nhắn: không giới hạn trên các nền tảng này.\n"
        "• Thời gian gửi dự kiến: chưa đến 1 phút\n"
        "• Bắt đầu gửi: ngay khi xác nhận (ban đêm, từ 21:00 đến 06:30, bot không gửi)"
    )
    assert await binh.choose("Gửi") == (
        "Đồng chí xác nhận gửi thông báo số 1 đến 5 người, bắt đầu ngay?\n"
        "Tin đã gửi không thu hồi được. Xác nhận có hiệu lực trong 15 phút."
    )
    assert await desk.claim() == []
    said = await binh.choose("Xác nhận gửi")

    assert said == "Đã xác nhận. Thông báo số 1 gửi đến 5 người, bắt đầu từ bây giờ."
    assert binh.offered == ["Xem tiến độ", "Tạm dừng", "Hủy thông báo"]
    await desk.feed()
    assert await desk.send() == 5
    user = f"user:{binh.chat.user.key}"
    assert (await desk.audited())[:2] == [
        ("announcement_written", user),
        ("announcement_confirm", user),
    ]


async def test_the_audience_is_a_level_a_unit_groups_or_people_of_a_round(
    desk: Desk, binh: Organiser
) -> None:
    await desk.people(3)
    await desk.people(2, "SO-TP", first=4)
    await desk.group("nhom-nv", "SO-NV")
    await desk.group("nhom-tp", "SO-TP")

    async def preview(*choices: str, unit: str = "") -> str:
        await binh.choose("Đổi người nhận")
        for choice in choices:
            said = await binh.choose(choice)
        return (await binh.write(unit) if unit else said).splitlines()[3].removeprefix("• ")

    await binh.draft(TEXT, EVERYBODY)
    level = await preview("Người của một cấp đơn vị", "Sở, ban, ngành")
    subtree = await preview("Người của một đơn vị và đơn vị trực thuộc", unit="tư pháp")
    whole = await preview("Người của một đơn vị và đơn vị trực thuộc", unit="66")
    groups = await preview("Tất cả các nhóm")
    below = await preview("Nhóm của một đơn vị và đơn vị trực thuộc", unit="so-nv")
    playing = await preview("Người đã vào thi một vòng")
    left = await preview("Người chưa thi xong một vòng")

    assert level == "Người nhận: người đăng ký ở Sở, ban, ngành – 5 người"
    assert subtree == "Người nhận: người đăng ký ở Sở Tư pháp và các đơn vị trực thuộc – 2 người"
    assert whole.endswith("Tỉnh Đắk Lắk và các đơn vị trực thuộc – 5 người")
    assert groups == "Người nhận: tất cả các nhóm đã gắn với đơn vị – 2 nhóm"
    assert below == "Người nhận: nhóm của Sở Nội vụ và các đơn vị trực thuộc – 1 nhóm"
    assert playing == "Người nhận: người đã vào thi Vòng 1 – 0 người"
    assert left == "Người nhận: người chưa thi xong Vòng 1 – 5 người"


@on_sqlite
@pytest.mark.parametrize("types", [False, True], ids=["buttons", "numbers"])
async def test_of_several_units_and_rounds_one_is_chosen(
    desk: Desk, office: Office, types: bool
) -> None:
    binh = await office.organiser(types=types)
    async with desk.world.begin() as tx:
        window = desk.world.round.window
        await tx.catalogue.create_round(
            desk.world.round.contest, "Vòng 2", window, desk.world.round.rules
        )
        await tx.commit()

    await binh.draft(TEXT, "Người của một đơn vị và đơn vị trực thuộc")
    assert "Chưa tìm thấy đơn vị này" in await binh.write("xyzzy qwerty")
    assert await binh.write("sở") == "Đồng chí chọn một đơn vị dưới đây, hoặc nhắn tên khác."
    assert "ở Sở Tư pháp và" in await binh.choose("Sở Tư pháp")
    await binh.choose("Đổi người nhận")

    assert await binh.choose("Người đã vào thi một vòng") == "Đồng chí chọn vòng thi:"
    assert binh.offered == ["Vòng 2", "Vòng 1"]
    assert await binh.write("vòng 3") == "Đồng chí chọn vòng thi:"
    assert "người đã vào thi Vòng 1 – 0 người" in await binh.choose("Vòng 1")


@on_sqlite
async def test_a_text_that_is_too_long_is_refused_with_how_much_too_long_it_is(
    binh: Organiser,
) -> None:
    await binh.write("thông báo")

    assert await binh.write("Đ" * 2_500) == (
        "Nội dung dài 2.500 ký tự, vượt quá giới hạn 1.800 ký tự là 700 ký tự. "
        "Đề nghị đồng chí rút gọn và nhắn lại."
    )
    # An emoji is two characters to the platforms.
    assert "vượt quá giới hạn 1.800 ký tự là 1 ký tự" in await binh.write("🎉" + "a" * 1_799)
    assert (await binh.write("🎉" + "a" * 1_798)).startswith("Đã nhận nội dung, còn lại 0 ký tự.")


@on_sqlite
async def test_a_text_that_reads_like_a_command_is_taken_as_the_text(binh: Organiser) -> None:
    await binh.draft("dang ki", EVERYBODY)

    assert binh.chat.heard[0] == Announcement("Thông báo của Ban Tổ chức", "dang ki")


@on_sqlite
async def test_writing_can_be_left_and_what_is_no_audience_is_asked_again(binh: Organiser) -> None:
    await binh.write("thông báo")
    await binh.write(TEXT)

    for answer in ("9", "0", "mọi người"):
        assert await binh.write(answer) == "Thông báo này gửi đến ai?"
    assert "Đã dừng." in await binh.write("hủy")
    assert "Chưa có thông báo nào." in await binh.write("các thông báo")


@on_sqlite
async def test_a_draft_has_another_text_and_is_dropped(desk: Desk, binh: Organiser) -> None:
    await desk.people(1)
    await binh.draft(TEXT, EVERYBODY)

    assert "nội dung mới, tối đa 1.800 ký tự" in await binh.choose("Sửa nội dung")
    await binh.write("Vòng 2 mở lúc 8 giờ.")
    assert binh.chat.heard[0] == Announcement("Thông báo của Ban Tổ chức", "Vòng 2 mở lúc 8 giờ.")
    stale = binh.chat.choices["Gửi"]
    assert await binh.choose("Bỏ thông báo này") == "Đã bỏ thông báo số 1; chưa gửi cho ai."

    assert "trạng thái khác" in await binh.chat.press_payload(stale)
    await desk.feed()
    assert await desk.send() == 0


@on_sqlite
async def test_without_recipients_nothing_can_be_sent(desk: Desk, binh: Organiser) -> None:
    await desk.people(1)
    await binh.draft(TEXT, EVERYBODY)
    await binh.choose("Gửi")
    confirm = binh.chat.choices["Xác nhận gửi"]
    async with desk.world.begin() as tx:
        (person,) = await tx.people.recipients(PersonId(0), 5)
        await tx.people.forget(person.person, desk.now)
        await tx.commit()

    assert "Không có người nhận nào" in await binh.chat.press_payload(confirm)
    assert "Người nhận: tất cả người đã đăng ký – 0 người" in await binh.choose("Xem lại")
    assert "Gửi" not in binh.offered


@on_sqlite
async def test_a_planned_announcement_goes_out_at_its_time(desk: Desk, binh: Organiser) -> None:
    await desk.people(2)
    await binh.draft(TEXT, EVERYBODY)

    assert "ví dụ: lúc 07:30 ngày 08/11" in await binh.choose("Hẹn giờ gửi")
    assert (await binh.write("25/11")).startswith("Chưa đọc được thời điểm này.")
    assert (await binh.write("07:30 31/11")).startswith("Không có ngày này trong lịch.")
    assert (await binh.write("07:30 06/11")).startswith("Thời điểm này đã qua.")
    assert "Bắt đầu gửi: 07 giờ 30, ngày 25/11/2023 (ban đêm" in await binh.write(
        "lúc 07:30 ngày 25/11"
    )
    assert "bắt đầu 07 giờ 30, ngày 25/11/2023?" in await binh.choose("Gửi")
    said = await binh.choose("Xác nhận gửi")

    assert said.endswith("gửi đến 2 người, bắt đầu 07 giờ 30, ngày 25/11/2023.")
    assert "Bắt đầu gửi: 07 giờ 30, ngày 25/11/2023" in await binh.choose("Báo cáo")
    await desk.feed(datetime(2023, 11, 25, 0, 29, 59, tzinfo=UTC) - desk.now)
    assert await desk.send() == 0
    await desk.feed(timedelta(seconds=1))
    assert await desk.send() == 2


@on_sqlite
async def test_a_time_that_has_passed_before_the_confirmation_is_told(
    desk: Desk, binh: Organiser
) -> None:
    await desk.people(1)
    await binh.draft(TEXT, EVERYBODY)
    await binh.choose("Hẹn giờ gửi")
    await binh.write("08:10")
    await binh.choose("Gửi")
    desk.clock.advance(timedelta(minutes=11))

    assert "Giờ hẹn gửi đã qua nên chưa gửi." in await binh.choose("Xác nhận gửi")
    await binh.choose("Xem lại")
    assert "ngay khi xác nhận" in await binh.choose("Bỏ hẹn giờ")


@on_sqlite
async def test_at_night_it_waits_for_the_morning_unless_it_is_forced(
    desk: Desk, binh: Organiser
) -> None:
    desk.clock.advance(EVENING - desk.now)
    await desk.people(2)

    preview = await binh.draft(TEXT, EVERYBODY)
    assert preview.endswith(
        "• Bắt đầu gửi: 06 giờ 30, ngày 08/11/2023, vì ban đêm, từ 21:00 đến 06:30, bot không gửi"
    )
    forced = await binh.choose("Gửi cả trong đêm")
    assert forced.endswith("ngay khi xác nhận, gửi cả ban đêm, từ 21:00 đến 06:30")
    assert "vì ban đêm" in await binh.choose("Không gửi trong đêm")
    await binh.choose("Gửi")
    said = await binh.choose("Xác nhận gửi")

    assert said.endswith("bắt đầu 06 giờ 30, ngày 08/11/2023.")
    await desk.feed(timedelta(hours=8))
    assert await desk.send() == 0
    await desk.feed(timedelta(minutes=30))
    assert await desk.send() == 2


@on_sqlite
async def test_the_preview_warns_of_an_allowance_that_does_not_suffice(
    desk: Desk, office: Office, binh: Organiser
) -> None:
    office.quotas[("zalo", "40")] = SMALL
    await desk.group("nhom-nv", "SO-NV")
    await desk.group("nhom-tp", "SO-TP")

    preview = await binh.draft(TEXT, "Tất cả các nhóm")

    assert "Hạn mức của Zalo 40: cần 2 tin; tháng này còn 1 tin" in preview
    assert "⚠ Không đủ: còn thiếu 1 tin." in preview


@on_sqlite
async def test_others_cannot_announce(office: Office) -> None:
    leader = await office.organiser("leader", Role.UNIT_LEADER)
    secretary = await office.organiser("secretary", Role.SECRETARY)

    assert "cấp quyền" in await office.stranger().write("thông báo")
    assert "cấp quyền" in await leader.write("các thông báo")
    assert "cấp quyền" in await leader.chat.press_payload("t:announce:1:show")
    assert "cấp quyền" in await leader.chat.press_payload("t:announcements:5:page")
    assert "tối đa 1.800 ký tự" in await secretary.write("thông báo")


async def test_who_has_lost_the_role_meanwhile_sends_nothing(
    desk: Desk, office: Office, binh: Organiser
) -> None:
    lan = await office.organiser("lan")
    await desk.people(1)
    await binh.draft(TEXT, EVERYBODY)
    await binh.choose("Gửi")
    await lan.write("thông báo")
    for organiser in (binh, lan):
        async with desk.world.begin() as tx:
            await tx.people.revoke(organiser.chat.user.key, Grant(Role.ORGANISER))
            await tx.commit()

    assert "cấp quyền" in await binh.choose("Xác nhận gửi")
    assert "cấp quyền" in await lan.write(TEXT)
    await desk.feed()
    assert await desk.send() == 0
