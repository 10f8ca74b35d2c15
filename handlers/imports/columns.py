"""Reads the cells of a table by the names of its columns, noting every fault on the way.

Values read from a faulty cell are stand-ins (an empty text, None) that are never kept.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Protocol

from contest.units import fold
from handlers.ports.tables import Fault, FaultCode, RawTable, Row, preview

COUNT_DIGITS = 7
"""Digits of the largest headcount: no unit has ten million people."""

_ALIKE = 0.85
"""Least similarity of a header to a known one that passes for a slip ("headcount_stafff")."""
_BRACKETS = re.compile(r"\([^()]*\)")
"""What a header says besides its name: "Ngày sinh (ngày/tháng/năm)"."""
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that an import knows.

    Attributes:
        also: other headers, Vietnamese; case, marks and punctuation do not matter.
        limit: characters of a cell.
        is_required: whether the table must have the column.
        may_be_empty: whether a required column may have empty cells.
        is_paragraph: whether line breaks are part of the text.
    """

    name: str
    also: tuple[str, ...]
    limit: int = 20
    is_required: bool = False
    may_be_empty: bool = False
    is_paragraph: bool = False


class Reading:
    """One pass over a table.

    Attributes:
        faults: those of the table and all that were noted since.
        ignored: headers that stand for no column.
    """

    def __init__(self, table: RawTable, columns: Sequence[Column]) -> None:
        self.faults: list[Fault] = list(table.faults)
        self.ignored: list[str] = []
        self._table = table
        self._columns = {column.name: column for column in columns}
        self._positions: dict[str, int] = {}
        if table.header.cells:
            self._locate(_headers(columns))
            self._miss()
            self._find_extra_cells()
        if table.header.cells and not table.rows and not table.faults:
            self.faults.append(Fault(table.file, FaultCode.NO_ROWS))

    def has(self, name: str) -> bool:
        """Whether the table has a column."""
        return name in self._positions

    def text(self, row: Row, name: str) -> str:
        """The text of a cell; in one line unless the column holds paragraphs."""
        column = self._columns[name]
        raw = self._raw(row, name)
        text = raw if column.is_paragraph else " ".join(raw.split())
        if len(text) > column.limit:
            facts = {"length": str(len(text)), "limit": str(column.limit)}
            self.fault(FaultCode.TOO_LONG, row, name, **facts)
            return ""
        must_be_filled = column.is_required and not column.may_be_empty
        if not text and must_be_filled and self.is_readable(row, name):
            self.fault(FaultCode.EMPTY, row, name)
        return text

    def count(self, row: Row, name: str) -> int | None:
        """A whole number from 0; 0 for an empty cell, None for a faulty one."""
        text = self._raw(row, name)
        if not text:
            return 0 if self.is_readable(row, name) or not self.has(name) else None
        if not (text.isascii() and text.isdigit() and len(text) <= COUNT_DIGITS):
            self.fault(FaultCode.NOT_A_COUNT, row, name)
            return None
        return int(text)

    def percent(self, row: Row, name: str) -> int | None:
        """A whole percentage from 0 to 100; None for an empty or faulty cell.

        A spreadsheet stores 80 % as 0.8 and 100 % as 1, so a bare 1 may mean either.
        """
        text = self._raw(row, name)
        digits = text.removesuffix("%").rstrip()
        is_number = digits.isascii() and digits.isdigit() and len(digits) <= 3
        if is_number and int(digits) <= 100 and text != "1":
            return int(digits)
        if text:
            self.fault(FaultCode.NOT_A_PERCENT, row, name)
        return None

    def day(self, row: Row, name: str) -> date | None:
        """A date, day first or ISO; an empty cell is None."""
        text = self._raw(row, name)
        match = _ISO.fullmatch(text) or _DAY_FIRST.fullmatch(text)
        try:
            if match:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            pass  # There is no 31/02; the fault is noted below.
        if text:
            self.fault(FaultCode.NOT_A_DATE, row, name)
        return None

    def validity(self, row: Row) -> tuple[date | None, date | None]:
        """The first and the last day on which the row is true; None where it is open."""
        first, last = self.day(row, "valid_from"), self.day(row, "valid_to")
        if first and last and last < first:
            self.fault(FaultCode.DATES_REVERSED, row, "valid_to", first=f"{first:%d/%m/%Y}")
        return first, last

    def is_readable(self, row: Row, name: str) -> bool:
        """Whether a cell is there to be judged: its column exists and nothing was said about it."""
        position = self._positions.get(name)
        if position is None:
            return False
        return position >= len(row.cells) or row.cells[position] is not None

    def is_filled(self, row: Row, name: str) -> bool:
        """Whether a cell holds anything, readable or not."""
        return self.has(name) and not (self.is_readable(row, name) and not self._raw(row, name))

    def label(self, name: str) -> str:
        """A column as a person finds it in the file."""
        return self._table.label(self._positions[name])

    def fault(self, code: FaultCode, row: Row, name: str, **facts: str) -> None:
        """Note a fault of a cell."""
        found = preview(self._raw(row, name))
        self._note(code, row, self.label(name), found, facts)

    def _raw(self, row: Row, name: str) -> str:
        position = self._positions.get(name)
        if position is None or position >= len(row.cells):
            return ""
        return row.cells[position] or ""

    def _note(
        self, code: FaultCode, row: Row, column: str, found: str | None, facts: Mapping[str, str]
    ) -> None:
        line = row.line if row.line != row.number else None
        self.faults.append(Fault(self._table.file, code, row.number, column, found, line, facts))

    def _locate(self, headers: Mapping[str, str]) -> None:
        """Find the columns in the header; a header that is nearly a column's is a fault."""
        cells = [header or "" for header in self._table.header.cells]
        plain = {headers.get(fold(header)) for header in cells}
        for position, header in enumerate(cells):
            if not fold(header):
                continue
            name, short = (headers.get(fold(text)) for text in (header, _BRACKETS.sub(" ", header)))
            if name is None and short not in plain:
                name = short
            if name is None:
                self._pass_over(position, headers)
            elif name in self._positions:
                first = self._table.label(self._positions[name])
                self._note_header(FaultCode.REPEATED_COLUMN, position, first=first)
            else:
                self._positions[name] = position

    def _pass_over(self, position: int, headers: Mapping[str, str]) -> None:
        header = self._table.header.cells[position] or ""
        close = get_close_matches(fold(header)[:100], headers, n=1, cutoff=_ALIKE)
        if close:
            self._note_header(FaultCode.MISSPELT_COLUMN, position, expected=headers[close[0]])
        else:
            self.ignored.append(preview(header))

    def _note_header(self, code: FaultCode, position: int, **facts: str) -> None:
        header = self._table.header
        found = preview(header.cells[position] or "")
        self._note(code, header, self._table.label(position), found, facts)

    def _miss(self) -> None:
        if None in self._table.header.cells:
            return  # The unreadable header may well be the one that is missing.
        for column in self._columns.values():
            if column.is_required and column.name not in self._positions:
                self.miss(column.name)

    def need_one_of(self, *names: str) -> None:
        """Note that none of these columns is there; the first of them is asked for."""
        header = self._table.header.cells
        if header and None not in header and not any(map(self.has, names)):
            self.miss(names[0])

    def miss(self, name: str) -> None:
        """Note that a column is needed but not there."""
        facts = {"column": name, "also": self._columns[name].also[0]}
        self._note(FaultCode.MISSING_COLUMN, self._table.header, name, None, facts)

    def _find_extra_cells(self) -> None:
        """Note cells under no header: often a comma in a text that was not put in quotes."""
        for row in self._table.rows:
            for position, text in enumerate(row.cells):
                if text and not self._is_headed(position):
                    column = self._table.label(position)
                    self._note(FaultCode.EXTRA_CELL, row, column, preview(text), {})
                    break

    def _is_headed(self, position: int) -> bool:
        headers = self._table.header.cells
        return position < len(headers) and headers[position] != ""


class Dated(Protocol):
    """Something that is true from its first day to its last; None where it is open."""

    @property
    def valid_from(self) -> date | None: ...

    @property
    def valid_to(self) -> date | None: ...


def share_a_day(one: Dated, other: Dated) -> bool:
    """Whether there is a day on which both are true."""
    begins = max(one.valid_from or date.min, other.valid_from or date.min)
    return begins <= min(one.valid_to or date.max, other.valid_to or date.max)


def _headers(columns: Sequence[Column]) -> dict[str, str]:
    return {
        fold(header): column.name for column in columns for header in (column.name, *column.also)
    }
