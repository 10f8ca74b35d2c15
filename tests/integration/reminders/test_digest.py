"""The weekly digest: who gets it, what it says, and that it goes out once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from contest.digests import digest_from_data
from contest.rules import Window
from handlers import digest as digests
from handlers.digest import WeeklyDigest
from handlers.ports.messaging import Lane
from handlers.ports.records import Role
from handlers.ports.repositories import UnitOfWork, UnitsOfWork
from storage.engine import Database
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.secrets import SECRET
from tests.integration.reminders.board import LEASE, WINDOW, Board, local

pytestmark = pytest.mark.anyio

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FIRST, SECOND, THIRD = (local(day, 7, 30) for day in (13, 20, 27))
"""The Mondays that have a digest of the round: the third is after its end."""


class KilledError(Exception):
    """The process ends here."""


def weekly(board: Board, begin: UnitsOfWork | None = None) -> WeeklyDigest:
    """As a process has it that was just started."""
    return WeeklyDigest(begin or board.begin, board.begin.reading)


def killed_after(begin: SqlUnitsOfWork, commits: int) -> UnitsOfWork:
    """Units of work of a process that is killed as it begins the next after so many."""
    begun = iter(range(commits))

    @asynccontextmanager
    async def units_of_work() -> AsyncIterator[UnitOfWork]:
        if next(begun, None) is None:
            raise KilledError
        async with begin() as tx:
            yield tx

    return units_of_work


@pytest.fixture
async def reading(board: Board) -> Board:
    """One reader, and rosters of the two wards' leaders and of a department's."""
    await board.grant("liaison", Role.UNIT_LIAISON, "SO-NV")
    await board.nominate("24118", "leaders", "Lê An", "Lê Bình")
    await board.nominate("24121", "leaders", "Trần An", "Trần Bình", "Trần Chi")
    await board.nominate("SO-TP", "leaders", "Phan An", "Phan Bình", "Phan Chi")
    return board


async def told(board: Board, at: datetime) -> str:
    """What the reader is told at that instant; empty if nothing."""
    before = len(await board.said())
    await weekly(board).due(at)
    return "".join(one.text for one in (await board.said())[before:] if one.to == "liaison")


async def stored(board: Board, before: datetime) -> Any:
    async with board.begin.reading() as tx:
        return await tx.reminders.last_digest(before.date())


@SQLITE
async def test_the_first_digest_says_how_the_units_stand(reading: Board) -> None:
    await reading.take_part("24121", "leaders", 2)
    await reading.take_part("24118", "leaders", 1)

    assert await told(reading, FIRST) == (
        "ĐIỂM TIN CUỘC THI, ngày 13/11/2023\n"
        "Tìm hiểu CCHC\n"
        "Vòng 1\n"
        "Vòng thi đang mở đến 24 giờ 00, ngày 21/11/2023.\n"
        "• Chỉ tiêu tham gia bắt buộc: 1/5 đơn vị đã đạt, 4 đơn vị chưa đạt\n"
        "• Đã hoàn thành bài thi: 3/93 người của các đơn vị có số liệu biên chế (3,2%)\n"
        "Đây là bản tin đầu tiên của vòng thi nên chưa có số liệu để so sánh.\n"
        "\n"
        "Tỷ lệ hoàn thành cao nhất:\n"
        "• phường Tân Hòa (TP Buôn Ma Thuột): 2/3 (66,7%)\n"
        "• phường Tân Lập (TP Buôn Ma Thuột): 1/16 (6,3%)\n"
        "\n"
        "Cần đôn đốc:\n"
        "• Sở Nội vụ: 0/67 (0%)\n"
        "• TP Buôn Ma Thuột: 0/4 (0%)\n"
        "• Sở Tư pháp: 0/3 (0%)"
    )


@SQLITE
async def test_the_second_digest_compares_with_the_first(reading: Board) -> None:
    await reading.take_part("24121", "leaders", 2)
    await told(reading, FIRST)
    await reading.take_part("SO-TP", "leaders", 1)

    text = await told(reading, SECOND)

    assert (
        "So với ngày 13/11/2023 (1/5 đơn vị đạt, 2/93 người hoàn thành):"
        " số đơn vị đạt tăng 1 (100%); số người hoàn thành tăng 1 (50%)."
    ) in text
    assert "liên tục" not in text


@SQLITE
async def test_the_third_digest_says_rising_only_if_every_step_rose(reading: Board) -> None:
    await told(reading, FIRST)
    await reading.take_part("24121", "leaders", 2)
    await told(reading, SECOND)
    await reading.take_part("SO-TP", "leaders", 1)

    text = await told(reading, THIRD)

    assert "Vòng thi đã kết thúc lúc 24 giờ 00, ngày 21/11/2023." in text
    assert (
        "So với ngày 20/11/2023 (1/5 đơn vị đạt, 2/93 người hoàn thành):"
        " số đơn vị đạt tăng 1 (100%); số người hoàn thành tăng 1 (50%).\n"
        "So với ngày 13/11/2023 (0/5 đơn vị đạt, 0/93 người hoàn thành):"
        " số đơn vị đạt tăng 2; số người hoàn thành tăng 3.\n"
        "Số đơn vị đạt tăng liên tục qua cả 3 bản tin."
    ) in text


@SQLITE
async def test_a_week_without_change_is_not_called_rising(reading: Board) -> None:
    await told(reading, FIRST)
    await reading.take_part("24121", "leaders", 2)
    await told(reading, SECOND)

    text = await told(reading, THIRD)

    assert (
        "So với ngày 20/11/2023 (1/5 đơn vị đạt, 2/93 người hoàn thành):"
        " số đơn vị đạt không thay đổi; số người hoàn thành không thay đổi."
    ) in text
    assert "So với ngày 13/11/2023" in text
    assert "liên tục" not in text


@SQLITE
async def test_people_of_units_without_a_headcount_are_told_apart(reading: Board) -> None:
    await reading.play_unlisted("KH-TDOAN")

    text = await told(reading, FIRST)

    assert "• Đã hoàn thành bài thi: 0/93 người" in text
    assert "• Ngoài ra có 1 người khác đã hoàn thành bài thi\n" in text


@SQLITE
async def test_leaders_liaisons_organisers_and_groups_get_it_once_and_nobody_else(
    board: Board,
) -> None:
    await board.grant("both", Role.UNIT_LIAISON, "SO-NV")
    await board.grant("both", Role.UNIT_LEADER, "643")
    await board.grant("leader", Role.UNIT_LEADER, "24118")
    await board.grant("organiser", Role.ORGANISER)
    await board.grant("secretary", Role.SECRETARY)
    await board.grant("author", Role.AUTHOR)
    await board.bind("room", "KH-TDOAN")

    await weekly(board).due(FIRST)

    names = ("both", "leader", "organiser", "room", "secretary")
    assert await board.keys() == [f"digest:2023-11-13:web:demo:{name}" for name in names]
    assert {one.lane for one in await board.said()} == {Lane.BROADCAST}


@SQLITE
@pytest.mark.parametrize(
    "at", [local(13, 7, 29), local(14, 7, 30), local(12, 7, 30), local(13, 21, 0)]
)
async def test_before_its_time_on_other_days_and_in_the_night_there_is_none(
    reading: Board, at: datetime
) -> None:
    await weekly(reading).due(at)

    assert (await reading.said(), await stored(reading, THIRD)) == ([], None)


@SQLITE
async def test_a_digest_that_was_missed_is_made_up_for_on_the_same_day(reading: Board) -> None:
    assert "13/11/2023" in await told(reading, local(13, 20, 59))


@SQLITE
async def test_a_week_after_the_end_there_is_none_any_more(reading: Board) -> None:
    assert await told(reading, THIRD + timedelta(weeks=1)) == ""


@SQLITE
async def test_a_round_that_opens_later_on_the_day_has_none(reading: Board) -> None:
    await reading.move(Window(local(13, 10), WINDOW.closes_at), local(13, 8))

    assert await told(reading, local(13, 11)) == ""


@SQLITE
async def test_there_is_none_about_a_rehearsal(reading: Board) -> None:
    await reading.move(Window(local(1, month=12), local(15, month=12)), local(6))
    await reading.add_round("Chạy thử", WINDOW, is_rehearsal=True)

    assert await told(reading, FIRST) == ""


@SQLITE
async def test_another_rounds_digest_is_not_compared_with(reading: Board) -> None:
    await told(reading, SECOND)
    await reading.add_round("Vòng 2", Window(local(22), local(2, month=12)))

    text = await told(reading, THIRD)

    assert "\nVòng 2\n" in text
    assert "bản tin đầu tiên" in text


async def test_after_a_crash_everybody_gets_the_figures_that_were_stored(
    reading: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "PAGE", 1)
    await reading.grant("organiser", Role.ORGANISER)
    with pytest.raises(KilledError):
        await weekly(reading, killed_after(reading.begin, 2)).due(FIRST)
    assert [one.to for one in await reading.said()] == ["liaison"]
    await reading.take_part("24121", "leaders", 2)

    await weekly(reading).due(FIRST + timedelta(hours=1))

    said = await reading.said()
    assert [one.to for one in said] == ["liaison", "organiser"]
    assert len({one.text for one in said}) == 1
    assert "0/5 đơn vị đã đạt" in said[0].text


async def test_of_two_processes_at_the_same_time_each_reader_gets_one(
    reading: Board, database_url: str
) -> None:
    other = Database(database_url)
    elsewhere = SqlUnitsOfWork(other, LEASE, SECRET)
    second = WeeklyDigest(elsewhere, elsewhere.reading)

    await asyncio.gather(weekly(reading).due(FIRST), second.due(FIRST))
    await other.dispose()

    assert await reading.keys() == ["digest:2023-11-13:web:demo:liaison"]
    digest = digest_from_data(await stored(reading, SECOND))
    assert [week.day for week in digest.weeks] == [FIRST.date()]
