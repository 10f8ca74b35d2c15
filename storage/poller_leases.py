"""Leases of pollers in the database: one holder for each bot, whatever happens to the others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, literal, null, or_, select, update

from handlers.ports.outbox import Bot
from handlers.ports.pollers import PollerLease
from storage.engine import Database
from storage.outbox import Lease
from storage.statements import insert_into
from storage.tables.pollers import poller_lease_table

c = poller_lease_table.c


class SqlPollerLeases:
    """``handlers.ports.pollers.PollerLeases`` over a database."""

    def __init__(self, database: Database, lease: Lease) -> None:
        self._database = database
        self._lease = lease

    async def take(self, bot: Bot, now: datetime) -> PollerLease:
        platform, name = bot
        owner, until = self._lease.owner, now + self._lease.duration
        async with self._database.write() as connection:
            # One statement, whose row lock lets two processes decide one after the other.
            statement = insert_into(connection, poller_lease_table).values(
                platform=platform, bot=name, fence=1, owner=owner, held_until=until
            )
            taken = await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[c.platform, c.bot], set_=_as_asked(owner, until, now)
                ).returning(*c)
            )
            return _lease(taken.one())

    def is_mine(self, lease: PollerLease) -> bool:
        return lease.owner == self._lease.owner

    async def release(self, bot: Bot) -> None:
        await self._release(and_(_is_of(bot), c.owner == self._lease.owner))

    async def free(self, lease: PollerLease) -> None:
        """Take a lease from a process that has ended; nothing if it is another's by now."""
        await self._release(and_(_is_of(lease.bot), c.owner == lease.owner))

    async def release_all(self) -> None:
        await self._release(c.owner.is_not(None))

    async def all(self) -> Sequence[PollerLease]:
        statement = (
            select(poller_lease_table).where(c.owner.is_not(None)).order_by(c.platform, c.bot)
        )
        async with self._database.read() as connection:
            return [_lease(row) for row in await connection.execute(statement)]

    async def _release(self, condition: ColumnElement[bool]) -> None:
        async with self._database.write() as connection:
            await connection.execute(
                update(poller_lease_table).where(condition).values(owner=None, held_until=None)
            )


def _as_asked(owner: str, until: datetime, now: datetime) -> dict[str, ColumnElement[Any]]:
    """The columns of a lease after ``owner`` has asked for it."""
    is_free = or_(c.owner.is_(None), c.owner == owner, c.held_until <= now)
    is_taken_over = and_(is_free, c.owner.is_distinct_from(owner))
    has_stood_by = and_(is_free, c.standby == owner)
    return {
        "fence": case((is_taken_over, c.fence + 1), else_=c.fence),
        "owner": case((is_free, owner), else_=c.owner),
        "held_until": case((is_free, literal(until, c.held_until.type)), else_=c.held_until),
        "standby": case((has_stood_by, null()), (is_free, c.standby), else_=owner),
        "standby_at": case(
            (has_stood_by, null()),
            (is_free, c.standby_at),
            else_=literal(now, c.standby_at.type),
        ),
    }


def _is_of(bot: Bot) -> ColumnElement[bool]:
    platform, name = bot
    return and_(c.platform == platform, c.bot == name)


def _lease(row: Row[Any]) -> PollerLease:
    return PollerLease(
        bot=(row.platform, row.bot),
        owner=row.owner,
        fence=row.fence,
        until=row.held_until,
        standby=row.standby,
        standby_at=row.standby_at,
    )
