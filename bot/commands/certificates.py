"""``hoithi certificate`` and ``certificates``: one to print, or all of a published result."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.addresses import check_link
from bot.commands.common import Session, refuse, run
from bot.commands.lookups import contest_or_exit, round_or_exit, unit_or_exit
from bot.commands.output import ending_in, written
from bot.documents.certificates import pdf_of, pdfs_of
from contest.model import PersonId, UnitId
from contest.results import ResultLine
from contest.units import fold
from handlers.certificates import Issue, certificate_of, file_name, issue_of, total_of
from handlers.formats import local_day
from handlers.ports.contents import Certificate
from handlers.ports.repositories import UnitOfWork

PAGE = 1_000
"""Lines read at once."""
NAMED = 5
"""People of one name that are listed to choose from."""

Number = Annotated[
    int, typer.Argument(metavar="ROUND", min=1, max=10**9, help="number of the round")
]


def _pdf(path: Path) -> Path:
    return ending_in(".pdf", path) or path


def certificate(
    round_number: Number,
    person: Annotated[str, typer.Option(help="full name, or number as a list of names shows it")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="PDF file to write", callback=_pdf)
    ],
) -> None:
    """Print the certificate of one person in the published result of a round."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            issue = await _issue_or_exit(session, tx, round_number)
            line = await _line_or_exit(session, tx, issue, person)
            if not issue.earns(line):
                percent = issue.letterhead.certificate_from_percent
                refuse(session.say("cli-certificate-below", percent=percent))
            words = certificate_of(tx, issue, line, check_link(session.settings))
        _warn_without_address(session)
        typer.echo(written(session, output, pdf_of([words])))

    run(main)


def certificates(
    round_number: Number,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="a PDF file for all, or a folder for one file each"),
    ],
    from_percent: Annotated[
        int | None,
        typer.Option(min=0, max=100, help="least score in percent; else as the letterhead has it"),
    ] = None,
    top: Annotated[
        int | None, typer.Option(min=1, max=10**6, help="only the best so many of each prize group")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="only people who played for this unit")] = None,
    awarded: Annotated[bool, typer.Option("--awarded", help="only people with a prize")] = False,
) -> None:
    """Print the certificates of the published result of a round, best first."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            issue = await _issue_or_exit(session, tx, round_number)
            of_unit = await _unit_or_exit(session, tx, issue, unit) if unit else None
            chosen = [
                line
                async for line in _lines(tx, issue)
                if issue.earns(line)
                and 100 * line.score >= (from_percent or 0) * total_of(issue.round)
                and (top is None or line.group_rank <= top)
                and of_unit in (None, line.unit)
                and (not awarded or line.person in issue.prizes)
            ]
            link = check_link(session.settings)
            words = [certificate_of(tx, issue, line, link) for line in chosen]
        if not words:
            refuse(session.say("cli-certificates-none"))
        _warn_without_address(session)
        if output.suffix.lower() == ".pdf":
            written(session, output, pdf_of(words))
        else:
            _write_each(session, output, [file_name(issue, line) for line in chosen], words)
        typer.echo(session.say("cli-certificates-written", count=len(words), target=output.name))

    run(main)


def _write_each(
    session: Session, folder: Path, names: Sequence[str], words: Sequence[Certificate]
) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        refuse(session.say("cli-import-not-writable", file=folder.name))
    for name, data in zip(names, pdfs_of(words), strict=True):
        written(session, folder / name, data)


async def _issue_or_exit(session: Session, tx: UnitOfWork, number: int) -> Issue:
    """What is given out: the result of a round, which must be published."""
    contest = await contest_or_exit(session, tx)
    one = await round_or_exit(session, tx, number)
    result = await tx.results.published(one.id)
    if result is None:
        refuse(session.say("cli-certificate-not-published", round=one.name))
    if not await tx.results.is_current(result):
        typer.echo(session.say("cli-certificate-outdated", round=one.name), err=True)
    return await issue_of(tx, contest, one, result)


async def _lines(tx: UnitOfWork, issue: Issue) -> AsyncIterator[ResultLine]:
    after = 0
    while lines := await tx.results.page(issue.result, after, PAGE):
        for line in lines:
            yield line
        after += PAGE


async def _line_or_exit(session: Session, tx: UnitOfWork, issue: Issue, person: str) -> ResultLine:
    """The line of a person by their number, or by a name that only one has."""
    if person.isascii() and person.isdecimal() and len(person) < 10:
        found = await tx.results.line_of(issue.result, PersonId(int(person)))
        named = [found] if found else []
    else:
        name = fold(person)
        named = [line async for line in _lines(tx, issue) if fold(line.full_name or "") == name]
    if not named:
        refuse(session.say("cli-certificate-nobody", found=person))
    if len(named) > 1:
        people = (f"{line.person}: {line.unit_name}" for line in named[:NAMED])
        refuse(session.say("cli-certificate-several", people="; ".join(people), count=len(named)))
    return named[0]


async def _unit_or_exit(session: Session, tx: UnitOfWork, issue: Issue, text: str) -> UnitId:
    units = await tx.units.existing_on(local_day(issue.round.window.opens_at))
    return unit_or_exit(session, units, text).id


def _warn_without_address(session: Session) -> None:
    if not session.settings.public_url:
        typer.echo(session.say("cli-certificate-no-address"), err=True)
