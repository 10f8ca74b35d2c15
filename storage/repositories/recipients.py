"""Whom announcements go to: people by what they have done, and groups, page by page."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Exists,
    FromClause,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.attempts import State
from contest.model import PersonId, RoundId, UnitId
from handlers.delivery import UNTIL_REACHED
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.announcements import BotAudience, People
from handlers.ports.groups import UnitGroup
from handlers.ports.records import Recipient
from storage.outbox import PENDING
from storage.repositories.people import reachable_people, recipient_from_row
from storage.tables.attempts import attempt_table
from storage.tables.groups import unit_group_table
from storage.tables.outbox import outbox_table
from storage.tables.people import person_table
from storage.tables.rosters import barred_person_table


class SqlRecipients:
    """The part of ``handlers.ports.announcements.Announcements`` that looks people up."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def people(self, whom: People, after: PersonId, limit: int) -> Sequence[Recipient]:
        statement = _people(whom, after).order_by(person_table.c.id).limit(limit)
        return [recipient_from_row(row) for row in await self._connection.execute(statement)]

    async def groups(
        self, units: Sequence[UnitId] | None, after: str, limit: int
    ) -> Sequence[UnitGroup]:
        c = unit_group_table.c
        statement = _groups(units, after).order_by(c.chat_key).limit(limit)
        return [
            UnitGroup(
                ChatRef(row.platform, row.bot, row.chat_id, ChatKind.GROUP),
                UnitId(row.unit_id),
                row.bound_at,
            )
            for row in await self._connection.execute(statement)
        ]

    async def people_by_bot(self, whom: People, after: PersonId) -> Sequence[BotAudience]:
        return await self._by_bot(_people(whom, after).subquery())

    async def groups_by_bot(
        self, units: Sequence[UnitId] | None, after: str
    ) -> Sequence[BotAudience]:
        return await self._by_bot(_groups(units, after).subquery())

    async def _by_bot(self, chats: FromClause) -> Sequence[BotAudience]:
        c = chats.c
        unreachable = func.sum(case((_is_unreachable(chats), 1), else_=0))
        rows = await self._connection.execute(
            select(c.platform, c.bot, func.count(), unreachable)
            .group_by(c.platform, c.bot)
            .order_by(c.platform, c.bot)
        )
        return [BotAudience((row[0], row[1]), row[2], int(row[3])) for row in rows]


def _people(whom: People, after: PersonId) -> Select[Any]:
    c = person_table.c
    conditions = [c.id > after]
    if whom.units is not None:
        conditions.append(c.unit_id.in_(whom.units))
    if whom.begun is not None:
        conditions.append(_attempt(whom.begun, attempt_table.c.state != State.VOID.value))
    if whom.not_begun is not None:
        conditions += [~_attempt(whom.not_begun, true()), ~_is_barred()]
    if whom.not_ended is not None:
        has_ended = attempt_table.c.ended_at.is_not(None)
        conditions += [~_attempt(whom.not_ended, has_ended), ~_is_barred()]
    return reachable_people().where(and_(*conditions))


def _attempt(round_id: RoundId, condition: ColumnElement[bool]) -> Exists:
    """Whether a person has such an attempt in a round."""
    c = attempt_table.c
    return exists().where(c.round_id == round_id, c.person_id == person_table.c.id, condition)


def _is_barred() -> Exists:
    return exists().where(barred_person_table.c.person_id == person_table.c.id)


def _groups(units: Sequence[UnitId] | None, after: str) -> Select[Any]:
    c = unit_group_table.c
    statement = select(unit_group_table).where(c.chat_key > after)
    return statement if units is None else statement.where(c.unit_id.in_(units))


def _is_unreachable(chats: FromClause) -> Exists:
    """Whether a message waits for the person of a chat to be there again."""
    of, c = chats.c, outbox_table.c
    separator = literal(":")
    key = of.platform + separator + of.bot + separator + of.chat_id
    return exists().where(c.state == PENDING, c.chat_key == key, c.not_before == UNTIL_REACHED)
