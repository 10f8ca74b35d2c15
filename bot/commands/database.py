"""``hoithi db``: the schema of the database."""

import asyncio

import typer

from bot.commands.common import opened, reach, refuse, say_in, settings_or_exit, upgrade
from storage import schema

app = typer.Typer(
    help="Bring the database up to date, or check whether it is.", no_args_is_help=True
)


@app.command("upgrade")
def upgrade_schema() -> None:
    """Create the tables or bring them up to this version."""
    settings = settings_or_exit()

    async def main() -> None:
        async with opened(settings) as database:
            await upgrade(database)

    asyncio.run(main())
    typer.echo(say_in(settings)("cli-db-ready"))


@app.command()
def check() -> None:
    """Exit with status 2 and say what is missing if this version cannot use the database."""
    settings = settings_or_exit()

    async def main() -> str | None:
        async with opened(settings) as database:
            if database.file is None or database.file.exists():
                await reach(database)
            return await schema.check(database)

    missing = asyncio.run(main())
    if missing is not None:
        refuse(say_in(settings)("cli-db-not-ready", found=missing))
    typer.echo(say_in(settings)("cli-db-ready"))
