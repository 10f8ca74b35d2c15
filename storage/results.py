"""Freezes results and recomputes them: long work beside the writer, in small transactions.

Lines are written under a version that has no number yet, which nobody sees; one last transaction
gives it the number, if the leaderboard it was made of still is what the attempts say.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import AttemptId, Audience, PersonId, RoundId, Unit, UnitId
from contest.ranking import Truth
from contest.results import Fingerprint, ResultLine, ResultState
from contest.units import label
from handlers.formats import local_day
from handlers.ports.records import Round
from handlers.ports.results import NothingToFreezeError, Recount, ResultVersion, Step
from storage import recount
from storage.bulk import Bulk
from storage.codec import MICROSECOND, round_from_row
from storage.engine import Database
from storage.repositories.boards import is_current
from storage.repositories.corrections import SqlCorrections
from storage.repositories.results import SqlResults, key_to_data, line_to_columns, supersede
from storage.repositories.units import SqlUnits
from storage.tables.attempts import attempt_table
from storage.tables.boards import board_table, standing_table
from storage.tables.contests import round_table
from storage.tables.corrections import correction_table
from storage.tables.operations import audit_table
from storage.tables.people import person_table
from storage.tables.results import result_line_table, result_table
from storage.tables.units import unit_table

BATCH = 1_000
"""Lines of one transaction."""
GIVEN_UP = timedelta(minutes=10)
"""A version that has no number after this long was begun by a process that has died."""
UNPUBLISHED = (ResultState.PROVISIONAL, ResultState.VERIFIED, ResultState.APPROVED)

_insert_lines = Bulk(lambda _: insert(result_line_table))


class SqlResultFreezer:
    """``handlers.ports.results.ResultFreezer`` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def freeze(self, round_id: RoundId, reason: str, made: Step) -> ResultVersion:
        await self._remove_given_up(round_id, made.at)
        one, board = await self._begin(round_id, reason, made)
        try:
            fingerprint = await self._write_lines(one, board)
            version = await self._finish(one, board, fingerprint, made)
        except BaseException:
            await self._remove(board.result)
            raise
        async with self._database.read() as connection:
            found = await SqlResults(connection).find(round_id, version)
        if found is None:
            raise NothingToFreezeError
        return found

    async def recount(self, result: ResultVersion) -> Recount:
        return await recount.recount(self._database, result)

    async def _begin(self, round_id: RoundId, reason: str, made: Step) -> tuple[Round, "_Draft"]:
        async with self._database.write() as connection:
            row = await _current_board(connection, round_id)
            if row is None:
                raise NothingToFreezeError
            one = round_from_row(row)
            statement = (
                insert(result_table)
                .values(
                    round_id=round_id,
                    state=ResultState.PROVISIONAL.value,
                    board_version=row.version,
                    made_by=made.by,
                    made_at=made.at,
                    reason=reason,
                    participants=row.participants,
                    truth=row.truth,
                    rules_version=one.rules.version,
                    corrected_keys=[],
                )
                .returning(result_table.c.id)
            )
            id_ = (await connection.execute(statement)).scalar_one()
        return one, _Draft(id_, row)

    async def _write_lines(self, one: Round, draft: "_Draft") -> str:
        fingerprint = Fingerprint(one.id, one.rules.version, draft.participants, draft.truth)
        names = await _Names.load(self._database, one)
        try:
            async for rows in self._places(one, draft):
                lines = [_line(row, one, names) for row in rows]
                await asyncio.to_thread(fingerprint.add, lines)
                columns = [line_to_columns(line, draft.result) for line in lines]
                await self._database.run_write(partial(_insert, columns))
            return fingerprint.value
        except ValueError:
            # Places were removed meanwhile: there is a newer leaderboard.
            raise NothingToFreezeError from None

    async def _places(self, one: Round, draft: "_Draft") -> AsyncIterator[Sequence[Row[Any]]]:
        c = standing_table.c
        for first in range(0, draft.participants, BATCH):
            page = _standings().where(
                c.round_id == one.id,
                c.version == draft.board,
                c.place.between(first + 1, first + BATCH),
            )
            async with self._database.read() as connection:
                yield (await connection.execute(page.order_by(c.place))).all()

    async def _finish(self, one: Round, draft: "_Draft", fingerprint: str, made: Step) -> int:
        """Let everybody see the version; it supersedes those that were not published yet."""
        c = result_table.c
        async with self._database.write() as connection:
            row = await _current_board(connection, one.id)
            if row is None or row.version != draft.board:
                raise NothingToFreezeError
            await supersede(connection, one.id, UNPUBLISHED, made)
            last = select(func.coalesce(func.max(c.version), 0)).where(c.round_id == one.id)
            version: int = (await connection.execute(last)).scalar_one() + 1
            keys = await SqlCorrections(connection).corrected_keys(one.id)
            await connection.execute(
                update(result_table)
                .where(c.id == draft.result)
                .values(
                    version=version,
                    fingerprint=fingerprint,
                    corrections=await _last_correction(connection, one.id),
                    corrected_keys=[key_to_data(key) for key in keys],
                )
            )
            await connection.execute(
                insert(audit_table).values(
                    event="result_frozen",
                    at=made.at,
                    actor=made.by,
                    facts={"round": one.id, "version": version, "fingerprint": fingerprint},
                )
            )
        return version

    async def _remove_given_up(self, round_id: RoundId, now: datetime) -> None:
        c = result_table.c
        statement = select(c.id).where(
            c.round_id == round_id, c.version.is_(None), c.made_at <= now - GIVEN_UP
        )
        async with self._database.read() as connection:
            ids = (await connection.scalars(statement)).all()
        for id_ in ids:
            await self._remove(id_)

    async def _remove(self, id_: int) -> None:
        """Delete a version without a number, page by page."""
        c = result_line_table.c
        async with self._database.read() as connection:
            last = await connection.scalar(
                select(func.coalesce(func.max(c.place), 0)).where(c.result_id == id_)
            )
        for first in range(0, last or 0, BATCH):
            page = c.place.between(first + 1, first + BATCH)
            async with self._database.write() as connection:
                await connection.execute(delete(result_line_table).where(c.result_id == id_, page))
        async with self._database.write() as connection:
            await connection.execute(delete(result_table).where(result_table.c.id == id_))


