"""Writes tables as xlsx files to work with: headings that stay, filters, pages set up to print.

Every text is stored as a text: nothing that somebody has typed becomes a formula or a link.
"""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from textwrap import wrap

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from handlers.ports.contents import CellKind, Sheet
from handlers.texts.loader import DEFAULT_LOCALE, wording

Cell = str | int | None
Write = Callable[[Worksheet, int, int, Cell], None]

_MAX_NAME_LENGTH = 31
"""Characters that Excel takes; texts in cells are cut to their limit by the library."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")

_A4 = 9
_TITLE_ROW, _HEADER_ROW, _FIRST_ROW = 0, 1, 2
_LINE_HEIGHT = 16.5
_TITLE_LINE_HEIGHT = 21
"""Points, both. Rows get their height here, as LibreOffice does not look at what is wrapped."""
_FONT = {"font_name": "Times New Roman", "font_size": 12}
"""The typeface of official documents (Nghị định 30/2020/NĐ-CP, phụ lục I)."""
_TITLE_LOOKS = {"bold": True, "font_size": 15, "text_wrap": True, "valign": "vcenter"}
_HEADER_LOOKS = {
    "bold": True,
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
    "border": 1,
    "bg_color": "#DCE8F8",
}

# LibreOffice writes figures as in the language named by 42A, Vietnamese: 1.234 and 22,9%. Excel
# leaves that to the settings of the reader's computer.
_FORMATS = {
    CellKind.TEXT: "@",
    CellKind.COUNT: "[$-42A]#,##0",
    CellKind.SHARE: "[$-42A]0.0%",
}
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MADE_AT = datetime(2000, 1, 1, tzinfo=UTC)
"""The library would ask for the time; the same table is the same file instead."""


def xlsx_of(sheet: Sheet) -> bytes:
    """A table as an xlsx file of one sheet.

    Raises:
        ValueError: if a row has another length than there are columns.
    """
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        # A copy, as the library adds to it.
        "default_format_properties": {**_FONT},
    }
    with Workbook(target, options) as book:
        book.set_properties({"title": sheet.title, "created": _MADE_AT})
        page = book.add_worksheet(_name(sheet.name))
        _write_head(book, page, sheet)
        _write_rows(book, page, sheet)
        _set_up(page, sheet)
    return target.getvalue()


def _name(name: str) -> str | None:
    """A name that Excel takes; None for its own."""
    return _NOT_IN_NAMES.sub(" ", name).strip(" '")[:_MAX_NAME_LENGTH].strip(" '") or None


def _write_head(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    title = book.add_format(_TITLE_LOOKS)
    # Letters of the title are larger than those that widths are counted in.
    lines = _lines(sheet.title, sum(column.width for column in sheet.columns) * 2 // 3)
    page.set_row(_TITLE_ROW, _TITLE_LINE_HEIGHT * lines + 8)
    if len(sheet.columns) > 1:
        page.merge_range(_TITLE_ROW, 0, _TITLE_ROW, len(sheet.columns) - 1, "", title)
    page.write_string(_TITLE_ROW, 0, sheet.title, title)
    header = book.add_format(_HEADER_LOOKS)
    lines = max((_lines(column.title, column.width - 2) for column in sheet.columns), default=1)
    page.set_row(_HEADER_ROW, _LINE_HEIGHT * lines + 6)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(_HEADER_ROW, place, column.title, header)


def _write_rows(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    writes = [_writer(book, column.kind) for column in sheet.columns]
    widths = [column.width for column in sheet.columns]
    for number, row in enumerate(sheet.rows, start=_FIRST_ROW):
        page.set_row(number, _LINE_HEIGHT * max(map(_lines, map(_text, row), widths), default=1))
        for place, (write, cell) in enumerate(zip(writes, row, strict=True)):
            write(page, number, place, cell)


def _writer(book: Workbook, kind: CellKind) -> Write:
    """Writes cells of one column."""
    looks = {"text_wrap": True, "valign": "top", "border": 1, "num_format": _FORMATS[kind]}
    plain = book.add_format(looks)
    # Without the prefix it would become a formula once somebody edits the cell.
    guarded = book.add_format({**looks, "quote_prefix": True})

    def write(page: Worksheet, row: int, column: int, cell: Cell) -> None:
        if cell is None:
            page.write_blank(row, column, None, plain)
        elif isinstance(cell, str):
            style = guarded if cell.startswith(_LIKE_A_FORMULA) else plain
            page.write_string(row, column, cell, style)
        else:
            page.write_number(row, column, _number(cell, kind), plain)

    return write


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else ""


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column that is so many characters wide."""
    paragraphs = text.split("\n")
    return sum(len(wrap(part, max(width, 1))) or 1 for part in paragraphs)


def _number(cell: int, kind: CellKind) -> float:
    return cell / 1000 if kind is CellKind.SHARE else cell


def _set_up(page: Worksheet, sheet: Sheet) -> None:
    """Headings that stay, a filter, and an A4 page as wide as the table."""
    say = wording(DEFAULT_LOCALE)
    last_row, last_column = _HEADER_ROW + len(sheet.rows), len(sheet.columns) - 1
    page.freeze_panes(_FIRST_ROW, 0)
    page.autofilter(_HEADER_ROW, 0, last_row, last_column)
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.repeat_rows(_HEADER_ROW)
    page.print_area(_TITLE_ROW, 0, last_row, last_column)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&C{say('sheet-page', page='&P', pages='&N')}")
