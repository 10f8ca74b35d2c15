"""Walks the XML of an ods document for what its values hide: formulas, merged cells, repeats."""

from bot.documents.sheets import Sheet, Walk, attribute, walk_through


def note_sheets(content: bytes) -> list[Sheet]:
    """Notes about every sheet of a document.

    Raises:
        LookupError, ValueError: if the document makes no sense.
        WorkbookError: if a sheet is beyond the limits.
    """
    walk = _DocumentWalk()
    walk_through(content, walk)
    return walk.sheets


class _DocumentWalk(Walk):
    """Walks the cells of all sheets; a row or cell may stand for many that are alike."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._row = 1
        self._rows = 0
        self._column = 1
        self._columns = 0
        self._filled = False
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self.sheets.append(Sheet())
            self._row, self._rows = 1, 0
        elif name == "table-row":
            self._row += self._rows
            self._rows = _count(attributes, "number-rows-repeated")
            self._column, self._columns = 1, 0
        elif name in {"table-cell", "covered-table-cell"}:
            self._start_cell(attributes)
        elif name == "s":
            self._length += _count(attributes, "c")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._column += self._columns
        self._columns = _count(attributes, "number-columns-repeated")
        self._length = 0
        self._filled = attribute(attributes, "value-type") is not None
        if (formula := attribute(attributes, "formula")) is not None:
            # of:=SUM([.A1:.A3]) - the part before the colon names the dialect.
            text = "=" + formula.partition("=")[2]
            self.sheets[-1].note_formula((self._row, self._column), self._last(), text)
        if _count(attributes, "number-columns-spanned") > 1:
            self.sheets[-1].headings.add((self._row, self._column))

    def text(self, data: str) -> None:
        self._length += len(data.strip())

    def end(self, name: str) -> None:
        if name in {"table-cell", "covered-table-cell"} and (self._filled or self._length):
            self.sheets[-1].note(*self._last(), self._length * self._rows * self._columns)

    def _last(self) -> tuple[int, int]:
        return self._row + self._rows - 1, self._column + self._columns - 1


def _count(attributes: dict[str, str], name: str) -> int:
    return max(int(attribute(attributes, name) or 1), 1)
