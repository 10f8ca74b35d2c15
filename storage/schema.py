"""The schema of the database: all tables, and bringing a database up to this version of them."""

from functools import cache
from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect, text

from storage.engine import Database
from storage.tables import (
    announcements,
    attempts,
    awards,
    boards,
    contests,
    corrections,
    groups,
    invitations,
    live,
    operations,
    outbox,
    people,
    pollers,
    questions,
    reminders,
    replies,
    results,
    rosters,
    units,
    waiting_line,
)
from storage.tables.base import Row


class NewerSchemaError(Exception):
    """The database was brought up to date by a newer version of the program."""


# Any number will do that no other advisory lock of this product uses.
UPGRADE_LOCK = 0x75706772
VERSION_TABLE = "alembic_version"

TABLE_MODULES = (
    announcements,
    attempts,
    awards,
    boards,
    contests,
    corrections,
    groups,
    invitations,
    live,
    operations,
    outbox,
    people,
    pollers,
    questions,
    reminders,
    replies,
    results,
    rosters,
    units,
    waiting_line,
)


def metadata() -> MetaData:
    """All tables of this product."""
    return Row.metadata


async def upgrade(database: Database) -> None:
    """Bring the schema up to date; all of it or nothing. An up-to-date schema stays as it is.

    Raises:
        NewerSchemaError: if this version does not know the schema, which then stays as it is.
    """
    if database.file is not None:
        database.file.parent.mkdir(parents=True, exist_ok=True)
    async with database.write() as connection:
        if not database.is_sqlite:
            # Several replicas may start at once.
            await connection.execute(
                text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK}
            )
        await connection.run_sync(_upgrade)


async def check(database: Database) -> str | None:
    """What keeps this version from working with the database; None if nothing does."""
    if database.file is not None and not database.file.exists():
        return "there is no database yet"
    async with database.read() as connection:
        found = await connection.run_sync(_revision)
    wanted = _newest()
    if found == wanted:
        return None
    return f"the schema is at revision {found or 'none'}, this version needs {wanted}"


async def revision(database: Database) -> str | None:
    """The revision of a database's schema; None if there is none yet."""
    async with database.read() as connection:
        return await connection.run_sync(_revision)


async def is_newer(database: Database) -> bool:
    """Whether a newer version has brought the schema up to date.

    A process that is running goes on with it: migrations only add (`docs/operations.md`).
    """
    found = await revision(database)
    return found is not None and not is_known(found)


def is_known(found: str) -> bool:
    """Whether this version can bring a schema of that revision up to date."""
    scripts = ScriptDirectory.from_config(_config())
    return any(script.revision == found for script in scripts.walk_revisions())


@cache
def _newest() -> str | None:
    """The revision of this version; read once, as it takes many files."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("storage") / "migrations"))
    return config


def _upgrade(connection: Connection) -> None:
    found = _revision(connection)
    if found is not None and not is_known(found):
        raise NewerSchemaError(
            f"the schema is at revision {found}, which this version is too old for"
        )
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    # Alembic would write two lines into the log each time, and readiness asks all day long.
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 - named above
    return found
