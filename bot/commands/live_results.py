"""``hoithi live results``: the result of a finished live round, by person and by unit."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import Session, not_blank, refuse, run
from bot.commands.live_data import result_data
from bot.commands.live_input import COMMAND_LINE
from bot.commands.output import AsJson, new_table, print_json, print_table, written, xlsx
from bot.documents.live_workbook import live_workbook
from handlers.live_hosting.results import LiveResult, heading, load_result, no_result_text
from handlers.live_standings import rounded
from handlers.ports.live_contents import LiveRoundId

PRINTED = 50
"""Places of people that are printed; the workbook and the JSON have them all."""


def results(
    number: Annotated[
        int, typer.Argument(min=1, max=10**9, help="number, as `live list` shows it")
    ],
    file: Annotated[
        Path | None, typer.Option("--xlsx", help="write all places to this .xlsx", callback=xlsx)
    ] = None,
    made_by: Annotated[
        str | None,
        typer.Option("--by", help="who has it written, at the foot of a page", callback=not_blank),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the result of a finished live round; with names, so for those who may see them."""

    async def main(session: Session) -> None:
        found = await _found_or_exit(session, number)
        if file is not None:
            await _write(session, found, file, made_by or session.say("export-operator"))
        elif not as_json:
            _print(session, found)
        if as_json:
            print_json(result_data(found))

    run(main)


async def _found_or_exit(session: Session, number: int) -> LiveResult:
    async with session.units_of_work.reading() as tx:
        hosted = await tx.live.find(LiveRoundId(number))
        if hosted is None:
            refuse(session.say("cli-live-unknown", number=number))
        found = await load_result(tx, hosted, session.say)
    if found is None:
        refuse(no_result_text(hosted, session.say))
    return found


async def _write(session: Session, found: LiveResult, file: Path, made_by: str) -> None:
    target = io.BytesIO()
    live_workbook(target, found, session.now, made_by, session.say)
    async with session.units_of_work() as tx:
        facts = {"live_round": found.hosted.id, "by": made_by}
        await tx.audit("live_results_exported", session.now, COMMAND_LINE, **facts)
        await tx.commit()
    typer.echo(written(session, file, target.getvalue(), is_secret=True), err=True)


def _print(session: Session, found: LiveResult) -> None:
    say = session.say
    typer.echo(heading(found, say))
    if not found.people:
        typer.echo(say("live-standing-nobody"))
        return
    units = [
        (
            str(each.rank),
            each.name,
            say("chart-value", value=rounded(each.average)),
            str(each.participants),
        )
        for each in found.units
    ]
    _table(session, ("rank", "unit", "average", "people"), units)
    people = [
        (
            str(each.rank),
            each.full_name or say("leaderboard-erased"),
            each.unit_name,
            str(each.points),
            str(each.right),
            say("chart-value", value=round(each.response.total_seconds(), 1)),
        )
        for each in found.people[:PRINTED]
    ]
    _table(session, ("rank", "name", "unit", "points", "right", "time"), people)
    if len(found.people) > PRINTED:
        typer.echo(say("chart-more", count=len(found.people) - PRINTED))


def _table(session: Session, names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    typer.echo("")
    table = new_table()
    for name in names:
        table.add_column(session.say(f"cli-live-column-{name}"), overflow="fold")
    for row in rows:
        table.add_row(*row)
    print_table(table)
