"""``hoithi report document``: a report in the official form, as a Word file."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import Session, refuse, run
from bot.commands.lookups import contest_or_exit, round_or_exit
from bot.commands.output import ending_in, written
from bot.documents.official_report import TemplateFaultError, filled
from bot.documents.report_template import template_docx
from contest.letterhead import Letterhead
from handlers.official_report import OfficialReport, report_on
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.statistics import rounds_to_report
from handlers.texts.loader import DEFAULT_LOCALE, wording

MAX_LISTED = 400
"""Characters of the names of fields in a line about a fault."""


def _docx(path: Path | None) -> Path | None:
    return ending_in(".docx", path)


File = typer.Option("--output", "-o", help="Word file to write", callback=_docx)


def document(
    round_number: Annotated[
        int | None,
        typer.Argument(
            metavar="[ROUND]", min=1, max=10**9, help="number of a round; else the whole contest"
        ),
    ] = None,
    output: Annotated[Path | None, File] = None,
    template: Annotated[
        Path | None, typer.Option(help="template of the office, instead of the default one")
    ] = None,
    template_out: Annotated[
        Path | None,
        typer.Option(help="write the default template to be edited in Word", callback=_docx),
    ] = None,
    number: Annotated[str, typer.Option(help="of the report, with its symbol if it has one")] = "",
    place: Annotated[
        str | None, typer.Option(help="where it is given; else as the letterhead has it")
    ] = None,
    signer: Annotated[
        str | None, typer.Option(help="who signs; else as the letterhead has it")
    ] = None,
) -> None:
    """Write an official report on a round, or on all rounds of the contest together."""

    async def main(session: Session) -> None:
        if template_out is not None:
            typer.echo(written(session, template_out, template_docx(wording(DEFAULT_LOCALE))))
        if output is None:
            if template_out is None:
                refuse(session.say("cli-document-what"))
            return
        async with session.units_of_work.reading() as tx:
            contest = await contest_or_exit(session, tx)
            rounds = await _rounds_or_exit(session, tx, round_number)
            letterhead = _changed(contest.letterhead, place, signer)
            report = await report_on(tx, contest, rounds, letterhead, number, session.now)
        typer.echo(written(session, output, _filled_or_exit(session, template, report)))

    run(main)


async def _rounds_or_exit(session: Session, tx: UnitOfWork, number: int | None) -> Sequence[Round]:
    """The round of that number, or all that have begun."""
    if number is None:
        rounds = await rounds_to_report(tx, session.now)
    else:
        one = await round_or_exit(session, tx, number)
        if one.is_rehearsal:
            refuse(session.say("cli-document-rehearsal", round=one.name))
        rounds = [one] if one.window.opens_at <= session.now else []
    if not rounds:
        refuse(session.say("cli-document-nothing"))
    return rounds


def _changed(letterhead: Letterhead, place: str | None, signer: str | None) -> Letterhead:
    return replace(
        letterhead,
        place=letterhead.place if place is None else place,
        signer=letterhead.signer if signer is None else signer,
    )


def _filled_or_exit(session: Session, template: Path | None, report: OfficialReport) -> bytes:
    if template is None:
        return filled(template_docx(wording(DEFAULT_LOCALE)), report)
    try:
        return filled(template.read_bytes(), report)
    except OSError:
        refuse(session.say("cli-template-not-docx", file=template.name))
    except TemplateFaultError as fault:
        refuse(_fault_text(session, template, fault))


def _fault_text(session: Session, template: Path, fault: TemplateFaultError) -> str:
    match fault.kind:
        case "unknown":
            known = ", ".join(fault.known)[:MAX_LISTED]
            return session.say(
                "cli-template-unknown", file=template.name, name=fault.found, known=known
            )
        case "not-docx":
            return session.say("cli-template-not-docx", file=template.name)
        case "forbidden":
            return session.say("cli-template-forbidden", file=template.name, found=fault.found)
    return session.say("cli-template-broken", file=template.name, found=fault.found)
