"""Those who run the contest control live rounds from a private chat, by buttons or numbers."""

from datetime import timedelta

import pytest

from contest.live import State
from contest.live_rooms import RoomState, Trouble
from contest.model import Position
from handlers.ports.live_orders import OrderKind
from handlers.ports.records import Role
from tests.integration.live.hall import Hall, group
from tests.integration.live.hosts import open_chat

pytestmark = pytest.mark.anyio

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def in_trouble(hall: Hall, *rooms: int) -> None:
    live = await hall.live()
    for room in rooms:
        await hall.intake.troubled(
            hall.id, Position(live.position), group(room), Trouble.FAILED, hall.clock.now()
        )


async def test_a_round_is_run_by_buttons_from_its_start_to_its_end(hall: Hall) -> None:
    await hall.create(rooms=2, questions=2)
    host = await open_chat(hall)

    assert await host.write("/phongthi") == (
        "Các buổi thi trực tiếp, mới nhất ở trên:\n"
        "• Số 1: Hội thi trực tiếp – đang chờ đến giờ, 08 giờ 10, ngày 07/11/2023"
    )
    await host.press("Mở buổi thi số 1")
    assert host.offered[:3] == ["Bắt đầu thi ngay", "Đổi giờ bắt đầu", "Hủy buổi thi"]

    sure = await host.press("Bắt đầu thi ngay")
    assert sure.startswith("Đồng chí chắc chắn bắt đầu buổi thi số 1 ngay bây giờ ở 2 phòng thi")
    assert (await hall.live()).state is State.ANNOUNCED
    begun = await host.press("Xác nhận bắt đầu")
    assert begun.splitlines()[:3] == [
        "BUỔI THI TRỰC TIẾP SỐ 1 – đang thi câu 1/2",
        "Hội thi trực tiếp",
        "• Câu hỏi đã đến 0/2 phòng thi",
    ]
    await hall.register(1, 2, 3)
    await hall.deliver()
    await hall.answer(hall.press(1), hall.press(2, room=2))
    seen = await host.press("Xem lại")
    assert "• Câu hỏi đã đến 2/2 phòng thi\n• Đã có 2 người trả lời" in seen

    assert "– tạm dừng ở câu 1/2" in await host.press("Tạm dừng")
    hall.clock.advance(timedelta(minutes=10))
    assert "– đang thi câu 1/2" in await host.press("Thi tiếp")
    await hall.settle()
    assert "– đã công bố đáp án câu 1/2" in await host.press("Xem lại")
    assert "– đang thi câu 2/2" in await host.press("Câu tiếp theo")
    await hall.deliver()
    await host.press("Hủy câu này")
    skipped = await host.press("Xác nhận hủy câu 2")
    assert skipped.startswith("BUỔI THI TRỰC TIẾP SỐ 1 – đã hủy câu 2/2")
    assert skipped.endswith("• Câu đã hủy: 2")
    ended = await host.press("Kết thúc và công bố")
    assert ended.startswith("BUỔI THI TRỰC TIẾP SỐ 1 – đã kết thúc")
    await hall.intake.drain()

    result = await host.press("Kết quả buổi thi")
    assert result.startswith(
        "Kết quả buổi thi “Hội thi trực tiếp”: 2 người của 2 đơn vị, 1 câu được tính."
    )
    assert "1. Nguyễn Thị Ánh – Sở Nội vụ: 1 điểm, " in result


@on_sqlite
async def test_the_only_round_under_way_is_shown_at_once_and_the_list_is_a_press_away(
    hall: Hall,
) -> None:
    await hall.begun(questions=3)
    host = await open_chat(hall)

    shown = await host.write("phòng thi")

    assert shown.startswith("BUỔI THI TRỰC TIẾP SỐ 1 – đang thi câu 1/3")
    assert host.offered[0] == "Tạm dừng"
    assert (await host.press("Tất cả buổi thi")).startswith("Các buổi thi trực tiếp")
    assert "Mở buổi thi số 1" in host.offered


@on_sqlite
async def test_a_choice_pressed_twice_does_nothing_more(hall: Hall) -> None:
    await hall.begun(questions=3)
    await hall.settle()
    host = await open_chat(hall)
    await host.open()
    old_next = host.chat.choices["Câu tiếp theo"]
    await host.press("Câu tiếp theo")
    await hall.deliver()
    await hall.settle()

    again = await host.chat.press_payload(old_next)

    assert again == (
        "Buổi thi đã sang bước khác nên lựa chọn này không còn hiệu lực; không có gì thay đổi."
    )
    live = await hall.live()
    assert (live.state, live.position) == (State.REVEALED, 2)


