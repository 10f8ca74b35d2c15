"""``hoithi import roster`` and ``exclusions``: whom units nominate, and who is barred."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import Session, refuse, run
from bot.commands.import_outcomes import (
    ACTOR,
    elsewhere_lines,
    keep_people,
    people_or_exit,
    write_or_exit,
)
from bot.documents import templates
from bot.documents.tables import read_table
from contest.quotas import DEFAULT_POLICY, QuotaPolicy
from contest.units import label
from handlers import exclusions as barring
from handlers.formats import local_day
from handlers.imports.categories import Categories
from handlers.imports.exclusions import check_exclusions
from handlers.imports.faults import Checked
from handlers.imports.rosters import check_roster
from handlers.imports.unit_names import UnitNames
from handlers.ports.repositories import UnitOfWork
from handlers.ports.rosters import Match, NewRosterEntry
from handlers.ports.tables import RawTable
from handlers.roster_matching import match_person

BATCH = 200
"""Registered people compared with a roster in one transaction, so that nobody waits for long."""


def _xlsx(path: Path | None) -> Path | None:
    if path is not None and path.suffix.lower() != ".xlsx":
        raise typer.BadParameter("must end in .xlsx")
    return path


File = Annotated[Path, typer.Argument(help="csv (UTF-8), xlsx or ods with a header row")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="check the file and write nothing")]
FaultsFile = Annotated[
    Path | None,
    typer.Option("--faults", help="xlsx file for a copy with faulty cells marked", callback=_xlsx),
]

TemplateFile = Annotated[Path, typer.Argument(help="xlsx file to write", callback=_xlsx)]


def roster(file: File, dry_run: DryRun = False, faults: FaultsFile = None) -> None:
    """Make these the people whom their units have nominated; other units stay as they are."""
    _check_target(file, faults)

    async def main(session: Session) -> None:
        table = read_table(file)
        checked = await _checked_roster(session, table)
        values = people_or_exit(session, table, checked, faults)
        async with session.units_of_work() as tx:
            change = await tx.rosters.store(values, session.now)
            # Read before a dry run is rolled back.
            warnings = await _also_elsewhere(session, tx, values)
            await keep_people(session, tx, "roster", change, dry_run)
        for line in warnings:
            typer.echo(line, err=True)
        if not dry_run:
            await _match_registered(session)

    run(main)


def exclusions(file: File, dry_run: DryRun = False, faults: FaultsFile = None) -> None:
    """Add people who must not take part; what they have played already becomes void."""
    _check_target(file, faults)

    async def main(session: Session) -> None:
        table = read_table(file)
        checked = check_exclusions(table, local_day(session.now))
        values = people_or_exit(session, table, checked, faults)
        async with session.units_of_work() as tx:
            change = await tx.exclusions.store(values, ACTOR, session.now)
            barred = await barring.carry_out(tx, session.now)
            await keep_people(session, tx, "exclusions", change, dry_run)
        if not dry_run and barred:
            typer.echo(session.say("cli-import-exclusions-carried-out", count=barred))

    run(main)


def roster_template(file: TemplateFile) -> None:
    """Write an empty roster for units to fill in, with their names to pick from."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            existing = await tx.units.existing_on(local_day(session.now))
            groups = Categories(await policy_of(tx)).choices
        if not existing:
            refuse(session.say("cli-import-units-needed"))
        labels = [label(unit, existing) for unit in existing]
        written = templates.roster_template(labels, groups, session.say)
        typer.echo(write_or_exit(session, file, written, "cli-import-template-written"))

    run(main)


async def policy_of(tx: UnitOfWork) -> QuotaPolicy:
    """The quota rules of the contest; the default before there is one."""
    contest = await tx.rounds.contest()
    return DEFAULT_POLICY if contest is None else contest.quotas


async def _checked_roster(session: Session, table: RawTable) -> Checked[NewRosterEntry]:
    today = local_day(session.now)
    async with session.units_of_work.reading() as tx:
        existing = await tx.units.existing_on(today)
        strengths = {each.unit: each for each in await tx.units.strengths(today)}
        policy = await policy_of(tx)
    if not existing:
        refuse(session.say("cli-import-units-needed"))
    return check_roster(table, existing, strengths, policy, today)


async def _also_elsewhere(
    session: Session, tx: UnitOfWork, values: Sequence[NewRosterEntry]
) -> Sequence[str]:
    """A line for everybody of the list who stands on the stored roster of another unit as well."""
    twice = await tx.rosters.also_elsewhere({entry.unit for entry in values})
    existing = {unit.id: unit for unit in await tx.units.existing_on(local_day(session.now))}
    ids = {id_ for each in twice for id_ in (each.unit, each.other_unit)}
    # The roster of a unit that is no more stays, and is in the way all the same.
    units = [existing.get(id_) or await tx.units.find(id_) for id_ in ids]
    names = UnitNames(list(existing.values()))
    titles = {unit.id: names.title(unit) for unit in units if unit is not None}
    return elsewhere_lines(twice, titles, session.say)


async def _match_registered(session: Session) -> None:
    """Compare people who registered before their unit's roster came with it."""
    async with session.units_of_work.reading() as tx:
        people = await tx.rosters.unmatched()
    outcomes: list[Match] = []
    for start in range(0, len(people), BATCH):
        async with session.units_of_work() as tx:
            for id_, phone in people[start : start + BATCH]:
                if person := await tx.people.find(id_):
                    outcomes.append(await match_person(tx, person, phone, session.now))
            await tx.commit()
    if outcomes:
        counts = {match.value: outcomes.count(match) for match in Match}
        typer.echo(session.say("cli-import-roster-matched", **counts))


def _check_target(file: Path, target: Path | None) -> None:
    """Keep the list itself from being written over.

    Raises:
        BadParameter: if both are the same file.
    """
    if target is not None and target.resolve() == file.resolve():
        raise typer.BadParameter("must not be the list itself", param_hint="--faults")
