"""What all commands share: settings, the database opened for one command, and how they fail."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn, TypeVar

import typer

from bot.clock import SystemClock
from bot.settings import Settings, SettingsError, load_settings, session_secret
from handlers.formats import LOCAL_ZONE
from handlers.texts.loader import Wording, wording
from storage import schema
from storage.engine import Database
from storage.outbox import Lease
from storage.unit_of_work import SqlUnitsOfWork

BAD_INPUT = 2
"""Exit status when what was asked for cannot be done; nothing was written."""

NO_LEASE = Lease("command-line", timedelta(0))
"""A command only queues messages; whatever process serves takes them at once."""

Result = TypeVar("Result")


def settings_or_exit() -> Settings:
    """The settings, or exit status 2 with the names of the bad variables."""
    try:
        return load_settings()
    except SettingsError as error:
        refuse(str(error))


def say_in(settings: Settings) -> Wording:
    """The texts of the command line."""
    return wording(settings.locale)


def refuse(*lines: str) -> NoReturn:
    """Print lines to standard error and exit with status 2."""
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(BAD_INPUT)


def run(main: Callable[["Session"], Coroutine[Any, Any, Result]]) -> Result:
    """Run a command that needs the database, brought up to date first."""
    settings = settings_or_exit()

    async def with_session() -> Result:
        async with opened(settings) as database:
            await upgrade(database)
            return await main(Session(settings, database))

    return asyncio.run(with_session())


class Session:
    """What one command works with."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.say = say_in(settings)
        self.database = database
        self.units_of_work = SqlUnitsOfWork(database, NO_LEASE, session_secret(settings))
        self.now = SystemClock().now()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The configured database while the body runs."""
    database = Database(settings.database_url.get_secret_value())
    try:
        yield database
    finally:
        await database.dispose()


async def upgrade(database: Database) -> None:
    """Bring the database up to date, or exit with status 2 if it cannot be reached or is newer."""
    await reach(database)
    try:
        await schema.upgrade(database)
    except schema.NewerSchemaError as error:
        refuse(f"DATABASE_URL: {error}")


async def reach(database: Database) -> None:
    """Exit with status 2 if the database cannot be opened; an SQLite file is created."""
    try:
        if database.file is not None:
            database.file.parent.mkdir(parents=True, exist_ok=True)
        async with database.read():
            pass
    except Exception as error:
        # Drivers raise whatever they like here; its kind tells enough and holds no password.
        refuse(f"DATABASE_URL: the database cannot be opened ({type(error).__name__})")


def not_blank(value: str | None) -> str | None:
    """Checks an option of the command line that people will read.

    Raises:
        BadParameter: if there is nothing to read.
    """
    if value is not None and not value.strip():
        raise typer.BadParameter("must not be empty")
    return value


def local_instant(text: str, say: Wording) -> datetime:
    """An instant typed in local time: 2023-11-07, "2023-11-07 07:30" or "07/11/2023 24:00".

    24:00 is the end of that day (domain.md 2.2).
    """
    day_text, _, time_text = text.strip().replace("T", " ").partition(" ")
    is_day_end = time_text == "24:00"
    for pattern in ("%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"):
        try:
            naive = datetime.strptime(  # noqa: DTZ007 - the zone is added below
                f"{day_text} {'00:00' if is_day_end else time_text or '00:00'}", pattern
            )
            local = naive.replace(tzinfo=LOCAL_ZONE) + timedelta(days=is_day_end)
            return local.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    refuse(say("cli-not-an-instant", found=text[:40]))
