"""People who must not take part, and the contestants among them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, false, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import PersonId
from handlers.ports.records import ProtectedPhone
from handlers.ports.rosters import Duty, NewExclusion, RosterChange
from storage.digests import Digests
from storage.repositories.people_on_lists import folded, who_columns
from storage.statements import insert_into
from storage.tables.people import person_table
from storage.tables.rosters import barred_person_table, exclusion_table


class SqlExclusions:
    """``handlers.ports.rosters.Exclusions`` on a connection."""

    def __init__(self, connection: AsyncConnection, digests: Digests) -> None:
        self._connection = connection
        self._digests = digests

    async def store(
        self, exclusions: Sequence[NewExclusion], by: str, at: datetime
    ) -> RosterChange:
        known = await self._known()
        added, changed = list[dict[str, Any]](), 0
        for exclusion in exclusions:
            columns = self._columns(exclusion)
            row = next((r for r in known[columns["folded_name"]] if _is_same(r, columns)), None)
            if row is None:
                added.append(columns | {"excluded_by": by, "excluded_at": at})
            elif news := _news(row, columns):
                changed += 1
                await self._change(row["id"], news)
        if added:
            await self._connection.execute(insert(exclusion_table), added)
        return RosterChange(len(added), changed, len(exclusions) - len(added) - changed)

    async def match(
        self, full_name: str, birth_date: date, phone: ProtectedPhone | None
    ) -> Duty | None:
        digest = None if phone is None else phone.digest
        return await self._duty(_names(full_name, birth_date, digest))

    async def bar(self, person: PersonId, duty: Duty, by: str, at: datetime) -> None:
        who = await self._person(person)
        if who is None:
            return
        if await self.of_person(person) is None:
            columns = dict(who) | {"folded_name": folded(who["full_name"]), "duty": duty.value}
            del columns["id"]
            await self._connection.execute(
                insert(exclusion_table).values(**columns, excluded_by=by, excluded_at=at)
            )
        await self.carry_out(person)

    async def of_person(self, person: PersonId) -> Duty | None:
        who = await self._person(person)
        return None if who is None else await self._duty(_names_person(who))

    async def newly_barred(self) -> Sequence[tuple[PersonId, Duty]]:
        # Names are folded here, not in the database, so the birth date stands in for both.
        c, listed = person_table.c, exclusion_table.c
        is_candidate = or_(
            c.phone_digest.in_(select(listed.phone_digest)),
            c.birth_date.in_(select(listed.birth_date)),
        )
        is_barred = c.id.in_(select(barred_person_table.c.person_id))
        barred = []
        for who in await self._people(and_(is_candidate, ~is_barred)):
            duty = await self._duty(_names_person(who))
            if duty is not None:
                barred.append((PersonId(who["id"]), duty))
        return barred

    async def carry_out(self, person: PersonId) -> None:
        await self._connection.execute(
            insert_into(self._connection, barred_person_table)
            .values(person_id=person)
            .on_conflict_do_nothing()
        )

    async def _known(self) -> Mapping[str, Sequence[RowMapping]]:
        """Exclusions by folded name, in the order of their ids."""
        by_name = defaultdict[str, list[RowMapping]](list)
        statement = select(exclusion_table).order_by(exclusion_table.c.id)
        for row in (await self._connection.execute(statement)).mappings():
            by_name[row["folded_name"]].append(row)
        return by_name

    async def _change(self, exclusion: int, news: dict[str, Any]) -> None:
        await self._connection.execute(
            update(exclusion_table).where(exclusion_table.c.id == exclusion).values(**news)
        )

    async def _duty(self, condition: ColumnElement[bool]) -> Duty | None:
        c = exclusion_table.c
        statement = select(c.duty).where(condition).order_by(c.id).limit(1)
        duty = (await self._connection.execute(statement)).scalar_one_or_none()
        return None if duty is None else Duty(duty)

    async def _person(self, person: PersonId) -> RowMapping | None:
        found = await self._people(person_table.c.id == person)
        return found[0] if found else None

    async def _people(self, condition: ColumnElement[bool]) -> Sequence[RowMapping]:
        """What tells people apart, in the order of their ids; who was forgotten is nobody."""
        c = person_table.c
        statement = (
            select(c.id, c.full_name, c.birth_date, c.phone_digest, c.phone_masked)
            .where(condition, c.forgotten_at.is_(None))
            .order_by(c.id)
        )
        return (await self._connection.execute(statement)).mappings().all()

    def _columns(self, exclusion: NewExclusion) -> dict[str, Any]:
        who = who_columns(self._digests, exclusion.full_name, exclusion.birth_date, exclusion.phone)
        return {"duty": exclusion.duty.value, **who}


def _is_same(row: RowMapping, columns: dict[str, Any]) -> bool:
    """Whether two of one name are one: phone or birth date says so and neither denies it.

    In doubt they are two: changing a row to somebody else would let the first one take part.
    """
    known = [(row[name], columns[name]) for name in ("phone_digest", "birth_date")]
    if any(old != new for old, new in known if old is not None and new is not None):
        return False
    return any(old == new for old, new in known if old is not None) or not any(
        old is not None or new is not None for old, new in known
    )


def _news(row: RowMapping, columns: dict[str, Any]) -> dict[str, Any]:
    """What a list says that was not known; what it leaves out stays known."""
    return {name: value for name, value in columns.items() if value not in (None, row[name])}


def _names_person(who: RowMapping) -> ColumnElement[bool]:
    return _names(who["full_name"], who["birth_date"], who["phone_digest"])


def _names(full_name: str, birth_date: date, digest: str | None) -> ColumnElement[bool]:
    """Whether an exclusion names somebody, by phone or by name and birth date."""
    c = exclusion_table.c
    has_phone = false() if digest is None else c.phone_digest == digest
    return or_(has_phone, and_(c.folded_name == folded(full_name), c.birth_date == birth_date))
