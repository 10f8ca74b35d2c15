"""Reads csv, xlsx and ods files into rows of texts; what cannot be read becomes a fault.

Nothing here knows what a table is about, and nothing that a file contains raises.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count, islice
from pathlib import Path

from bot.documents.sheets import ROW_LIMIT, WorkbookError
from bot.documents.workbooks import read_workbook
from handlers.ports.tables import (
    CELL_LIMIT,
    Fault,
    FaultCode,
    RawTable,
    Row,
    column_letter,
    preview,
    printable,
)

FILE_LIMIT = 20 * 1024 * 1024
"""Bytes. The largest real file, a province's roster of 50,000 people, has about 10 MB."""
NOT_UTF8_LIMIT = 10
"""Rows in the wrong encoding that are named one by one: the remedy is the same for all."""
TITLE_ROWS = 20
"""Rows before the header that may hold one cell each: the title of a list, its date."""

_TEXT_ENDINGS = {".csv", ".tsv", ".txt"}
_WORKBOOK_ENDINGS = {".xlsx", ".ods"}
_DELIMITERS = ",;\t"

_MAGIC = {
    b"PK\x03\x04": "ZIP, XLSX, ODS",
    b"PK\x05\x06": "ZIP",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
    b"{\\rtf": "RTF",
    b"<html": "HTML",
    b"<!DOC": "HTML",
}
"""First bytes of the kinds of file that people rename or pick by mistake."""

