"""``hoithi report evidence``: frozen figures of units with a seal, and whether a file is unchanged.

What was sealed is written into the audit log, so that somebody who changes a file and computes a
new seal for it is found out as well.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.commands.common import Session, not_blank, refuse, run
from bot.commands.evidence_check import verify
from bot.commands.import_outcomes import ACTOR
from bot.commands.lookups import contest_or_exit, round_or_exit, unit_or_exit
from bot.commands.output import AsJson, new_table, print_json, print_table, written
from bot.documents.evidence_files import evidence_xlsx
from contest.evidence import Row, Sealed, sealed
from contest.model import Level
from handlers.evidence import EvidenceScope, RoundNeededError, evidence_of
from handlers.formats import local_day
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.statistics import rounds_to_report
from handlers.texts.loader import Wording
from storage.repositories.statistics import EVIDENCE_MADE

ENDINGS = (".json", ".xlsx")


def evidence_target(paths: list[Path] | None) -> list[Path]:
    """Checks the files to write.

    Raises:
        BadParameter: if one is of another kind.
    """
    if any(path.suffix.lower() not in ENDINGS for path in paths or []):
        raise typer.BadParameter("must end in .json or .xlsx")
    return paths or []


def evidence(
    under: Annotated[
        str | None, typer.Option(help="code of a unit: it and all units below it")
    ] = None,
    level: Annotated[
        list[str] | None, typer.Option(help="units of this level; may be given more than once")
    ] = None,
    round_number: Annotated[
        int | None,
        typer.Option("--round", min=1, max=10**9, help="one round; else the whole contest"),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output", "-o", help=".json or .xlsx to write; may be both", callback=evidence_target
        ),
    ] = None,
    made_by: Annotated[
        str | None, typer.Option("--by", help="who makes it, written into it", callback=not_blank)
    ] = None,
    verify_file: Annotated[
        Path | None, typer.Option("--verify", help="check a file instead of making one")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Freeze how units took part, or check a file that was made so.

    With --verify the exit status is 0 if the file is unchanged, 1 if not, 2 if it cannot be read.
    """

    async def main(session: Session) -> None:
        if verify_file is not None:
            await verify(session, verify_file, as_json=as_json)
            return
        by = made_by or session.say("export-operator")
        document = await _document(session, round_number, under, level or [], by)
        lines = [] if not output else await _write(session, sealed(document), output, by)
        if as_json:
            print_json(document["rows"])
        elif output:
            typer.echo("\n".join(lines))
        else:
            print_table(_table(document["rows"], session.say))

    run(main)


async def _document(
    session: Session,
    round_number: int | None,
    under: str | None,
    levels: Sequence[str],
    made_by: str,
) -> dict[str, Any]:
    async with session.units_of_work.reading() as tx:
        await tx.statistics.hold_still()
        contest = await contest_or_exit(session, tx)
        rounds = await _rounds(session, tx, round_number)
        day = local_day(rounds[-1].window.opens_at)
        units = await tx.units.existing_on(day)
        root = None if under is None else unit_or_exit(session, list(units), under).code
        known = sorted({unit.level for unit in units})
        if unknown := [each for each in levels if each not in known]:
            refuse(session.say("cli-unknown-level", found=unknown[0], levels=", ".join(known)))
        scope = EvidenceScope(rounds, root, [Level(each) for each in levels])
        try:
            return await evidence_of(tx, contest, scope, made_by, session.now)
        except RoundNeededError:
            refuse(session.say("cli-evidence-which-round"))


async def _rounds(session: Session, tx: UnitOfWork, number: int | None) -> Sequence[Round]:
    if number is None:
        begun = await rounds_to_report(tx, session.now)
        if not begun:
            refuse(session.say("cli-no-rounds"))
        return begun
    one = await round_or_exit(session, tx, number)
    if one.is_rehearsal:
        refuse(session.say("cli-round-rehearsal", round=one.name))
    return [one]


async def _write(
    session: Session, one: Sealed, targets: Sequence[Path], made_by: str
) -> Sequence[str]:
    """Note the seal, then write the files: a file without its note would pass for a forgery."""
    async with session.units_of_work() as tx:
        await tx.audit(EVIDENCE_MADE, session.now, ACTOR, sha256=one.claimed, by=made_by)
        await tx.commit()
    lines = []
    for target in targets:
        is_sheet = target.suffix.lower() == ".xlsx"
        lines.append(written(session, target, evidence_xlsx(one) if is_sheet else one.text))
    return [*lines, session.say("evidence-seal", sha256=one.claimed)]


def _table(rows: Sequence[Row], say: Wording) -> Table:
    shown = new_table()
    shown.add_column(say("cli-report-code"), max_width=14, overflow="fold")
    shown.add_column(say("cli-report-unit"), ratio=1, overflow="fold")
    for key in ("participants", "headcount", "rate", "quota", "missing", "entries", "mean", "full"):
        shown.add_column(say(f"evidence-{key}"), justify="right")
    for row in rows:
        met = {True: "yes", False: "no", None: "none"}[row["quota_met"]]
        shown.add_row(
            *(row["code"], row["name"], str(row["participants"]), str(row["headcount"])),
            *(_percent(row["rate_percent"], say), say("evidence-quota-state", state=met)),
            *(str(row["missing"]), str(row["entries"])),
            *(_percent(row["mean_percent"], say), _percent(row["full_percent"], say)),
        )
    return shown


def _percent(text: str | None, say: Wording) -> str:
    return "" if text is None else say("format-percent", percent=float(text))
