"""Units, and how far each of them has come in a round."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.attempts import RUNNING, State
from contest.model import Level, RoundId, Unit, UnitId
from contest.quotas import Category
from handlers.ports.records import Standing, Strength
from storage.tables.attempts import attempt_table
from storage.tables.people import person_table
from storage.tables.units import unit_table

CATEGORIES = tuple(Category(name) for name in ("leaders", "division_heads", "staff", "onestop"))
"""Categories whose headcounts have a column; those of another law are in ``more_headcounts``."""


class SqlUnits:
    """``handlers.ports.repositories.Units`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def existing_on(self, day: date) -> Sequence[Unit]:
        rows = await self._connection.execute(
            select(unit_table).where(_exists_on(day)).order_by(unit_table.c.id)
        )
        return [unit_from_row(row) for row in rows]

    async def find(self, unit: UnitId) -> Unit | None:
        statement = select(unit_table).where(unit_table.c.id == unit)
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else unit_from_row(row)

    async def strengths(self, day: date) -> Sequence[Strength]:
        rows = await self._connection.execute(
            select(unit_table).where(_exists_on(day)).order_by(unit_table.c.id)
        )
        return [_strength(row) for row in rows]

    async def standings(self, round_id: RoundId, day: date) -> Sequence[Standing]:
        unit, people, played = unit_table.c, _people(), _played(round_id)
        statement = (
            select(
                unit.id,
                (unit.leaders + unit.division_heads + unit.staff).label("headcount"),
                func.coalesce(people.c.registered, 0).label("registered"),
                func.coalesce(played.c.playing, 0).label("playing"),
                func.coalesce(played.c.finished, 0).label("finished"),
            )
            .outerjoin(people, people.c.unit_id == unit.id)
            .outerjoin(played, played.c.unit_id == unit.id)
            .where(_exists_on(day))
            .order_by(unit.id)
        )
        return [
            Standing(UnitId(row.id), row.registered, row.playing, row.finished, row.headcount)
            for row in await self._connection.execute(statement)
        ]


def _people() -> Subquery:
    c = person_table.c
    return select(c.unit_id, func.count().label("registered")).group_by(c.unit_id).subquery()


def _played(round_id: RoundId) -> Subquery:
    """People by the unit that their attempt was made for, though theirs may be another by now.

    The unique indexes leave each person one running and one counted attempt in a round, so counting
    those attempts counts people.
    """
    c = attempt_table.c
    is_running = c.state.in_([state.value for state in RUNNING])
    is_finished = and_(c.counted, c.state == State.FINISHED.value)
    return (
        select(
            c.unit_id,
            func.count(case((is_running, 1))).label("playing"),
            func.count(case((is_finished, 1))).label("finished"),
        )
        .where(c.round_id == round_id)
        .group_by(c.unit_id)
        .subquery()
    )


def _exists_on(day: date) -> ColumnElement[bool]:
    c = unit_table.c
    return and_(
        or_(c.valid_from.is_(None), c.valid_from <= day),
        or_(c.valid_to.is_(None), c.valid_to >= day),
    )


def _strength(row: Row[Any]) -> Strength:
    headcounts = {category: getattr(row, category) for category in CATEGORIES}
    more = {Category(name): count for name, count in (row.more_headcounts or {}).items()}
    return Strength(UnitId(row.id), headcounts | more, row.target_percent)


def unit_from_row(row: Row[Any]) -> Unit:
    return Unit(
        id=UnitId(row.id),
        code=row.code,
        name=row.name,
        level=Level(row.level),
        parent=None if row.parent_id is None else UnitId(row.parent_id),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
