"""``hoithi db``: the schema of the database."""

import asyncio

import typer

from bot.commands.common import refuse, say_in, settings_or_exit
from storage import schema
from storage.engine import Database

app = typer.Typer(
    help="Bring the database up to date, or check whether it is.", no_args_is_help=True
)


@app.command()
def upgrade() -> None:
    """Create the tables or bring them up to this version."""
    settings = settings_or_exit()

    async def main() -> None:
        database = Database(settings.database_url.get_secret_value())
        try:
            await schema.upgrade(database)
        finally:
            await database.dispose()

    asyncio.run(main())
    typer.echo(say_in(settings)("cli-db-ready"))


@app.command()
def check() -> None:
    """Exit with status 2 and say what is missing if this version cannot use the database."""
    settings = settings_or_exit()

    async def main() -> str | None:
        database = Database(settings.database_url.get_secret_value())
        try:
            return await schema.check(database)
        finally:
            await database.dispose()

    missing = asyncio.run(main())
    if missing is not None:
        refuse(say_in(settings)("cli-db-not-ready", found=missing))
    typer.echo(say_in(settings)("cli-db-ready"))
