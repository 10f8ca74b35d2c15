"""``hoithi export``: results as files to work with."""

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Annotated

import typer

from bot.commands.common import Session, not_blank, run
from bot.commands.import_outcomes import ACTOR
from bot.commands.lookups import contest_or_exit
from bot.commands.output import written, xlsx
from bot.commands.statistics_report import reported_rounds
from bot.documents.book import Book
from bot.documents.result_workbook import Results, ResultWorkbook
from handlers.formats import instant_text
from handlers.ports.records import Contest, Round
from handlers.ports.repositories import UnitOfWork
from handlers.ranking_pages import frozen_result, ranking_pages
from handlers.shortfalls import load_table
from handlers.statistics import load_statistics
from handlers.texts.loader import Wording
from storage.boards import SqlBoardMaker

app = typer.Typer(help="Write results as files.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Write results as files."""


@app.command("results")
def results_(
    file: Annotated[Path, typer.Argument(help=".xlsx to write", callback=xlsx)],
    numbers: Annotated[
        list[int] | None, typer.Argument(help="numbers of rounds; else all that have begun")
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="with names of people: for those who may see them only")
    ] = False,
    made_by: Annotated[
        str | None,
        typer.Option("--by", help="who exports it, at the foot of every page", callback=not_blank),
    ] = None,
) -> None:
    """Write summary, charts, ranking, units, quality and questions as one spreadsheet."""

    async def main(session: Session) -> None:
        by = made_by or session.say("export-operator")
        await _make_boards(session)
        async with session.units_of_work.reading() as tx:
            await tx.statistics.hold_still()
            contest = await contest_or_exit(session, tx)
            rounds = await reported_rounds(session, tx, numbers or [])
            target = io.BytesIO()
            await results_workbook(
                target, tx, contest, rounds, session.now, by, session.say, with_names=names
            )
        ids = [one.id for one in rounds]
        async with session.units_of_work() as tx:
            facts = {"rounds": ids, "names": names, "by": by}
            await tx.audit("results_exported", session.now, ACTOR, **facts)
            await tx.commit()
        typer.echo(written(session, file, target.getvalue(), is_secret=names))

    run(main)


async def _make_boards(session: Session) -> None:
    maker = SqlBoardMaker(session.database)
    for one in await maker.due(session.now):
        await maker.make(one, session.now)


async def results_workbook(
    target: IO[bytes],
    tx: UnitOfWork,
    contest: Contest,
    rounds: Sequence[Round],
    now: datetime,
    made_by: str,
    say: Wording,
    *,
    with_names: bool = False,
) -> None:
    """Write the workbook of some rounds."""
    report = await load_statistics(tx, contest, rounds, now)
    table = await load_table(tx, contest, rounds[-1])
    results = {one.id: found for one in rounds if (found := await frozen_result(tx, one))}
    frozen: Results = {
        number: (result, await tx.results.is_current(result)) for number, result in results.items()
    }
    watermark = say("export-watermark", at=instant_text(now, say), by=made_by)
    with Book(target, contest.name, now, watermark, say) as book:
        writer = ResultWorkbook(book, report, table, frozen, say, with_names=with_names)
        writer.begin()
        for one in report.rounds:
            page = writer.ranking(one)
            async for lines in ranking_pages(tx, one.round, results.get(one.round.id)):
                writer.add_places(page, lines)
            page.finish()
