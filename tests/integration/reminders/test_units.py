"""What a unit's own people and its group are told, and what the log says about it."""

import pytest

from contest.quotas import Category
from contest.reminders import Outcome
from handlers.ports.addresses import ChatKind
from handlers.ports.messaging import Lane
from handlers.ports.records import Role
from handlers.ports.rosters import NewRosterEntry
from handlers.rendering import utf16_length
from tests.integration.reminders.board import (
    EIGHTEENTH,
    FOURTEENTH,
    LAST,
    SLOTS,
    Board,
    slot,
)

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

HEADS = [f"Trưởng phòng {number:02}" for number in range(1, 16)]


async def test_one_message_names_every_gap_with_numbers(board: Board) -> None:
    await board.grant("liaison", Role.UNIT_LIAISON, "SO-NV")

    await board.remind(slot(FOURTEENTH))

    assert await board.text_to("liaison") == (
        "Kính gửi đồng chí,\n"
        "Sở Nội vụ – tham gia Vòng 1\n"
        "Hạn dự thi: 24 giờ 00, ngày 21/11/2023\n"
        "• Lãnh đạo đơn vị: 0/4, cần 1, còn thiếu 1\n"
        "• Lãnh đạo cấp phòng: 0/15, cần 8, còn thiếu 8\n"
        "• Công chức không giữ chức vụ lãnh đạo: 0/48, cần 15, còn thiếu 15\n"
        "• Công chức, viên chức một cửa: 0/6, cần 6, còn thiếu 6\n"
        "Còn thiếu ít nhất 24 người.\n"
        "Vòng thi còn 7 ngày.\n"
        "Đề nghị đồng chí quan tâm đôn đốc. Trân trọng cảm ơn!"
    )


async def test_the_unit_can_act_on_a_reminder_at_once(board: Board) -> None:
    await board.grant("liaison", Role.UNIT_LIAISON, "SO-NV")
    await board.bind("room", "SO-NV")

    await board.remind(slot(FOURTEENTH))

    offered = {one.to: [choice.payload for choice in one.choices] for one in await board.said()}
    assert offered == {"liaison": ["c:nudge", "c:forward", "c:snooze"], "room": []}


async def test_the_liaison_is_told_who_could_close_a_gap_and_nobody_else(board: Board) -> None:
    await board.grant("liaison", Role.UNIT_LIAISON, "24121")
    await board.nominate("24121", "leaders", "Lê An", "Lê Bình", "Lê Chi")
    await board.take_part("24121", "leaders", 1)

    await board.remind(slot(FOURTEENTH))

    text = await board.text_to("liaison")
    assert "Những người được cử chưa dự thi:" in text
    assert "• Lê Bình (Lãnh đạo đơn vị)\n• Lê Chi (Lãnh đạo đơn vị)" in text
    assert "Lê An" not in text


async def test_people_of_a_category_that_is_met_are_not_named(board: Board) -> None:
    await board.grant("liaison", Role.UNIT_LIAISON, "24118")
    entries = [("leaders", "Lê An"), ("leaders", "Lê Bình"), ("onestop", "Phan Mai")]
    await _nominate(board, "24118", entries)
    await board.take_part("24118", "leaders", 1)

    await board.remind(slot(FOURTEENTH))

    text = await board.text_to("liaison")
    assert "✓ Lãnh đạo đơn vị: 1/2" in text
    assert "Lê Bình" not in text
    assert "• Phan Mai (Công chức, viên chức một cửa)" in text


async def test_one_stop_staff_alone_are_named_when_only_they_are_missing(board: Board) -> None:
    await board.grant("liaison", Role.UNIT_LIAISON, "24118")
    entries = [
        ("leaders", "Lê An"),
        *(("staff", f"Trần {number}") for number in "ABCDEF"),
        ("onestop", "Phan Mai"),
        ("onestop", "Phan Lan"),
    ]
    await _nominate(board, "24118", entries)
    await board.take_part("24118", "leaders", 1)
    await board.take_part("24118", "staff", 4)
    await board.take_part("24118", "onestop", 1)

    await board.remind(slot(FOURTEENTH))

    text = await board.text_to("liaison")
    assert "Còn thiếu ít nhất 1 người." in text
    assert "• Phan Lan (Công chức, viên chức một cửa)" in text
    assert "Trần" not in text


async def test_a_long_list_of_names_is_cut_to_one_message_and_counted(board: Board) -> None:
    await board.grant("liaison", Role.UNIT_LIAISON, "SO-NV")
    names = [f"Nguyễn Trần Thị Phương Thảo {number:03}" for number in range(200)]
    await board.nominate("SO-NV", "staff", *names)

    await board.remind(slot(FOURTEENTH))

    text = await board.text_to("liaison")
    named = text.count("Phương Thảo")
    assert 10 < named < 30
    assert f"… và {200 - named} người khác." in text
    assert 1_750 < utf16_length(text) <= 1_900


async def test_a_group_gets_numbers_and_no_name(board: Board) -> None:
    await board.bind("room", "SO-NV")
    await board.nominate("SO-NV", "division_heads", *HEADS)

    await board.remind(slot(FOURTEENTH))

    (only,) = await board.said()
    assert (only.to, only.kind, only.lane) == ("room", ChatKind.GROUP, Lane.REMINDER)
    assert "• Lãnh đạo cấp phòng: 0/15, cần 8, còn thiếu 8" in only.text
    assert "Trưởng phòng" not in only.text


async def test_every_group_of_a_unit_is_told(board: Board) -> None:
    await board.bind("room", "SO-NV")
    await board.bind("hall", "SO-NV")

    await board.remind(slot(FOURTEENTH))

    assert sorted(one.to for one in await board.said()) == ["hall", "room"]


