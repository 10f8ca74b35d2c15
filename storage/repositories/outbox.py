"""Messages that a use case leaves to be sent once its unit of work has committed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.ports.addresses import ChatRef
from handlers.ports.announcements import AnnouncementId
from handlers.ports.messaging import OutboundMessage
from handlers.ports.records import OutboxRow
from storage.codec import outbox_from_row
from storage.outbox import Lease, queue_messages, wake_chat
from storage.pictures import with_pictures
from storage.tables.outbox import outbox_table


class SqlOutbox:
    """``handlers.ports.repositories.Outbox`` on a connection."""

    def __init__(self, connection: AsyncConnection, lease: Lease) -> None:
        self._connection = connection
        self._lease = lease
        self.leased: list[OutboxRow] = []
        """What was queued here and is leased to this process."""

    async def add(self, messages: Sequence[OutboundMessage], at: datetime) -> None:
        self.leased += await self._connection.run_sync(queue_messages, messages, at, self._lease)

    async def announce(
        self, announcement: AnnouncementId, messages: Sequence[OutboundMessage], at: datetime
    ) -> None:
        """Queue messages that are part of an announcement."""
        self.leased += await self._connection.run_sync(
            queue_messages, messages, at, self._lease, announcement
        )

    async def wake(self, chat: ChatRef) -> None:
        await self._connection.execute(wake_chat(chat.key))

    async def recent(self, chat: ChatRef, limit: int) -> Sequence[OutboxRow]:
        c = outbox_table.c
        statement = (
            select(outbox_table)
            # Written out, so that the planner sees that the partial index applies.
            .where(c.chat_key == chat.key, c.state == text("'sent'"))
            .order_by(c.id.desc())
            .limit(limit)
        )
        newest_first = (await self._connection.execute(statement)).all()
        return [outbox_from_row(row) for row in reversed(newest_first)]

    async def find(self, key: str) -> OutboundMessage | None:
        statement = select(outbox_table).where(outbox_table.c.key == key)
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            return None
        (found,) = await with_pictures(self._connection, [outbox_from_row(row)])
        return found.message

    async def message_id(self, key: str) -> str | None:
        statement = select(outbox_table.c.message_id).where(outbox_table.c.key == key)
        return (await self._connection.execute(statement)).scalar_one_or_none()
