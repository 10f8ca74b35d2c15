"""What rounds have to say of themselves, and whether everybody was told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import RoundId
from handlers.ports.notices import Notice, NoticeKind
from storage.statements import insert_into
from storage.tables.announcements import round_notice_table


class SqlNotices:
    """``handlers.ports.notices.Notices`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ask_for(self, notice: Notice) -> bool:
        statement = (
            insert_into(self._connection, round_notice_table)
            .values(round_id=notice.round, kind=notice.kind.value, about=notice.about)
            .on_conflict_do_nothing()
            .returning(round_notice_table.c.kind)
        )
        return (await self._connection.execute(statement)).one_or_none() is not None

    async def is_known(self, notice: Notice) -> bool:
        statement = select(round_notice_table.c.kind).where(_is(notice))
        return (await self._connection.execute(statement)).one_or_none() is not None

    async def untold(self) -> Sequence[Notice]:
        c = round_notice_table.c
        rows = await self._connection.execute(
            select(round_notice_table)
            .where(c.told_at.is_(None))
            .order_by(c.about, c.round_id, c.kind)
        )
        return [Notice(RoundId(row.round_id), NoticeKind(row.kind), row.about) for row in rows]

    async def mark_told(self, notice: Notice, at: datetime) -> bool:
        statement = (
            update(round_notice_table)
            .where(_is(notice), round_notice_table.c.told_at.is_(None))
            .values(told_at=at)
        )
        return (await self._connection.execute(statement)).rowcount == 1


def _is(notice: Notice) -> ColumnElement[bool]:
    c = round_notice_table.c
    return and_(c.round_id == notice.round, c.kind == notice.kind.value, c.about == notice.about)