@on_sqlite
async def test_an_old_confirmation_annuls_no_later_question(hall: Hall) -> None:
    await hall.begun(questions=3)
    host = await open_chat(hall)
    await host.open()
    await host.press("Hủy câu này")
    confirm = host.chat.choices["Xác nhận hủy câu 1"]
    await host.press("Xác nhận hủy câu 1")
    await hall.order(OrderKind.NEXT)

    await host.chat.press_payload(confirm)

    assert (await hall.live()).annulled == {1}


@on_sqlite
async def test_an_update_that_comes_again_is_carried_out_and_answered_once(hall: Hall) -> None:
    await hall.begun(questions=3)
    host = await open_chat(hall)
    await host.open()
    pause = host.chat.message(choice=host.chat.choices["Tạm dừng"])

    await host.chat.deliver(pause)
    await hall.order(OrderKind.RESUME)
    said = await host.chat.deliver(pause)

    assert (said, host.chat.acknowledgement.verdict) == ("", "repeated")
    assert (await hall.live()).state is State.OPEN


@on_sqlite
async def test_an_impossible_move_is_refused_in_one_line(hall: Hall) -> None:
    await hall.begun(questions=2)
    host = await open_chat(hall)
    await host.open()
    pause = host.chat.choices["Tạm dừng"]
    await host.press("Tạm dừng")

    said = await host.chat.press_payload(pause)

    assert said == ("Chưa thực hiện được, vì buổi thi tạm dừng ở câu 1/2; không có gì thay đổi.")
    assert "Thi tiếp" in host.offered


@pytest.mark.parametrize(
    ("ask", "confirm", "becomes"),
    [
        ("Dừng hẳn", "Xác nhận dừng hẳn", State.FINISHED),
        ("Hủy buổi thi", "Xác nhận hủy buổi thi", State.CANCELLED),
    ],
)
@on_sqlite
async def test_what_cannot_be_taken_back_is_asked_first(
    hall: Hall, ask: str, confirm: str, becomes: State
) -> None:
    await hall.begun(questions=2)
    host = await open_chat(hall)
    await host.open()

    await host.press(ask)
    assert (await hall.live()).state is State.OPEN
    assert host.offered == [confirm, "Không, quay lại"]
    assert "– đang thi câu 1/2" in await host.press("Không, quay lại")
    await host.press(ask)
    await host.press(confirm)

    assert (await hall.live()).state is becomes


async def test_of_rooms_in_trouble_the_host_decides_one_by_one(hall: Hall) -> None:
    await hall.host()
    await hall.begin(rooms=3, questions=2)
    await hall.deliver(1)
    await in_trouble(hall, 2, 3)
    host = await open_chat(hall)

    said = await host.open()

    assert said.endswith(
        "⚠ 2 phòng thi gặp sự cố, câu này chưa kết thúc được. Với mỗi phòng, đề nghị đồng chí chọn"
        " chờ hoặc bỏ qua:\n"
        "  – Phòng 2 (nhóm Telegram): nền tảng không nhận câu hỏi\n"
        "  – Phòng 3 (nhóm Telegram): nền tảng không nhận câu hỏi"
    )
    waits = await host.press("Chờ: Phòng 3 (nhóm Telegram)")
    assert waits.startswith("Hệ thống tiếp tục gửi câu hỏi và chờ Phòng 3 (nhóm Telegram).")
    went_on = await host.press("Bỏ qua: Phòng 2 (nhóm Telegram)")
    assert "• Không thi câu này: Phòng 2 (nhóm Telegram)" in went_on
    live = await hall.live()
    states = [room.state for room in live.rooms.values()]
    assert states == [RoomState.OPEN, RoomState.LEFT_OUT, RoomState.POSTED]
    assert len(live.undecided) == 1


@on_sqlite
async def test_all_rooms_in_trouble_are_left_out_together_after_a_question(hall: Hall) -> None:
    await hall.begin(rooms=7, questions=2)
    await hall.deliver(1)
    await in_trouble(hall, *range(2, 8))
    host = await open_chat(hall)
    await host.open()

    sure = await host.press("Bỏ qua cả 6 phòng thi gặp sự cố")
    assert sure == (
        "Đồng chí chắc chắn bỏ qua 6 phòng thi đang gặp sự cố? Phòng thi chưa nhận được câu 1 sẽ"
        " không có điểm câu này."
    )
    assert len((await hall.live()).undecided) == 6
    await host.press("Xác nhận bỏ qua 6 phòng thi")

    assert (await hall.live()).undecided == ()


