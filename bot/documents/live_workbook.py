"""Writes the result of a live round as a spreadsheet: all units, and all people by name."""

from datetime import datetime
from typing import IO

from bot.documents.book import Book, Column, Kind
from handlers.formats import instant_text
from handlers.live_hosting.results import LiveResult, ResultLine, heading
from handlers.live_standings import rounded, units_heading
from handlers.texts.loader import Wording

_MILLISECONDS = 1_000


def live_workbook(
    target: IO[bytes], result: LiveResult, now: datetime, made_by: str, say: Wording
) -> None:
    """Write the workbook; it holds names, so it is for those who may see them."""
    title = say("cli-live-watermark-title", title=result.hosted.title)
    watermark = say("export-watermark", at=instant_text(now, say), by=made_by)
    with Book(target, title, now, watermark, say) as book:
        _units(book, result, title, say)
        _people(book, result, title, say)


def _units(book: Book, result: LiveResult, title: str, say: Wording) -> None:
    columns = (
        Column(say("cli-live-column-rank"), Kind.COUNT, 8),
        Column(say("cli-live-column-unit"), Kind.TEXT, 60),
        Column(say("cli-live-column-average"), Kind.FIGURE, 18),
        Column(say("cli-live-column-people"), Kind.COUNT, 12),
    )
    notes = [heading(result, say), units_heading(result.hosted.live.rules, say)]
    page = book.table(say("cli-live-sheet-units"), title, columns, notes)
    for each in result.units:
        page.add((each.rank, each.name, rounded(each.average), each.participants))
    page.finish()


def _people(book: Book, result: LiveResult, title: str, say: Wording) -> None:
    columns = (
        Column(say("cli-live-column-rank"), Kind.COUNT, 8),
        Column(say("cli-live-column-name"), Kind.TEXT, 34),
        Column(say("cli-live-column-unit"), Kind.TEXT, 50),
        Column(say("cli-live-column-points"), Kind.COUNT, 10),
        Column(say("cli-live-column-right"), Kind.COUNT, 10),
        Column(say("cli-live-column-answered"), Kind.COUNT, 12),
        Column(say("cli-live-column-time"), Kind.FIGURE, 14),
    )
    page = book.table(say("cli-live-sheet-people"), title, columns, [heading(result, say)])
    for each in result.people:
        page.add(_row(each, say), one_line=True)
    page.finish()


def _row(one: ResultLine, say: Wording) -> tuple[str | int | float, ...]:
    seconds = round(one.response.total_seconds() * _MILLISECONDS) / _MILLISECONDS
    return (
        one.rank,
        one.full_name or say("leaderboard-erased"),
        one.unit_name,
        one.points,
        one.right,
        one.answered,
        seconds,
    )
