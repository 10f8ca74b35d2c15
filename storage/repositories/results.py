"""Frozen results, to look at and to take their steps; ``storage.results`` makes them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import AttemptId, Audience, OptionIndex, PersonId, QuestionId, RoundId, UnitId
from contest.results import ResultLine, ResultMove, ResultState, moved
from handlers.ports.results import CorrectedKey, ResultVersion, Step
from storage.codec import MICROSECOND
from storage.repositories.boards import is_current
from storage.tables.boards import board_table
from storage.tables.contests import round_table
from storage.tables.results import result_line_table, result_step_table, result_table


class SqlResults:
    """``handlers.ports.results.Results`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def latest(self, round_id: RoundId) -> ResultVersion | None:
        newest = _frozen(round_id).order_by(result_table.c.version.desc()).limit(1)
        return await self._one(newest)

    async def published(self, round_id: RoundId) -> ResultVersion | None:
        is_published = result_table.c.state == ResultState.PUBLISHED.value
        return await self._one(_frozen(round_id).where(is_published))

    async def find(self, round_id: RoundId, version: int) -> ResultVersion | None:
        return await self._one(_frozen(round_id).where(result_table.c.version == version))

    async def versions(self, round_id: RoundId) -> Sequence[ResultVersion]:
        statement = _frozen(round_id).order_by(result_table.c.version)
        rows = (await self._connection.execute(statement)).all()
        steps = await self._steps([row.id for row in rows])
        return [_version(row, steps[row.id]) for row in rows]

    async def is_current(self, result: ResultVersion) -> bool:
        c, board, rounds = result_table.c, board_table.c, round_table.c
        statement = (
            select(c.id)
            .join(board_table, board.round_id == c.round_id)
            .join(round_table, rounds.id == c.round_id)
            .where(_is(result), board.version == c.board_version, is_current())
        )
        return (await self._connection.execute(statement)).one_or_none() is not None

    async def page(self, result: ResultVersion, after: int, limit: int) -> Sequence[ResultLine]:
        c = result_line_table.c
        statement = (
            select(result_line_table)
            .where(c.result_id == _id_of(result), c.place > after, c.place <= after + limit)
            .order_by(c.place)
        )
        return [line_from_row(row) for row in await self._connection.execute(statement)]

    async def line_of(self, result: ResultVersion, person: PersonId) -> ResultLine | None:
        c = result_line_table.c
        statement = select(result_line_table).where(
            c.result_id == _id_of(result), c.person_id == person
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else line_from_row(row)

    async def take_step(self, result: ResultVersion, move: ResultMove, step: Step) -> ResultVersion:
        statement = select(result_table).where(_is(result)).with_for_update()
        row = (await self._connection.execute(statement)).one()
        state = moved(ResultState(row.state), move)
        if move is ResultMove.PUBLISH:
            await supersede(self._connection, result.round, (ResultState.PUBLISHED,), step)
        await _store_step(self._connection, row.id, move, state, step)
        return replace(result, state=state, steps={**result.steps, move: step})

    async def _one(self, statement: Select[Any]) -> ResultVersion | None:
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            return None
        return _version(row, (await self._steps([row.id]))[row.id])

    async def _steps(self, ids: Sequence[int]) -> dict[int, dict[ResultMove, Step]]:
        found = defaultdict[int, dict[ResultMove, Step]](dict)
        c = result_step_table.c
        statement = (
            select(result_step_table).where(c.result_id.in_(ids)).order_by(c.taken_at, c.move)
        )
        for row in await self._connection.execute(statement):
            found[row.result_id][ResultMove(row.move)] = Step(row.taken_by, row.taken_at)
        return found


async def supersede(
    connection: AsyncConnection, round_id: RoundId, states: Sequence[ResultState], step: Step
) -> None:
    """Let a newer version take the place of those that are in these states."""
    c = result_table.c
    statement = (
        select(c.id, c.state)
        .where(
            c.round_id == round_id,
            c.version.is_not(None),
            c.state.in_([state.value for state in states]),
        )
        .order_by(c.id)
    )
    for row in (await connection.execute(statement)).all():
        state = moved(ResultState(row.state), ResultMove.REPLACE)
        await _store_step(connection, row.id, ResultMove.REPLACE, state, step)


async def _store_step(
    connection: AsyncConnection, id_: int, move: ResultMove, state: ResultState, step: Step
) -> None:
    await connection.execute(
        insert(result_step_table).values(
            result_id=id_, move=move.value, taken_by=step.by, taken_at=step.at
        )
    )
    await connection.execute(
        update(result_table).where(result_table.c.id == id_).values(state=state.value)
    )


def _frozen(round_id: RoundId) -> Select[Any]:
    c = result_table.c
    return select(result_table).where(c.round_id == round_id, c.version.is_not(None))


def _is(result: ResultVersion) -> Any:
    c = result_table.c
    return and_(c.round_id == result.round, c.version == result.version)


def _id_of(result: ResultVersion) -> ScalarSelect[int]:
    return select(result_table.c.id).where(_is(result)).scalar_subquery()


def _version(row: Row[Any], steps: dict[ResultMove, Step]) -> ResultVersion:
    return ResultVersion(
        round=RoundId(row.round_id),
        version=row.version,
        state=ResultState(row.state),
        made=Step(row.made_by, row.made_at),
        reason=row.reason,
        participants=row.participants,
        truth=row.truth and {Audience(group): count for group, count in row.truth.items()},
        rules_version=row.rules_version,
        fingerprint=row.fingerprint,
        corrections=row.corrections,
        corrected_keys=tuple(map(_key, row.corrected_keys)),
        steps=steps,
    )


def _key(data: dict[str, Any]) -> CorrectedKey:
    return CorrectedKey(
        asked=QuestionId(data["asked"]),
        by=QuestionId(data["by"]),
        code=data["code"],
        version=data["version"],
        option=OptionIndex(data["option"]),
    )


def key_to_data(key: CorrectedKey) -> dict[str, Any]:
    """A corrected key as plain JSON values."""
    return {
        "asked": key.asked,
        "by": key.by,
        "code": key.code,
        "version": key.version,
        "option": key.option,
    }


def line_from_row(row: Row[Any]) -> ResultLine:
    """A line from a row with all columns of ``result_line``."""
    return ResultLine(
        place=row.place,
        rank=row.rank,
        group_rank=row.group_rank,
        person=PersonId(row.person_id),
        attempt=AttemptId(row.attempt_id),
        full_name=row.full_name,
        audience=Audience(row.audience),
        unit=UnitId(row.unit_id),
        unit_code=row.unit_code,
        unit_name=row.unit_name,
        score=row.score,
        time_used=row.time_used_us * MICROSECOND,
        submitted_at=row.submitted_at,
        distance=row.distance,
    )


def line_to_columns(line: ResultLine, result_id: int) -> dict[str, Any]:
    """All columns of a row of ``result_line``."""
    return {
        "result_id": result_id,
        "place": line.place,
        "rank": line.rank,
        "group_rank": line.group_rank,
        "person_id": line.person,
        "attempt_id": line.attempt,
        "full_name": line.full_name,
        "audience": line.audience.value,
        "unit_id": line.unit,
        "unit_code": line.unit_code,
        "unit_name": line.unit_name,
        "score": line.score,
        "time_used_us": line.time_used // MICROSECOND,
        "submitted_at": line.submitted_at,
        "distance": line.distance,
    }
