"""Who above a unit is told, and when: by the stage, or because nobody in the unit can be."""

import pytest

from contest.reminders import Outcome
from handlers.ports.records import Role
from tests.integration.reminders.board import (
    EIGHTEENTH,
    FOURTEENTH,
    LAST,
    SLOTS,
    TWENTIETH,
    Board,
    slot,
)

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

WARDS = ("24118", "24121")


@pytest.fixture
async def attended(board: Board) -> Board:
    """Every unit with a quota has a liaison, so that nothing goes higher than the stage says."""
    for unit in ("SO-NV", "SO-TP", "643", *WARDS):
        await board.grant(f"liaison-{unit}", Role.UNIT_LIAISON, unit)
    return board


async def told(board: Board, *names: str) -> dict[int, list[str]]:
    """On which days who of these is told anything, over all slots."""
    found = {}
    for day in SLOTS:
        before = len(await board.said())
        await board.remind(slot(day))
        found[day.day] = sorted(one.to for one in (await board.said())[before:] if one.to in names)
    return found


async def test_the_parent_is_told_from_the_day_before_the_last_on(attended: Board) -> None:
    await attended.grant("province", Role.UNIT_LEADER, "66")

    assert await told(attended, "province") == {
        14: [],
        18: [],
        20: ["province"],
        21: ["province"],
    }


async def test_organisers_and_secretaries_are_told_on_the_last_day(attended: Board) -> None:
    await attended.grant("organiser", Role.ORGANISER)
    await attended.grant("secretary", Role.SECRETARY)
    await attended.grant("author", Role.AUTHOR)

    assert await told(attended, "organiser", "secretary", "author") == {
        14: [],
        18: [],
        20: [],
        21: ["organiser", "secretary"],
    }


async def test_a_parent_gets_one_message_with_all_lagging_units_right_below(
    attended: Board,
) -> None:
    await attended.grant("district", Role.UNIT_LEADER, "643")
    await attended.nominate("24121", "leaders", "Lê An", "Lê Bình")
    await attended.take_part("24121", "leaders", 2)

    await attended.remind(slot(TWENTIETH))

    below = [one for one in await attended.said() if ":below:" in one.key]
    # The liaison of the city's own office is one of its people, too.
    assert [one.to for one in below] == ["liaison-643", "district"]
    assert {one.text for one in below} == {
        "Kính gửi đồng chí,\n"
        "1/2 đơn vị trực thuộc còn thiếu người tham gia Vòng 1."
        " Hạn dự thi: 24 giờ 00, ngày 21/11/2023.\n"
        "Vòng thi còn 1 ngày.\n"
        "• phường Tân Lập (TP Buôn Ma Thuột): thiếu ít nhất 6 người\n"
        "Đề nghị đồng chí quan tâm đôn đốc. Trân trọng cảm ơn!"
    }


async def test_organisers_get_one_message_with_totals_and_the_worst_units_first(
    attended: Board,
) -> None:
    await attended.grant("organiser", Role.ORGANISER)

    await attended.remind(slot(LAST))

    assert await attended.text_to("organiser") == (
        "Kính gửi đồng chí,\n"
        "Vòng 1: 5/5 đơn vị chưa đạt chỉ tiêu tham gia bắt buộc, thiếu ít nhất 34 người."
        " Hạn dự thi: 24 giờ 00, ngày 21/11/2023.\n"
        "Hôm nay là ngày cuối của vòng thi.\n"
        "Các đơn vị thiếu nhiều nhất:\n"
        "• Sở Nội vụ: thiếu ít nhất 24 người\n"
        "• phường Tân Lập (TP Buôn Ma Thuột): thiếu ít nhất 6 người\n"
        "• phường Tân Hòa (TP Buôn Ma Thuột): thiếu ít nhất 2 người\n"
        "• Sở Tư pháp: thiếu ít nhất 1 người\n"
        "• TP Buôn Ma Thuột: thiếu ít nhất 1 người"
    )


