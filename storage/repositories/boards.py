"""Leaderboards to look at: places that were made, or an order by what an open round shows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, UnaryExpression, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import Audience, PersonId, RoundId, UnitId
from contest.rules import TieBreak
from handlers.ports.boards import Board, BoardLine
from handlers.ports.records import Round
from storage.codec import MICROSECOND
from storage.statements import insert_into
from storage.tables.attempts import IS_RANKED, attempt_table
from storage.tables.boards import board_table, standing_table
from storage.tables.contests import round_table
from storage.tables.people import person_table

_KNOWN_EARLY: dict[TieBreak, UnaryExpression[Any]] = {
    TieBreak.SCORE: attempt_table.c.score.desc(),
    TieBreak.EARLIEST_SUBMISSION: attempt_table.c.ended_at.asc(),
    TieBreak.SHORTEST_TIME: attempt_table.c.time_left_us.desc(),
    TieBreak.EARLIEST_LOGIN: attempt_table.c.started_at.asc(),
}
"""What a round compares before it has closed; the order in which it does is in its rules."""


class SqlBoards:
    """``handlers.ports.boards.Boards`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def current(self, round_id: RoundId) -> Board | None:
        c = board_table.c
        statement = (
            select(c.made_at, c.participants, c.truth)
            .join_from(board_table, round_table, round_table.c.id == c.round_id)
            .where(c.round_id == round_id, is_current())
        )
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            return None
        truth = row.truth and {Audience(group): count for group, count in row.truth.items()}
        return Board(round_id, row.made_at, row.participants, truth)

    async def page(self, one: Round, after: int, limit: int) -> Sequence[BoardLine]:
        c = standing_table.c
        statement = _lines().where(c.round_id == one.id, c.place > after, c.place <= after + limit)
        rows = await self._connection.execute(statement.order_by(c.place))
        return [_final(row, one) for row in rows]

    async def own(self, one: Round, person: PersonId) -> BoardLine | None:
        c = standing_table.c
        statement = _lines().where(c.round_id == one.id, c.person_id == person)
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else _final(row, one)

    async def so_far(self, one: Round, after: int, limit: int) -> Sequence[BoardLine]:
        c, person = attempt_table.c, person_table.c
        order = [_KNOWN_EARLY[each] for each in one.rules.tie_breaks if each in _KNOWN_EARLY]
        # From the first place on, as only those before tell who shares a rank; pages are turned by
        # hand, so there are never many.
        statement: Select[Any] = (
            select(
                *(c.person_id, c.unit_id, c.score, c.time_left_us, c.ended_at, c.started_at),
                *(person.full_name, person.audience),
            )
            .join_from(attempt_table, person_table, person.id == c.person_id)
            .where(c.round_id == one.id, IS_RANKED)
            .order_by(*order, c.person_id)
            .limit(after + limit)
        )
        rows = (await self._connection.execute(statement)).all()
        return [_line(row, one, rank) for rank, row in _shared_ranks(rows, order)][after:]

    async def scores(self, round_id: RoundId) -> Mapping[int, int]:
        c = attempt_table.c
        counted = (c.round_id == round_id, c.score >= 0, IS_RANKED)
        statement = select(c.score, func.count().label("people")).where(*counted).group_by(c.score)
        return {row.score: row.people for row in await self._connection.execute(statement)}

    async def ended(self, round_id: RoundId) -> int:
        c = attempt_table.c
        # No score is below 0; SQLite takes the index of the ranking only if this is said.
        counted = (c.round_id == round_id, c.score >= 0, IS_RANKED)
        statement = select(func.count()).select_from(attempt_table).where(*counted)
        return (await self._connection.execute(statement)).scalar_one()


def is_current() -> ColumnElement[bool]:
    """Whether a board shows what the attempts of its closed round say now."""
    board, rounds = board_table.c, round_table.c
    return and_(
        board.version == board.wanted,
        board.made_at >= rounds.closed_at,
        ~rounds.is_rehearsal,
    )


async def outdate(connection: AsyncConnection, rounds: Collection[RoundId]) -> None:
    """Note that attempts of these rounds have changed, in the transaction that changes them.

    A leaderboard that is being made of what was read before is thrown away.
    """
    for round_id in sorted(rounds):
        await connection.execute(
            insert_into(connection, board_table)
            .values(round_id=round_id, wanted=1)
            .on_conflict_do_update(
                index_elements=["round_id"], set_={"wanted": board_table.c.wanted + 1}
            )
        )


def _lines() -> Select[Any]:
    c, board, attempt, person = standing_table.c, board_table.c, attempt_table.c, person_table.c
    return (
        select(
            *(c.rank, c.group_rank, c.person_id, c.distance),
            *(attempt.unit_id, attempt.score, attempt.time_left_us, attempt.ended_at),
            *(person.full_name, person.audience),
        )
        .join_from(
            board_table,
            standing_table,
            and_(c.round_id == board.round_id, c.version == board.version),
        )
        .join(round_table, round_table.c.id == board.round_id)
        .join(attempt_table, attempt.id == c.attempt_id)
        .join(person_table, person.id == c.person_id)
        .where(is_current())
    )


def _shared_ranks(
    rows: Sequence[Row[Any]], order: Sequence[UnaryExpression[Any]]
) -> Iterable[tuple[int, Row[Any]]]:
    names = [str(each.element.key) for each in order]
    place = 1
    for _, equal in groupby(rows, lambda row: [getattr(row, name) for name in names]):
        shared = list(equal)
        yield from ((place, row) for row in shared)
        place += len(shared)


def _final(row: Row[Any], one: Round) -> BoardLine:
    line = _line(row, one, row.rank)
    return replace(line, group_rank=row.group_rank, distance=row.distance)


def _line(row: Row[Any], one: Round, rank: int) -> BoardLine:
    return BoardLine(
        rank=rank,
        person=PersonId(row.person_id),
        full_name=row.full_name,
        audience=Audience(row.audience),
        unit=UnitId(row.unit_id),
        score=row.score,
        time_used=one.rules.attempt_limit - row.time_left_us * MICROSECOND,
        submitted_at=row.ended_at,
    )
