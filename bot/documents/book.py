"""A workbook of several sheets that is written row by row, however long: memory stays the same.

Every text is stored as a text: nothing that somebody has typed becomes a formula or a link.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from textwrap import wrap
from types import TracebackType
from typing import IO, Any, Self

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from handlers.texts.loader import Wording

Cell = str | int | Fraction | float | None
"""A fraction is a percentage, exactly; a float a figure with two decimals."""

_A4 = 9
_TITLE_ROW = 0
_LINE_HEIGHT = 16.5
_TITLE_HEIGHT = 30
"""Points, both. Rows get their height here, as LibreOffice does not look at what is wrapped."""
_FONT = {"font_name": "Times New Roman", "font_size": 12}
"""The typeface of official documents (Nghị định 30/2020/NĐ-CP, phụ lục I)."""
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Kind(StrEnum):
    """How the cells of a column are written.

    LibreOffice writes figures as in the language named by 42A, Vietnamese: 1.234 and 22,88%. Excel
    leaves that to the settings of the reader's computer.
    """

    TEXT = "@"
    COUNT = "[$-42A]#,##0"
    PERCENT = "[$-42A]0.00%"
    FIGURE = "[$-42A]0.00"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``width`` is in characters."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 12


class Book:
    """A workbook that is being written: ``with Book(…) as book``.

    Args:
        made_at: the library would ask for the time; the same figures are the same file instead.
        watermark: who had it made and when, at the foot of every page.
    """

    def __init__(
        self, target: IO[bytes], title: str, made_at: datetime, watermark: str, say: Wording
    ) -> None:
        self.workbook = Workbook(
            target,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "default_format_properties": {**_FONT},
            },
        )
        self.workbook.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
        self._foot = f"&L{_escaped(watermark)}&R{say('sheet-page', page='&P', pages='&N')}"
        self._formats: dict[str, Format] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.workbook.close()

    def sheet(self, name: str) -> Worksheet:
        """An empty sheet, set up to be printed."""
        page = self.workbook.add_worksheet(name)
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.set_footer(self._foot)
        return page

    def table(
        self, name: str, title: str, columns: Sequence[Column], notes: Iterable[str] = ()
    ) -> "TablePage":
        """A sheet with a title, notes and the head of a table; rows are to be added."""
        return TablePage(self, self.sheet(name), title, columns, notes)

    def style(self, **looks: Any) -> Format:
        """A format; equal ones are one."""
        key = repr(sorted(looks.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(looks)
        return self._formats[key]


class TablePage:
    """A table that is written from its first row to its last.

    Attributes:
        name: of the sheet, for charts.
        first_row: of the figures, from 0; ``last_row``: the last that was written.
    """

    def __init__(
        self,
        book: Book,
        page: Worksheet,
        title: str,
        columns: Sequence[Column],
        notes: Iterable[str],
    ) -> None:
        self.page = page
        self.name: str = page.get_name()
        self._book = book
        self._columns = columns
        self._styles = [
            (self._style(column.kind), self._style(column.kind, quote_prefix=True))
            for column in columns
        ]
        for place, column in enumerate(columns):
            page.set_column(place, place, column.width)
        header = self._write_head(title, list(notes))
        self._header_row = header
        self.first_row = header + 1
        self.last_row = header

    def add(self, row: Sequence[Cell], *, one_line: bool = False) -> None:
        """Write the next row.

        Args:
            one_line: for long tables, whose texts are short: nothing is wrapped or measured.

        Raises:
            ValueError: if there are more or fewer cells than columns.
        """
        self.last_row += 1
        if not one_line:
            self._set_height(self.last_row, row)
        for place, (cell, (plain, guarded)) in enumerate(zip(row, self._styles, strict=True)):
            write_cell(self.page, self.last_row, place, cell, plain, guarded)

    def finish(self) -> None:
        """Headings that stay and are printed on every page, and a filter."""
        last = max(self.last_row, self.first_row)
        self.page.freeze_panes(self.first_row, 0)
        self.page.autofilter(self._header_row, 0, last, len(self._columns) - 1)
        self.page.repeat_rows(self._header_row)
        self.page.print_area(_TITLE_ROW, 0, last, len(self._columns) - 1)

    def range(self, place: int, rows: int | None = None) -> list[str | int]:
        """The cells of a column as a chart names them, from the first on.

        Args:
            rows: how many at most; None for all.
        """
        last = self.last_row if rows is None else min(self.last_row, self.first_row + rows - 1)
        return [self.name, self.first_row, place, last, place]

    def title_of(self, place: int) -> list[str | int]:
        """The head of a column as a chart names it."""
        return [self.name, self._header_row, place]

    def _write_head(self, title: str, notes: Sequence[str]) -> int:
        """Write what stands above the figures; returns the row of the header."""
        self.page.set_row(_TITLE_ROW, _TITLE_HEIGHT)
        big = self._book.style(bold=True, font_size=15, valign="vcenter")
        self.page.write_string(_TITLE_ROW, 0, title, big)
        for row, note in enumerate(notes, start=1):
            self.page.write_string(row, 0, note, self._book.style(italic=True))
        header = _TITLE_ROW + len(notes) + 1
        lines = max(lines_of(column.title, column.width - 2) for column in self._columns)
        self.page.set_row(header, _LINE_HEIGHT * lines + 6)
        style = self._book.style(
            **{"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"},
            **{"border": 1, "bg_color": "#DCE8F8"},
        )
        for place, column in enumerate(self._columns):
            self.page.write_string(header, place, column.title, style)
        return header

    def _set_height(self, number: int, row: Sequence[Cell]) -> None:
        texts = (cell if isinstance(cell, str) else "" for cell in row)
        widths = (column.width for column in self._columns)
        self.page.set_row(number, _LINE_HEIGHT * max(map(lines_of, texts, widths)))

    def _style(self, kind: Kind, **looks: Any) -> Format:
        whole = {"text_wrap": True, "valign": "top", "border": 1, "num_format": kind.value}
        return self._book.style(**whole, **looks)


def write_cell(
    page: Worksheet, row: int, column: int, cell: Cell, plain: Format, guarded: Format
) -> None:
    """Write a cell as what it is.

    Args:
        guarded: for texts that would become a formula once somebody edits the cell.
    """
    if cell is None:
        page.write_blank(row, column, None, plain)
    elif isinstance(cell, str):
        style = guarded if cell.startswith(_LIKE_A_FORMULA) else plain
        page.write_string(row, column, cell, style)
    else:
        number = float(cell / 100) if isinstance(cell, Fraction) else cell
        page.write_number(row, column, number, plain)


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column that is so many characters wide."""
    return sum(len(wrap(part, max(width, 1))) or 1 for part in text.split("\n"))


def _escaped(text: str) -> str:
    """A text in which a footer sees no commands."""
    return text.replace("&", "&&")
