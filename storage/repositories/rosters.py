"""Rosters: the people whom units have nominated, and who of them has done their part."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import PersonId, RoundId, UnitId
from contest.quotas import Category
from handlers.ports.records import ProtectedPhone
from handlers.ports.rosters import (
    CategoryCount,
    EntryId,
    ListedTwice,
    Match,
    NewRosterEntry,
    RosterChange,
    RosterEntry,
)
from storage.digests import Digests
from storage.repositories import listed_twice
from storage.repositories.people_on_lists import Columns, folded, pair, who_columns
from storage.repositories.turnout import is_done, is_excluded
from storage.tables.people import person_table
from storage.tables.reminders import nudge_table
from storage.tables.rosters import roster_entry_table

UNMATCHED = {"match": Match.NONE.value, "person_id": None, "matched_at": None}


class SqlRosters:
    """``handlers.ports.rosters.Rosters`` on a connection."""

    def __init__(self, connection: AsyncConnection, digests: Digests) -> None:
        self._connection = connection
        self._digests = digests

    async def store(self, entries: Sequence[NewRosterEntry], at: datetime) -> RosterChange:
        stored = await self._of_units({entry.unit for entry in entries})
        wanted = [self._columns(entry) for entry in entries]
        paired = pair(wanted, stored)
        both = [(row, columns) for row, columns in zip(paired, wanted, strict=True) if row]
        added = [columns for row, columns in zip(paired, wanted, strict=True) if not row]
        changed = [(row["id"], columns) for row, columns in both if _differs(row, columns)]
        removed = {row["id"] for row in stored} - {row["id"] for row, _ in both}
        await self._remove(removed)
        await self._change(changed)
        if added:
            await self._connection.execute(insert(roster_entry_table), added)
        return RosterChange(len(added), len(changed), len(both) - len(changed), len(removed))

    async def also_elsewhere(self, units: Collection[UnitId]) -> Sequence[ListedTwice]:
        statement = listed_twice.also_elsewhere(units)
        return [
            ListedTwice(row.full_name, UnitId(row.unit_id), UnitId(row.other_unit_id))
            for row in await self._connection.execute(statement)
        ]

    async def find(self, entry: EntryId) -> RosterEntry | None:
        found = await self._select(roster_entry_table.c.id == entry)
        return found[0] if found else None

    async def of_person(self, person: PersonId) -> RosterEntry | None:
        found = await self._select(_is_confirmed_to_be(person))
        return found[0] if found else None

    async def by_phone(self, phone: ProtectedPhone) -> Sequence[RosterEntry]:
        return await self._select(roster_entry_table.c.phone_digest == phone.digest)

    async def by_name(self, full_name: str, birth_date: date) -> Sequence[RosterEntry]:
        c = roster_entry_table.c
        is_namesake = c.folded_name == folded(full_name)
        return await self._select(and_(is_namesake, c.birth_date == birth_date))

    async def unmatched(self) -> Sequence[tuple[PersonId, ProtectedPhone | None]]:
        # Names are folded here, not in the database, so people are compared in memory.
        c = roster_entry_table.c
        free = select(c.phone_digest, c.folded_name, c.birth_date).where(
            c.match != Match.CONFIRMED.value
        )
        entries = (await self._connection.execute(free)).all()
        phones = {row.phone_digest for row in entries if row.phone_digest is not None}
        names = {(row.folded_name, row.birth_date) for row in entries}
        return [
            (PersonId(row.id), _phone(row))
            for row in await self._connection.execute(_unconfirmed_people())
            if row.phone_digest in phones or (folded(row.full_name), row.birth_date) in names
        ]

    async def suggest(self, entry: EntryId, person: PersonId, at: datetime) -> bool:
        is_free = roster_entry_table.c.match == Match.NONE.value
        return await self._match(entry, person, Match.SUGGESTED, is_free, at)

    async def confirm(self, entry: EntryId, person: PersonId, at: datetime) -> bool:
        c = roster_entry_table.c
        is_free = or_(c.match != Match.CONFIRMED.value, c.person_id == person)
        if not await self._match(entry, person, Match.CONFIRMED, is_free, at):
            return False
        await self._connection.execute(
            update(roster_entry_table)
            .where(c.person_id == person, c.id != entry)
            .values(**UNMATCHED)
        )
        return True

    async def reject(self, entry: EntryId) -> None:
        c = roster_entry_table.c
        await self._connection.execute(
            update(roster_entry_table)
            .where(c.id == entry, c.match == Match.SUGGESTED.value)
            .values(**UNMATCHED)
        )

    async def counts(self, scope: RoundId | None) -> Sequence[CategoryCount]:
        c = roster_entry_table.c
        entries = select(
            c.unit_id,
            c.category,
            is_excluded().label("is_excluded"),
            is_done(scope).label("is_done"),
        ).subquery()
        e = entries.c
        statement = (
            select(
                e.unit_id,
                e.category,
                func.count().label("listed"),
                func.count(case((and_(e.is_done, ~e.is_excluded), 1))).label("done"),
                func.count(case((e.is_excluded, 1))).label("excluded"),
            )
            .group_by(e.unit_id, e.category)
            .order_by(e.unit_id, e.category)
        )
        return [
            CategoryCount(
                UnitId(row.unit_id), Category(row.category), row.listed, row.done, row.excluded
            )
            for row in await self._connection.execute(statement)
        ]

    async def not_done(
        self, units: Collection[UnitId], scope: RoundId | None
    ) -> Sequence[RosterEntry]:
        c = roster_entry_table.c
        is_missing = and_(c.is_nominated, ~is_done(scope), ~is_excluded())
        return await self._select(
            and_(c.unit_id.in_(units), is_missing), c.unit_id, c.category, c.folded_name
        )

    async def _of_units(self, units: Collection[UnitId]) -> Sequence[Columns]:
        c = roster_entry_table.c
        statement = select(roster_entry_table).where(c.unit_id.in_(units)).order_by(c.id)
        return [row._asdict() for row in await self._connection.execute(statement)]

    async def _remove(self, ids: Collection[int]) -> None:
        if not ids:
            return
        rows = [{"row_id": id_} for id_ in ids]
        for column in (nudge_table.c.entry_id, roster_entry_table.c.id):
            statement = delete(column.table).where(column == bindparam("row_id"))
            await self._connection.execute(statement, rows)

    async def _change(self, changed: Sequence[tuple[int, Columns]]) -> None:
        if not changed:
            return
        names = changed[0][1].keys()
        statement = (
            update(roster_entry_table)
            .where(roster_entry_table.c.id == bindparam("row_id"))
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        rows = [
            {"row_id": id_, **{f"new_{name}": columns[name] for name in names}}
            for id_, columns in changed
        ]
        await self._connection.execute(statement, rows)

    async def _match(
        self,
        entry: EntryId,
        person: PersonId,
        match: Match,
        is_free: ColumnElement[bool],
        at: datetime,
    ) -> bool:
        """Match somebody; False if the entry is not free or the person is another entry."""
        if not await self._lock_person(person):
            return False
        of_person = await self.of_person(person)
        if of_person is not None and of_person.id != entry:
            return False
        statement = (
            update(roster_entry_table)
            .where(roster_entry_table.c.id == entry, is_free)
            .values(match=match.value, person_id=person, matched_at=at)
            .returning(roster_entry_table.c.id)
        )
        return (await self._connection.execute(statement)).one_or_none() is not None

    async def _lock_person(self, person: PersonId) -> bool:
        """Let nobody else match this person meanwhile; False if there is no such person."""
        c = person_table.c
        statement = select(c.id).where(c.id == person, c.forgotten_at.is_(None)).with_for_update()
        return (await self._connection.execute(statement)).one_or_none() is not None

    async def _select(
        self, condition: ColumnElement[bool], *order: ColumnElement[Any]
    ) -> Sequence[RosterEntry]:
        id_ = roster_entry_table.c.id
        statement = select(roster_entry_table).where(condition).order_by(*order, id_)
        return [_entry(row) for row in await self._connection.execute(statement)]

    def _columns(self, entry: NewRosterEntry) -> Columns:
        return {
            "unit_id": entry.unit,
            "category": entry.category,
            **who_columns(self._digests, entry.full_name, entry.birth_date, entry.phone),
            "is_nominated": entry.is_nominated,
        }


def _unconfirmed_people() -> Select[Any]:
    """What tells people apart who are no entry yet, in the order of their ids."""
    c, entries = person_table.c, roster_entry_table.c
    confirmed = select(entries.person_id).where(entries.match == Match.CONFIRMED.value)
    return (
        select(c.id, c.full_name, c.birth_date, c.phone_digest, c.phone_masked)
        .where(c.forgotten_at.is_(None), c.id.not_in(confirmed))
        .order_by(c.id)
    )


def _phone(person: Row[Any]) -> ProtectedPhone | None:
    if person.phone_digest is None:
        return None
    return ProtectedPhone(person.phone_digest, person.phone_masked)


def _differs(row: Columns, columns: Columns) -> bool:
    return any(row[name] != value for name, value in columns.items())


def _is_confirmed_to_be(person: PersonId) -> ColumnElement[bool]:
    c = roster_entry_table.c
    return and_(c.person_id == person, c.match == Match.CONFIRMED.value)


def _entry(row: Row[Any]) -> RosterEntry:
    return RosterEntry(
        id=EntryId(row.id),
        unit=UnitId(row.unit_id),
        category=Category(row.category),
        full_name=row.full_name,
        birth_date=row.birth_date,
        phone_masked=row.phone_masked,
        is_nominated=row.is_nominated,
        match=Match(row.match),
        person=None if row.person_id is None else PersonId(row.person_id),
    )
