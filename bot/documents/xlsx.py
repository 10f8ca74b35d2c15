"""Walks the XML of an xlsx sheet for what its values hide: formulas, errors, merged cells."""

import re
from collections.abc import Mapping, Sequence
from posixpath import join, normpath

from bot.documents.sheets import Sheet, Walk, attribute, walk_through

_CELL_NAME = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})\Z")
_CLAIM_SLACK = 1000
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def string_lengths(parts: Mapping[str, bytes]) -> list[int]:
    """The lengths of the strings that cells share.

    Raises:
        ValueError: if the table claims many more strings than it has. calamine reserves memory for
            as many as are claimed and ends the process if there is not enough (tafia/calamine 684).
    """
    walk = _StringsWalk()
    walk_through(parts.get("xl/sharedstrings.xml", b"<sst/>"), walk)
    if walk.claimed > 2 * len(walk.lengths) + _CLAIM_SLACK:
        raise ValueError("more strings claimed than there are")
    return walk.lengths


def note_sheet(parts: Mapping[str, bytes], index: int, string_lengths: Sequence[int]) -> Sheet:
    """Notes about the sheet at a place from 0.

    Raises:
        LookupError, ValueError: if the parts of the workbook contradict each other.
        WorkbookError: if the sheet is beyond the limits.
    """
    walk = _SheetWalk(string_lengths)
    walk_through(parts[_part_of(parts, index)], walk)
    return walk.sheet


def unescape(text: str) -> str:
    """Undo the way in which xlsx writes characters that XML cannot hold (_x000D_)."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _part_of(parts: Mapping[str, bytes], index: int) -> str:
    book, links = _BookWalk(), _LinksWalk()
    walk_through(parts["xl/workbook.xml"], book)
    walk_through(parts["xl/_rels/workbook.xml.rels"], links)
    target = links.targets[book.sheets[index]]
    path = target[1:] if target.startswith("/") else normpath(join("xl", target))
    return path.lower()


def _cell(name: str) -> tuple[int, int]:
    """Row and column from 1 of a cell such as B12.

    Raises:
        ValueError: if that is no name of a cell.
    """
    match = _CELL_NAME.match(name)
    if match is None:
        raise ValueError("not the name of a cell")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


class _BookWalk(Walk):
    """Collects the relation of every sheet, in the order of the workbook."""

    def __init__(self) -> None:
        self.sheets: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            self.sheets.append(attribute(attributes, "id") or "")


class _LinksWalk(Walk):
    """Collects the targets of relations."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _StringsWalk(Walk):
    """Measures the shared strings, so that a long one in many cells is noticed in time."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.claimed = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sst":
            self.claimed = int(attribute(attributes, "uniqueCount") or 0)
        elif name == "si":
            self.lengths.append(0)

    def text(self, data: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(data)


class _SheetWalk(Walk):
    """Walks the cells of a sheet."""

    def __init__(self, string_lengths: Sequence[int]) -> None:
        self.sheet = Sheet()
        self._string_lengths = string_lengths
        self._row = 0
        self._column = 0
        self._type = ""
        self._in_cell = False
        self._inside = ""
        self._range = ""
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif name == "c":
            self._start_cell(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        # Extensions after the cells have elements of the same names: "f" of a conditional format.
        elif self._in_cell and name in {"v", "f", "t"}:
            self._inside = name
            # A formula for an array fills the range that it names, a shared one only its own cell.
            self._range = attributes.get("ref", "") if attributes.get("t") == "array" else ""
            self._text = []

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._in_cell = True
        self._type = attributes.get("t", "n")
        if "r" in attributes:
            self._row, self._column = _cell(attributes["r"])
        else:
            self._column += 1

    def text(self, data: str) -> None:
        if self._inside:
            self._text.append(data)

    def end(self, name: str) -> None:
        if name == "c":
            self._in_cell = False
        elif name == self._inside:
            self._inside = ""
            self._end_content(name, "".join(self._text))

    def _end_content(self, name: str, text: str) -> None:
        here = (self._row, self._column)
        if name == "f":
            last = _cell(self._range.rpartition(":")[2]) if self._range else here
            self.sheet.note_formula(here, last, f"={text}")
            return
        self.sheet.note(*here, self._length(text))
        if self._type == "e":
            self.sheet.overlay.setdefault(here, text)

    def _length(self, text: str) -> int:
        return self._string_lengths[int(text)] if self._type == "s" and text else len(text)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        if last and _cell(first)[1] != _cell(last)[1]:
            self.sheet.headings.add(_cell(first))
