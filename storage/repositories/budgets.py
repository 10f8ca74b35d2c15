"""What bots have used up of their plans, counted from the rows of messages, people and groups."""

from datetime import datetime

from sqlalchemy import Column, ColumnElement, and_, distinct, func, select, text, union
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.budgets import Crowd
from contest.model import RoundId
from handlers.delivery import LONGEST_PAUSE, UNTIL_REACHED
from handlers.ports.addresses import ChatKind
from handlers.ports.budgets import Usage
from handlers.ports.outbox import Bot
from storage.outbox import PENDING
from storage.tables.attempts import IS_RUNNING, attempt_table
from storage.tables.groups import unit_group_table
from storage.tables.outbox import outbox_table
from storage.tables.people import identity_table

# Written out, so that the planner sees that the partial index applies.
SENT = text("'sent'")

HELD = 2 * LONGEST_PAUSE
"""Failed messages wait for less, so that what waits longer has been put off by the platform."""

LAST_CHARACTER = "\uffff"
"""Comes after everything that a platform's id is made of, in every collation."""


class SqlBudgets:
    """``handlers.ports.budgets.Budgets`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def usage(self, bot: Bot, since: datetime, now: datetime) -> Usage:
        c = outbox_table.c
        # What is kept for people who are away may never be sent.
        is_coming = func.coalesce(c.not_before, now, type_=c.not_before.type) < UNTIL_REACHED
        waiting = and_(c.state == PENDING, _of_bot(c.chat_key, bot), is_coming)
        held = and_(waiting, c.not_before > now + HELD)
        group = unit_group_table.c
        return Usage(
            sent=await self._count(c.state == SENT, _of_bot(c.chat_key, bot), c.sent_at >= since),
            waiting=await self._count(waiting),
            held=await self._count(held),
            users=await self._users(bot),
            groups=await self._count(_of_bot(group.chat_key, bot)),
        )

    async def _users(self, bot: Bot) -> int:
        """Whoever is known, and strangers who were answered: a platform counts all who write."""
        identity, outbox = identity_table.c, outbox_table.c
        is_strangers = and_(outbox.state == SENT, outbox.chat_kind == ChatKind.PRIVATE.value)
        chats = union(
            select(identity.chat_id).where(_of_bot(identity.key, bot)),
            select(outbox.chat_id).where(is_strangers, _of_bot(outbox.chat_key, bot)),
        )
        query = select(func.count()).select_from(chats.subquery())
        return await self._connection.scalar(query) or 0

    async def crowd(self, bot: Bot, round_id: RoundId) -> Crowd:
        identity, attempt = identity_table.c, attempt_table.c
        is_of_bot = and_(_of_bot(identity.key, bot), identity.person_id.is_not(None))
        registered = select(func.count(distinct(identity.person_id))).where(is_of_bot)
        has_begun = (
            select(attempt.id)
            .where(attempt.round_id == round_id, attempt.person_id == identity.person_id)
            .exists()
        )
        platform, name = bot
        running = select(func.count(), func.coalesce(func.sum(attempt.position), 0)).where(
            attempt.round_id == round_id,
            IS_RUNNING,
            attempt.platform == platform,
            attempt.bot == name,
        )
        count, positions = (await self._connection.execute(running)).one()
        return Crowd(
            registered=await self._connection.scalar(registered) or 0,
            begun=await self._connection.scalar(registered.where(has_begun)) or 0,
            running=count,
            positions=int(positions),
        )

    async def _count(self, *conditions: ColumnElement[bool]) -> int:
        return await self._connection.scalar(select(func.count()).where(*conditions)) or 0


def _of_bot(key: Column[str], bot: Bot) -> ColumnElement[bool]:
    """Whether a chat or a user belongs to a bot, by the beginning of its key.

    A range, for an index on the key; and the columns themselves, as databases may order otherwise.
    """
    first = f"{bot[0]}:{bot[1]}:"
    columns = key.table.c
    return and_(
        key >= first,
        key < first + LAST_CHARACTER,
        columns.platform == bot[0],
        columns.bot == bot[1],
    )