_ERROR_VALUES = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
_NO_WIDTH = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
"""Soft hyphen, zero-width space, direction marks, byte order mark: left by word processors."""
_ODD_SPACES = re.compile("[\t\u00a0\u2000-\u200a\u202f\u3000]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029")
_CONTROL = re.compile("[\x01-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffd-\uffff]")
"""Controls, directional overrides (a text would read backwards) and lost characters."""
_UNDECODABLE = re.compile("[\x00\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class _Record:
    """One row as its format gave it; ``fault`` if the format itself was broken there."""

    number: int
    line: int
    texts: Sequence[str]
    fault: FaultCode | None = None


def read_table(path: Path) -> RawTable:
    """Read a file by the ending of its name; a bad file gives a table with faults."""
    file = printable(path.name)
    try:
        content = _content(path)
    except (OSError, ValueError):
        return _no_table(file, FaultCode.UNREADABLE)
    if len(content) > FILE_LIMIT:
        limit = f"{FILE_LIMIT // 1024 // 1024} MB"
        return _no_table(file, FaultCode.TOO_LARGE, limit=limit)
    ending = path.suffix.lower()
    if ending not in _TEXT_ENDINGS | _WORKBOOK_ENDINGS:
        return _no_table(file, FaultCode.UNKNOWN_ENDING, printable(path.suffix or path.name))
    if not content.strip():
        return _no_table(file, FaultCode.NO_ROWS)
    read = _read_text if ending in _TEXT_ENDINGS else _read_workbook
    return read(file, ending, content)


def _content(path: Path) -> bytes:
    """What is in a file, up to one byte more than is allowed.

    Raises:
        OSError, ValueError: if there is no such file, or it is a device or a folder.
    """
    if not path.is_file():
        raise FileNotFoundError(path.name)
    with path.open("rb") as file:
        return file.read(FILE_LIMIT + 1)


def _read_text(file: str, _: str, content: bytes) -> RawTable:
    if kind := _kind(content):
        return _no_table(file, FaultCode.WRONG_KIND, kind, expected="CSV")
    try:
        text = _decode(content)
    except UnicodeDecodeError as error:
        row = content[: error.start].decode("utf-16", "replace").count("\n") + 1
        fault = Fault(file, FaultCode.NOT_UTF8, row, found="UTF-16")
        return RawTable(file, header=Row(1, ()), faults=(fault,))
    with _long_cells():
        records = _records(text, _delimiter(text))
        return _TableBuilder(file, lettered=False).build(records)


def _read_workbook(file: str, ending: str, content: bytes) -> RawTable:
    if not content.startswith(b"PK\x03\x04"):
        kind = _kind(content) or preview(content[:20].decode("utf-8", "surrogateescape").strip())
        return _no_table(file, FaultCode.WRONG_KIND, kind, expected=ending[1:].upper())
    try:
        grid = read_workbook(content, ending)
    except WorkbookError as error:
        return _no_table(file, error.code, error.found, **error.facts)
    records = (_Record(number, number, texts) for number, texts in enumerate(grid, start=1))
    return _TableBuilder(file, lettered=True).build(records)


def _no_table(file: str, code: FaultCode, found: str | None = None, **facts: str) -> RawTable:
    fault = Fault(file, code, found=found, facts=facts)
    return RawTable(file, header=Row(1, ()), faults=(fault,))


def _kind(content: bytes) -> str | None:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((kind for magic, kind in _MAGIC.items() if start.startswith(magic)), None)


def _decode(content: bytes) -> str:
    """The text of a file; bytes that are not UTF-8 stay visible as lone surrogates.

    Raises:
        UnicodeDecodeError: if a file that says it is UTF-16 is not.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")


@contextmanager
def _long_cells() -> Iterator[None]:
    """Lift the csv module's limit of 128 kB, which breaks off at a long cell without naming it."""
    limit_before = csv.field_size_limit(FILE_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(limit_before)


def _records(text: str, delimiter: str) -> Iterator[_Record]:
    """The rows of a csv text, blank ones too, numbered as a spreadsheet would number them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number in count(1):
        line = reader.line_num + 1
        try:
            yield _Record(number, line, next(reader))
        except StopIteration:
            return
        except csv.Error:
            yield _Record(number, line, (), FaultCode.BAD_QUOTES)


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first filled row into most cells; a comma if none does."""

    def width(delimiter: str) -> int:
        rows = (record.texts for record in islice(_records(text, delimiter), TITLE_ROWS))
        return len(next((texts for texts in rows if any(texts)), ()))

    return max(_DELIMITERS, key=width)


class _TableBuilder:
    """Turns records into a table, noting the faults of cells on the way."""

    def __init__(self, file: str, *, lettered: bool) -> None:
        self._file = file
        self._lettered = lettered
        self._labels: tuple[str, ...] = ()
        self._faults: list[Fault] = []
        self._rows_not_utf8 = 0
        self._first_not_named: int | None = None

    def build(self, records: Iterable[_Record]) -> RawTable:
        filled = (record for record in records if record.fault or any(map(str.strip, record.texts)))
        header, body = _split_header(filled)
        if header is None:
            return self._table(Row(1, ()), [], FaultCode.NO_ROWS)
        top = self._row(header)
        if header.fault:
            return self._table(top, [])
        self._labels = self._name_columns(top)
        rows = []
        for record in body:
            if record.number > ROW_LIMIT:
                self._fault(FaultCode.TOO_MANY_ROWS, record, limit=str(ROW_LIMIT))
                break
            row = self._row(record)
            if not record.fault:
                rows.append(row)
        return self._table(top, rows)

    def _table(self, header: Row, rows: list[Row], code: FaultCode | None = None) -> RawTable:
        if code:
            self._faults.append(Fault(self._file, code))
        if self._rows_not_utf8 > NOT_UTF8_LIMIT:
            more = str(self._rows_not_utf8 - NOT_UTF8_LIMIT)
            row = self._first_not_named
            self._faults.append(
                Fault(self._file, FaultCode.NOT_UTF8_MORE, row, facts={"count": more})
            )
        return RawTable(self._file, header, self._labels, tuple(rows), tuple(self._faults))

    def _name_columns(self, header: Row) -> tuple[str, ...]:
        return tuple(
            _label(position, preview(name or ""), lettered=self._lettered)
            for position, name in enumerate(header.cells)
        )

    def _row(self, record: _Record) -> Row:
        if record.fault:
            self._fault(record.fault, record)
        self._check_encoding(record)
        cells = tuple(self._cell(record, place) for place in range(len(record.texts)))
        return Row(record.number, cells, record.line)

    def _check_encoding(self, record: _Record) -> None:
        bad = (i for i, text in enumerate(record.texts) if _UNDECODABLE.search(text))
        position = next(bad, None)
        if position is None:
            return
        self._rows_not_utf8 += 1
        if self._rows_not_utf8 <= NOT_UTF8_LIMIT:
            self._fault(FaultCode.NOT_UTF8, record, position)
        elif self._first_not_named is None:
            self._first_not_named = record.number

    def _cell(self, record: _Record, position: int) -> str | None:
        raw = record.texts[position]
        if _UNDECODABLE.search(raw):
            return None
        text = tidy(raw)
        if text.startswith("="):
            self._fault(FaultCode.FORMULA, record, position)
        elif text in _ERROR_VALUES:
            self._fault(FaultCode.ERROR_VALUE, record, position)
        elif _CONTROL.search(text):
            self._fault(FaultCode.CONTROL_CHARACTER, record, position)
        elif len(text) > CELL_LIMIT:
            facts = {"length": str(len(text)), "limit": str(CELL_LIMIT)}
            self._fault(FaultCode.TOO_LONG, record, position, **facts)
        else:
            return text
        return None

    def _fault(
        self, code: FaultCode, record: _Record, position: int | None = None, **facts: str
    ) -> None:
        column = found = None
        if position is not None:
            named = position < len(self._labels)
            column = self._labels[position] if named else column_letter(position)
            found = preview(record.texts[position].strip())
        line = record.line if record.line != record.number else None
        self._faults.append(Fault(self._file, code, record.number, column, found, line, facts))


def _split_header(records: Iterator[_Record]) -> tuple[_Record | None, Iterator[_Record]]:
    """The first row with several cells, without the titles before it; else the first row."""
    first: list[_Record] = []
    for record in islice(records, TITLE_ROWS):
        if record.fault or sum(map(bool, map(str.strip, record.texts))) > 1:
            return record, records
        first.append(record)
    return (first[0], chain(first[1:], records)) if first else (None, records)


def _label(position: int, name: str, *, lettered: bool) -> str:
    if not name:
        return column_letter(position)
    return f"{column_letter(position)} ({name})" if lettered else name


def tidy(text: str) -> str:
    """A cell without what nobody typed on purpose: loose accents, odd spaces, marks of no width."""
    plain = _NO_WIDTH.sub("", unicodedata.normalize("NFC", text))
    return _LINE_ENDS.sub("\n", _ODD_SPACES.sub(" ", plain)).strip()
