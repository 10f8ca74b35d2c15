"""What all commands share: settings, the database opened for one command, and how they fail."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, NoReturn, TypeVar

import typer

from bot.clock import SystemClock
from bot.settings import Settings, SettingsError, load_settings
from handlers.formats import LOCAL_ZONE
from handlers.texts.loader import Wording, wording
from storage import schema
from storage.engine import Database, UnsupportedDatabaseError
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
        async with _session(settings) as session:
            return await main(session)

    try:
        return asyncio.run(with_session())
    except UnsupportedDatabaseError as error:
        refuse(f"DATABASE_URL: {error}")


class Session:
    """What one command works with."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.say = say_in(settings)
        self.database = database
        self.units_of_work = SqlUnitsOfWork(database, NO_LEASE)
        self.now = SystemClock().now()


@asynccontextmanager
async def _session(settings: Settings) -> AsyncIterator[Session]:
    database = Database(settings.database_url.get_secret_value())
    try:
        await schema.upgrade(database)
        yield Session(settings, database)
    finally:
        await database.dispose()


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
        except ValueError:
            continue
        return naive.replace(tzinfo=LOCAL_ZONE) + timedelta(days=is_day_end)
    refuse(say("cli-not-an-instant", found=text[:40]))
