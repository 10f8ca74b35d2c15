"""Writes an empty roster for a unit to fill in: headers, choices to pick from, and what goes where.

The example is on a sheet of its own, as a row in the list would be taken for a person.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from handlers.texts.loader import Wording

ROWS = 5000
"""Rows that offer choices; the largest unit known has some hundred people."""

COLUMNS: Mapping[str, int] = {
    "full-name": 30,
    "birth-date": 14,
    "phone": 18,
    "unit": 40,
    "category": 24,
    "onestop": 12,
    "nominated": 12,
}
"""Names of the columns in the texts, and their widths in characters."""

_MADE_AT = datetime(2000, 1, 1, tzinfo=UTC)
"""The library would ask for the time; the same units are the same file instead."""
_FONT = {"font_name": "Times New Roman", "font_size": 12}
_HEADER = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DCE8F8", "border": 1}
_GUIDE = {"text_wrap": True, "valign": "top", "border": 1}
_GUIDE_WIDTHS = (22, 80, 34)
_GUIDE_HEIGHT = 34
"""Points: two lines."""


def roster_template(units: Sequence[str], groups: Sequence[str], say: Wording) -> bytes:
    """An empty roster as an xlsx file.

    Args:
        units: labels of units to pick from.
        groups: words for the position categories.
    """
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "default_format_properties": {**_FONT},
    }
    with Workbook(target, options) as book:
        book.set_properties({"created": _MADE_AT})
        page = book.add_worksheet(say("marked-sheet"))
        listing = book.add_worksheet(say("template-units-sheet"))
        _write_guide(book, book.add_worksheet(say("template-guide-sheet")), say)
        for row, unit in enumerate(units):
            listing.write_string(row, 0, unit)
        listing.set_column(0, 0, 60)
        _write_header(book, page, say)
        sources: dict[str, str | list[str]] = {
            "unit": f"='{listing.get_name()}'!$A$1:$A${max(len(units), 1)}",
            "category": list(groups),
            "onestop": [say("template-onestop-example")],
            "nominated": [say("template-yes"), say("template-no")],
        }
        _offer(page, sources, say)
    return target.getvalue()


def _write_header(book: Workbook, page: Worksheet, say: Wording) -> None:
    header = book.add_format(_HEADER)
    # As a text a phone keeps its zero, and 08/11 does not become the 11th of August.
    text = book.add_format({"num_format": "@"})
    for column, (name, width) in enumerate(COLUMNS.items()):
        page.set_column(column, column, width, text)
        page.write_string(0, column, say(f"template-{name}"), header)
    page.freeze_panes(1, 0)
    _print_on_a4(page)


def _offer(page: Worksheet, sources: Mapping[str, str | list[str]], say: Wording) -> None:
    """Let people pick where there is a choice, and tell them what a cell is for."""
    for column, name in enumerate(COLUMNS):
        help_text = {"input_message": say(f"template-{name}-how")}
        if name in sources:
            choice = {"validate": "list", "source": sources[name], "error_type": "warning"}
        else:
            choice = {"validate": "any"}
        page.data_validation(1, column, ROWS, column, {**choice, **help_text})


def _print_on_a4(page: Worksheet) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _write_guide(book: Workbook, page: Worksheet, say: Wording) -> None:
    header, plain = book.add_format(_HEADER), book.add_format(_GUIDE)
    titles = [say(f"template-guide-{name}") for name in ("column", "how", "example")]
    for column, (title, width) in enumerate(zip(titles, _GUIDE_WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, title, header)
    for row, name in enumerate(COLUMNS, start=1):
        page.set_row(row, _GUIDE_HEIGHT)
        for column, part in enumerate(("", "-how", "-example")):
            page.write_string(row, column, say(f"template-{name}{part}"), plain)
    _print_on_a4(page)
