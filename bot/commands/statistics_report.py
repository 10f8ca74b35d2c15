"""``hoithi report statistics``: a round or the contest in figures that name their denominators."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.commands import statistics_data
from bot.commands.common import Session, refuse, run
from bot.commands.import_outcomes import values_or_exit
from bot.commands.lookups import contest_or_exit, round_or_exit
from bot.commands.output import AsJson, new_table, print_json, print_table
from bot.documents.tables import read_table
from contest.item_analysis import ItemSums
from contest.model import Unit
from contest.previous import PreviousUnit
from contest.trends import to_tenths
from handlers.formats import instant_text, percent_text
from handlers.imports.previous import check_previous
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.statistics import Item
from handlers.statistics import StatisticsReport, load_statistics, rounds_to_report
from handlers.statistics_texts import change_lines, previous_lines, total_lines
from handlers.texts.loader import MissingTextError, Wording

_HARDEST = 5
"""Questions that are named because fewest entries had them right."""

Number = Annotated[
    int | None, typer.Argument(min=1, max=10**9, help="number of a round; else the whole contest")
]
PreviousFile = Annotated[
    Path | None,
    typer.Option(help="csv, xlsx or ods with the figures of an earlier contest to compare with"),
]


def statistics(
    number: Number = None, previous: PreviousFile = None, as_json: AsJson = False
) -> None:
    """Print units, people, attempts and quality, how they changed, and how questions did."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            await tx.statistics.hold_still()
            contest = await contest_or_exit(session, tx)
            rounds = await reported_rounds(session, tx, [number] if number else [])
            report = await load_statistics(tx, contest, rounds, session.now)
        earlier = previous_or_exit(session, previous, list(report.units.values()))
        if as_json:
            print_json(statistics_data.of_report(report, earlier))
        else:
            _print(session, report, earlier, previous)

    run(main)


async def reported_rounds(
    session: Session, tx: UnitOfWork, numbers: Sequence[int]
) -> Sequence[Round]:
    """The rounds of these numbers in the order of their opening; all that have begun if none."""
    begun = await rounds_to_report(tx, session.now)
    for number in numbers:
        one = await round_or_exit(session, tx, number)
        if one.is_rehearsal:
            refuse(session.say("cli-round-rehearsal", round=one.name))
        if one not in begun:
            refuse(session.say("cli-round-not-begun", round=one.name))
    if not begun:
        refuse(session.say("cli-no-rounds"))
    return [one for one in begun if not numbers or one.id in numbers]


def previous_or_exit(
    session: Session, file: Path | None, units: Sequence[Unit]
) -> Sequence[PreviousUnit]:
    """The figures of an earlier contest; none without a file, exit status 2 with a faulty one."""
    if file is None:
        return ()
    return values_or_exit(session, check_previous(read_table(file), units))


def topic_name(topic: str, say: Wording) -> str:
    """What a topic is called; one that a contest has added goes by its own name."""
    try:
        return say(f"topic-{topic}")
    except MissingTextError:
        return topic


def _print(
    session: Session,
    report: StatisticsReport,
    earlier: Sequence[PreviousUnit],
    file: Path | None,
) -> None:
    say = session.say
    names = "; ".join(one.round.name for one in report.rounds)
    typer.echo(say("statistics-heading", rounds=names, at=instant_text(session.now, say)))
    for line in (*total_lines(report, say), *change_lines(report.series, say)):
        typer.echo(line)
    if file is not None:
        for line in previous_lines(report, earlier, file.name, say):
            typer.echo(line)
    if len(report.rounds) > 1:
        print_table(_rounds(report, say))
    if report.items:
        print_table(_topics(report, say))
        typer.echo(say("statistics-items-note"))
        typer.echo(say("statistics-hardest"))
        for item in _hardest(report):
            typer.echo(say("statistics-item", text=item.text, share=_share(item.sums, say)))


def _hardest(report: StatisticsReport) -> Sequence[Item]:
    return sorted(report.items, key=lambda item: item.sums.share_right.percent or 0)[:_HARDEST]


def _rounds(report: StatisticsReport, say: Wording) -> Table:
    shown = new_table()
    shown.add_column(say("statistics-round"), ratio=1, overflow="fold")
    for key in ("units", "people", "finished", "attempts", "mean"):
        shown.add_column(say(f"statistics-column-{key}"), justify="right")
    for one in report.rounds:
        mean = one.quality.mean_percent
        figures = (one.units, one.people, one.finished, one.attempts)
        share = "" if mean is None else say("format-percent", percent=float(to_tenths(mean)))
        counts = (say("statistics-number", number=figure) for figure in figures)
        shown.add_row(one.round.name, *counts, share)
    return shown


def _topics(report: StatisticsReport, say: Wording) -> Table:
    shown = new_table()
    shown.add_column(say("statistics-topic"), ratio=1, overflow="fold")
    for key in ("drawn", "right", "discrimination", "seconds"):
        shown.add_column(say(f"statistics-column-{key}"), justify="right")
    for topic, sums in report.topics.items():
        seconds, tells_apart = sums.median_seconds, sums.discrimination
        shown.add_row(
            topic_name(topic, say),
            say("statistics-number", number=sums.drawn),
            _share(sums, say),
            "" if tells_apart is None else say("statistics-number", number=round(tells_apart, 2)),
            "" if seconds is None else say("statistics-number", number=float(to_tenths(seconds))),
        )
    return shown


def _share(sums: ItemSums, say: Wording) -> str:
    return percent_text(sums.right, sums.drawn, say)


def round_lines(report: StatisticsReport, say: Wording) -> list[str]:
    """What the report of one round says beside its ranking."""
    return [
        say("statistics-attempts", attempts=report.attempts, entries=report.quality.entries),
        say(
            "statistics-units",
            units=len(report.by_unit),
            met=report.expected_with_entries,
            expected=report.expected,
        ),
        *change_lines(report.series, say),
    ]


async def round_statistics(session: Session, tx: UnitOfWork, one: Round) -> StatisticsReport:
    """Figures of one round without its questions."""
    contest = await contest_or_exit(session, tx)
    return await load_statistics(tx, contest, [one], session.now, with_items=False)
