from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, text

from storage import schema
from storage.engine import Database
from storage.tables.contests import contest_table
from tests.fakes.postgresql import PostgresqlServer

SQLITE_OBJECTS = "SELECT name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version'"
POSTGRESQL_OBJECTS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION SELECT table_name || '.' || column_name,
            concat_ws(' ', data_type, is_nullable, column_default, ordinal_position)
        FROM information_schema.columns WHERE table_schema = 'public'
"""


def objects(connection: Connection) -> dict[str, Any]:
    """Every table, constraint and index by name, as the database itself writes it."""
    is_sqlite = connection.dialect.name == "sqlite"
    rows = connection.execute(text(SQLITE_OBJECTS if is_sqlite else POSTGRESQL_OBJECTS))
    return {
        name: sorted(line.strip(" ,") for line in (sql or "").splitlines())
        for name, sql in rows
        if "alembic_version" not in name
    }


async def test_alembic_sees_no_difference_between_migrations_and_tables(database: Database) -> None:
    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), schema.metadata()))

    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_checks_and_conditions_of_indexes_are_migrated_too(database: Database) -> None:
    """Alembic compares neither check constraints nor the conditions of partial indexes."""
    async with database.read() as connection:
        migrated = await connection.run_sync(objects)
        await connection.run_sync(schema.metadata().drop_all)
        await connection.run_sync(schema.metadata().create_all)
        declared = await connection.run_sync(objects)

    assert migrated == declared
    assert "uq_attempt_counted" in migrated


async def test_an_upgrade_of_an_upgraded_database_changes_nothing(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(insert(contest_table).values(name="CCHC", organiser="BTC"))
        before = await connection.run_sync(objects)

    await schema.upgrade(database)

    assert await schema.check(database) is None
    async with database.read() as connection:
        assert await connection.run_sync(objects) == before
        assert (await connection.execute(text("SELECT name FROM contest"))).scalar_one() == "CCHC"


async def test_an_sqlite_database_is_created_in_a_directory_that_is_not_there_yet(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/data/hoithi.db")
    assert await schema.check(database) == "there is no database yet"

    await schema.upgrade(database)

    assert await schema.check(database) is None
    await database.dispose()


async def test_a_database_without_tables_is_reported(postgresql_server: PostgresqlServer) -> None:
    database = Database(await postgresql_server.create_database("bare"))

    missing = await schema.check(database)

    assert missing == "the schema is at revision none, this version needs 0001"
    await database.dispose()
    await postgresql_server.drop_database("bare")
