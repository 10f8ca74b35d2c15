"""The sheets of quality bands in the workbook of results: of rounds, of levels and of units."""

from collections.abc import Mapping, Sequence

from bot.documents.book import Book, Cell, Column, Kind, TablePage
from contest.model import Level, Unit
from contest.statistics import Band, Quality, together
from contest.units import label
from handlers.statistics import StatisticsReport
from handlers.texts.loader import Wording

SCOPE = 0
FIRST_SHARE = 1 + len(Band) + 2
"""Places of columns from 0: what a line is about, and the share of the best band."""


def quality_of_rounds(book: Book, report: StatisticsReport, say: Wording) -> TablePage:
    """A line for each round, one for all of them, and one for each level over all rounds."""
    page = _table(book, "quality", say("export-scope"), say)
    for one in report.rounds:
        page.add(_cells(one.round.name, one.quality))
    page.add(_cells(say("export-all"), report.quality))
    for level, found in _by_level(report).items():
        page.add(_cells(say("export-level", level=level), found))
    page.finish()
    return page


def quality_of_units(
    book: Book, report: StatisticsReport, units: Sequence[Unit], say: Wording
) -> None:
    """A line for each of these units that has an entry."""
    page = _table(book, "unit-quality", say("cli-report-unit"), say)
    for unit in units:
        if found := report.by_unit.get(unit.id):
            page.add(_cells(label(unit, report.units.values()), found.quality))
    page.finish()


def _table(book: Book, name: str, of: str, say: Wording) -> TablePage:
    columns = [
        Column(of, width=40),
        *(Column(_named(band, say), Kind.COUNT, 14) for band in Band),
        Column(say("evidence-nothing-right"), Kind.COUNT, 14),
        Column(say("evidence-entries"), Kind.COUNT, 14),
        *(Column(say("export-share", band=_named(band, say)), Kind.PERCENT, 14) for band in Band),
        Column(say("evidence-mean"), Kind.PERCENT, 14),
    ]
    title, note = say(f"export-{name}"), say("export-quality-of")
    return book.table(say(f"export-sheet-{name}"), title, columns, [note])


def _cells(scope: str, found: Quality) -> list[Cell]:
    return [
        scope,
        *(found.bands.counts[band] for band in Band),
        *(found.bands.nothing_right, found.entries),
        *(found.bands.share(band).percent for band in Band),
        found.mean_percent,
    ]


def _named(band: Band, say: Wording) -> str:
    return say(f"evidence-band-{band}")


def _by_level(report: StatisticsReport) -> Mapping[Level, Quality]:
    by_level: dict[Level, list[Quality]] = {}
    for id_, found in report.by_unit.items():
        if id_ in report.units:
            by_level.setdefault(report.units[id_].level, []).append(found.quality)
    return {level: together(parts) for level, parts in by_level.items()}
