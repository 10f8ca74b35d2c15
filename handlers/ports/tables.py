"""What a reader of documents hands to the imports: rows of texts, and what it could not read.

A fault is a value: reading goes on after it, so that one pass names everything that is wrong.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

CELL_LIMIT = 2000
"""Characters of a cell; as many as the longest message that Zalo takes (zalo-api.md)."""
PREVIEW_LENGTH = 60
"""Characters of a faulty cell that are shown, so that a fault stays one line."""

_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_UNDECODABLE = range(0xDC80, 0xDD00)


class FaultCode(StrEnum):
    """What is wrong; the text of each code is ``import-fault-<code>``."""

    # The whole file
    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    UNKNOWN_ENDING = "unknown-ending"
    WRONG_KIND = "wrong-kind"
    BROKEN = "broken"
    UNPACKS_TOO_LARGE = "unpacks-too-large"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    NO_ROWS = "no-rows"

    # One cell or row, whatever the table is about
    NOT_UTF8 = "not-utf8"
    NOT_UTF8_MORE = "not-utf8-more"
    BAD_QUOTES = "bad-quotes"
    TOO_LONG = "too-long"
    FORMULA = "formula"
    ERROR_VALUE = "error-value"
    CONTROL_CHARACTER = "control-character"

    # Columns and values
    MISSING_COLUMN = "missing-column"
    REPEATED_COLUMN = "repeated-column"
    MISSPELT_COLUMN = "misspelt-column"
    EXTRA_CELL = "extra-cell"
    EMPTY = "empty"
    NOT_A_DATE = "not-a-date"
    DATES_REVERSED = "dates-reversed"
    DUPLICATE_CODE = "duplicate-code"

    # Units
    NOT_A_COUNT = "not-a-count"
    NOT_A_PERCENT = "not-a-percent"
    ONESTOP_OVER_STAFF = "onestop-over-staff"
    UNKNOWN_PARENT = "unknown-parent"
    UNKNOWN_PARENT_NEAR = "unknown-parent-near"
    SELF_PARENT = "self-parent"
    CYCLE = "cycle"

    # Questions
    CORRECT_OUTSIDE = "correct-outside"
    EQUAL_OPTIONS = "equal-options"
    EMPTY_OPTION = "empty-option"
    SHOWN_TOO_LONG = "shown-too-long"
    DUPLICATE_QUESTION = "duplicate-question"
    UNKNOWN_AUDIENCE = "unknown-audience"

    # Lists of people
    NOT_A_NAME = "not-a-name"
    YEAR_ONLY = "year-only"
    SHORT_YEAR = "short-year"
    TOO_YOUNG = "too-young"
    TOO_OLD = "too-old"
    BAD_PHONE = "bad-phone"
    UNMATCHABLE = "unmatchable"
    DUPLICATE_PHONE = "duplicate-phone"
    LISTED_TWICE = "listed-twice"
    UNKNOWN_DUTY = "unknown-duty"

    # Rosters
    UNKNOWN_UNIT = "unknown-unit"
    UNKNOWN_UNIT_NEAR = "unknown-unit-near"
    AMBIGUOUS_UNIT = "ambiguous-unit"
    UNIT_ELSEWHERE = "unit-elsewhere"
    UNIT_CONTRADICTED = "unit-contradicted"
    UNKNOWN_CATEGORY = "unknown-category"
    ONESTOP_OUTSIDE_STAFF = "onestop-outside-staff"
    NOT_A_FLAG = "not-a-flag"
    IN_TWO_UNITS = "in-two-units"
    OVER_HEADCOUNT = "over-headcount"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a file, and what was expected instead.

    Attributes:
        file: the name without its folders.
        row: as a spreadsheet counts it, the header included; None if the whole file is meant.
        column: as the person sees it, by its header or letter.
        found: short and printable; empty for an empty cell, None if there is nothing to show.
        line: where the row begins in a text editor, if a cell of several lines came before.
        facts: further arguments of the text.
    """

    file: str
    code: FaultCode
    row: int | None = None
    column: str | None = None
    found: str | None = None
    line: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank.

    Attributes:
        number, line: as in a fault.
        cells: trimmed, in Unicode form C; None where a fault was already reported.
    """

    number: int
    cells: tuple[str | None, ...] = field(repr=False)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file as it was read.

    Attributes:
        header: empty if no table could be read at all; then ``faults`` say why.
        labels: the columns as faults name them, one for each cell of the header.
    """

    file: str
    header: Row
    labels: tuple[str, ...] = ()
    rows: tuple[Row, ...] = field(default=(), repr=False)
    faults: tuple[Fault, ...] = ()

    def label(self, position: int) -> str:
        """The column at a position from 0, as a person finds it in the file."""
        return self.labels[position] if position < len(self.labels) else column_letter(position)


def column_letter(position: int) -> str:
    """A for 0, Z for 25, AA for 26, as spreadsheets count."""
    letters = ""
    position += 1
    while position:
        position, letter = divmod(position - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def preview(text: str) -> str:
    """The beginning of a cell, on one line."""
    return printable(text[:PREVIEW_LENGTH]) + ("…" if len(text) > PREVIEW_LENGTH else "")


def printable(text: str) -> str:
    """A text in which everything that cannot be seen or printed is spelled out."""
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if ord(character) in _UNDECODABLE:
        return f"\\x{ord(character) - 0xDC00:02x}"
    if unicodedata.category(character) not in _INVISIBLE:
        return character
    return {"\n": "\\n", "\t": "\\t"}.get(character, f"\\u{ord(character):04x}")
