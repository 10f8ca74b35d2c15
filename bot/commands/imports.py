"""``hoithi import``: lists from a spreadsheet; all of a file or nothing of it."""

import typer

from bot.commands import people_imports
from bot.commands.common import Session, run
from bot.commands.import_outcomes import keep, values_or_exit
from bot.commands.people_imports import DryRun, File, policy_of
from bot.documents.tables import read_table
from handlers.formats import local_day
from handlers.imports.questions import check_questions
from handlers.imports.units import check_units

app = typer.Typer(
    help="Load units, questions or people from csv, xlsx or ods.", no_args_is_help=True
)
app.command()(people_imports.roster)
app.command()(people_imports.exclusions)
app.command()(people_imports.roster_template)


@app.command()
def units(file: File, dry_run: DryRun = False) -> None:
    """Add units, or change the stored ones of the same code."""

    async def main(session: Session) -> None:
        async with session.units_of_work() as tx:
            stored = await tx.units.existing_on(local_day(session.now))
            codes = {unit.id: unit.code for unit in stored}
            known = {unit.code: codes.get(unit.parent) if unit.parent else None for unit in stored}
            checked = check_units(read_table(file), known, await policy_of(tx))
            values = values_or_exit(session, checked)
            await keep(session, tx, await tx.catalogue.store_units(values), dry_run)

    run(main)


@app.command()
def questions(file: File, dry_run: DryRun = False) -> None:
    """Add questions; one that has changed becomes a new version of itself."""

    async def main(session: Session) -> None:
        values = values_or_exit(session, check_questions(read_table(file)))
        async with session.units_of_work() as tx:
            await keep(session, tx, await tx.catalogue.store_questions(values), dry_run)

    run(main)
