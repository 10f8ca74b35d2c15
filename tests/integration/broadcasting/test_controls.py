"""What organisers do with an announcement once it is written: each choice once, whoever presses."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.ports.contents import Text
from tests.integration.announcing.desk import Desk, dead, sent, unknown, unreachable
from tests.integration.broadcasting.office import Office, Organiser

pytestmark = pytest.mark.anyio

EVERYBODY = "Tất cả người đã đăng ký"
TEXT = "Vòng 2 mở lúc 7 giờ 30."

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def confirmed(organiser: Organiser, audience: str = EVERYBODY) -> None:
    await organiser.draft(TEXT, audience)
    await organiser.choose("Gửi")
    assert (await organiser.choose("Xác nhận gửi")).startswith("Đã xác nhận.")


async def test_two_organisers_who_confirm_at_once_send_it_once(
    desk: Desk, office: Office, binh: Organiser
) -> None:
    lan = await office.organiser("lan")
    await desk.people(2)
    await binh.draft(TEXT, EVERYBODY)
    await lan.write("các thông báo")
    await lan.choose("Mở thông báo số 1")
    await asyncio.gather(binh.choose("Gửi"), lan.choose("Gửi"))

    said = await asyncio.gather(binh.choose("Xác nhận gửi"), lan.choose("Xác nhận gửi"))

    first, second = sorted(said, key=len)
    assert first == "Đã xác nhận. Thông báo số 1 gửi đến 2 người, bắt đầu từ bây giờ."
    assert second == "Thông báo này đã được xác nhận trước đó nên không gửi thêm lần nữa."
    await desk.feed()
    assert await desk.send() == 2
    events = [event for event, _ in await desk.audited()]
    assert events.count("announcement_confirm") == 1


@on_sqlite
async def test_a_confirmation_that_is_pressed_again_or_too_late_changes_nothing(
    desk: Desk, binh: Organiser
) -> None:
    await desk.people(1)
    await binh.draft(TEXT, EVERYBODY)
    await binh.choose("Gửi")
    late = binh.chat.choices["Xác nhận gửi"]
    desk.clock.advance(timedelta(minutes=15))

    expired = await binh.chat.press_payload(late)
    assert expired.startswith("Đã quá thời gian xác nhận.")
    assert "XEM TRƯỚC THÔNG BÁO SỐ 1" in expired
    await binh.choose("Gửi")
    again = binh.chat.choices["Xác nhận gửi"]
    assert (await binh.chat.press_payload(again)).startswith("Đã xác nhận.")
    for payload in (again, late):
        assert (await binh.chat.press_payload(payload)).startswith("Thông báo này đã được xác nhận")
        assert binh.offered == ["Xem tiến độ", "Tạm dừng", "Hủy thông báo"]
    await desk.feed()
    assert await desk.send() == 1


@on_sqlite
async def test_what_was_changed_after_the_preview_is_not_sent(desk: Desk, binh: Organiser) -> None:
    await desk.people(1)
    await binh.draft(TEXT, EVERYBODY)
    await binh.choose("Gửi")
    confirm = binh.chat.choices["Xác nhận gửi"]
    await binh.choose("Xem lại")
    await binh.choose("Sửa nội dung")
    await binh.write("Vòng 2 mở lúc 8 giờ.")

    assert "đã được sửa sau lần xem trước này" in await binh.chat.press_payload(confirm)
    await desk.feed()
    assert await desk.send() == 0


@pytest.mark.parametrize("types", [False, True], ids=["buttons", "numbers"])
async def test_sending_is_paused_resumed_and_cancelled(
    desk: Desk, office: Office, types: bool
) -> None:
    binh = await office.organiser(types=types)
    await desk.people(5)
    await confirmed(binh)
    await desk.feed()
    await desk.send(limit=2)

    progress = await binh.choose("Xem tiến độ")
    assert progress.splitlines()[:2] == ["THÔNG BÁO SỐ 1 – đang gửi", "▓▓▓▓░░░░░░ 40% (2/5)"]
    assert "dự kiến xong lúc 08 giờ 00, ngày 07/11/2023." in progress
    paused = await binh.choose("Tạm dừng")
    assert paused == "THÔNG BÁO SỐ 1 – tạm dừng\n▓▓▓▓░░░░░░ 40% (2/5)"
    assert await desk.send() == 0
    assert (await binh.choose("Gửi tiếp")).startswith("THÔNG BÁO SỐ 1 – đang gửi")
    assert await desk.send(limit=1) == 1
    assert (await binh.choose("Hủy thông báo")).startswith("Đồng chí chắc chắn hủy thông báo số 1?")
    assert (await binh.choose("Không hủy")).startswith("THÔNG BÁO SỐ 1 – đang gửi")
    await binh.choose("Hủy thông báo")
    cancelled = await binh.choose("Hủy, không gửi nữa")

    assert cancelled == (
        "THÔNG BÁO SỐ 1 – đã hủy\n"
        "Nội dung: “Vòng 2 mở lúc 7 giờ 30.”\n"
        "Người nhận: tất cả người đã đăng ký\n"
        "Bắt đầu gửi: 08 giờ 00, ngày 07/11/2023\n"
        "Đã hủy: 08 giờ 00, ngày 07/11/2023\n"
        "\n"
        "Tổng số người nhận: 5\n"
        "• Đã nhận: 3\n"
        "• Đã hủy, không gửi: 2"
    )
    await desk.feed()
    assert await desk.send() == 0


@on_sqlite
async def test_a_choice_that_has_become_wrong_says_how_it_stands(
    desk: Desk, office: Office, binh: Organiser
) -> None:
    lan = await office.organiser("lan")
    await desk.people(1)
    await confirmed(binh)
    await lan.write("các thông báo")
    await lan.choose("Mở thông báo số 1")
    await lan.choose("Tạm dừng")

    assert "trạng thái khác" in await binh.choose("Tạm dừng")
    assert binh.offered == ["Gửi tiếp", "Báo cáo", "Hủy thông báo"]
    assert "trạng thái khác" in await binh.chat.press_payload("t:announce:1:send")
    assert "trạng thái khác" in await binh.chat.press_payload("t:announce:1:resend")
    assert "Không có thông báo này." in await binh.chat.press_payload("t:announce:9:pause")
    assert "đã được xác nhận" in await binh.chat.press_payload("t:announce:1:confirm.x.1")
    for payload in ("t:announce:1:confirm", "t:announce:1:confirm.x.y"):
        assert "đã được sửa" in await binh.chat.press_payload(payload)
    assert "chưa hiểu" in await binh.chat.press_payload("t:announce:1:nothing")
    await binh.chat.press_payload("t:announce:1:resume")
    await desk.feed()
    await desk.send()
    await desk.feed()
    assert "cần gửi lại" in await binh.chat.press_payload("t:announce:1:resend")
    assert "trạng thái khác" in await binh.chat.press_payload("t:announce:1:cancel")
    assert "trạng thái khác" in await binh.chat.press_payload("t:announce:1:cancel-now")


async def test_the_report_counts_everybody_once_and_what_failed_is_sent_again(
    desk: Desk, binh: Organiser
) -> None:
    await desk.people(5)
    await confirmed(binh)
    await desk.feed()
    rows = await desk.claim()
    await desk.settle(rows[:1], sent)
    await desk.settle(rows[1:3], dead)
    await desk.settle(rows[3:4], unknown)
    await desk.settle(rows[4:], unreachable)
    await desk.feed()

    report = await binh.choose("Xem tiến độ")

    assert report.splitlines()[6:] == [
        "Tổng số người nhận: 5",
        "• Đã nhận: 1",
        "• Chưa liên hệ được: 1",
        "• Không gửi được: 2",
        "• Chưa rõ đã nhận hay chưa: 1",
        "  – chat not found: 2",
        "",
        "Số liệu còn có thể thay đổi: người chưa liên hệ được vẫn nhận được thông báo nếu nhắn lại "
        "cho bot khi thông báo còn mới.",
    ]
    unknown_too = binh.chat.choices["Gửi lại cả trường hợp chưa rõ"]
    again = await binh.choose("Gửi lại các tin không gửi được")
    assert again.startswith("THÔNG BÁO SỐ 1 – đang gửi")
    assert "trạng thái khác" in await binh.chat.press_payload(unknown_too)
    await desk.feed()
    assert await desk.send() == 2
    await desk.feed()
    report = await binh.choose("Xem tiến độ")
    assert "Số lần gửi lại: 1" in report
    assert "• Đã nhận: 3" in report
    assert "Gửi lại các tin không gửi được" not in binh.offered
    await binh.choose("Gửi lại cả trường hợp chưa rõ")
    await desk.feed()
    assert await desk.send() == 1


@on_sqlite
async def test_groups_are_listed_a_page_at_a_time_those_that_failed_first(
    desk: Desk, binh: Organiser
) -> None:
    for number in range(22):
        await desk.group(f"nhom-{number:02}", "SO-TP" if number == 9 else "SO-NV")
    await confirmed(binh, "Tất cả các nhóm")
    for _ in range(8):
        await desk.feed()
        for row in await desk.claim():
            await desk.settle([row], dead if row.message.chat.chat_id == "nhom-09" else sent)
    await desk.feed()

    report = await binh.choose("Xem tiến độ")
    assert "• Đã nhận: 21" in report
    lines = (await binh.choose("Từng nhóm")).splitlines()
    assert lines[:3] == [
        "Thông báo số 1 ở 22 nhóm:",
        "• Sở Tư pháp: Không gửi được",
        "• Sở Nội vụ: Đã nhận",
    ]
    assert len(lines) == 21
    assert (await binh.choose("Xem tiếp")).splitlines()[1:] == ["• Sở Nội vụ: Đã nhận"] * 2
    assert binh.offered == ["Báo cáo"]


@pytest.mark.parametrize("types", [False, True], ids=["buttons", "numbers"])
@on_sqlite
async def test_the_list_shows_the_newest_first_and_turns_its_pages(
    desk: Desk, office: Office, types: bool
) -> None:
    binh = await office.organiser(types=types)
    for number in range(1, 8):
        await binh.draft(f"Thông báo thứ {number}.", EVERYBODY)

    first = (await binh.write("danh sách thông báo")).splitlines()

    assert first[1] == "• Số 7, 08 giờ 00, ngày 07/11/2023 – bản nháp: Thông báo thứ 7."
    assert len(first) == 6
    second = (await binh.choose("Xem tiếp")).splitlines()
    assert [line[:7] for line in second[1:]] == ["• Số 2,", "• Số 1,"]
    assert "XEM TRƯỚC THÔNG BÁO SỐ 2" in await binh.choose("Mở thông báo số 2")
    assert "không còn" in (await binh.chat.press_payload("t:announcements:50:page")).casefold()


@on_sqlite
async def test_a_press_on_progress_changes_the_message_that_it_stands_below(
    desk: Desk, binh: Organiser
) -> None:
    await desk.people(1)
    await confirmed(binh)
    pressed = binh.chat.message(choice=binh.chat.choices["Xem tiến độ"])

    await binh.chat.deliver(pressed)
    (unknown_message,) = binh.chat.heard
    below = replace(binh.chat.message(choice=pressed.choice), reply_to="m7")
    await binh.chat.deliver(below)
    (known_message,) = binh.chat.heard

    assert isinstance(unknown_message, Text)
    assert unknown_message.replaces is None
    assert isinstance(known_message, Text)
    assert known_message.replaces == "m7"
