"""Contestants, the platform users who they are, and the roles those users hold."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import Audience, PersonId, RoundId, UnitId
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.records import (
    Grant,
    NewPerson,
    Official,
    Person,
    ProtectedPhone,
    Recipient,
    Role,
)
from handlers.ports.repositories import AlreadyRegisteredError
from handlers.texts.loader import DEFAULT_LOCALE
from storage.digests import Digests
from storage.repositories.forgetting import forget
from storage.repositories.people_on_lists import protect
from storage.statements import insert_into
from storage.tables.attempts import attempt_table
from storage.tables.people import (
    consent_table,
    identity_table,
    person_table,
    role_grant_table,
)


class SqlPeople:
    """``handlers.ports.repositories.People`` on a connection."""

    def __init__(self, connection: AsyncConnection, digests: Digests) -> None:
        self._connection = connection
        self._digests = digests

    async def of_user(self, user: UserRef) -> Person | None:
        statement = (
            select(person_table)
            .join(identity_table, identity_table.c.person_id == person_table.c.id)
            .where(identity_table.c.key == user.key)
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else _person(row)

    async def register(self, user: UserRef, chat: ChatRef, person: NewPerson) -> Person:
        person_id = await self._add_person(person)
        if not await self._identify(user, chat, person_id):
            await self._connection.execute(
                delete(person_table).where(person_table.c.id == person_id)
            )
            raise AlreadyRegisteredError
        await self._connection.execute(
            insert(consent_table).values(
                person_id=person_id,
                user_key=user.key,
                notice_version=person.notice_version,
                channel=user.platform,
                consented_at=person.consented_at,
            )
        )
        return Person(
            person_id,
            person.full_name,
            person.birth_date,
            person.unit,
            person.audience,
            person.locale,
            None if person.phone is None else person.phone.masked,
        )

    async def link(self, user: UserRef, chat: ChatRef, person: PersonId) -> None:
        if not await self._identify(user, chat, person):
            raise AlreadyRegisteredError

    async def find(self, person: PersonId) -> Person | None:
        c = person_table.c
        statement = select(person_table).where(c.id == person, c.forgotten_at.is_(None))
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else _person(row)

    def protect(self, phone: str) -> ProtectedPhone:
        return protect(self._digests, phone)

    async def set_phone(self, person: PersonId, phone: ProtectedPhone) -> None:
        await self._connection.execute(
            update(person_table)
            .where(person_table.c.id == person)
            .values(phone_digest=phone.digest, phone_masked=phone.masked)
        )

    async def contacts(self, people: Collection[PersonId]) -> Mapping[PersonId, Recipient]:
        statement = reachable_people().where(person_table.c.id.in_(people))
        rows = await self._connection.execute(statement)
        return {PersonId(row.id): recipient_from_row(row) for row in rows}

    async def recipients(
        self, after: PersonId, limit: int, played: RoundId | None = None
    ) -> Sequence[Recipient]:
        person = person_table.c
        statement = reachable_people().where(person.id > after).order_by(person.id).limit(limit)
        if played is not None:
            took_part = attempt_table.c.round_id == played
            statement = statement.where(
                person.id.in_(select(attempt_table.c.person_id).where(took_part))
            )
        return [recipient_from_row(row) for row in await self._connection.execute(statement)]

    async def grants_of(self, user: UserRef) -> Sequence[Grant]:
        c = role_grant_table.c
        rows = await self._connection.execute(
            select(c.role, c.unit_id).where(c.user_key == user.key).order_by(c.id)
        )
        return [_grant(row.role, row.unit_id) for row in rows]

    async def grant(self, user: UserRef, chat: ChatRef, grant: Grant) -> None:
        await self._connection.execute(
            insert_into(self._connection, identity_table)
            .values(**_identity(user, chat))
            .on_conflict_do_nothing()
        )
        await self._connection.execute(
            insert_into(self._connection, role_grant_table)
            .values(user_key=user.key, role=grant.role.value, unit_id=grant.unit)
            .on_conflict_do_nothing()
        )

    async def revoke(self, user_key: str, grant: Grant) -> bool:
        c = role_grant_table.c
        # As a condition, "== None" becomes "IS NULL".
        statement = (
            delete(role_grant_table)
            .where(c.user_key == user_key, c.role == grant.role.value, c.unit_id == grant.unit)
            .returning(c.id)
        )
        return (await self._connection.execute(statement)).one_or_none() is not None

    async def officials(self, roles: Collection[Role]) -> Sequence[Official]:
        return officials_from(await self._connection.execute(select_officials(roles)))

    async def forget(self, person: PersonId, at: datetime) -> None:
        await forget(self._connection, person, at)

    async def _add_person(self, person: NewPerson) -> PersonId:
        statement = (
            insert(person_table)
            .values(
                full_name=person.full_name,
                birth_date=person.birth_date,
                unit_id=person.unit,
                audience=person.audience.value,
                locale=person.locale,
                created_at=person.consented_at,
                phone_digest=person.phone and person.phone.digest,
                phone_masked=person.phone and person.phone.masked,
            )
            .returning(person_table.c.id)
        )
        return PersonId((await self._connection.execute(statement)).scalar_one())

    async def _identify(self, user: UserRef, chat: ChatRef, person: PersonId) -> bool:
        """Make the user this person; False if they are somebody already."""
        c = identity_table.c
        statement = (
            insert_into(self._connection, identity_table)
            .values(**_identity(user, chat), person_id=person)
            .on_conflict_do_update(
                index_elements=[c.key],
                set_={"person_id": person, "chat_id": chat.chat_id},
                where=c.person_id.is_(None),
            )
            .returning(c.key)
        )
        return (await self._connection.execute(statement)).one_or_none() is not None


def _person(row: Row[Any]) -> Person:
    return Person(
        id=PersonId(row.id),
        full_name=row.full_name,
        birth_date=row.birth_date,
        unit=UnitId(row.unit_id),
        audience=Audience(row.audience),
        locale=row.locale,
        phone_masked=row.phone_masked,
    )


def select_officials(roles: Collection[Role]) -> Select[Any]:
    """What ``officials_from`` needs of everybody who holds one of these roles."""
    held, identity, person = role_grant_table.c, identity_table.c, person_table.c
    return (
        select(
            *(held.user_key, held.role, held.unit_id),
            *(identity.platform, identity.bot, identity.chat_id, person.locale),
        )
        .join_from(role_grant_table, identity_table, identity.key == held.user_key)
        .outerjoin(person_table, person.id == identity.person_id)
        .where(held.role.in_([role.value for role in roles]))
        .order_by(held.id)
    )


def officials_from(rows: Iterable[Row[Any]]) -> Sequence[Official]:
    """Officials in the order in which they got their roles."""
    return [
        Official(
            row.user_key,
            ChatRef(row.platform, row.bot, row.chat_id),
            _grant(row.role, row.unit_id),
            row.locale or DEFAULT_LOCALE,
        )
        for row in rows
    ]


def reachable_people() -> Select[Any]:
    """Each person with the one of their chats that is always the same: that of the first key."""
    person, identity = person_table.c, identity_table.c
    own = identity_table.alias("own").c
    first_key = select(func.min(own.key)).where(own.person_id == person.id).scalar_subquery()
    return (
        select(person.id, person.locale, identity.platform, identity.bot, identity.chat_id)
        .select_from(person_table)
        .join(identity_table, identity.key == first_key)
    )


def recipient_from_row(row: Row[Any]) -> Recipient:
    return Recipient(PersonId(row.id), ChatRef(row.platform, row.bot, row.chat_id), row.locale)


def _grant(role: str, unit: int | None) -> Grant:
    return Grant(Role(role), None if unit is None else UnitId(unit))


def _identity(user: UserRef, chat: ChatRef) -> dict[str, Any]:
    return {
        "key": user.key,
        "platform": user.platform,
        "bot": user.bot,
        "user_id": user.user_id,
        "chat_id": chat.chat_id,
    }