async def test_a_paused_unit_is_still_in_the_summaries(attended: Board) -> None:
    await attended.grant("organiser", Role.ORGANISER)
    await attended.grant("province", Role.UNIT_LEADER, "66")
    await attended.pause("SO-NV", None)

    await attended.remind(slot(LAST))

    said = {one.to: one.text for one in await attended.said()}
    assert "liaison-SO-NV" not in said
    assert "• Sở Nội vụ: thiếu ít nhất 24 người" in said["province"]
    assert "• Sở Nội vụ: thiếu ít nhất 24 người" in said["organiser"]
    facts = (await attended.log(LAST))["SO-NV"].facts
    assert facts["told"] == {"parent": 1, "organisers": 1}


async def test_nobody_above_is_told_of_a_unit_that_has_met_its_quota(attended: Board) -> None:
    await attended.grant("province", Role.UNIT_LEADER, "66")
    await attended.nominate("SO-TP", "leaders", "Lê An")
    await attended.take_part("SO-TP", "leaders", 1)

    await attended.remind(slot(LAST))

    assert "Sở Tư pháp" not in await attended.text_to("province")


async def test_no_name_of_a_person_goes_above_the_unit(attended: Board) -> None:
    await attended.grant("organiser", Role.ORGANISER)
    await attended.grant("province", Role.UNIT_LEADER, "66")
    await attended.nominate("SO-NV", "leaders", "Lê An", "Lê Bình")

    await attended.remind(slot(LAST))

    named = [one.to for one in await attended.said() if "Lê An" in one.text]
    assert named == ["liaison-SO-NV"]


async def test_without_a_liaison_the_leader_is_told_at_once(board: Board) -> None:
    await board.grant("leader", Role.UNIT_LEADER, "SO-NV")

    await board.remind(slot(FOURTEENTH))

    assert await board.keys() == [board.own_key(FOURTEENTH, "SO-NV", "leader")]
    facts = (await board.log(FOURTEENTH))["SO-NV"].facts
    assert (facts["told"], facts["escalated"]) == ({"leader": 1}, True)


async def test_without_liaison_and_leader_the_parent_is_told_at_once(board: Board) -> None:
    await board.grant("district", Role.UNIT_LEADER, "643")

    await board.remind(slot(FOURTEENTH))

    (below,) = [one for one in await board.said() if ":below:" in one.key]
    assert below.to == "district"
    assert "2/2 đơn vị trực thuộc còn thiếu người tham gia Vòng 1 và chưa có đầu mối" in below.text
    log = await board.log(FOURTEENTH)
    assert [log[ward].facts["told"] for ward in WARDS] == [{"parent": 1}] * 2


async def test_without_anybody_below_the_organisers_are_told_at_once(board: Board) -> None:
    await board.grant("organiser", Role.ORGANISER)
    await board.grant("liaison", Role.UNIT_LIAISON, "SO-NV")

    await board.remind(slot(FOURTEENTH))

    text = await board.text_to("organiser")
    assert "4 đơn vị còn thiếu và không có ai ở đơn vị hoặc cấp trên trực tiếp" in text
    assert "Sở Nội vụ" not in text
    assert "• Sở Tư pháp: thiếu ít nhất 1 người (chưa có đầu mối)" in text
    log = await board.log(FOURTEENTH)
    assert log["SO-TP"].facts["told"] == {"organisers": 1}
    assert log["SO-NV"].facts["escalated"] is False


async def test_a_unit_that_nobody_can_be_told_of_is_logged_as_such(board: Board) -> None:
    await board.remind(slot(LAST))

    assert await board.said() == []
    outcomes = {entry.outcome for entry in (await board.log(LAST)).values()}
    assert outcomes == {Outcome.UNREACHABLE}


async def test_a_unit_with_a_group_alone_is_reminded_through_it(board: Board) -> None:
    await board.bind("room", "SO-NV")

    await board.remind(slot(EIGHTEENTH))

    entry = (await board.log(EIGHTEENTH))["SO-NV"]
    assert (entry.outcome, entry.facts["told"]) == (Outcome.REMINDED, {"groups": 1})
