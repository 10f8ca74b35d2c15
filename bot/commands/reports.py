"""``hoithi report``: how far units have come; here, who is missing unit by unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.commands import budget, documents, evidence, round_report, statistics_report
from bot.commands.common import Session, run
from bot.commands.lookups import contest_or_exit, round_or_exit, unit_or_exit
from bot.commands.output import AsJson, new_table, print_json, print_table, written, xlsx
from bot.documents.spreadsheets import xlsx_of
from contest.model import Unit
from contest.shortfalls import Shortfall, UnitShortfall
from contest.units import label
from handlers.formats import closing_text
from handlers.ports.contents import CellKind, Sheet, SheetColumn
from handlers.shortfalls import ShortfallTable, category_name, load_table
from handlers.texts.loader import Wording

app = typer.Typer(help="Report how far units have come.", no_args_is_help=True)
app.command()(budget.budget)
app.command("round")(round_report.round_)
app.command()(statistics_report.statistics)
app.command()(evidence.evidence)
app.command()(documents.document)


@dataclass(frozen=True, slots=True)
class Line:
    """One category of one unit."""

    unit: Unit
    shortfall: Shortfall


@app.command()
def units(
    round_number: Annotated[
        int | None,
        typer.Option("--round", min=1, max=10**9, help="number of a round; else the one at hand"),
    ] = None,
    under: Annotated[
        str | None, typer.Option(help="code of a unit: it and all units below it")
    ] = None,
    as_json: AsJson = False,
    file: Annotated[
        Path | None, typer.Option("--xlsx", help="write a spreadsheet", callback=xlsx)
    ] = None,
) -> None:
    """Print how many people every unit has, needs and misses in each category."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            contest = await contest_or_exit(session, tx)
            table = await load_table(tx, contest, await round_or_exit(session, tx, round_number))
        lines = list(_lines(session, table, under))
        done = written(session, file, xlsx_of(_sheet(table, lines, session.say))) if file else ""
        if as_json:
            print_json([_data(line) for line in lines])
        elif file:
            typer.echo(done)
        else:
            _print(session, table, lines)

    run(main)


def _lines(session: Session, table: ShortfallTable, under: str | None) -> Iterator[Line]:
    """One line for each category of each unit that has rules, in the order of the units."""
    shown = set(table.units)
    if under is not None:
        root = unit_or_exit(session, list(table.units.values()), under)
        shown = {unit.id for unit in table.below(root.id)}
    for unit in table.units.values():
        if unit.id in shown:
            yield from (Line(unit, shortfall) for shortfall in table.owed[unit.id].lines)


def _data(line: Line) -> dict[str, Any]:
    """Names and order are fixed (design.md 7)."""
    return {
        "code": line.unit.code,
        "name": line.unit.name,
        "level": line.unit.level,
        "category": line.shortfall.category,
        "base": line.shortfall.base,
        "need": line.shortfall.need,
        "done": line.shortfall.done,
        "missing": line.shortfall.missing,
        "met": line.shortfall.met,
    }


def _print(session: Session, table: ShortfallTable, lines: Sequence[Line]) -> None:
    say = session.say
    typer.echo(
        say(
            "cli-report-heading",
            round=table.round.name,
            closes=closing_text(table.round.window.closes_at, say),
        )
    )
    if not lines:
        typer.echo(say("cli-report-nothing"))
        return
    print_table(_table(table, lines, say))
    owing = [one for one in _owed(table, lines) if one.has_quota]
    typer.echo(
        say(
            "cli-report-total",
            met=sum(one.met for one in owing),
            of=len(owing),
            missing=sum(one.missing for one in owing),
        )
    )


def _owed(table: ShortfallTable, lines: Sequence[Line]) -> Sequence[UnitShortfall]:
    """What each unit of these lines owes, once."""
    return [table.owed[unit] for unit in dict.fromkeys(line.unit.id for line in lines)]


def _table(table: ShortfallTable, lines: Sequence[Line], say: Wording) -> Table:
    """The lines for people: a unit is named in the first of its lines."""
    shown = new_table()
    shown.add_column(say("cli-report-code"), max_width=14, overflow="fold")
    shown.add_column(say("cli-report-unit"), ratio=1, overflow="fold")
    shown.add_column(say("cli-report-category"), ratio=1, overflow="fold")
    for key in ("base", "need", "done", "missing"):
        shown.add_column(say(f"cli-report-{key}"), justify="right")
    before: Unit | None = None
    for line in lines:
        one = line.shortfall
        named = ("", "") if line.unit is before else (line.unit.code, _label(table, line.unit))
        missing = str(one.missing) if one.missing else "✓"
        figures = map(str, (one.base, one.need, one.done))
        shown.add_row(*named, category_name(one.category, say), *figures, missing)
        before = line.unit
    return shown


def _label(table: ShortfallTable, unit: Unit) -> str:
    return label(unit, table.units.values())


def _sheet(table: ShortfallTable, lines: Sequence[Line], say: Wording) -> Sheet:
    """The lines to work with: every one names its unit, so that they can be sorted."""
    texts = (("code", 12), ("unit", 36), ("parent", 30), ("level", 10), ("category", 30))
    columns = [SheetColumn(say(f"cli-report-{name}"), width=width) for name, width in texts]
    figures = ("base", "need", "done", "missing")
    columns += [SheetColumn(say(f"cli-report-{name}"), CellKind.COUNT, 11) for name in figures]
    columns.append(SheetColumn(say("cli-report-met"), width=8))
    return Sheet(
        table.round.name,
        say("cli-report-title", round=table.round.name),
        tuple(columns),
        tuple(_cells(table, line, say) for line in lines),
    )


def _cells(table: ShortfallTable, line: Line, say: Wording) -> tuple[str | int | None, ...]:
    unit, one = line.unit, line.shortfall
    parent = table.units.get(unit.parent) if unit.parent is not None else None
    return (
        *(unit.code, unit.name, parent.name if parent else None, unit.level),
        category_name(one.category, say),
        *(one.base, one.need, one.done, one.missing),
        say("cli-yes" if one.met else "cli-no"),
    )
