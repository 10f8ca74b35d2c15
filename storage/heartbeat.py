"""The heartbeat row: when any process of the system was last alive."""

from datetime import datetime, timedelta

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import SERVING
from storage.statements import insert_into
from storage.tables.operations import heartbeat_table

beat_at = heartbeat_table.c.beat_at


async def beat(connection: AsyncConnection, now: datetime) -> None:
    """Note that the system is alive; a process whose clock is behind changes nothing."""
    statement = insert_into(connection, heartbeat_table).values(id=1, beat_at=now)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["id"], set_={"beat_at": now}, where=beat_at < now
        )
    )


async def last_beat(connection: AsyncConnection) -> datetime | None:
    """When the system was last alive; None if it never was."""
    found: datetime | None = await connection.scalar(select(beat_at))
    return found


async def is_anybody_connected(connection: AsyncConnection) -> bool:
    """Whether another process that serves has a connection to this PostgreSQL database."""
    found = await connection.execute(
        text(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name LIKE :serving || '%'"
            " AND application_name <> current_setting('application_name') LIMIT 1"
        ),
        {"serving": SERVING},
    )
    return found.first() is not None


async def claim_outage(
    connection: AsyncConnection, now: datetime, threshold: timedelta
) -> datetime | None:
    """The last sign of life, if it is at least ``threshold`` ago and nobody else repairs this.

    The conditional update elects one of several processes. Give the time back in the same
    transaction: then an elected process that dies leaves the outage to the next.
    """
    last = (await connection.execute(select(beat_at))).scalar_one_or_none()
    if last is None:
        await beat(connection, now)
        return None
    if now - last < threshold:
        return None
    claimed = await connection.execute(
        update(heartbeat_table).where(beat_at == last).values(beat_at=now)
    )
    return last if claimed.rowcount == 1 else None
