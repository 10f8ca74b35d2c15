"""``hoithi import``: units and questions from a spreadsheet; all of a file or nothing of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.commands.common import Session, refuse, run
from bot.documents.tables import read_table
from handlers.formats import local_day
from handlers.imports.faults import Checked, fault_lines
from handlers.imports.questions import check_questions
from handlers.imports.units import check_units
from handlers.ports.catalogue import Stored
from storage.unit_of_work import SqlUnitOfWork

app = typer.Typer(help="Load units or questions from csv, xlsx or ods.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="csv (UTF-8), xlsx or ods with a header row")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="check the file and write nothing")]

Value = TypeVar("Value")


@app.command()
def units(file: File, dry_run: DryRun = False) -> None:
    """Add units, or change the stored ones of the same code."""

    async def main(session: Session) -> None:
        async with session.units_of_work() as tx:
            stored = await tx.units.existing_on(local_day(session.now))
            codes = {unit.id: unit.code for unit in stored}
            known = {unit.code: codes.get(unit.parent) if unit.parent else None for unit in stored}
            values = _values_or_exit(session, check_units(read_table(file), known))
            await _keep(session, tx, await tx.catalogue.store_units(values), dry_run)

    run(main)


@app.command()
def questions(file: File, dry_run: DryRun = False) -> None:
    """Add questions; one that has changed becomes a new version of itself."""

    async def main(session: Session) -> None:
        values = _values_or_exit(session, check_questions(read_table(file)))
        async with session.units_of_work() as tx:
            await _keep(session, tx, await tx.catalogue.store_questions(values), dry_run)

    run(main)


def _values_or_exit(session: Session, checked: Checked[Value]) -> Sequence[Value]:
    if checked.faults:
        refuse(
            *fault_lines(checked, session.say),
            session.say("cli-import-refused", count=len(checked.faults) + checked.more_faults),
        )
    if checked.ignored:
        typer.echo(session.say("cli-import-ignored", columns=", ".join(checked.ignored)), err=True)
    return checked.values


async def _keep(session: Session, tx: SqlUnitOfWork, stored: Stored, dry_run: bool) -> None:
    key = "cli-import-checked" if dry_run else "cli-import-stored"
    if not dry_run:
        await tx.audit(
            "imported", session.now, "command line", added=stored.added, changed=stored.changed
        )
        await tx.commit()
    typer.echo(
        session.say(key, added=stored.added, changed=stored.changed, unchanged=stored.unchanged)
    )