@on_sqlite
async def test_the_host_is_told_of_troubles_with_the_choices_to_decide_by(hall: Hall) -> None:
    await hall.host()
    await hall.begin(rooms=2, questions=2)
    await hall.deliver(1)
    await in_trouble(hall, 2)

    (key,) = [key for key in await hall.queued() if ":host" in key]
    told = await hall.content(key)

    assert told.body.startswith(
        "Buổi thi số 1 “Hội thi trực tiếp”, câu 1/2\n\n⚠ 1 phòng thi gặp sự cố"
    )
    assert [choice.label for choice in told.choices[:2]] == [
        "Chờ: Phòng 2 (nhóm Telegram)",
        "Bỏ qua: Phòng 2 (nhóm Telegram)",
    ]


@on_sqlite
async def test_choices_are_typed_where_there_are_no_buttons(hall: Hall) -> None:
    await hall.begun(questions=2)
    host = await open_chat(hall)
    await host.open()

    assert "– tạm dừng ở câu 1/2" in await host.type_number("Tạm dừng")
    assert "– đang thi câu 1/2" in await host.type_number("Thi tiếp")
    await host.type_number("Dừng hẳn")
    await host.type_number("Xác nhận dừng hẳn")

    assert (await hall.live()).state is State.FINISHED


@on_sqlite
async def test_another_start_is_given_in_words(hall: Hall) -> None:
    await hall.create()
    host = await open_chat(hall)
    await host.open()

    assert await host.press("Đổi giờ bắt đầu") == (
        "Đồng chí muốn bắt đầu buổi thi số 1 lúc nào? Hiện nay: 08 giờ 10, ngày 07/11/2023. Giờ"
        " Việt Nam, ví dụ: lúc 19:30 ngày 08/11"
    )
    fault = await host.write("tối mai")
    assert fault.startswith("Chưa đọc được thời điểm này.")
    moved = await host.write("lúc 19:30 ngày 08/11")

    assert moved.startswith("Buổi thi số 1 chuyển sang bắt đầu lúc 19 giờ 30, ngày 08/11/2023.")
    assert (await hall.live()).starts_at.isoformat() == "2023-11-08T12:30:00+00:00"
    assert await host.write("lúc 20:30 ngày 08/11") != moved


@on_sqlite
async def test_a_round_that_has_begun_is_not_moved(hall: Hall) -> None:
    await hall.create()
    host = await open_chat(hall)
    await host.open()
    await host.press("Đổi giờ bắt đầu")
    await hall.order(OrderKind.START)

    said = await host.write("lúc 19:30 ngày 08/11")

    assert said == "Buổi thi đã bắt đầu nên không đổi giờ được nữa."


@pytest.mark.parametrize("role", [None, Role.UNIT_LEADER, Role.AUTHOR])
@on_sqlite
async def test_nobody_else_sees_or_orders_anything(hall: Hall, role: Role | None) -> None:
    await hall.begun(questions=2)
    host = await open_chat(hall)
    await host.open()
    pause, look = host.chat.choices["Tạm dừng"], host.chat.choices["Xem lại"]
    other = await open_chat(hall, "hoa", role)

    said = [
        await other.write("/phongthi"),
        await other.chat.press_payload(look),
        await other.chat.press_payload(pause),
    ]

    assert all(
        each.startswith("Mục này dành cho người được Ban Tổ chức cấp quyền") for each in said
    )
    assert (await hall.live()).state is State.OPEN


@on_sqlite
async def test_somebody_whose_role_was_taken_orders_nothing(hall: Hall) -> None:
    await hall.begun(questions=2)
    host = await open_chat(hall, role=Role.SECRETARY)
    await host.open()
    async with hall.world.begin() as tx:
        grants = await tx.people.grants_of(host.chat.user)
        assert await tx.people.revoke(host.chat.user.key, grants[0])
        await tx.commit()

    await host.press("Tạm dừng")

    assert (await hall.live()).state is State.OPEN


@on_sqlite
async def test_orders_are_on_record_with_who_gave_them(hall: Hall) -> None:
    await hall.begun(questions=2)
    host = await open_chat(hall)
    await host.open()
    await host.press("Tạm dừng")

    assert ("live_pause", f"user:{host.chat.user.key}") in await host.audited()


@on_sqlite
async def test_a_round_that_is_gone_is_not_found(hall: Hall) -> None:
    host = await open_chat(hall)

    assert (await host.write("phòng thi")).startswith("Chưa có buổi thi trực tiếp nào.")
    assert await host.chat.press_payload("t:live:77:look") == "Không có buổi thi trực tiếp này."
    assert await host.chat.press_payload("t:live:77:pause") == "Không có buổi thi trực tiếp này."
