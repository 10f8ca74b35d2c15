"""Reads cells that say yes or no in the ways in which people tick a list."""

from contest.units import fold
from handlers.imports.columns import Reading
from handlers.ports.tables import FaultCode, Row

_TICKS = frozenset({"✓", "✔", "√", "☑", "+"})
_YES = frozenset({"x", "v", "co", "1", "true", "yes", "y", "dung"})
_NO = frozenset({"", "khong", "ko", "k", "0", "false", "no", "n"})


def flag(reading: Reading, row: Row, name: str) -> bool | None:
    """What a cell says; None if it is blank, has no column or cannot be understood."""
    text = reading.text(row, name)
    word = fold(text)
    if text in _TICKS or word in _YES:
        return True
    if word not in _NO:
        reading.fault(FaultCode.NOT_A_FLAG, row, name)
    return False if word and word in _NO else None
