"""Replies outside of play, counted by chat and hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.ports.addresses import ChatRef
from handlers.ports.outbox import Bot
from handlers.ports.replies import ReplyHour, Saving
from storage.statements import insert_into
from storage.tables.replies import bot_saving_table, reply_count_table

LOOKED_BACK = timedelta(days=2)

c = reply_count_table.c


class SqlReplies:
    """``handlers.ports.replies.Replies`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_chat(self, chat: ChatRef, now: datetime) -> Sequence[ReplyHour]:
        # The row of this hour is the lock; on SQLite there is one writer anyway.
        await self.add(chat, now, 0)
        rows = await self._connection.execute(
            select(reply_count_table)
            .where(c.chat_key == chat.key, c.hour_at > now - LOOKED_BACK)
            .order_by(c.hour_at)
        )
        return [ReplyHour(row.hour_at, row.replies, row.helped_at, row.excused_at) for row in rows]

    async def add(self, chat: ChatRef, now: datetime, replies: int) -> None:
        await self._note(chat, now, {"replies": replies}, {"replies": c.replies + replies})

    async def note_help(self, chat: ChatRef, now: datetime) -> None:
        await self._note(chat, now, {"replies": 0, "helped_at": now}, {"helped_at": now})

    async def note_excuse(self, chat: ChatRef, now: datetime) -> None:
        await self._note(chat, now, {"replies": 0, "excused_at": now}, {"excused_at": now})

    async def saving(self, bot: Bot) -> Saving | None:
        s, (platform, name) = bot_saving_table.c, bot
        found = await self._connection.execute(
            select(bot_saving_table).where(s.platform == platform, s.bot == name)
        )
        row = found.one_or_none()
        return None if row is None else Saving(row.is_saving, row.looked_at)

    async def note_saving(self, bot: Bot, saving: Saving) -> None:
        platform, name = bot
        found = {"is_saving": saving.is_saving, "looked_at": saving.looked_at}
        statement = insert_into(self._connection, bot_saving_table)
        await self._connection.execute(
            statement.values(platform=platform, bot=name, **found).on_conflict_do_update(
                index_elements=["platform", "bot"], set_=found
            )
        )

    async def _note(
        self, chat: ChatRef, now: datetime, first: dict[str, Any], then: dict[str, Any]
    ) -> None:
        """Write into the row of this hour.

        Args:
            first: its values if there is none yet.
            then: the changes of one that is there.
        """
        hour_at = now.replace(minute=0, second=0, microsecond=0)
        statement = insert_into(self._connection, reply_count_table)
        await self._connection.execute(
            statement.values(chat_key=chat.key, hour_at=hour_at, **first).on_conflict_do_update(
                index_elements=[c.chat_key, c.hour_at], set_=then
            )
        )
