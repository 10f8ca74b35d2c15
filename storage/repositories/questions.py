"""The question bank, read by day or by id."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import Question, QuestionId
from storage.codec import question_from_row
from storage.tables.questions import question_table


class SqlQuestions:
    """``handlers.ports.repositories.Questions`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def valid_on(self, day: date) -> Sequence[Question]:
        c = question_table.c
        newest = (
            select(c.code, func.max(c.version).label("version"))
            .where(or_(c.valid_from.is_(None), c.valid_from <= day))
            .group_by(c.code)
            .subquery()
        )
        is_newest = and_(newest.c.code == c.code, newest.c.version == c.version)
        statement = (
            select(question_table)
            .join(newest, is_newest)
            # Asked of the newest alone: a version that ends the question also ends those before it.
            .where(or_(c.valid_to.is_(None), c.valid_to >= day))
            .order_by(c.id)
        )
        return [question_from_row(row) for row in await self._connection.execute(statement)]

    async def find(self, ids: Sequence[QuestionId]) -> Mapping[QuestionId, Question]:
        statement = select(question_table).where(question_table.c.id.in_(ids))
        questions = [question_from_row(row) for row in await self._connection.execute(statement)]
        return {question.id: question for question in questions}

    async def codes(self, ids: Sequence[QuestionId]) -> Mapping[QuestionId, str]:
        c = question_table.c
        rows = await self._connection.execute(select(c.id, c.code).where(c.id.in_(ids)))
        return {QuestionId(row.id): row.code for row in rows}
