"""Writes a table again with its faulty cells marked, and a second sheet that lists every fault.

The copy can be mended and imported: rows stay where they were, and every cell is a text.
"""

import io
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from textwrap import wrap

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from handlers.imports.faults import fault_reason
from handlers.ports.tables import Fault, RawTable, Row, column_letter
from handlers.texts.loader import Wording

Place = tuple[int, int]
"""Row and column from 0, as XlsxWriter counts."""

_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_MADE_AT = datetime(2000, 1, 1, tzinfo=UTC)
"""The library would ask for the time; the same table is the same file instead."""
_FONT = {"font_name": "Times New Roman", "font_size": 12}
_HEADER = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DCE8F8", "border": 1}
_FAULTY = {"bg_color": "#FFC7CE", "font_color": "#9C0006", "border": 1, "border_color": "#9C0006"}
_TEXT = {"num_format": "@"}
_LIST = {"text_wrap": True, "valign": "top", "border": 1}

_A4 = 9
_NOTE_SIZE = {"x_scale": 2.6, "y_scale": 1.4, "font_size": 10}
_NARROWEST, _WIDEST = 8, 40
_LIST_WIDTHS = (8, 26, 28, 90)
_LINE_HEIGHT = 16.5
"""Points. LibreOffice does not look at what is wrapped, so rows get their height here."""
_WIDTH_ROWS = 200
"""Rows whose texts decide how wide a column is."""


def marked_xlsx(table: RawTable, faults: Sequence[Fault], more: int, say: Wording) -> bytes:
    """A table as an xlsx file with its faults.

    Args:
        more: faults that are not among ``faults``.
    """
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": {**_FONT},
    }
    with Workbook(target, options) as book:
        book.set_properties({"title": table.file, "created": _MADE_AT})
        name = say("marked-sheet")
        by_place = _by_place(table, faults)
        _write_table(book, book.add_worksheet(name), table, by_place, say)
        listing = book.add_worksheet(say("marked-faults-sheet"))
        _write_faults(book, listing, name, by_place, _of_file(faults), say)
        if more:
            listing.write_string(len(faults) + 1, 3, say("marked-more", count=str(more)))
    return target.getvalue()


def _of_file(faults: Sequence[Fault]) -> Sequence[Fault]:
    return [fault for fault in faults if fault.row is None]


def _by_place(table: RawTable, faults: Sequence[Fault]) -> Mapping[Place, Sequence[Fault]]:
    """Faults by their cells, in order; a column that is not there stands for the first cell."""
    width = max((len(row.cells) for row in (table.header, *table.rows)), default=0)
    columns: dict[str | None, int] = {}
    for position in range(width):
        columns.setdefault(table.label(position), position)
    found: dict[Place, list[Fault]] = defaultdict(list)
    for fault in faults:
        if fault.row is not None:
            found[fault.row - 1, columns.get(fault.column, 0)].append(fault)
    return found


def _write_table(
    book: Workbook,
    page: Worksheet,
    table: RawTable,
    by_place: Mapping[Place, Sequence[Fault]],
    say: Wording,
) -> None:
    header, plain = book.add_format(_HEADER), book.add_format(_TEXT)
    faulty = book.add_format(_TEXT | _FAULTY)
    _write_row(page, table.header, header)
    for row in table.rows:
        _write_row(page, row, plain)
    texts = {row.number - 1: row.cells for row in (table.header, *table.rows)}
    for (row_place, column), faults in by_place.items():
        cells = texts.get(row_place, ())
        text = cells[column] if column < len(cells) else ""
        # The reader keeps no text that it could not read; the fault shows how it begins.
        shown = _shown(text) if text is not None else faults[0].found or ""
        page.write_string(row_place, column, shown, faulty)
        page.write_comment(row_place, column, _reasons(faults, say), dict(_NOTE_SIZE))
    _set_up(page, table)


def _write_row(page: Worksheet, row: Row, style: Format) -> None:
    for column, text in enumerate(row.cells):
        if text:
            page.write_string(row.number - 1, column, _shown(text), style)


def _shown(text: str) -> str:
    """A cell as people write it: the reader turns the days of a spreadsheet into ISO form."""
    day = _ISO_DAY.fullmatch(text)
    return f"{day[3]}/{day[2]}/{day[1]}" if day else text


def _reasons(faults: Sequence[Fault], say: Wording) -> str:
    return "\n".join(fault_reason(fault, say) for fault in faults)


def _set_up(page: Worksheet, table: RawTable) -> None:
    """Headings that stay, filters, and columns as wide as their texts."""
    top = table.header.number
    _set_up_page(page, top)
    if table.header.cells:
        last = max((row.number for row in table.rows), default=top)
        page.autofilter(top - 1, 0, last - 1, len(table.header.cells) - 1)
    for column in range(len(table.header.cells)):
        texts = (
            row.cells[column] or ""
            for row in (table.header, *table.rows[:_WIDTH_ROWS])
            if column < len(row.cells)
        )
        width = max(map(len, texts), default=0) + 3
        page.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))


def _set_up_page(page: Worksheet, headings: int) -> None:
    """Rows of headings that stay, and an A4 page as wide as the table."""
    page.freeze_panes(headings, 0)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)


def _write_faults(
    book: Workbook,
    page: Worksheet,
    table_sheet: str,
    by_place: Mapping[Place, Sequence[Fault]],
    of_file: Sequence[Fault],
    say: Wording,
) -> None:
    """One row for each fault; its number leads to the cell."""
    header, plain = book.add_format(_HEADER), book.add_format(_LIST)
    link = book.add_format(_LIST | {"font_color": "#0563C1", "underline": 1})
    titles = (say(f"marked-{name}") for name in ("row", "column", "found", "reason"))
    for column, (title, width) in enumerate(zip(titles, _LIST_WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, title, header)
    _set_up_page(page, 1)
    entries: list[tuple[Place | None, Fault]] = [(None, fault) for fault in of_file]
    entries += [(place, fault) for place in sorted(by_place) for fault in by_place[place]]
    for number, (place, fault) in enumerate(entries, start=1):
        if place is not None:
            address = f"internal:'{table_sheet}'!{column_letter(place[1])}{place[0] + 1}"
            page.write_url(number, 0, address, link, str(fault.row))
        texts = (fault.column or "", fault.found or "", fault_reason(fault, say))
        for column, text in enumerate(texts, start=1):
            page.write_string(number, column, text, plain)
        page.set_row(number, _LINE_HEIGHT * max(map(_lines, texts, _LIST_WIDTHS[1:])))


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column that is so many characters wide."""
    return len(wrap(text, width)) or 1
