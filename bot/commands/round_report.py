"""``hoithi report round``: the ranking of a round, its quality bands and what was predicted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.commands.common import Session, refuse, run
from bot.commands.lookups import round_or_exit, with_units
from bot.commands.output import AsJson, new_table, print_json, print_table
from bot.commands.statistics_report import round_lines, round_statistics
from contest.model import Unit, UnitId
from contest.results import ResultState
from contest.statistics import Band, Bands, People, bands_of_people
from contest.units import label
from handlers.formats import duration_text, local_day, percent_text
from handlers.ports.boards import Board, BoardLine
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.results import ResultVersion
from handlers.ranking_pages import frozen_result, result_text
from handlers.statistics import StatisticsReport
from handlers.texts.loader import Wording
from storage.boards import SqlBoardMaker


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What is reported of a round.

    Attributes:
        board: None while the round is open: its order is by what is known so far.
        result: as it was frozen, with whether nothing has changed since; None before that.
    """

    round: Round
    board: Board | None
    bands: Bands[People]
    places: Sequence[BoardLine]
    units: dict[UnitId, Unit]
    statistics: StatisticsReport
    result: tuple[ResultVersion, bool] | None


def round_(
    round_number: Annotated[
        int | None,
        typer.Option("--round", min=1, max=10**9, help="number of a round; else the one at hand"),
    ] = None,
    top: Annotated[int, typer.Option(min=0, max=10**6, help="places to show, best first")] = 10,
    as_json: AsJson = False,
) -> None:
    """Print who leads a round, how good the attempts were and what was to be predicted.

    The ranking is provisional. Scores of contestants are in it: it is for the organisers.
    """

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            one = await round_or_exit(session, tx, round_number)
        if one.is_rehearsal:
            refuse(session.say("cli-round-rehearsal", round=one.name))
        maker = SqlBoardMaker(session.database)
        if one.id in await maker.due(session.now):
            await maker.make(one.id, session.now)
        async with session.units_of_work.reading() as tx:
            report = await _report(session, tx, one, top)
        if as_json:
            print_json(_data(report))
        else:
            _print(report, session.say)

    run(main)


async def _report(session: Session, tx: UnitOfWork, one: Round, top: int) -> RoundReport:
    board = await tx.boards.current(one.id)
    if board is None and session.now >= one.window.closes_at:
        refuse(session.say("cli-round-in-making", round=one.name))
    places = await (tx.boards.page if board else tx.boards.so_far)(one, 0, top)
    existing = await tx.units.existing_on(local_day(one.window.opens_at))
    units = await with_units(tx, existing, (line.unit for line in places))
    total = one.rules.question_count * one.rules.points_per_question
    bands = bands_of_people(_each(await tx.boards.scores(one.id)), total)
    statistics = await round_statistics(session, tx, one)
    frozen = await frozen_result(tx, one)
    result = (frozen, await tx.results.is_current(frozen)) if frozen else None
    return RoundReport(one, board, bands, places, dict(units), statistics, result)


def _each(scores: Mapping[int, int]) -> Iterable[int]:
    """Every score as often as it was reached."""
    return (score for score, people in scores.items() for _ in range(people))


def _data(report: RoundReport) -> dict[str, Any]:
    board, one = report.board, report.round
    return {
        "number": one.id,
        "name": one.name,
        "rules_version": one.rules.version,
        "is_open": board is None,
        "is_provisional": not _is_final(report),
        "result": _result(report),
        "made_at": board.made_at.isoformat() if board else None,
        "participants": report.bands.total,
        "attempts": report.statistics.attempts,
        "units": len(report.statistics.by_unit),
        "expected_units": report.statistics.expected,
        "predicted": board.truth if board else None,
        "bands": {**report.bands.counts, "nothing_right": report.bands.nothing_right},
        "places": [_place(line, report) for line in report.places],
    }


def _is_final(report: RoundReport) -> bool:
    """Whether the ranking is the one that was published."""
    if report.result is None:
        return False
    result, is_current = report.result
    return result.state is ResultState.PUBLISHED and is_current


def _result(report: RoundReport) -> dict[str, Any] | None:
    if report.result is None:
        return None
    result, is_current = report.result
    return {"version": result.version, "state": result.state.value, "is_current": is_current}


def _place(line: BoardLine, report: RoundReport) -> dict[str, Any]:
    return {
        "rank": line.rank,
        "group_rank": line.group_rank,
        "name": line.full_name,
        "unit": report.units[line.unit].code,
        "unit_name": report.units[line.unit].name,
        "group": line.audience,
        "score": line.score,
        "distance": line.distance,
        "seconds": line.time_used.total_seconds(),
        "submitted_at": line.submitted_at.isoformat(),
    }


def _print(report: RoundReport, say: Wording) -> None:
    key = "leaderboard-heading" if report.board else "leaderboard-heading-open"
    key = "cli-round-heading" if report.board and report.result else key
    typer.echo(say(key, round=report.round.name, participants=report.bands.total))
    if report.result is not None:
        typer.echo(result_text(report.round, *report.result, say))
    if report.board and report.board.truth is not None:
        for group, count in report.board.truth.items():
            typer.echo(say("cli-round-predicted", group=group.value, count=count))
    if report.bands.total:
        typer.echo(_bands(report.bands, say))
        for line in round_lines(report.statistics, say):
            typer.echo(line)
    if report.places:
        print_table(_table(report, say))


def _bands(bands: Bands[People], say: Wording) -> str:
    shares = [
        say(
            "cli-round-band",
            band=band.value,
            people=bands.counts[band],
            share=percent_text(bands.counts[band], bands.total, say),
        )
        for band in Band
    ]
    return say("cli-round-bands", bands="; ".join(shares), total=bands.total)


def _table(report: RoundReport, say: Wording) -> Table:
    shown = new_table()
    for key in ("rank", "group-rank"):
        shown.add_column(say(f"cli-round-{key}"), justify="right")
    for key in ("name", "unit"):
        shown.add_column(say(f"cli-round-{key}"), ratio=1, overflow="fold")
    for key in ("score", "distance", "time"):
        shown.add_column(say(f"cli-round-{key}"), justify="right")
    for line in report.places:
        unit = label(report.units[line.unit], report.units.values())
        shown.add_row(
            *(str(line.rank), "" if line.group_rank is None else str(line.group_rank)),
            *(line.full_name or say("leaderboard-erased"), unit, str(line.score)),
            "" if line.distance is None else str(line.distance),
            duration_text(line.time_used, say),
        )
    return shown
