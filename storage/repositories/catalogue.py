"""Writing units, question versions, contests and rounds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.attempts import Progress, deadline_of
from contest.letterhead import Letterhead, letterhead_to_data
from contest.model import ContestId, RoundId
from contest.quotas import QuotaPolicy, policy_to_data
from contest.reminders import ReminderSchedule, schedule_to_data
from contest.rules import RoundRules, Window, rules_to_data
from handlers.ports.catalogue import NewQuestion, NewUnit, Stored, UnknownParentError
from handlers.ports.outages import MovedDeadline
from handlers.ports.records import Contest, Round
from storage.codec import round_from_row
from storage.deadlines import move_deadlines
from storage.tables.contests import contest_table, round_table
from storage.tables.questions import question_table
from storage.tables.units import unit_table

UnitKey = tuple[str, date | None]
"""Code and first day: what makes a unit in a list the same as a stored one."""

# The fields of ``Stored``.
ADDED, CHANGED, UNCHANGED = "added", "changed", "unchanged"


class SqlCatalogue:
    """``handlers.ports.catalogue.Catalogue`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def store_units(self, units: Sequence[NewUnit]) -> Stored:
        stored = await self._stored_units()
        ids = {key: row.id for key, row in stored.items()}
        for unit in units:
            if _key(unit) not in ids:
                ids[_key(unit)] = await self._add_unit(unit)
        parents = _ids_by_code(ids, units)
        outcomes = Counter[str]()
        for unit in units:
            columns = _unit_columns(unit) | {"parent_id": _parent_id(unit, parents)}
            outcomes[_outcome(stored.get(_key(unit)), columns)] += 1
            await self._connection.execute(
                update(unit_table).where(unit_table.c.id == ids[_key(unit)]).values(**columns)
            )
        return Stored(**outcomes)

    async def store_questions(self, questions: Sequence[NewQuestion]) -> Stored:
        newest = await self._newest_versions()
        outcomes, rows = Counter[str](), list[dict[str, Any]]()
        for question in questions:
            stored, columns = newest.get(question.code), _question_columns(question)
            outcome = _outcome(stored, columns)
            outcomes[outcome] += 1
            if outcome != UNCHANGED:
                rows.append(columns | {"version": 1 if stored is None else stored.version + 1})
        if rows:
            await self._connection.execute(insert(question_table), rows)
        return Stored(**outcomes)

    async def create_contest(self, name: str, organiser: str) -> Contest:
        statement = (
            insert(contest_table)
            .values(name=name, organiser=organiser)
            .returning(contest_table.c.id)
        )
        id_ = (await self._connection.execute(statement)).scalar_one()
        return Contest(ContestId(id_), name, organiser)

    async def set_quotas(self, contest: ContestId, policy: QuotaPolicy) -> None:
        await self._set(contest, quotas=policy_to_data(policy))

    async def set_reminders(self, contest: ContestId, schedule: ReminderSchedule) -> None:
        await self._set(contest, reminders=schedule_to_data(schedule))

    async def set_letterhead(self, contest: ContestId, letterhead: Letterhead) -> None:
        await self._set(contest, letterhead=letterhead_to_data(letterhead))

    async def create_round(
        self,
        contest: ContestId,
        name: str,
        window: Window,
        rules: RoundRules,
        *,
        is_rehearsal: bool = False,
    ) -> Round:
        statement = (
            insert(round_table)
            .values(
                contest_id=contest,
                name=name,
                opens_at=window.opens_at,
                closes_at=window.closes_at,
                rules=rules_to_data(rules),
                is_rehearsal=is_rehearsal,
            )
            .returning(round_table)
        )
        return round_from_row((await self._connection.execute(statement)).one())

    async def move_round(
        self, round_id: RoundId, window: Window, now: datetime
    ) -> Sequence[MovedDeadline]:
        c = round_table.c
        await self._connection.execute(
            update(round_table)
            .where(c.id == round_id)
            .values(
                opens_at=window.opens_at,
                closes_at=window.closes_at,
                opened_at=None if now < window.opens_at else c.opened_at,
                closed_at=None if now < window.closes_at else c.closed_at,
            )
        )
        return await move_deadlines(self._connection, _recomputed_deadline, round_id)

    async def _set(self, contest: ContestId, **columns: dict[str, Any]) -> None:
        await self._connection.execute(
            update(contest_table).where(contest_table.c.id == contest).values(**columns)
        )

    async def _stored_units(self) -> dict[UnitKey, Row[Any]]:
        rows = await self._connection.execute(select(unit_table))
        return {(row.code, row.valid_from): row for row in rows}

    async def _add_unit(self, unit: NewUnit) -> int:
        statement = insert(unit_table).values(**_unit_columns(unit)).returning(unit_table.c.id)
        return int((await self._connection.execute(statement)).scalar_one())

    async def _newest_versions(self) -> dict[str, Row[Any]]:
        rows = await self._connection.execute(
            select(question_table).order_by(question_table.c.version)
        )
        return {row.code: row for row in rows}


def _key(unit: NewUnit) -> UnitKey:
    return unit.code, unit.valid_from


def _ids_by_code(ids: dict[UnitKey, int], units: Sequence[NewUnit]) -> dict[str, int]:
    """The unit that a code means as a parent: the one in the list, else the latest stored."""
    by_first_day = sorted(ids.items(), key=lambda entry: entry[0][1] or date.min)
    latest = {code: id_ for (code, _), id_ in by_first_day}
    return latest | {unit.code: ids[_key(unit)] for unit in units}


def _parent_id(unit: NewUnit, parents: dict[str, int]) -> int | None:
    if unit.parent_code is None:
        return None
    if unit.parent_code not in parents:
        raise UnknownParentError(unit.parent_code)
    return parents[unit.parent_code]


def _unit_columns(unit: NewUnit) -> dict[str, Any]:
    columns = asdict(unit)
    del columns["parent_code"]
    # No further headcounts are stored as NULL, like those of units older than this column.
    return columns | {"more_headcounts": dict(unit.more_headcounts) or None}


def _question_columns(question: NewQuestion) -> dict[str, Any]:
    return asdict(question) | {
        "options": list(question.options),
        "audience": question.audience and question.audience.value,
    }


def _outcome(stored: Row[Any] | None, columns: dict[str, Any]) -> str:
    if stored is None:
        return ADDED
    is_same = all(getattr(stored, name) == value for name, value in columns.items())
    return UNCHANGED if is_same else CHANGED


def _recomputed_deadline(progress: Progress, round_: Round) -> Progress:
    """The deadline under the round's new end; time given back for an outage stays given."""
    if progress.delivered_at is None:
        return progress
    counted_from = progress.delivered_at + progress.paused
    deadline = deadline_of(counted_from, progress.time_left, round_.rules, round_.window)
    return replace(progress, deadline=deadline)
