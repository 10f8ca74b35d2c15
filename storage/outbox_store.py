"""The outbox as the relay uses it: claims what is due, and settles what has become of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ScalarSelect,
    Update,
    and_,
    bindparam,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from handlers.ports.outbox import Bot, Dead, Postponed, Sent, Settlement, Unknown
from handlers.ports.records import OutboxRow
from storage.codec import outbox_from_row
from storage.engine import Database
from storage.outbox import PENDING, Lease
from storage.tables.outbox import Delivery, outbox_table

# Any number will do that no other advisory lock of this product uses.
CLAIM_LOCK = 0x6F757462

# PostgreSQL only. The lock: two claims at once would each skip what the other has locked, and so
# could hand out the later of two messages of a chat first. The settings: the rows are to be read
# from the index in its order up to the limit, also while the planner has not counted them yet.
CLAIM_IN_TURN = text(
    "SELECT pg_advisory_xact_lock(:lock), set_config('enable_seqscan', 'off', true), "
    "set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)"
)

Columns = ReadOnlyColumnCollection[str, Column[Any]]


class SqlOutboxStore:
    """``handlers.ports.outbox.OutboxStore`` over a database."""

    def __init__(self, database: Database, lease: Lease) -> None:
        self._database = database
        self._lease = lease

    async def claim(self, bots: Collection[Bot], now: datetime, limit: int) -> Sequence[OutboxRow]:
        async with self._database.write() as connection:
            return await claim_messages(connection, self._lease, bots, now, limit)

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        async with self._database.write() as connection:
            await settle_messages(connection, settlements, self._lease.owner)

    async def renew(self, now: datetime, rows: Sequence[int]) -> None:
        c = outbox_table.c
        await self._execute(
            update(outbox_table)
            .where(c.id.in_(rows), c.lease_owner == self._lease.owner)
            .values(lease_until=now + self._lease.duration)
        )

    async def wake(self, chat_key: str, now: datetime) -> None:
        c = outbox_table.c
        await self._execute(
            update(outbox_table)
            .where(c.state == PENDING, c.chat_key == chat_key, c.not_before > now)
            .values(not_before=None)
        )

    async def release(self) -> None:
        await self._execute(_unleased().where(outbox_table.c.lease_owner == self._lease.owner))

    async def release_all(self) -> None:
        await self._execute(_unleased().where(outbox_table.c.lease_owner.is_not(None)))

    async def _execute(self, statement: Update) -> None:
        async with self._database.write() as connection:
            await connection.execute(statement)


async def claim_messages(
    connection: AsyncConnection, lease: Lease, bots: Collection[Bot], now: datetime, limit: int
) -> Sequence[OutboxRow]:
    """Lease due messages of these bots, by lane, then in the order of queueing."""
    if connection.dialect.name == "postgresql":
        await connection.execute(CLAIM_IN_TURN, {"lock": CLAIM_LOCK})
    rows = await connection.execute(_claim(lease, bots, now, limit))
    claimed = [outbox_from_row(row) for row in rows]
    return sorted(claimed, key=lambda row: (row.message.lane, row.id))


async def settle_messages(
    connection: AsyncConnection, settlements: Sequence[Settlement], owner: str
) -> None:
    """Note what became of messages leased to ``owner``; other rows stay as they are."""
    for kind, statement in _SETTLE.items():
        rows = [
            _settled(settlement, owner) for settlement in settlements if type(settlement) is kind
        ]
        if rows:
            await connection.execute(statement, rows)


def _claim(lease: Lease, bots: Collection[Bot], now: datetime, limit: int) -> Update:
    due = outbox_table.alias("due").c
    ids = (
        select(due.id)
        .where(
            due.state == PENDING,
            tuple_(due.platform, due.bot).in_(bots),
            or_(due.not_before.is_(None), due.not_before <= now),
            or_(due.lease_until.is_(None), due.lease_until <= now),
            _first_in_the_way(due, lease, now).is_(None),
        )
        .order_by(due.lane, due.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (
        update(outbox_table)
        .where(outbox_table.c.id.in_(ids))
        .values(lease_owner=lease.owner, lease_until=now + lease.duration)
        .returning(outbox_table)
    )


def _first_in_the_way(due: Columns, lease: Lease, now: datetime) -> ScalarSelect[Any]:
    """Id of an earlier message of the row's line that is postponed or leased elsewhere, or NULL.

    Two things keep PostgreSQL, before it has counted a table that fills quickly, from reading all
    messages for every row: a scalar subquery is not turned into a join, and ``lane + 0`` rules out
    the index on lane and id.
    """
    earlier = outbox_table.alias("earlier").c
    return (
        select(earlier.id)
        .where(
            earlier.state == PENDING,
            earlier.chat_key == due.chat_key,
            earlier.lane + 0 == due.lane,
            earlier.id < due.id,
            or_(
                earlier.not_before > now,
                and_(earlier.lease_until > now, earlier.lease_owner != lease.owner),
            ),
        )
        .limit(1)
        .scalar_subquery()
    )


def _unleased() -> Update:
    return update(outbox_table).values(lease_owner=None, lease_until=None)


def _settlement(**values: object) -> Update:
    c = outbox_table.c
    return (
        _unleased()
        .where(c.id == bindparam("row"), c.lease_owner == bindparam("owner"))
        .values(**values)
    )


_SETTLE: dict[type, Update] = {
    Sent: _settlement(
        state=Delivery.SENT.value, message_id=bindparam("message"), sent_at=bindparam("at")
    ),
    Postponed: _settlement(
        not_before=bindparam("due_at"),
        attempts=outbox_table.c.attempts + bindparam("failed", type_=outbox_table.c.attempts.type),
    ),
    Dead: _settlement(state=Delivery.DEAD.value, reason=bindparam("why")),
    Unknown: _settlement(state=Delivery.UNKNOWN.value, reason=bindparam("why")),
}


def _settled(settlement: Settlement, owner: str) -> dict[str, Any]:
    row = {"row": settlement.row, "owner": owner}
    match settlement:
        case Sent():
            return row | {"message": settlement.message_id, "at": settlement.at}
        case Postponed():
            return row | {"due_at": settlement.not_before, "failed": int(settlement.has_failed)}
        case Dead() | Unknown():
            return row | {"why": settlement.reason}
