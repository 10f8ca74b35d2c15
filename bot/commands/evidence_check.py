"""Checks a file of evidence: against its own seal, the audit log, and the figures of today."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from bot.commands.common import Session, refuse
from bot.commands.output import print_json
from bot.documents.evidence_files import EvidenceFile, read_evidence
from contest.evidence import UnreadableEvidenceError, differing
from handlers.evidence import (
    RoundNeededError,
    ScopeGoneError,
    evidence_rows,
    scope_of_document,
)
from handlers.formats import instant_text
from handlers.ports.repositories import UnitOfWork
from handlers.ports.statistics import Made
from handlers.texts.loader import Wording

CHANGED = 1
"""Exit status for a file that is not as it was made."""
_NAMED = 20
"""Units whose figures differ that are named."""


class Verdict(StrEnum):
    """What was found out about a file."""

    INTACT = "intact"
    CHANGED = "changed"
    UNKNOWN = "unknown"
    """It agrees with its seal, but nothing with this seal was ever made here."""


async def verify(session: Session, path: Path, *, as_json: bool) -> None:
    """Say what is found out about a file; exits with status 1 or 2 unless it is intact."""
    try:
        file = read_evidence(path)
    except UnreadableEvidenceError:
        refuse(session.say("evidence-unreadable", file=path.name))
    async with session.units_of_work.reading() as tx:
        await tx.statistics.hold_still()
        made = await tx.statistics.evidence_made(file.sealed.claimed)
        verdict = _verdict(file, made)
        differs = await _differs(session, tx, file) if verdict is Verdict.INTACT else None
    if as_json:
        print_json(_data(file, verdict, made, differs))
    else:
        for line in _lines(path.name, verdict, made, differs, session.say):
            typer.echo(line)
    if verdict is not Verdict.INTACT:
        raise typer.Exit(CHANGED)


def _verdict(file: EvidenceFile, made: Made | None) -> Verdict:
    if not file.is_intact:
        return Verdict.CHANGED
    return Verdict.UNKNOWN if made is None else Verdict.INTACT


async def _differs(session: Session, tx: UnitOfWork, file: EvidenceFile) -> Sequence[str] | None:
    """Codes of units whose figures are others now; None if that cannot be told any more."""
    try:
        document = file.sealed.document()
        contest = await tx.rounds.contest()
        scope = await scope_of_document(tx, document, session.now)
        if contest is None:
            return None
        return differing(document["rows"], await evidence_rows(tx, contest, scope))
    except (ScopeGoneError, RoundNeededError):
        return None


def _data(
    file: EvidenceFile, verdict: Verdict, made: Made | None, differs: Sequence[str] | None
) -> dict[str, Any]:
    return {
        "verdict": verdict.value,
        "sha256": file.sealed.claimed,
        "made_at": made.at.isoformat() if made else None,
        "made_by": made.by if made else None,
        "differs": differs,
    }


def _lines(
    name: str, verdict: Verdict, made: Made | None, differs: Sequence[str] | None, say: Wording
) -> list[str]:
    lines = [say(f"evidence-{verdict}", file=name)]
    if verdict is not Verdict.INTACT or made is None:
        return lines
    lines.append(say("evidence-made", at=instant_text(made.at, say), by=made.by))
    if differs is None:
        lines.append(say("evidence-not-comparable"))
    elif not differs:
        lines.append(say("evidence-same-now"))
    else:
        named = ", ".join(differs[:_NAMED]) + (", …" if len(differs) > _NAMED else "")
        lines.append(say("evidence-differs-now", count=len(differs), units=named))
    return lines
