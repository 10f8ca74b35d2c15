"""The contest and its rounds."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import RoundId
from handlers.ports.records import Contest, Round
from storage.codec import contest_from_row, round_from_row
from storage.tables.contests import contest_table, round_table


class SqlRounds:
    """``handlers.ports.repositories.Rounds`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def contest(self) -> Contest | None:
        statement = select(contest_table).order_by(contest_table.c.id).limit(1)
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else contest_from_row(row)

    async def find(self, round_id: RoundId) -> Round | None:
        statement = select(round_table).where(round_table.c.id == round_id)
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else round_from_row(row)

    async def all(self) -> Sequence[Round]:
        statement = select(round_table).order_by(round_table.c.opens_at, round_table.c.id)
        return [round_from_row(row) for row in await self._connection.execute(statement)]

    async def mark_opened(self, round_id: RoundId, at: datetime) -> bool:
        return await self._mark(round_id, "opened_at", at)

    async def mark_closed(self, round_id: RoundId, at: datetime) -> bool:
        return await self._mark(round_id, "closed_at", at)

    async def _mark(self, round_id: RoundId, column: str, at: datetime) -> bool:
        c = round_table.c
        marked = await self._connection.execute(
            update(round_table).where(c.id == round_id, c[column].is_(None)).values({column: at})
        )
        return marked.rowcount == 1
