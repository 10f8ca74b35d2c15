"""An old replica beside a new one: the old one goes on, and starts no more; migrations only add."""

import ast
import sqlite3
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.app import App
from bot.clock import SystemClock
from bot.web.health import Health
from storage import schema
from storage.engine import Database
from tests.fakes.adapter import FakeAdapter
from tests.fakes.secrets import SECRET
from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.test_app import Before, hello

pytestmark = pytest.mark.anyio

FIRST_ONLINE = "0009"
"""Before this, replicas were not supported, and nothing ran beside an upgrade."""
ADDING = {"add_column", "create_table", "create_index", "f"}


async def upgrade_to_a_later_version(database: Database) -> None:
    """What the migration of a later version may do while this one is running."""
    async with database.write() as connection:
        for statement in (
            "ALTER TABLE outbox ADD COLUMN later_text VARCHAR",
            "ALTER TABLE attempt ADD COLUMN later_count INTEGER DEFAULT 0 NOT NULL",
            "ALTER TABLE person ADD COLUMN later_text VARCHAR",
            "CREATE TABLE later (id INTEGER PRIMARY KEY, person_id INTEGER)",
            "UPDATE alembic_version SET version_num = '9999'",
        ):
            await connection.execute(text(statement))


async def test_a_running_process_goes_on_when_another_upgrades_the_database(
    database_url: str, database: Database
) -> None:
    await Before(database).prepare()
    adapter = FakeAdapter("web", "demo")
    app = App(database_url, SystemClock(), SECRET)
    try:
        async with app.running([adapter]) as running:
            await upgrade_to_a_later_version(database)
            message = hello()
            await running.deliver(message)
            await adapter.until_sent(f"reply:{message.update_key}:0")
            checks = await Health(app, [adapter]).checks()
    finally:
        await app.close()

    assert all(check["ok"] for check in checks.values()), checks


async def test_a_schema_that_is_too_new_is_left_alone(database: Database) -> None:
    await upgrade_to_a_later_version(database)

    with pytest.raises(schema.NewerSchemaError, match="9999"):
        await schema.upgrade(database)

    assert await schema.revision(database) == "9999"


async def test_a_schema_that_is_too_old_is_no_newer_one(database: Database) -> None:
    assert not await schema.is_newer(database)
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    assert not await schema.is_newer(database)


@pytest.mark.parametrize("command", [["serve"], ["db", "upgrade"], ["round", "list"]])
def test_a_program_older_than_its_database_says_so_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///hoithi.db")
    monkeypatch.setenv("SESSION_SECRET", SECRET)
    monkeypatch.setenv("WEB_PORT", "0")
    line = CommandLine(tmp_path)
    assert line("db", "upgrade").exit_code == 0
    with closing(sqlite3.connect(tmp_path / "hoithi.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()

    result = line(*command)

    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == (
        "DATABASE_URL: the schema is at revision 9999, which this version is too old for"
    )


def test_migrations_since_replicas_only_add() -> None:
    folder = resources.files("storage") / "migrations" / "versions"
    files = [Path(str(each)) for each in folder.iterdir() if each.name.endswith(".py")]
    online = [each for each in files if each.name[:4] >= FIRST_ONLINE]

    assert len(online) >= 2
    for file in online:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        called = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "op"
        }
        assert called <= ADDING, f"{file.name}: {called - ADDING} breaks what is running"
