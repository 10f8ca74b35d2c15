"""Conversations in progress."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.ports.addresses import UserRef
from handlers.ports.records import Dialogue
from storage.statements import insert_into
from storage.tables.people import dialogue_table


class SqlDialogues:
    """``handlers.ports.repositories.Dialogues`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_user(self, user: UserRef) -> Dialogue | None:
        statement = select(dialogue_table).where(dialogue_table.c.user_key == user.key)
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else Dialogue(row.step, row.draft)

    async def put(self, user: UserRef, dialogue: Dialogue, at: datetime) -> None:
        values = {"step": dialogue.step, "draft": dict(dialogue.draft), "updated_at": at}
        await self._connection.execute(
            insert_into(self._connection, dialogue_table)
            .values(user_key=user.key, **values)
            .on_conflict_do_update(index_elements=[dialogue_table.c.user_key], set_=values)
        )

    async def end(self, user: UserRef) -> None:
        await self._connection.execute(
            delete(dialogue_table).where(dialogue_table.c.user_key == user.key)
        )
