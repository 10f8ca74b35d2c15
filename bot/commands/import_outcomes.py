"""What an import makes of a checked file: every fault told and nothing written, or all kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import typer

from bot.commands.common import Session, refuse
from bot.documents.marked import marked_xlsx
from contest.model import UnitId
from handlers.imports.faults import FAULT_LIMIT, Checked, fault_lines
from handlers.ports.catalogue import Stored
from handlers.ports.rosters import ListedTwice, RosterChange
from handlers.ports.tables import RawTable
from handlers.texts.loader import Wording
from storage.unit_of_work import SqlUnitOfWork

ACTOR = "command line"

Value = TypeVar("Value")


def values_or_exit(session: Session, checked: Checked[Value]) -> Sequence[Value]:
    """The values of a file, or exit status 2 after a line for every fault."""
    if checked.faults:
        refuse(*_refusal(session, checked))
    _tell_ignored(session, checked)
    return checked.values


def people_or_exit(
    session: Session, table: RawTable, checked: Checked[Value], target: Path | None
) -> Sequence[Value]:
    """The values of a list of people; its faults are written to a file if one is named."""
    if checked.faults:
        for line in _refusal(session, checked):
            typer.echo(line, err=True)
        refuse(_mark(session, table, checked, target))
    if target is not None:
        typer.echo(session.say("cli-import-faults-none", file=target.name), err=True)
    _tell_ignored(session, checked)
    return checked.values


def _refusal(session: Session, checked: Checked[Value]) -> Sequence[str]:
    count = len(checked.faults) + checked.more_faults
    return (
        *fault_lines(checked, session.say),
        session.say("cli-import-refused", count=count),
    )


def _tell_ignored(session: Session, checked: Checked[Value]) -> None:
    if checked.ignored:
        typer.echo(session.say("cli-import-ignored", columns=", ".join(checked.ignored)), err=True)


def _mark(session: Session, table: RawTable, checked: Checked[Value], target: Path | None) -> str:
    """Write the copy with the faults, if asked for; returns what to say about it."""
    if target is None:
        return session.say("cli-import-faults-hint")
    content = marked_xlsx(table, checked.faults, checked.more_faults, session.say)
    return write_or_exit(session, target, content, "cli-import-faults-written")


def write_or_exit(session: Session, target: Path, content: bytes, done: str) -> str:
    """Write a file, or exit with status 2; returns the text ``done`` about it."""
    try:
        target.write_bytes(content)
    except OSError:
        refuse(session.say("cli-import-not-writable", file=target.name))
    return session.say(done, file=target.name)


async def keep(session: Session, tx: SqlUnitOfWork, stored: Stored, dry_run: bool) -> None:
    """Commit what was stored of a list, unless it is a dry run, and tell the counts."""
    key = "cli-import-checked" if dry_run else "cli-import-stored"
    if not dry_run:
        await tx.audit("imported", session.now, ACTOR, added=stored.added, changed=stored.changed)
        await tx.commit()
    typer.echo(
        session.say(key, added=stored.added, changed=stored.changed, unchanged=stored.unchanged)
    )


async def keep_people(
    session: Session, tx: SqlUnitOfWork, kind: str, change: RosterChange, dry_run: bool
) -> None:
    """As ``keep``, of a list of people."""
    key = "cli-import-roster-checked" if dry_run else "cli-import-roster-stored"
    counts = asdict(change)
    if not dry_run:
        await tx.audit("imported", session.now, ACTOR, list=kind, **counts)
        await tx.commit()
    typer.echo(session.say(key, **counts))


def elsewhere_lines(
    twice: Sequence[ListedTwice], titles: Mapping[UnitId, str], say: Wording
) -> Sequence[str]:
    """One line for each, as many as of faults; no faults, as people may change their unit."""
    lines = [
        say(
            "cli-import-roster-elsewhere",
            name=each.full_name,
            unit=titles[each.unit],
            other=titles[each.other_unit],
        )
        for each in twice[:FAULT_LIMIT]
    ]
    if len(twice) > FAULT_LIMIT:
        lines.append(say("cli-import-roster-elsewhere-more", count=str(len(twice) - FAULT_LIMIT)))
    return lines
