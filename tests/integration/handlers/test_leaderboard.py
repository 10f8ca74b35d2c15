"""The leaderboard in chat: what contestants see and when, and what organisers see."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from contest.model import Topic
from contest.rules import RoundRules
from handlers.payloads import task_payload
from handlers.ports.records import Role
from storage.boards import SETTLING, SqlBoardMaker
from storage.tables.contests import round_table
from storage.tables.people import person_table
from tests.integration.handlers.conftest import FIRST, World, local
from tests.integration.handlers.conversation import Conversation
from tests.integration.handlers.people_lists import all_sent

pytestmark = pytest.mark.anyio

TWO = RoundRules(blueprint=((Topic("PAR"), 2),))
BETWEEN = local(22, hour=1)
"""Round 1 is over, round 2 has not opened."""

of_two_questions = pytest.mark.parametrize("rules", [TWO])


async def played(
    world: World, name: str, right: int, prediction: str = "-", unit: str = "SO-NV"
) -> Conversation:
    """Somebody who has answered so many of two questions rightly, and predicted a number."""
    contestant = await world.registered(name, unit)
    await rename(world, contestant, f"Nguyễn Thị {name.title()}")
    await contestant.write("vào thi")
    await contestant.press("Bắt đầu làm bài")
    letters = await world.right_letters(await world.attempt_of(contestant))
    wrong = ["B" if letter == "A" else "A" for letter in letters]
    await world.answer(contestant, [*letters[:right], *wrong[right:], prediction])
    await contestant.write("trợ giúp")
    return contestant


async def rename(world: World, contestant: Conversation, name: str) -> None:
    async with world.begin() as tx:
        person = await tx.people.of_user(contestant.user)
        await tx.commit()
    assert person is not None
    async with world.database.write() as connection:
        await connection.execute(
            update(person_table).where(person_table.c.id == person.id).values(full_name=name)
        )


async def close(world: World, *, is_made: bool = True) -> None:
    """The first round ends; its leaderboard is made."""
    world.clock.advance(FIRST.closes_at - world.clock.now())
    async with world.begin() as tx:
        await tx.rounds.mark_closed(world.first.id, world.clock.now())
        await tx.commit()
    world.clock.advance(BETWEEN - world.clock.now())
    if is_made:
        assert await SqlBoardMaker(world.database).make(world.first.id, FIRST.closes_at + SETTLING)


@of_two_questions
async def test_before_the_round_closes_only_the_number_of_people_is_told(world: World) -> None:
    await played(world, "hoa", 2)
    binh = await played(world, "binh", 1)

    assert await binh.write("xếp hạng") == (
        "Vòng 1 đang mở, đã có 2 người thi xong. Bảng xếp hạng có sau khi vòng thi kết thúc, "
        "lúc 24 giờ 00, ngày 21/11/2023."
    )


@of_two_questions
async def test_after_the_round_a_contestant_sees_their_place_and_the_names_of_the_best(
    world: World,
) -> None:
    await played(world, "hoa", 2, prediction="5", unit="SO-YT")
    binh = await played(world, "binh", 1)
    await played(world, "lan", 2, prediction="2", unit="24118")
    await close(world)

    text = await binh.write("xep hang")

    # Two have everything right, so Lan's 2 is exact and Hoa's 5 is 3 off.
    assert text == (
        "Xếp hạng Vòng 1 (tạm thời, chờ Ban Tổ chức xác nhận): 3 người có bài thi được tính.\n"
        "Bạn xếp hạng 3/3, với 1/2 điểm. Trong nhóm cán bộ, công chức, viên chức, bạn xếp hạng 3.\n"
        "\n"
        "Những người đứng đầu:\n"
        "1. Nguyễn Thị Lan – phường Tân Lập (thành phố Buôn Ma Thuột)\n"
        "2. Nguyễn Thị Hoa – Sở Y tế\n"
        "3. Nguyễn Thị Binh – Sở Nội vụ"
    )
    assert list(binh.choices) == ["Điểm của tôi", "Thể lệ"]


@of_two_questions
async def test_until_it_is_made_people_are_asked_to_look_again(world: World) -> None:
    hoa = await played(world, "hoa", 2)
    chief = await world.with_role("chief", Role.ORGANISER)
    await close(world, is_made=False)

    assert "đang được tổng hợp. Bạn vui lòng xem lại" in await hoa.write("xếp hạng")
    assert "đang được tổng hợp. Đồng chí vui lòng xem lại" in await chief.write("xếp hạng")


@of_two_questions
async def test_somebody_who_did_not_play_is_told_so(world: World) -> None:
    await played(world, "hoa", 2)
    minh = await world.registered("minh")
    await close(world)

    assert "Bạn không có bài thi được tính trong vòng này." in await minh.write("xếp hạng")


@of_two_questions
async def test_while_the_second_round_is_open_the_first_stays_visible(world: World) -> None:
    hoa = await played(world, "hoa", 2)
    await close(world)
    world.clock.advance(timedelta(days=1))

    text = await hoa.write("xếp hạng")

    assert text.startswith("Vòng 2 đang mở, đã có 0 người thi xong.")
    assert "Bạn xếp hạng 1/1" in text


async def test_before_any_round_has_closed_or_opened_there_is_nothing_to_rank(world: World) -> None:
    hoa = await world.registered()
    async with world.database.write() as connection:
        await connection.execute(update(round_table).values(is_rehearsal=True))

    assert await hoa.write("xếp hạng") == "Chưa có vòng thi nào để xếp hạng."


async def test_somebody_who_has_not_registered_is_asked_to(world: World) -> None:
    assert "THÔNG BÁO VỀ DỮ LIỆU CÁ NHÂN" in await world.person().write("xếp hạng")


@of_two_questions
async def test_an_organiser_sees_an_open_round_with_scores_and_without_predictions(
    world: World,
) -> None:
    await played(world, "hoa", 1, prediction="1")
    await played(world, "binh", 2, prediction="9", unit="SO-YT")
    chief = await world.with_role("chief", Role.SECRETARY)

    text = await chief.write("xếp hạng")

    assert text.startswith(
        "Xếp hạng Vòng 1 (tạm thời, vòng thi đang mở, chưa xét câu dự đoán): 2 người đã thi xong.\n"
        "1. Nguyễn Thị Binh – Sở Y tế: 2 điểm, "
    )
    assert "lệch" not in text


@of_two_questions
async def test_an_organiser_sees_a_closed_round_with_distances_and_turns_its_pages(
    world: World,
) -> None:
    for number in range(12):
        await played(world, f"so {number:02}", 2, prediction=str(number))
    chief = await world.with_role("chief", Role.ORGANISER)
    await close(world)

    first = await chief.write("xếp hạng")
    await all_sent(world)
    second = await chief.write("tiếp")

    lines = first.splitlines()
    assert lines[0].endswith("12 người có bài thi được tính.")
    assert lines[1].startswith("1. Nguyễn Thị So 11 – Sở Nội vụ: 2 điểm, ")
    assert lines[1].endswith(", dự đoán lệch 1")
    assert len(lines) == 11
    assert [line.partition(" – ")[0] for line in second.splitlines()[1:]] == [
        "11. Nguyễn Thị So 01",
        "12. Nguyễn Thị So 00",
    ]
    assert "Tiếp" not in chief.choices


@of_two_questions
async def test_a_page_can_be_turned_by_its_button(world: World) -> None:
    for number in range(11):
        await played(world, f"so {number:02}", 1)
    chief = await world.with_role("chief", Role.ORGANISER)
    await chief.write("xếp hạng")

    assert "11. Nguyễn Thị So 10 – " in await chief.press("Tiếp")


@of_two_questions
async def test_a_contestant_cannot_turn_pages(world: World) -> None:
    hoa = await played(world, "hoa", 2)
    await close(world)

    text = await hoa.press_payload(task_payload("board", world.first.id, "0"))

    assert "Mục này dành cho người được Ban Tổ chức cấp quyền." in text


@pytest.mark.parametrize(("round_id", "value"), [(99, "0"), (1, "x"), (1, "-1"), (1, "9" * 30)])
async def test_a_page_that_nobody_was_offered_is_not_there(
    world: World, round_id: int, value: str
) -> None:
    chief = await world.with_role("chief", Role.ORGANISER)

    text = await chief.press_payload(task_payload("board", round_id, value))

    assert text == "Chưa có vòng thi nào để xếp hạng."


@of_two_questions
async def test_who_has_had_their_data_erased_is_on_it_without_a_name(world: World) -> None:
    hoa = await played(world, "hoa", 2)
    binh = await played(world, "binh", 1)
    async with world.begin() as tx:
        person = await tx.people.of_user(hoa.user)
        assert person is not None
        await tx.people.forget(person.id, world.clock.now())
        await tx.commit()
    await close(world)

    text = await binh.write("xếp hạng")

    assert "1. (đã xóa dữ liệu) – Sở Nội vụ" in text
    assert "Hoa" not in text
