"""Giving back the time during which the whole system was down (invariant 4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from contest import attempts as rules_of_play
from contest.attempts import Progress
from handlers.ports.outages import MovedDeadline, Outage
from handlers.ports.records import Round
from storage import heartbeat
from storage.deadlines import move_deadlines
from storage.engine import Database
from storage.live_outage import give_back_time
from storage.tables.operations import audit_table


class SqlHeartbeat:
    """``handlers.ports.outages.Heartbeat`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last(self) -> datetime | None:
        """The last sign of life of any process."""
        async with self._database.read() as connection:
            return await heartbeat.last_beat(connection)

    async def is_alone(self) -> bool:
        """Whether no other process is connected to the database, whatever the dates say.

        One that was killed a moment ago, or with its machine, may still count as connected.
        """
        if self._database.is_sqlite:
            return True
        async with self._database.read() as connection:
            return not await heartbeat.is_anybody_connected(connection)

    async def beat(self, now: datetime) -> None:
        async with self._database.write() as connection:
            await heartbeat.beat(connection, now)

    async def repair(self, now: datetime, threshold: timedelta) -> Outage | None:
        async with self._database.write() as connection:
            down_from = await heartbeat.claim_outage(connection, now, threshold)
            if down_from is None:
                return None
            posts = await connection.run_sync(give_back_time, down_from, now)
            moved = await give_back(connection, down_from, now)
            return Outage(down_from, now, tuple(moved), tuple(posts))


async def give_back(
    connection: AsyncConnection, down_from: datetime, up_at: datetime
) -> Sequence[MovedDeadline]:
    """Move every open deadline by the time lost, and write both deadlines into the audit log."""

    def move(progress: Progress, round_: Round) -> Progress:
        return rules_of_play.give_back(progress, down_from, up_at, round_.window)

    moved = await move_deadlines(connection, move)
    if moved:
        await connection.execute(
            insert(audit_table),
            [
                {
                    "at": up_at,
                    "event": "deadline_moved",
                    "actor": "system",
                    "facts": {
                        "attempt": deadline.attempt,
                        "position": deadline.position,
                        "old_deadline": deadline.old.isoformat(),
                        "new_deadline": deadline.new.isoformat(),
                    },
                }
                for deadline in moved
            ],
        )
    return moved
