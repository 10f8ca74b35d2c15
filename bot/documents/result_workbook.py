"""The workbook of results: summary, charts, ranking, units, quality and questions.

Names of people are in it only if they are asked for, phone numbers never.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from bot.documents import result_charts
from bot.documents.book import Book, Cell, Column, Kind, TablePage
from bot.documents.quality_sheets import quality_of_rounds, quality_of_units
from contest.model import Unit, UnitId
from contest.quotas import Category
from contest.shortfalls import UnitShortfall
from contest.statistics import People, quality
from handlers.formats import LOCAL_ZONE, closing_text, instant_text
from handlers.ports.results import ResultVersion
from handlers.ranking_pages import RankingLine, result_text
from handlers.shortfalls import ShortfallTable, category_name
from handlers.statistics import RoundFigures, StatisticsReport, UnitFigures
from handlers.statistics_texts import change_lines, total_lines
from handlers.texts.loader import MissingTextError, Wording

Results = Mapping[int, tuple[ResultVersion, bool]]
"""By the numbers of rounds: their frozen result, if there is one, and whether nothing has changed
since."""


class ResultWorkbook:
    """Writes the sheets of one workbook in their order.

    Args:
        table: the quotas, as of the last of the rounds.
        with_names: whether whoever gets it may see who the people are.
    """

    def __init__(
        self,
        book: Book,
        report: StatisticsReport,
        table: ShortfallTable,
        results: Results,
        say: Wording,
        *,
        with_names: bool,
    ) -> None:
        self._book = book
        self._report = report
        self._table = table
        self._results = results
        self._say = say
        self._with_names = with_names

    def begin(self) -> None:
        """Write the summary and all figures; rankings come after them."""
        book, report, say = self._book, self._report, self._say
        rounds = self._summary()
        charts = book.sheet(say("export-sheet-charts"))
        bands, units = quality_of_rounds(book, report, say), self._units()
        quality_of_units(book, report, self._by_rate(), say)
        self._questions()
        rated = sum(self._rate(unit.id) is not None for unit in self._by_rate())
        sizes = len(report.rounds), rated
        result_charts.insert(book, charts, (rounds, bands, units), _CHARTED, sizes, say)

    def ranking(self, one: RoundFigures) -> TablePage:
        """A sheet for the places of a round, best first; to be given to ``add_places``."""
        say = self._say
        names = [Column(say("cli-round-name"), width=30)] if self._with_names else []
        columns = [
            Column(say("cli-round-rank"), Kind.COUNT, 9),
            Column(say("cli-round-group-rank"), Kind.COUNT, 9),
            *names,
            Column(say("cli-report-code"), width=11),
            Column(say("cli-report-unit"), width=46),
            Column(say("export-group"), width=30),
            Column(say("cli-round-score"), Kind.COUNT, 8),
            Column(say("export-seconds"), Kind.FIGURE, 11),
            Column(say("cli-round-distance"), Kind.COUNT, 11),
            Column(say("export-submitted"), width=20),
        ]
        return self._book.table(
            say("export-sheet-ranking", number=str(one.round.id)),
            say("export-ranking", round=one.round.name, people=one.people),
            columns,
            [self._state(one)],
        )

    def add_places(self, page: TablePage, lines: Sequence[RankingLine]) -> None:
        """Write some more places."""
        for line in lines:
            page.add(self._place(line), one_line=True)

    def _place(self, line: RankingLine) -> list[Cell]:
        say = self._say
        names = [line.full_name or say("leaderboard-erased")] if self._with_names else []
        code, unit = line.unit or ("", say("leaderboard-unit-gone"))
        return [
            *(line.rank, line.group_rank, *names, code, unit),
            say(f"audience-{line.audience}"),
            *(line.score, line.time_used.total_seconds(), line.distance),
            f"{line.submitted_at.astimezone(LOCAL_ZONE):%d/%m/%Y %H:%M:%S}",
        ]

    def _state(self, one: RoundFigures) -> str:
        frozen = self._results.get(one.round.id)
        if frozen is None:
            return self._say("export-not-frozen")
        return result_text(one.round, *frozen, self._say)

    def _summary(self) -> TablePage:
        say, report = self._say, self._report
        counts = ("units", "people", "finished", "officials", "citizens", "attempts", "entries")
        columns = [
            Column(say("statistics-round"), width=22),
            *(Column(say(f"export-{name}"), width=19) for name in ("opens", "closes")),
            *(Column(say(f"export-count-{name}"), Kind.COUNT, 11) for name in counts),
            Column(say("evidence-mean"), Kind.PERCENT, 11),
            Column(say("export-state"), width=34),
        ]
        notes = [*total_lines(report, say), *change_lines(report.series, say)]
        page = self._book.table(say("export-sheet-summary"), report.contest.name, columns, notes)
        for one in report.rounds:
            page.add(self._round(one))
        page.finish()
        return page

    def _round(self, one: RoundFigures) -> list[Cell]:
        window = one.round.window
        return [
            one.round.name,
            instant_text(window.opens_at, self._say),
            closing_text(window.closes_at, self._say),
            *(one.units, one.people, one.finished),
            *one.groups.values(),
            *(one.attempts, one.quality.entries, one.quality.mean_percent),
            self._state(one),
        ]

    def _units(self) -> TablePage:
        say, table = self._say, self._table
        categories = table.contest.quotas.categories
        columns = [
            Column(say("cli-report-code"), width=11),
            Column(say("cli-report-unit"), width=34),
            Column(say("cli-report-parent"), width=20),
            Column(say("cli-report-level"), width=8),
            *(
                Column(say(f"evidence-{name}"), Kind.COUNT, 9)
                for name in ("participants", "finished", "headcount")
            ),
            Column(say("evidence-rate"), Kind.PERCENT, 10),
            *(column for each in categories for column in self._quota_columns(each)),
            Column(say("evidence-quota"), width=11),
            Column(say("evidence-missing"), Kind.COUNT, 8),
            Column(say("evidence-entries"), Kind.COUNT, 9),
        ]
        title = say("export-units", round=table.round.name)
        page = self._book.table(say("export-sheet-units"), title, columns, [say("export-units-of")])
        for unit in self._by_rate():
            page.add(self._unit(unit))
        page.finish()
        return page

    def _quota_columns(self, category: Category) -> list[Column]:
        name = category_name(category, self._say)
        figures = ("need", "done", "missing")
        return [
            Column(f"{name}: {self._say(f'cli-report-{figure}').lower()}", Kind.COUNT, 9)
            for figure in figures
        ]

    def _by_rate(self) -> Sequence[Unit]:
        """Units that are expected or have taken part; the highest rate first, unknown ones last."""
        table, report = self._table, self._report
        shown = [
            unit
            for unit in table.units.values()
            if table.owed[unit.id].has_quota or unit.id in report.by_unit
        ]
        unknown = Fraction(-1)
        rates = {unit.id: self._rate(unit.id) for unit in shown}
        return sorted(
            shown,
            key=lambda unit: unknown if (rate := rates[unit.id]) is None else rate,
            reverse=True,
        )

    def _rate(self, unit: UnitId) -> Fraction | None:
        """People who have finished, of all; None where their number is not known."""
        headcount, found = self._table.headcounts[unit], self._report.by_unit.get(unit)
        return Fraction(100 * found.finished if found else 0, headcount) if headcount else None

    def _unit(self, unit: Unit) -> list[Cell]:
        table, found = self._table, self._report.by_unit.get(unit.id, _NOBODY)
        parent = table.units.get(unit.parent) if unit.parent is not None else None
        owed, headcount = table.owed[unit.id], table.headcounts[unit.id]
        state = "none" if not owed.has_quota else "yes" if owed.met else "no"
        return [
            *(unit.code, unit.name, parent.name if parent else None, unit.level),
            *(found.people, found.finished, headcount or None, self._rate(unit.id)),
            *(cell for each in table.contest.quotas.categories for cell in _owed(owed, each)),
            *(self._say("evidence-quota-state", state=state), owed.missing),
            found.quality.entries,
        ]

    def _questions(self) -> None:
        say = self._say
        counts = ("drawn", "answered", "right")
        columns = [
            Column(say("statistics-topic"), width=30),
            Column(say("export-question-code"), width=16),
            Column(say("export-question"), width=70),
            Column(say("export-version"), Kind.COUNT, 10),
            *(Column(say(f"export-count-{name}"), Kind.COUNT, 11) for name in counts),
            Column(say("export-share-right"), Kind.PERCENT, 11),
            Column(say("statistics-column-discrimination"), Kind.FIGURE, 11),
            Column(say("statistics-column-seconds"), Kind.FIGURE, 11),
        ]
        notes = say("statistics-items-note").splitlines()
        page = self._book.table(
            say("export-sheet-questions"), say("export-questions"), columns, notes
        )
        for item in self._report.items:
            sums = item.sums
            seconds = sums.median_seconds
            page.add(
                [
                    *(_topic(item.topic, say), item.code, item.text, item.version),
                    *(sums.drawn, sums.answered, sums.right, sums.share_right.percent),
                    *(sums.discrimination, None if seconds is None else float(seconds)),
                ]
            )
        page.finish()


_CHARTED = result_charts.Columns(round_name=0, units=3, people=4, unit_name=1, rate=7)
"""Where the charts find their figures; the columns of the sheets below are in this order."""
_NOBODY = UnitFigures(People(0), People(0), quality(()))


def _owed(owed: UnitShortfall, category: Category) -> list[Cell]:
    line = next((line for line in owed.lines if line.category == category), None)
    return [None] * 3 if line is None else [line.need, line.done, line.missing]


def _topic(topic: str, say: Wording) -> str:
    try:
        return say(f"topic-{topic}")
    except MissingTextError:
        return topic
