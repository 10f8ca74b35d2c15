import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from asyncpg import InterfaceError  # type: ignore[import-untyped]
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.ports.faults import StorageAwayError
from storage import drivers, engine
from storage.drivers import UnsupportedDatabaseError, to_json
from storage.engine import Database, Patience
from storage.tables.contests import contest_table

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


async def add_contest(connection: AsyncConnection) -> None:
    await connection.execute(insert(contest_table).values(name="CCHC", organiser="Sở Nội vụ"))


async def count_contests(database: Database) -> int:
    async with database.read() as connection:
        return int((await connection.execute(select(func.count(contest_table.c.id)))).scalar_one())


async def test_a_write_is_there_for_the_next_reader(database: Database) -> None:
    async with database.write() as connection:
        await add_contest(connection)

    assert await count_contests(database) == 1


async def test_an_error_undoes_the_whole_write(database: Database) -> None:
    async def fail_after_writing() -> None:
        async with database.write() as connection:
            await add_contest(connection)
            raise LookupError

    with pytest.raises(LookupError):
        await fail_after_writing()

    assert await count_contests(database) == 0


async def test_a_reader_is_not_held_up_by_a_writer_and_does_not_see_it(database: Database) -> None:
    async with database.write() as connection:
        await add_contest(connection)
        assert await count_contests(database) == 0


async def test_what_a_reader_writes_is_undone(database: Database) -> None:
    async with database.read() as connection:
        await add_contest(connection)

    assert await count_contests(database) == 0


async def test_writers_of_two_processes_wait_for_each_other(
    database: Database, other_database: Database
) -> None:
    """Both read before they write: without BEGIN IMMEDIATE SQLite fails the second at once."""

    async def read_then_write(own: Database) -> None:
        async with own.write() as connection:
            await connection.execute(select(contest_table))
            await add_contest(connection)

    await asyncio.gather(
        *(read_then_write(own) for own in (database, other_database) for _ in range(5))
    )

    assert await count_contests(database) == 10


async def test_writers_of_one_process_take_turns_and_never_meet_in_the_database(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no time to wait inside SQLite, a second writer would fail as soon as it began."""
    monkeypatch.setattr("storage.drivers.BUSY_TIMEOUT", timedelta(0))
    database = Database(sqlite_url)

    async def write() -> None:
        async with database.write() as connection:
            await add_contest(connection)

    await asyncio.gather(*(write() for _ in range(20)))

    assert await count_contests(database) == 20
    await database.dispose()


@ONLY_SQLITE
@pytest.mark.parametrize(
    ("pragma", "expected"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 15000)],
)
async def test_sqlite_is_set_up_to_keep_what_it_has_committed(
    database: Database, pragma: str, expected: str | int
) -> None:
    for connect in (database.read, database.write):
        async with connect() as connection:
            assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one() == expected


@pytest.mark.parametrize(
    "url", ["mysql://someone:hush@example.org/db", "sqlite://", "postgres://someone:hush@host/db"]
)
def test_a_database_without_a_driver_is_refused_without_showing_the_password(url: str) -> None:
    with pytest.raises(UnsupportedDatabaseError) as failure:
        Database(url)

    assert "hush" not in str(failure.value)


async def test_a_url_may_say_sslmode_as_other_tools_do(postgresql_url: str) -> None:
    database = Database(f"{postgresql_url}&sslmode=disable")

    assert await count_contests(database) == 0
    await database.dispose()


def test_json_keeps_vietnamese_and_escapes_what_no_database_takes() -> None:
    assert to_json({"tên": ["Đắk Lắk", 1]}) == '{"tên":["Đắk Lắk",1]}'
    assert to_json("\ud83d") == '"\\ud83d"'
    assert to_json("\x00") == '"\\u0000"'


async def test_a_connection_on_its_way_back_is_closed_too(database_url: str) -> None:
    """A task that is cancelled gives its connection back after its caller has gone on."""
    database = Database(database_url)
    reading = database.read()
    await reading.__aenter__()

    disposing = asyncio.create_task(database.dispose())
    await asyncio.sleep(0)
    had_to_wait = not disposing.done()
    await reading.__aexit__(None, None, None)
    await disposing

    assert had_to_wait
    assert database._engine.sync_engine.pool.checkedin() == 0  # type: ignore[attr-defined]


async def test_a_connection_that_is_never_given_back_is_closed_at_last(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "RETURN_LIMIT", timedelta(milliseconds=1))
    database = Database(database_url)
    reading = database.read()
    connection = await reading.__aenter__()
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None

    await database.dispose()

    with pytest.raises((ValueError, InterfaceError), match=r"closed|no active connection"):
        await driver.execute("SELECT 1")
    with suppress(Exception):
        await reading.__aexit__(None, None, None)


@ONLY_POSTGRESQL
async def test_a_process_that_serves_gives_up_statements_that_take_too_long(
    database_url: str,
) -> None:
    patience = Patience(urgent=timedelta(milliseconds=50), other=timedelta(minutes=1))
    database = Database(database_url, patience)

    with pytest.raises(StorageAwayError) as given_up:
        async with database.write() as connection:
            await connection.execute(text("SELECT pg_sleep(30)"))
    async with database.read() as connection:
        limits = [
            await connection.scalar(text(f"SHOW {name}"))
            for name in ("statement_timeout", "idle_in_transaction_session_timeout")
        ]

    assert given_up.value.kind == "QueryCanceledError"
    assert limits == ["1min", "1min"]
    await database.dispose()


@ONLY_POSTGRESQL
async def test_commands_and_migrations_take_as_long_as_they_take(database_url: str) -> None:
    serving = Database(database_url, Patience(timedelta(seconds=1), timedelta(seconds=1)))
    alone = Database(database_url)

    async with serving.without_limits() as patient:
        limits = []
        for database in (patient, alone):
            async with database.write() as connection:
                limits.append(await connection.scalar(text("SHOW statement_timeout")))

    assert limits == ["0", "0"]
    await serving.dispose()
    await alone.dispose()


@ONLY_POSTGRESQL
async def test_play_has_connections_of_its_own(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every connection for conversations is taken, and no more are to be had."""
    monkeypatch.setattr(engine, "CONNECTIONS", 1)
    monkeypatch.setattr(drivers, "POOL_LIMIT", timedelta(milliseconds=50))
    database = Database(database_url)

    async with database.transaction():
        with pytest.raises(NoConnectionError):
            async with database.transaction():
                pass
        async with database.write() as connection:
            await add_contest(connection)

    assert await count_contests(database) == 1
    await database.dispose()
