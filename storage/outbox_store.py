"""The outbox as the relay uses it: claims what is due, and settles what has become of it."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    CompoundSelect,
    ScalarSelect,
    Select,
    Update,
    and_,
    bindparam,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from handlers.ports.limits import FIRST_PATIENT_LANE
from handlers.ports.outbox import Bot, Dead, Postponed, Sent, Settlement, Unknown
from handlers.ports.records import OutboxRow
from storage.codec import outbox_from_row
from storage.engine import Database
from storage.outbox import PENDING, Lease
from storage.pictures import with_pictures
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

BEGUN = "begun"
"""Reason of a pending message that must not go out twice, while it is on its way."""

Columns = ReadOnlyColumnCollection[str, Column[Any]]


class SqlOutboxStore:
    """``handlers.ports.outbox.OutboxStore`` over a database."""

    def __init__(self, database: Database, lease: Lease) -> None:
        self._database = database
        self._lease = lease

    async def claim(
        self, bots: Collection[Bot], now: datetime, limit: int, urgent: Collection[Bot] = ()
    ) -> Sequence[OutboxRow]:
        async with self._database.write() as connection:
            return await claim_messages(connection, self._lease, bots, now, limit, urgent)

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        async with self._database.write() as connection:
            await settle_messages(connection, settlements, self._lease.owner)

    async def begin(self, row: int) -> None:
        c = outbox_table.c
        await self._execute(
            update(outbox_table)
            .where(c.id == row, c.lease_owner == self._lease.owner)
            .values(reason=BEGUN)
        )

    async def recalled(self, rows: Collection[int]) -> Collection[int]:
        c = outbox_table.c
        # A row that was resumed before anybody noticed has no lease: somebody else may claim it.
        ours = select(c.id).where(
            c.id.in_(rows), c.state == PENDING, c.lease_owner == self._lease.owner
        )
        async with self._database.read() as connection:
            return set(rows) - set(await connection.scalars(ours))

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

    async def owners(self) -> Collection[str]:
        """The processes to which something is leased."""
        c = outbox_table.c
        async with self._database.read() as connection:
            found = await connection.scalars(
                select(c.lease_owner).where(c.lease_owner.is_not(None)).distinct()
            )
            return {owner for owner in found if owner is not None}

    async def release_of(self, owner: str) -> None:
        """Give back what is leased to a process that has ended."""
        await self._execute(_unleased().where(outbox_table.c.lease_owner == owner))

    async def _execute(self, statement: Update) -> None:
        async with self._database.write() as connection:
            await connection.execute(statement)


async def claim_messages(
    connection: AsyncConnection,
    lease: Lease,
    bots: Collection[Bot],
    now: datetime,
    limit: int,
    urgent: Collection[Bot] = (),
) -> Sequence[OutboxRow]:
    """Lease due messages of these bots, by lane, then in the order of queueing.

    Args:
        urgent: more bots, of which only the lanes for people who are waiting are looked through.
    """
    if not bots and not urgent:
        return []
    if connection.dialect.name == "postgresql":
        await connection.execute(CLAIM_IN_TURN, {"lock": CLAIM_LOCK})
    await connection.execute(_come_due([*bots, *urgent], now, limit))
    rows = (await connection.execute(_claim(lease, bots, now, limit, urgent))).all()
    begun = [Unknown(row.id, "its process ended") for row in rows if row.reason == BEGUN]
    if begun:
        await settle_messages(connection, begun, lease.owner)
    left = [outbox_from_row(row) for row in rows if row.reason != BEGUN]
    claimed = await with_pictures(connection, left)
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


def _come_due(bots: Collection[Bot], now: datetime, limit: int) -> Update:
    """Let messages whose time has come be claimed like any other, those due longest first.

    No more of them than a claim hands out: the others hold up what stands behind them all the same.
    """

    def due_of(bot: Bot) -> Select[int]:
        late = outbox_table.alias("late").c
        is_late = (late.state == PENDING, late.not_before <= now)
        return (
            select(late.id)
            .where(late.platform == bot[0], late.bot == bot[1], *is_late)
            .order_by(late.not_before)
        )

    ids = _of_each(bots, due_of, limit)
    return update(outbox_table).where(outbox_table.c.id.in_(ids)).values(not_before=None)


def _claim(
    lease: Lease, bots: Collection[Bot], now: datetime, limit: int, urgent: Collection[Bot]
) -> Update:
    def due_of(bot: Bot) -> Select[Any]:
        due = outbox_table.alias("due").c
        # Of patient ones that are not asked for none is read, however many wait.
        lanes = () if bot in bots else (due.lane < FIRST_PATIENT_LANE,)
        return (
            select(due.id, due.lane)
            .where(
                due.state == PENDING,
                due.platform == bot[0],
                due.bot == bot[1],
                *lanes,
                due.not_before.is_(None),
                or_(due.lease_until.is_(None), due.lease_until <= now),
                _first_in_the_way(due, lease, now).is_(None),
            )
            .order_by(due.lane, due.id)
        )

    first = _of_each([*bots, *urgent], due_of, limit).subquery("first")
    ids = select(first.c.id).order_by(first.c.lane, first.c.id).limit(limit)
    return (
        update(outbox_table)
        .where(outbox_table.c.id.in_(ids))
        .values(lease_owner=lease.owner, lease_until=now + lease.duration)
        .returning(outbox_table)
    )


def _of_each(
    bots: Collection[Bot], rows_of: Callable[[Bot], Select[Any]], limit: int
) -> CompoundSelect[Any]:
    """The first rows of each bot: of all bots together no index has them in their order."""
    return union_all(
        *[
            select(rows_of(bot).limit(limit).with_for_update(skip_locked=True).subquery("some"))
            for bot in bots
        ]
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
                # Also if its time has come: then it is claimed before what stands behind it.
                earlier.not_before.is_not(None),
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
    ours = c.lease_owner == bindparam("owner")
    return _unleased().where(c.id == bindparam("row"), ours).values(**values)


def _note_sent(**values: object) -> Update:
    """It was sent, also if it was paused or cancelled, which ends a lease, on its way."""
    c = outbox_table.c
    ours = or_(c.lease_owner == bindparam("owner"), c.lease_owner.is_(None))
    return _unleased().where(c.id == bindparam("row"), ours).values(**values)


_SETTLE: dict[type, Update] = {
    Sent: _note_sent(
        state=Delivery.SENT.value,
        message_id=bindparam("message"),
        sent_at=bindparam("at"),
        reason=None,
    ),
    Postponed: _settlement(
        not_before=bindparam("due_at"),
        attempts=outbox_table.c.attempts + bindparam("failed", type_=outbox_table.c.attempts.type),
        reason=None,
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
