"""Who confirmed an announcement sees a bar that moves, and a report at the end, each once."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.broadcasting.live_bars import PERIOD, LiveBars
from handlers.ports.contents import Text
from handlers.ports.outbox import Bot
from handlers.ports.records import Grant, Role
from storage.codec import outbox_from_row
from storage.outbox import Lease
from storage.tables.outbox import outbox_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.secrets import SECRET
from tests.integration.announcing.desk import Desk
from tests.integration.broadcasting.office import Organiser

pytestmark = pytest.mark.anyio

EDITING: set[Bot] = {("web", "test")}

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def bars_of(desk: Desk, editing: set[Bot]) -> LiveBars:
    """As one process has them."""
    begin = SqlUnitsOfWork(desk.world.database, Lease("bars", timedelta(0)), SECRET)
    bars = LiveBars(begin, begin.reading)
    bars.connect(editing)
    return bars


async def told(desk: Desk) -> Sequence[Text]:
    """Everything that was told without being asked for, in its order."""
    c = outbox_table.c
    statement = select(outbox_table).where(c.key.like("announcement-%")).order_by(c.id)
    async with desk.world.database.read() as connection:
        rows = [outbox_from_row(row) for row in await connection.execute(statement)]
    return [row.message.content for row in rows if isinstance(row.message.content, Text)]


async def look(desk: Desk, *bars: LiveBars) -> None:
    desk.clock.advance(PERIOD)
    for each in bars:
        await each.update(desk.now)


async def begun(desk: Desk, binh: Organiser) -> None:
    await desk.people(5)
    await binh.draft("Vòng 2 mở lúc 7 giờ 30.", "Tất cả người đã đăng ký")
    await binh.choose("Gửi")
    await binh.choose("Xác nhận gửi")
    await desk.feed()


async def test_a_bar_moves_in_one_message_and_a_report_follows(desk: Desk, binh: Organiser) -> None:
    first, second = bars_of(desk, EDITING), bars_of(desk, EDITING)
    await begun(desk, binh)

    await look(desk, first, second)
    await look(desk, first, second)
    (bar,) = await told(desk)
    assert bar.body == "THÔNG BÁO SỐ 1 – đang gửi\n░░░░░░░░░░ 0% (0/5)\nĐang chuẩn bị gửi."
    assert [choice.label for choice in bar.choices] == ["Xem tiến độ", "Tạm dừng", "Hủy thông báo"]
    assert bar.replaces is None

    await binh.read()
    await desk.send(limit=2)
    await look(desk, first, second)
    *_, moved = await told(desk)
    assert "▓▓▓▓░░░░░░ 40% (2/5)" in moved.body
    assert moved.replaces == "1"
    assert len(await told(desk)) == 2

    await desk.send()
    await desk.feed()
    await look(desk, first, second)
    await look(desk, first, second, bars_of(desk, EDITING))
    _, _, full, report = await told(desk)
    assert full.body == "THÔNG BÁO SỐ 1 – đã gửi xong\n▓▓▓▓▓▓▓▓▓▓ 100% (5/5)"
    assert full.replaces == "1"
    assert "Tổng số người nhận: 5\n• Đã nhận: 5" in report.body
    assert report.replaces is None


@on_sqlite
async def test_a_bar_that_has_not_moved_is_not_sent_again(desk: Desk, binh: Organiser) -> None:
    bars = bars_of(desk, EDITING)
    await begun(desk, binh)
    await look(desk, bars)
    await binh.read()
    await binh.choose("Tạm dừng")

    for _ in range(3):
        await look(desk, bars)

    assert [each.body.splitlines()[0] for each in await told(desk)] == [
        "THÔNG BÁO SỐ 1 – đang gửi",
        "THÔNG BÁO SỐ 1 – tạm dừng",
    ]


@on_sqlite
async def test_where_messages_cannot_be_changed_there_is_only_the_report(
    desk: Desk, binh: Organiser
) -> None:
    bars = bars_of(desk, set())
    await begun(desk, binh)
    await look(desk, bars)
    assert await told(desk) == []

    await desk.send()
    await desk.feed()
    await look(desk, bars)

    (report,) = await told(desk)
    assert report.body.startswith("THÔNG BÁO SỐ 1 – đã gửi xong\nNội dung:")


@on_sqlite
async def test_who_has_lost_the_role_is_told_nothing(desk: Desk, binh: Organiser) -> None:
    await begun(desk, binh)
    async with desk.world.begin() as tx:
        await tx.people.revoke(binh.chat.user.key, Grant(Role.ORGANISER))
        await tx.commit()

    await look(desk, bars_of(desk, EDITING))

    assert await told(desk) == []


@on_sqlite
async def test_what_ended_while_the_system_was_down_for_long_is_told_no_more(
    desk: Desk, binh: Organiser
) -> None:
    await begun(desk, binh)
    await desk.send()
    await desk.feed()
    desk.clock.advance(timedelta(days=1))

    await look(desk, bars_of(desk, EDITING))

    assert await told(desk) == []
