"""Groups and the units that they belong to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import UnitId
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.groups import UnitGroup
from storage.statements import insert_into
from storage.tables.groups import unit_group_table


class SqlGroups:
    """``handlers.ports.groups.Groups`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_chat(self, chat: ChatRef) -> UnitGroup | None:
        found = await self._select(unit_group_table.c.chat_key == chat.key)
        return found[0] if found else None

    async def of_units(self, units: Collection[UnitId]) -> Sequence[UnitGroup]:
        return await self._select(unit_group_table.c.unit_id.in_(units))

    async def all(self) -> Sequence[UnitGroup]:
        return await self._select(true())

    async def bind(self, chat: ChatRef, unit: UnitId, by: str, at: datetime) -> None:
        c = unit_group_table.c
        binding = {"unit_id": unit, "bound_by": by, "bound_at": at}
        await self._connection.execute(
            insert_into(self._connection, unit_group_table)
            .values(**_address(chat), **binding)
            .on_conflict_do_update(index_elements=[c.chat_key], set_=binding)
        )

    async def unbind(self, chat: ChatRef) -> bool:
        c = unit_group_table.c
        statement = delete(unit_group_table).where(c.chat_key == chat.key).returning(c.chat_key)
        return (await self._connection.execute(statement)).one_or_none() is not None

    async def move(self, chat: ChatRef, to: ChatRef) -> None:
        # Platforms say so twice, once under each id; the second time there is nothing to move.
        if await self.of_chat(chat) is None:
            return
        await self.unbind(to)
        await self._connection.execute(
            update(unit_group_table)
            .where(unit_group_table.c.chat_key == chat.key)
            .values(**_address(to))
        )

    async def _select(self, condition: ColumnElement[bool]) -> Sequence[UnitGroup]:
        c = unit_group_table.c
        statement = select(unit_group_table).where(condition).order_by(c.bound_at, c.chat_key)
        return [_group(row) for row in await self._connection.execute(statement)]


def _address(chat: ChatRef) -> dict[str, str]:
    return {
        "chat_key": chat.key,
        "platform": chat.platform,
        "bot": chat.bot,
        "chat_id": chat.chat_id,
    }


def _group(row: Row[Any]) -> UnitGroup:
    return UnitGroup(
        ChatRef(row.platform, row.bot, row.chat_id, ChatKind.GROUP), UnitId(row.unit_id)
    )
