"""Native charts of the workbook of results; they show the cells of its other sheets."""

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from bot.documents.book import Book, TablePage
from bot.documents.quality_sheets import FIRST_SHARE, SCOPE
from contest.statistics import Band
from handlers.texts.loader import Wording

CHARTED = 25
"""Units of a chart, so that it can be read on a sheet of paper."""

_FONT = {"name": "Times New Roman", "size": 12, "bold": True}
_SIZE = {"width": 1_000, "height": 590}
"""Pixels of a chart, as large as a page of A4; ``_ROWS``: of the sheet that it takes."""
_ROWS = 31
_PERCENT = "[$-42A]0.0%"
_COUNT = "[$-42A]#,##0"
# Told apart by their lightness as well, for print in black and white.
_BAND_COLOURS = {
    Band.FULL: "#0B3D2E",
    Band.HIGH: "#2E8B57",
    Band.MIDDLE: "#E0B252",
    Band.LOW: "#B3411A",
}
_BLUE, _ORANGE = "#0A5BD3", "#B3411A"


@dataclass(frozen=True, slots=True)
class Columns:
    """Places from 0 of what the charts show on the sheets of rounds and of units."""

    round_name: int
    units: int
    people: int
    unit_name: int
    rate: int


def insert(
    book: Book,
    sheet: Worksheet,
    tables: tuple[TablePage, TablePage, TablePage],
    columns: Columns,
    sizes: tuple[int, int],
    say: Wording,
) -> None:
    """Draw all charts on an empty sheet, one below another.

    Args:
        tables: rounds, quality of rounds and more, units with the highest rate first.
        sizes: how many rounds there are, and how many units with a rate.
    """
    rounds, quality, units = tables
    round_count, rated = sizes
    sheet.fit_to_pages(0, 0)
    sheet.set_print_scale(88)
    charts = [
        _trend(book, rounds, columns, say),
        _bands(book, quality, round_count, say),
        *_units(book, units, columns, rated, say),
    ]
    for number, chart in enumerate(charts):
        sheet.insert_chart(number * _ROWS, 0, chart, {"object_position": 2})
    sheet.set_h_pagebreaks([number * _ROWS for number in range(1, len(charts))])


def _trend(book: Book, rounds: TablePage, columns: Columns, say: Wording) -> Chart:
    """People as columns, units as a line of their own scale."""
    chart = book.workbook.add_chart({"type": "column"})
    names = rounds.range(columns.round_name)
    chart.add_series(
        {
            "name": rounds.title_of(columns.people),
            "categories": names,
            "values": rounds.range(columns.people),
            "fill": {"color": _BLUE},
            "data_labels": {
                "value": True,
                "position": "inside_end",
                "num_format": _COUNT,
                "font": {"color": "#FFFFFF", "bold": True},
            },
        }
    )
    line = book.workbook.add_chart({"type": "line"})
    line.add_series(
        {
            "name": rounds.title_of(columns.units),
            "categories": names,
            "values": rounds.range(columns.units),
            "y2_axis": True,
            "line": {"color": _ORANGE, "width": 2.5},
            "marker": {"type": "circle", "size": 7, "fill": {"color": _ORANGE}},
            "data_labels": {"value": True, "position": "above"},
        }
    )
    chart.combine(line)
    line.set_y2_axis({"name": say("export-units-axis"), "min": 0})
    chart.set_y_axis({"name": say("export-people-axis"), "min": 0, "num_format": _COUNT})
    chart.set_legend({"position": "bottom"})
    return _titled(chart, say("export-chart-trend"))


def _bands(book: Book, quality: TablePage, rounds: int, say: Wording) -> Chart:
    chart = book.workbook.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for place, band in enumerate(Band):
        light = band is Band.MIDDLE
        chart.add_series(
            {
                "name": say(f"evidence-band-{band}"),
                "categories": quality.range(SCOPE, rounds),
                "values": quality.range(FIRST_SHARE + place, rounds),
                "fill": {"color": _BAND_COLOURS[band]},
                "gap": 40,
                "data_labels": {
                    "value": True,
                    "num_format": _PERCENT,
                    "font": {"color": "#16202E" if light else "#FFFFFF", "bold": True},
                },
            }
        )
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"num_format": "0%"})
    chart.set_legend({"position": "bottom"})
    return _titled(chart, say("export-chart-bands"))


def _units(
    book: Book, units: TablePage, columns: Columns, rated: int, say: Wording
) -> Sequence[Chart]:
    """The highest rates, and the lowest if these are others."""
    first, last = units.first_row, units.first_row + rated - 1
    if not rated:
        return []
    highest = _rates(book, units, columns, (first, min(last, first + CHARTED - 1)))
    charts = [_titled(highest, say("export-chart-highest"))]
    if rated > CHARTED:
        lowest = _rates(book, units, columns, (max(first + CHARTED, last - CHARTED + 1), last))
        charts.append(_titled(lowest, say("export-chart-lowest")))
    return charts


def _rates(book: Book, units: TablePage, columns: Columns, rows: tuple[int, int]) -> Chart:
    first, last = rows
    chart = book.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": units.title_of(columns.rate),
            "categories": [units.name, first, columns.unit_name, last, columns.unit_name],
            "values": [units.name, first, columns.rate, last, columns.rate],
            "fill": {"color": _BLUE},
            "gap": 40,
            "data_labels": {"value": True, "num_format": _PERCENT},
        }
    )
    chart.set_y_axis({"reverse": True, "interval_unit": 1})
    chart.set_x_axis({"num_format": "0%", "min": 0})
    chart.set_legend({"none": True})
    return chart


def _titled(chart: Chart, title: str) -> Chart:
    chart.set_title({"name": title, "name_font": dict(_FONT)})
    chart.set_size(dict(_SIZE))
    return chart
