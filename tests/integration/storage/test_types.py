from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from contest.model import NaiveInstantError
from storage.engine import Database
from storage.tables.operations import processed_update_table

c = processed_update_table.c
MIDNIGHT = datetime(2023, 11, 21, 17, 0, tzinfo=UTC)
VIETNAM = timezone(timedelta(hours=7))


async def store(database: Database, **instants: datetime) -> None:
    rows = [{"key": key, "processed_at": instant} for key, instant in instants.items()]
    async with database.write() as connection:
        await connection.execute(insert(processed_update_table), rows)


async def test_a_naive_instant_is_refused_when_stored(database: Database) -> None:
    with pytest.raises(StatementError) as failure:
        await store(database, naive=datetime(2023, 11, 22))  # noqa: DTZ001 - the point

    assert isinstance(failure.value.orig, NaiveInstantError)


async def test_a_naive_instant_is_refused_in_a_comparison(database: Database) -> None:
    statement = select(c.key).where(c.processed_at < datetime(2023, 11, 22))  # noqa: DTZ001

    async with database.read() as connection:
        with pytest.raises(StatementError) as failure:
            await connection.execute(statement)

    assert isinstance(failure.value.orig, NaiveInstantError)


async def test_an_instant_comes_back_in_utc_to_the_microsecond(database: Database) -> None:
    stored = datetime(2023, 11, 22, 0, 0, 0, 1, tzinfo=VIETNAM)
    await store(database, a=stored)

    async with database.read() as connection:
        found = (await connection.execute(select(c.processed_at))).scalar_one()

    assert found == datetime(2023, 11, 21, 17, 0, 0, 1, tzinfo=UTC)
    assert found.tzinfo is UTC


async def test_instants_are_compared_as_instants_whatever_their_zone(database: Database) -> None:
    await store(
        database,
        before=MIDNIGHT - timedelta(microseconds=1),
        exactly=MIDNIGHT,
        after=datetime(2023, 11, 22, 0, 0, 1, tzinfo=VIETNAM),
    )

    async with database.read() as connection:
        rows = await connection.execute(
            select(c.key)
            .where(c.processed_at >= MIDNIGHT.astimezone(VIETNAM))
            .order_by(c.processed_at.desc())
        )
        assert [row.key for row in rows] == ["after", "exactly"]