class _Draft:
    """A version without a number, and the leaderboard it is made of."""

    def __init__(self, result: int, board: Row[Any]) -> None:
        self.result = result
        self.board: int = board.version
        self.participants: int = board.participants
        self.truth: Truth | None = board.truth and {
            Audience(group): count for group, count in board.truth.items()
        }


class _Names:
    """Units as a result names them."""

    def __init__(self, existing: Sequence[Unit], others: Mapping[UnitId, Any]) -> None:
        self._existing = existing
        self._by_id = {unit.id: unit for unit in existing}
        self._others = others
        self._known: dict[UnitId, tuple[str, str]] = {}

    @classmethod
    async def load(cls, database: Database, one: Round) -> "_Names":
        async with database.read() as connection:
            existing = await SqlUnits(connection).existing_on(local_day(one.window.opens_at))
            rows = await connection.execute(
                select(unit_table.c.id, unit_table.c.code, unit_table.c.name)
            )
            return cls(existing, {UnitId(row.id): row for row in rows})

    def of(self, unit: UnitId) -> tuple[str, str]:
        """Code and name; by the parent too where the unit existed when the round opened."""
        if unit not in self._known:
            other, existing = self._others[unit], self._by_id.get(unit)
            name = label(existing, self._existing) if existing else other.name
            self._known[unit] = (other.code, name)
        return self._known[unit]


async def _current_board(connection: AsyncConnection, round_id: RoundId) -> Row[Any] | None:
    """The leaderboard of a closed round with the columns of the round; None if it is not there."""
    c, board = round_table.c, board_table.c
    statement = (
        select(round_table, board.version, board.participants, board.truth)
        .join(board_table, board.round_id == c.id)
        .where(c.id == round_id, is_current())
        # Whatever corrects an attempt waits here until the version has its number.
        .with_for_update()
    )
    return (await connection.execute(statement)).one_or_none()


async def _last_correction(connection: AsyncConnection, round_id: RoundId) -> int:
    c = correction_table.c
    statement = select(func.coalesce(func.max(c.id), 0)).where(
        or_(c.round_id == round_id, c.round_id.is_(None))
    )
    number: int = (await connection.execute(statement)).scalar_one()
    return number


def _standings() -> Select[Any]:
    c, attempt, person = standing_table.c, attempt_table.c, person_table.c
    return (
        select(
            *(c.place, c.rank, c.group_rank, c.person_id, c.attempt_id, c.distance),
            *(attempt.unit_id, attempt.score, attempt.time_left_us, attempt.ended_at),
            *(person.full_name, person.audience),
        )
        .join_from(standing_table, attempt_table, attempt.id == c.attempt_id)
        .join(person_table, person.id == c.person_id)
    )


def _line(row: Row[Any], one: Round, names: _Names) -> ResultLine:
    unit = UnitId(row.unit_id)
    code, name = names.of(unit)
    return ResultLine(
        place=row.place,
        rank=row.rank,
        group_rank=row.group_rank,
        person=PersonId(row.person_id),
        attempt=AttemptId(row.attempt_id),
        full_name=row.full_name,
        audience=Audience(row.audience),
        unit=unit,
        unit_code=code,
        unit_name=name,
        score=row.score,
        time_used=one.rules.attempt_limit - row.time_left_us * MICROSECOND,
        submitted_at=row.ended_at,
        distance=row.distance,
    )


def _insert(rows: Sequence[dict[str, Any]], connection: Connection) -> None:
    _insert_lines.execute(connection, rows)
