"""Reads a visible sheet of an xlsx or ods file into a grid of texts, with care.

calamine gives the values, but it neither tells formulas from values nor bounds the memory that it
takes. So the package is unpacked and its XML walked under limits before calamine sees it.
"""

import io
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from bot.documents import ods, xlsx
from bot.documents.sheets import UNPACKED_LIMIT, Sheet, WorkbookError, unpacks_too_large
from handlers.ports.tables import FaultCode

Value = int | float | str | bool | time | date | datetime | timedelta
Parts = dict[str, bytes]

_BROKEN = (
    CalamineError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,  # an encrypted part
    ValueError,
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
)
_COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""What offices write; other methods may ask for gigabytes before they give a byte."""
_ODS_PARTS = ("mimetype", "META-INF/manifest.xml", "content.xml")
"""All that calamine reads of an ods file."""


def read_workbook(content: bytes, ending: str, place: int = 0) -> list[list[str]]:
    """The texts of a visible sheet, from its cell A1; a formula appears as its text.

    Args:
        place: of the sheet among those that are visible, from 0.

    Raises:
        WorkbookError: if the file is broken, of another kind or beyond the limits.
    """
    try:
        parts = _unpack(content)
        if (kind := _kind(parts)) != ending[1:].upper():
            raise WorkbookError(FaultCode.WRONG_KIND, kind, expected=ending[1:].upper())
        return _read_ods(parts, place) if kind == "ODS" else _read_xlsx(parts, place)
    except _BROKEN as error:
        raise WorkbookError(FaultCode.BROKEN) from error


def _unpack(content: bytes) -> Parts:
    """The XML parts of a package, read to their end and counted: declared sizes may lie.

    Names are in lower case, as offices do not tell them apart by case either.
    """
    parts: Parts = {}
    room = UNPACKED_LIMIT
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for info in package.infolist():
            name = info.filename.replace("\\", "/").lower()
            if not name.endswith((".xml", ".rels", "mimetype")):
                continue
            if name in parts or info.compress_type not in _COMPRESSIONS:
                raise WorkbookError(FaultCode.BROKEN)
            with package.open(info) as part:
                parts[name] = part.read(room + 1)
            room -= len(parts[name])
            if room < 0:
                raise unpacks_too_large()
    return parts


def _kind(parts: Parts) -> str:
    if "xl/workbook.xml" in parts:
        return "XLSX"
    if b"opendocument.spreadsheet" in parts.get("mimetype", b"") and "content.xml" in parts:
        return "ODS"
    return "DOCX" if "word/document.xml" in parts else "ZIP"


def _read_xlsx(parts: Parts, place: int) -> list[list[str]]:
    lengths = xlsx.string_lengths(parts)
    with _open({name: part for name, part in parts.items() if name != "content.xml"}) as book:
        index = _visible(book, place)
        sheet = xlsx.note_sheet(parts, index, lengths)
        grid = _grid(book.get_sheet_by_index(index).to_python(skip_empty_area=False), sheet)
    return [[xlsx.unescape(text) for text in row] for row in grid]


def _read_ods(parts: Parts, place: int) -> list[list[str]]:
    # calamine reads every sheet of an ods file while it opens it, so the walk comes first.
    sheets = ods.note_sheets(parts["content.xml"])
    with _open({name: parts[name.lower()] for name in _ODS_PARTS}) as book:
        if len(book.sheet_names) != len(sheets):
            raise WorkbookError(FaultCode.BROKEN)
        index = _visible(book, place)
        return _grid(book.get_sheet_by_index(index).to_python(skip_empty_area=False), sheets[index])


def _open(parts: Parts) -> CalamineWorkbook:
    """Open a workbook from the parts that were counted, and from nothing else."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_STORED) as copy:
        for name, part in parts.items():
            copy.writestr(name, part)
    package.seek(0)
    return load_workbook(package)


def _visible(book: CalamineWorkbook, place: int) -> int:
    found = [
        index
        for index, sheet in enumerate(book.sheets_metadata)
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if place >= len(found):
        raise WorkbookError(FaultCode.NO_ROWS)
    return found[place]


def _grid(values: list[list[Value]], sheet: Sheet) -> list[list[str]]:
    grid = [[_text(value) for value in row] for row in values]
    for row, column in sheet.headings:
        if row <= len(grid) and sum(map(bool, grid[row - 1])) == 1 and grid[row - 1][column - 1]:
            grid[row - 1] = []
    for (row, column), text in sheet.overlay.items():
        grid.extend([] for _ in range(row - len(grid)))
        cells = grid[row - 1]
        cells.extend([""] * (column - len(cells)))
        cells[column - 1] = text
    return grid


def _text(value: Value) -> str:
    """A value as somebody would have typed it: 643.0 is 643, a day is 2023-11-07."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)
