from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, text

from contest.model import UnitId
from contest.quotas import DEFAULT_POLICY
from contest.reminders import DEFAULT_SCHEDULE
from handlers.ports.records import Grant, Role, Strength
from storage import schema
from storage.engine import Database
from storage.tables.contests import contest_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.postgresql import PostgresqlServer
from tests.fakes.secrets import SECRET
from tests.integration.storage.world import DAY, LEASE, chat, headcounts, user

SQLITE_OBJECTS = "SELECT name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version'"
POSTGRESQL_OBJECTS = """
    SELECT 'constraint ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION SELECT table_name || '.' || column_name,
            concat_ws(' ', data_type, is_nullable, column_default, ordinal_position)
        FROM information_schema.columns WHERE table_schema = 'public'
"""

ROWS_OF_0001 = (
    "INSERT INTO contest (name, organiser) VALUES ('CCHC', 'BTC')",
    """INSERT INTO unit (code, name, level, leaders, division_heads, staff, onestop)
        VALUES ('SO-NV', 'Sở Nội vụ', 'SO', 4, 15, 48, 6)""",
    """INSERT INTO person (full_name, birth_date, unit_id, audience, locale, created_at)
        VALUES ('Nguyễn Thị Ánh', '1990-02-28', 1, 'officials', 'vi',
            '2023-11-07 01:00:00.000000+00:00')""",
    """INSERT INTO identity (key, platform, bot, user_id, chat_id, person_id)
        VALUES ('web:demo:user-1', 'web', 'demo', 'user-1', 'chat-1', 1)""",
    """INSERT INTO role_grant (user_key, role, unit_id)
        VALUES ('web:demo:user-1', 'organiser', NULL), ('web:demo:user-1', 'unit_leader', 1)""",
)


@pytest.fixture(params=["sqlite", "postgresql"])
async def old_database(
    request: pytest.FixtureRequest, tmp_path: Path, postgresql_server: PostgresqlServer
) -> AsyncIterator[Database]:
    """A database of revision 0001 with a few rows."""
    url = f"sqlite:///{tmp_path}/old.db"
    if request.param == "postgresql":
        url = await postgresql_server.create_database("old")
    database = Database(url)
    async with database.write() as connection:
        await connection.run_sync(_upgrade_to, "0001")
        for statement in ROWS_OF_0001:
            await connection.execute(text(statement))
    yield database
    await database.dispose()
    if request.param == "postgresql":
        await postgresql_server.drop_database("old")


def _upgrade_to(connection: Connection, revision: str) -> None:
    config = schema._config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def objects(connection: Connection) -> dict[str, Any]:
    """Every table, constraint and index by name, as the database itself writes it."""
    is_sqlite = connection.dialect.name == "sqlite"
    rows = connection.execute(text(SQLITE_OBJECTS if is_sqlite else POSTGRESQL_OBJECTS))
    return {name: definitions(sql or "") for name, sql in rows if "alembic_version" not in name}


def definitions(sql: str) -> list[str]:
    """What a statement defines; the columns and constraints of a table in no order.

    SQLite keeps the text of a table as it was written: what was added later stands in one line with
    the last column before, and the name of a table that was written anew in quotes.
    """
    text = " ".join(sql.replace('"', "").split())
    if not text.startswith("CREATE TABLE"):
        return [text]
    head, _, rest = text.partition("(")
    body, _, tail = rest.rpartition(")")
    parts, depth = [""], 0
    for char in body:
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [head + tail, *sorted(part.strip() for part in parts)]


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

    assert missing == "the schema is at revision none, this version needs 0010"
    await database.dispose()
    await postgresql_server.drop_database("bare")


async def test_an_upgrade_from_the_first_revision_keeps_what_is_stored(
    old_database: Database,
) -> None:
    await schema.upgrade(old_database)

    async with SqlUnitsOfWork(old_database, LEASE, SECRET)() as tx:
        contest = await tx.rounds.contest()
        (strength,) = await tx.units.strengths(DAY)
        person = await tx.people.of_user(user(1))
        grants = await tx.people.grants_of(user(1))
        await tx.people.grant(user(1), chat(1), Grant(Role.SECRETARY))
        later = await tx.people.grants_of(user(1))
    assert contest is not None
    assert (contest.name, contest.quotas) == ("CCHC", DEFAULT_POLICY)
    assert contest.reminders == DEFAULT_SCHEDULE
    assert strength == Strength(UnitId(1), headcounts(4, 15, 48, 6))
    assert person is not None
    assert (person.full_name, person.phone_masked) == ("Nguyễn Thị Ánh", None)
    assert grants == [Grant(Role.ORGANISER), Grant(Role.UNIT_LEADER, UnitId(1))]
    assert later == [*grants, Grant(Role.SECRETARY)]
