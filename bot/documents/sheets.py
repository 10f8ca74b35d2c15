"""What the XML of a sheet tells beyond its values, and the limits that keep a sheet readable."""

from dataclasses import dataclass, field
from xml.parsers import expat

from handlers.ports.tables import FaultCode, column_letter

ROW_LIMIT = 50_000
"""Rows, the header included; the largest roster known has 27,054 people (domain.md 2.6)."""
COLUMN_LIMIT = 64
UNPACKED_LIMIT = 100 * 1024 * 1024
"""Bytes of XML, and characters of all cells together; 50,000 rows of 12 columns take about half."""

_CHUNK = 64 * 1024


class WorkbookError(Exception):
    """A workbook that cannot be read; ``code`` says why."""

    def __init__(self, code: FaultCode, found: str | None = None, **facts: str) -> None:
        super().__init__(code.value)
        self.code = code
        self.found = found
        self.facts = facts


@dataclass(slots=True)
class Sheet:
    """Notes about the cells of one sheet, by row and column from 1.

    Attributes:
        overlay: formulas and error values as texts; the values alone would hide them.
        headings: cells merged over several columns; a row with nothing else holds no values.
        characters: in all cells together, repeated ones counted as often as they appear.
    """

    overlay: dict[tuple[int, int], str] = field(default_factory=dict)
    headings: set[tuple[int, int]] = field(default_factory=set)
    characters: int = 0

    def note(self, row: int, column: int, characters: int) -> None:
        """Count a cell that is not blank.

        Raises:
            WorkbookError: if the sheet is too long, too wide or too full.
        """
        if row > ROW_LIMIT:
            raise WorkbookError(FaultCode.TOO_MANY_ROWS, limit=str(ROW_LIMIT))
        if column > COLUMN_LIMIT:
            last, limit = column_letter(column - 1), column_letter(COLUMN_LIMIT - 1)
            raise WorkbookError(FaultCode.TOO_MANY_COLUMNS, last=last, limit=limit)
        self.characters += characters
        if self.characters > UNPACKED_LIMIT:
            raise unpacks_too_large()

    def note_formula(self, first: tuple[int, int], last: tuple[int, int], text: str) -> None:
        """Note a formula that fills all cells between two corners."""
        rows, columns = last[0] - first[0] + 1, last[1] - first[1] + 1
        self.note(*last, rows * columns * len(text))
        for row in range(first[0], last[0] + 1):
            for column in range(first[1], last[1] + 1):
                self.overlay[row, column] = text


def unpacks_too_large() -> WorkbookError:
    return WorkbookError(FaultCode.UNPACKS_TOO_LARGE, limit=f"{UNPACKED_LIMIT // 1024 // 1024} MB")


class Walk:
    """Receives what an XML part contains, in order; names come without their prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


def walk_through(part: bytes, walk: Walk) -> None:
    """Walk through an XML part.

    Raises:
        expat.ExpatError: if it is not well formed.
        WorkbookError: if it declares a document type: no workbook does, and entities can explode.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, given: walk.start(_local(name), given)
    parser.EndElementHandler = lambda name: walk.end(_local(name))
    parser.CharacterDataHandler = walk.text
    for offset in range(0, len(part), _CHUNK):
        parser.Parse(part[offset : offset + _CHUNK])
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise WorkbookError(FaultCode.BROKEN)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def attribute(attributes: dict[str, str], name: str) -> str | None:
    """An attribute by its name without prefix."""
    return next((value for key, value in attributes.items() if _local(key) == name), None)
