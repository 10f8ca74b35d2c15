"""What the outbox has for people who are at a page, as a web chat of several processes asks."""

from collections.abc import Sequence

from sqlalchemy import or_, select, text

from handlers.delivery import UNTIL_REACHED
from handlers.ports.addresses import ChatRef
from handlers.ports.messaging import OutboundMessage
from storage.codec import outbox_from_row
from storage.engine import Database
from storage.outbox import PENDING
from storage.pictures import with_pictures
from storage.tables.outbox import outbox_table

CHATS = 1_000
"""Asked about at once; each is one look into an index."""
SENT = text("'sent'")


class SqlReaders:
    """Looks at the outbox without changing it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def held(self, chats: Sequence[ChatRef]) -> Sequence[ChatRef]:
        """Which of these chats have messages that wait for their person."""
        c, held = outbox_table.c, set[str]()
        for start in range(0, len(chats), CHATS):
            keys = [chat.key for chat in chats[start : start + CHATS]]
            async with self._database.read() as connection:
                held |= set(
                    await connection.scalars(
                        select(c.chat_key)
                        .where(c.state == PENDING, c.chat_key.in_(keys))
                        .where(c.not_before == UNTIL_REACHED)
                    )
                )
        return [chat for chat in chats if chat.key in held]

    async def passed_on(self, key: str) -> OutboundMessage | None:
        """The message with that key, if it was sent or is on its way from some process."""
        c = outbox_table.c
        is_out = or_(c.state == SENT, c.lease_owner.is_not(None))
        async with self._database.read() as connection:
            row = (
                await connection.execute(select(outbox_table).where(c.key == key, is_out))
            ).one_or_none()
            if row is None:
                return None
            (found,) = await with_pictures(connection, [outbox_from_row(row)])
        return found.message