async def test_the_leader_is_told_from_three_days_before_on(board: Board) -> None:
    await board.grant("liaison", Role.UNIT_LIAISON, "SO-NV")
    await board.grant("leader", Role.UNIT_LEADER, "SO-NV")

    told = {}
    for day in SLOTS:
        before = len(await board.said())
        await board.remind(slot(day))
        told[day.day] = sorted(one.to for one in (await board.said())[before:])

    both = ["leader", "liaison"]
    assert told == {14: ["liaison"], 18: both, 20: both, 21: both}


async def test_who_is_liaison_and_leader_at_once_is_told_once(board: Board) -> None:
    await board.grant("both", Role.UNIT_LIAISON, "SO-NV")
    await board.grant("both", Role.UNIT_LEADER, "SO-NV")

    await board.remind(slot(EIGHTEENTH))

    assert await board.keys() == [board.own_key(EIGHTEENTH, "SO-NV", "both")]


async def test_a_unit_that_has_met_its_quota_is_left_in_peace(board: Board) -> None:
    await board.grant("liaison", Role.UNIT_LIAISON, "SO-TP")
    await board.nominate("SO-TP", "leaders", "Lê An")
    await board.take_part("SO-TP", "leaders", 1)

    for day in SLOTS:
        await board.remind(slot(day))

    assert await board.said() == []
    assert [(await board.log(day))["SO-TP"].outcome for day in SLOTS] == [Outcome.MET] * 4


async def test_a_unit_without_a_quota_is_neither_reminded_nor_logged(board: Board) -> None:
    await board.grant("liaison", Role.UNIT_LIAISON, "KH-TDOAN")
    await board.bind("room", "KH-TDOAN")

    await board.remind(slot(LAST))

    assert await board.said() == []
    assert set(await board.log(LAST)) == {"SO-NV", "SO-TP", "643", "24118", "24121"}


@pytest.mark.parametrize(
    ("until", "outcome"), [(None, Outcome.STOPPED), (EIGHTEENTH, Outcome.SNOOZED)]
)
async def test_a_pause_silences_the_units_own_people(
    board: Board, until: None, outcome: Outcome
) -> None:
    await board.grant("liaison", Role.UNIT_LIAISON, "SO-NV")
    await board.bind("room", "SO-NV")
    await board.pause("SO-NV", until)

    await board.remind(slot(EIGHTEENTH))

    assert await board.said() == []
    assert (await board.log(EIGHTEENTH))["SO-NV"].outcome is outcome


async def test_after_a_snooze_the_unit_is_reminded_again(board: Board) -> None:
    await board.grant("liaison", Role.UNIT_LIAISON, "SO-NV")
    await board.pause("SO-NV", FOURTEENTH)

    await board.remind(slot(FOURTEENTH))
    await board.remind(slot(EIGHTEENTH))

    assert await board.keys() == [board.own_key(EIGHTEENTH, "SO-NV", "liaison")]


async def test_the_log_explains_a_reminder_in_numbers(board: Board) -> None:
    await board.grant("liaison", Role.UNIT_LIAISON, "24118")
    await board.bind("room", "24118")
    await _nominate(board, "24118", [("leaders", "Lê An")])
    await board.take_part("24118", "leaders", 1)

    await board.remind(slot(FOURTEENTH))

    entry = (await board.log(FOURTEENTH))["24118"]
    assert (entry.outcome, entry.days_left, entry.round) == (Outcome.REMINDED, 7, board.round.id)
    assert entry.decided_at == slot(FOURTEENTH)
    assert entry.facts == {
        "gaps": {"staff": 5, "onestop": 2},
        "missing": 5,
        "stage": ["liaison"],
        "told": {"liaison": 1, "groups": 1},
        "escalated": False,
    }


async def test_a_person_with_three_units_gets_a_message_for_each(board: Board) -> None:
    for unit in ("SO-NV", "SO-TP", "24118"):
        await board.grant("liaison", Role.UNIT_LIAISON, unit)

    await board.remind(slot(FOURTEENTH))

    assert await board.keys() == sorted(
        board.own_key(FOURTEENTH, unit, "liaison") for unit in ("SO-NV", "SO-TP", "24118")
    )


async def test_a_person_with_four_units_gets_one_message_that_names_all_gaps(
    board: Board,
) -> None:
    for unit in ("SO-TP", "643", "24118", "24121"):
        await board.grant("liaison", Role.UNIT_LIAISON, unit)

    await board.remind(slot(FOURTEENTH))

    (only,) = await board.said()
    assert only.key == "reminder:2023-11-14:units:web:demo:liaison"
    assert only.text == (
        "Kính gửi đồng chí,\n"
        "4 đơn vị do đồng chí phụ trách còn thiếu người tham gia Vòng 1."
        " Hạn dự thi: 24 giờ 00, ngày 21/11/2023.\n"
        "Vòng thi còn 7 ngày.\n"
        "• phường Tân Lập (TP Buôn Ma Thuột) – thiếu: Lãnh đạo đơn vị 1;"
        " Công chức không giữ chức vụ lãnh đạo 5; Công chức, viên chức một cửa 2\n"
        "• phường Tân Hòa (TP Buôn Ma Thuột) – thiếu: Lãnh đạo đơn vị 2\n"
        "• Sở Tư pháp – thiếu: Lãnh đạo đơn vị 1\n"
        "• TP Buôn Ma Thuột – thiếu: Lãnh đạo đơn vị 1\n"
        "Đề nghị đồng chí quan tâm đôn đốc. Trân trọng cảm ơn!"
    )


async def _nominate(board: Board, unit: str, entries: list[tuple[str, str]]) -> None:
    await board.store_rosters(
        NewRosterEntry(board.id_of(unit), Category(category), name) for category, name in entries
    )
