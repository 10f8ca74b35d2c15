"""Groups and the units that they belong to."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import UnitId
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.groups import UnitGroup
from storage.outbox import PENDING
from storage.statements import insert_into
from storage.tables.groups import unit_group_table
from storage.tables.outbox import Delivery, outbox_table

UNBOUND = "unbound"
"""Why messages are not sent to a group that has been parted from its unit."""
MIGRATED = "migrated"
"""Why Telegram's adapter was refused that wrote to the old id of a group."""
NOBODYS = {"lease_owner": None, "lease_until": None}


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
        if not await self._forget(chat):
            return False
        await self._connection.execute(
            update(outbox_table)
            .where(_waits_for(chat))
            .values(**NOBODYS, state=Delivery.DEAD.value, reason=UNBOUND)
        )
        return True

    async def move(self, chat: ChatRef, to: ChatRef) -> None:
        # Platforms say so twice, once under each id; the second time there is nothing to move.
        if await self.of_chat(chat) is None:
            return
        await self._forget(to)
        await self._connection.execute(
            update(unit_group_table)
            .where(unit_group_table.c.chat_key == chat.key)
            .values(**_address(to))
        )
        await self._redirect(chat, to)

    async def _redirect(self, chat: ChatRef, to: ChatRef) -> None:
        """Send to the new address what waits for the old one, or was refused there."""
        # What a process is sending under the old id is refused there; without its lease that
        # process cannot note that, and the row is sent under the new one.
        await self._connection.execute(
            update(outbox_table).where(_waits_for(chat)).values(**NOBODYS, **_address(to))
        )
        c = outbox_table.c
        is_refused = and_(c.state == Delivery.DEAD.value, c.reason == MIGRATED)
        await self._connection.execute(
            update(outbox_table)
            .where(c.chat_key == chat.key, is_refused)
            .values(**_address(to), state=Delivery.PENDING.value, reason=None)
        )

    async def _forget(self, chat: ChatRef) -> bool:
        c = unit_group_table.c
        statement = delete(unit_group_table).where(c.chat_key == chat.key).returning(c.chat_key)
        return (await self._connection.execute(statement)).one_or_none() is not None

    async def _select(self, condition: ColumnElement[bool]) -> Sequence[UnitGroup]:
        c = unit_group_table.c
        statement = select(unit_group_table).where(condition).order_by(c.bound_at, c.chat_key)
        return [_group(row) for row in await self._connection.execute(statement)]


def _waits_for(chat: ChatRef) -> ColumnElement[bool]:
    """Whether a message is still to be sent to a chat, now or when it is let go."""
    c = outbox_table.c
    return and_(c.chat_key == chat.key, or_(c.state == PENDING, c.state == Delivery.HELD.value))


def _address(chat: ChatRef) -> dict[str, str]:
    return {
        "chat_key": chat.key,
        "platform": chat.platform,
        "bot": chat.bot,
        "chat_id": chat.chat_id,
    }


def _group(row: Row[Any]) -> UnitGroup:
    return UnitGroup(
        ChatRef(row.platform, row.bot, row.chat_id, ChatKind.GROUP),
        UnitId(row.unit_id),
        row.bound_at,
    )
