"""What is stored about somebody can be seen and erased (domain.md 5)."""

import pytest
from sqlalchemy import select

from contest.model import Topic
from contest.rules import RoundRules
from handlers.ports.records import Dialogue
from storage.tables.operations import audit_table
from storage.tables.people import dialogue_table, identity_table, person_table
from tests.integration.handlers.conftest import World

pytestmark = pytest.mark.anyio

TWO = RoundRules(blueprint=((Topic("PAR"), 2),), prediction=None)


async def test_a_stranger_has_nothing_stored(world: World) -> None:
    stranger = world.person()

    assert await stranger.write("/dulieu") == (
        "Hệ thống chưa lưu dữ liệu cá nhân nào của bạn, ngoài mã cuộc trò chuyện này."
    )


async def test_an_unfinished_registration_is_shown(world: World) -> None:
    hoa = world.person()
    await hoa.write("đăng ký")
    await hoa.press("Đồng ý")
    await hoa.write("Nguyễn Thị Hoa")

    assert "• Họ và tên: Nguyễn Thị Hoa\n• Ngày sinh: –" in await hoa.write("/dulieu")


@pytest.mark.parametrize("rules", [TWO])
async def test_everything_stored_about_a_contestant_is_shown(world: World) -> None:
    hoa = await world.registered()
    await world.play(hoa, ["A", "B"])

    assert await hoa.write("dữ liệu của tôi") == (
        "Dữ liệu đang lưu về bạn:\n"
        "• Họ và tên: Nguyễn Thị Hoa\n"
        "• Ngày sinh: 08/11/1980\n"
        "• Đơn vị: Sở Nội vụ\n"
        "• Nhóm dự thi: Cán bộ, công chức, viên chức\n"
        "• Tài khoản trò chuyện: trên web\n"
        "• Bài thi: Vòng 1: 1 lượt, gồm câu trả lời và điểm\n"
        "• Xác nhận đồng ý của bạn: phiên bản thông báo và thời điểm\n"
        "Nếu cần sửa, bạn vui lòng liên hệ Ban Tổ chức. Nếu muốn xóa, nhắn “xóa dữ liệu”."
    )
    assert "Xóa dữ liệu" in hoa.choices


async def test_data_is_erased_only_after_a_second_yes(world: World) -> None:
    hoa = await world.registered()

    assert "không khôi phục được" in await hoa.write("/xoa")
    assert "không khôi phục được" in await hoa.write("ừ")
    async with world.begin() as tx:
        assert await tx.people.of_user(hoa.user) is not None
    assert "Đã xóa dữ liệu cá nhân" in await hoa.press("Xóa vĩnh viễn")
    async with world.database.read() as connection:
        person = (await connection.execute(select(person_table))).one()
        assert (person.full_name, person.birth_date) == (None, None)
        assert (await connection.execute(select(identity_table))).all() == []
        assert (await connection.execute(select(dialogue_table))).all() == []
        audit = (await connection.execute(select(audit_table))).one()
    assert (audit.event, audit.actor) == ("person_forgotten", f"person:{person.id}")


@pytest.mark.parametrize("no", ["2", "giữ lại"])
async def test_a_no_keeps_everything(world: World, no: str) -> None:
    hoa = await world.registered()
    await hoa.write("xóa dữ liệu")

    assert await hoa.write(no) == "Dữ liệu của bạn được giữ nguyên."
    async with world.begin() as tx:
        assert await tx.people.of_user(hoa.user) is not None
        assert await tx.dialogues.of_user(hoa.user) is None


async def test_the_question_can_be_cancelled(world: World) -> None:
    hoa = await world.registered()
    await hoa.write("/xoa")

    assert await hoa.write("hủy") == "Đã dừng. Những gì bạn vừa nhập đã được bỏ đi."


async def test_other_commands_work_and_take_the_question_back(world: World) -> None:
    hoa = await world.registered()
    await hoa.write("/xoa")

    assert "Bạn chưa dự thi vòng nào." in await hoa.write("điểm")
    assert await hoa.write("hủy") == "Không có việc gì đang làm dở để hủy."


async def test_erasing_an_unfinished_registration_needs_no_second_yes(world: World) -> None:
    hoa = world.person()
    await hoa.write("đăng ký")
    await hoa.press("Đồng ý")
    await hoa.write("Nguyễn Thị Hoa")

    assert "không còn lưu dữ liệu cá nhân nào" in await hoa.write("/xoa")
    async with world.database.read() as connection:
        assert (await connection.execute(select(dialogue_table))).all() == []


async def test_nothing_is_erased_in_the_middle_of_a_paper(world: World) -> None:
    hoa = await world.registered()
    await hoa.write("/xoa")
    yes = hoa.choices["Xóa vĩnh viễn"]
    await hoa.write("vào thi")
    await hoa.press("Bắt đầu làm bài")

    assert await hoa.press_payload(yes) == ""
    assert "Bạn đang làm bài nên chưa xóa được." in await hoa.write("/xoa")
    async with world.begin() as tx:
        # Asked here before the paper was begun on another platform.
        await tx.dialogues.put(hoa.user, Dialogue("erase"), world.clock.now())
        await tx.commit()
    assert "Bạn đang làm bài nên chưa xóa được." in await hoa.press_payload(yes)
    async with world.begin() as tx:
        assert await tx.people.of_user(hoa.user) is not None


async def test_a_late_tap_on_erase_erases_nothing(world: World) -> None:
    hoa = await world.registered()
    await hoa.write("/xoa")
    yes = hoa.choices["Xóa vĩnh viễn"]
    await hoa.press("Giữ lại")

    await hoa.press_payload(yes)

    async with world.begin() as tx:
        assert await tx.people.of_user(hoa.user) is not None


@pytest.mark.parametrize("rules", [TWO])
@pytest.mark.parametrize("aside", ["thể lệ", "điểm của tôi", "english"])
async def test_who_turns_to_something_else_has_not_said_yes(world: World, aside: str) -> None:
    hoa = await world.registered()
    await hoa.write("xóa dữ liệu")
    await hoa.write(aside)

    # As somebody types who takes the contest to be still asking.
    await hoa.write("1")

    async with world.begin() as tx:
        assert await tx.people.of_user(hoa.user) is not None


async def test_somebody_erased_can_register_again(world: World) -> None:
    hoa = await world.registered()
    await hoa.write("/xoa")
    await hoa.press("Xóa vĩnh viễn")

    assert "THÔNG BÁO VỀ DỮ LIỆU CÁ NHÂN" in await hoa.write("/start")
