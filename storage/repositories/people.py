"""Contestants, the platform users who they are, and the roles those users hold."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest import attempts as rules_of_play
from contest.attempts import RUNNING
from contest.model import Audience, PersonId, RoundId, UnitId
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.records import Grant, NewPerson, Person, Recipient, Role
from handlers.ports.repositories import AlreadyRegisteredError
from storage.codec import progress_from_row, progress_to_columns
from storage.statements import insert_into
from storage.tables.attempts import attempt_table
from storage.tables.outbox import outbox_table
from storage.tables.people import (
    consent_table,
    dialogue_table,
    identity_table,
    person_table,
    role_grant_table,
)

ERASED = ""


class SqlPeople:
    """``handlers.ports.repositories.People`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

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
        )

    async def recipients(
        self, after: PersonId, limit: int, played: RoundId | None = None
    ) -> Sequence[Recipient]:
        person, identity = person_table.c, identity_table.c
        own = identity_table.alias("own").c
        # Of somebody's several identities the one whose key comes first, so always the same.
        first_key = select(func.min(own.key)).where(own.person_id == person.id).scalar_subquery()
        statement = (
            select(person.id, person.locale, identity.platform, identity.bot, identity.chat_id)
            .select_from(person_table)
            .join(identity_table, identity.key == first_key)
            .where(person.id > after)
            .order_by(person.id)
            .limit(limit)
        )
        if played is not None:
            took_part = attempt_table.c.round_id == played
            statement = statement.where(
                person.id.in_(select(attempt_table.c.person_id).where(took_part))
            )
        return [
            Recipient(PersonId(row.id), ChatRef(row.platform, row.bot, row.chat_id), row.locale)
            for row in await self._connection.execute(statement)
        ]

    async def grants_of(self, user: UserRef) -> Sequence[Grant]:
        c = role_grant_table.c
        rows = await self._connection.execute(
            select(c.role, c.unit_id).where(c.user_key == user.key).order_by(c.id)
        )
        return [
            Grant(Role(row.role), None if row.unit_id is None else UnitId(row.unit_id))
            for row in rows
        ]

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

    async def forget(self, person: PersonId, at: datetime) -> None:
        await self._end_attempts(person, at)
        await self._erase_chats(person)
        await self._erase_identities(person)
        # That somebody consented to a notice stays on record, who it was does not.
        await self._connection.execute(
            update(consent_table).where(consent_table.c.person_id == person).values(user_key=ERASED)
        )
        await self._connection.execute(
            update(person_table)
            .where(person_table.c.id == person)
            .values(full_name=None, birth_date=None, forgotten_at=at)
        )

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

    async def _end_attempts(self, person: PersonId, at: datetime) -> None:
        """Nobody is left to play what is still running."""
        c = attempt_table.c
        running = await self._connection.execute(
            select(attempt_table)
            .where(c.person_id == person, c.state.in_([state.value for state in RUNNING]))
            .with_for_update()
        )
        for row in running.all():
            ended = rules_of_play.cut_off(progress_from_row(row), at)
            await self._connection.execute(
                update(attempt_table).where(c.id == row.id).values(**progress_to_columns(ended))
            )

    async def _erase_chats(self, person: PersonId) -> None:
        attempts, identities = attempt_table.c, identity_table.c
        rows = await self._connection.execute(
            select(attempts.platform, attempts.bot, attempts.chat_id)
            .where(attempts.person_id == person)
            .union(
                select(identities.platform, identities.bot, identities.chat_id).where(
                    identities.person_id == person
                )
            )
        )
        keys = [ChatRef(row.platform, row.bot, row.chat_id).key for row in rows]
        await self._connection.execute(
            delete(outbox_table).where(outbox_table.c.chat_key.in_(keys))
        )
        await self._connection.execute(
            update(attempt_table).where(attempts.person_id == person).values(chat_id=ERASED)
        )

    async def _erase_identities(self, person: PersonId) -> None:
        c = identity_table.c
        keys = select(c.key).where(c.person_id == person).scalar_subquery()
        for table in (dialogue_table, role_grant_table):
            await self._connection.execute(delete(table).where(table.c.user_key.in_(keys)))
        await self._connection.execute(delete(identity_table).where(c.person_id == person))


def _person(row: Row[Any]) -> Person:
    return Person(
        id=PersonId(row.id),
        full_name=row.full_name,
        birth_date=row.birth_date,
        unit=UnitId(row.unit_id),
        audience=Audience(row.audience),
        locale=row.locale,
    )


def _identity(user: UserRef, chat: ChatRef) -> dict[str, Any]:
    return {
        "key": user.key,
        "platform": user.platform,
        "bot": user.bot,
        "user_id": user.user_id,
        "chat_id": chat.chat_id,
    }
