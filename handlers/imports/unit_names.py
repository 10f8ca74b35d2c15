"""Finds the unit that a row of a roster names: by code, else by name, with the unit above."""

from collections import defaultdict
from collections.abc import Sequence

from contest.model import Unit, UnitId
from contest.units import ancestors, fold, label, name_key, search
from handlers.imports.columns import Column, Reading
from handlers.ports.tables import FaultCode, Row

SUGGESTION_LIMIT = 50
"""Unknown spellings for which near names are looked up: each costs a pass over all names."""

UNIT_COLUMNS = (
    Column("unit_code", ("mã đơn vị", "mã cơ quan", "mã cơ quan đơn vị"), 40),
    Column(
        "unit",
        (
            *("đơn vị", "tên đơn vị", "cơ quan", "tên cơ quan", "cơ quan đơn vị"),
            *("đơn vị công tác", "cơ quan công tác", "nơi công tác", "cơ quan đơn vị công tác"),
        ),
        200,
    ),
    Column(
        "parent_unit",
        ("đơn vị cấp trên", "cấp trên", "trực thuộc", "đơn vị chủ quản", "cơ quan chủ quản"),
        200,
    ),
)

_NEAR_COUNT = 3
_CANDIDATES_SHOWN = 6


class UnitNames:
    """The units by everything that a list may call them."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._by_code = {fold(unit.code): unit for unit in units}
        self._by_name: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            for key in {name_key(unit.name), name_key(label(unit, units))}:
                self._by_name[key].append(unit)
        self._found: dict[str, Sequence[Unit]] = {}
        self._below: dict[tuple[str, str], Sequence[Unit]] = {}
        self._near: dict[str, str] = {}
        self._titles: dict[UnitId, str] = {}

    def find(self, text: str) -> Sequence[Unit]:
        """The unit of that code, else the units of that name, however it is spelt."""
        if text not in self._found:
            by_code = self._by_code.get(fold(text))
            self._found[text] = [by_code] if by_code else self._by_name.get(name_key(text), [])
        return self._found[text]

    def find_below(self, text: str, parent: str) -> Sequence[Unit]:
        """Those units of a name that are below a unit of another code or name."""
        if (text, parent) not in self._below:
            above = set(self.find(parent))
            self._below[text, parent] = [
                unit
                for unit in self.find(text)
                if not above.isdisjoint(ancestors(unit, self._units))
            ]
        return self._below[text, parent]

    def near(self, text: str) -> str:
        """A few units that may be meant; nothing after ``SUGGESTION_LIMIT`` spellings."""
        spelling = fold(text)
        if spelling not in self._near:
            if len(self._near) >= SUGGESTION_LIMIT:
                return ""
            self._near[spelling] = self.listing(search(text, self._units, _NEAR_COUNT))
        return self._near[spelling]

    def listing(self, units: Sequence[Unit]) -> str:
        """Units with their parents and codes, in one line."""
        names = [self.title(unit) for unit in units[:_CANDIDATES_SHOWN]]
        return "; ".join([*names, "…"] if len(units) > _CANDIDATES_SHOWN else names)

    def title(self, unit: Unit) -> str:
        """A unit with its parent and code."""
        if unit.id not in self._titles:
            self._titles[unit.id] = f"{label(unit, self._units)} – {unit.code}"
        return self._titles[unit.id]


def read_unit(reading: Reading, row: Row, names: UnitNames) -> Unit | None:
    """The unit of a row; None if it is faulty."""
    column = unit_column(reading, row)
    texts = {name: reading.text(row, name) for name in ("unit_code", "unit", "parent_unit")}
    if not reading.has(column):
        return None
    if not texts[column]:
        if reading.is_readable(row, column):
            reading.fault(FaultCode.EMPTY, row, column)
        return None
    found = names.find(texts[column])
    if not found:
        _note_unknown(reading, row, column, names.near(texts[column]))
    elif column == "unit_code" and texts["unit"]:
        return _confirmed(reading, row, names, found, texts["unit"])
    elif len(found) > 1:
        return _told_apart(reading, row, names, texts["unit"], texts["parent_unit"])
    else:
        return found[0]
    return None


def unit_column(reading: Reading, row: Row) -> str:
    """The column that decides about the unit of a row: its code if there is one."""
    has_code = reading.is_filled(row, "unit_code") or not reading.has("unit")
    return "unit_code" if has_code else "unit"


def _note_unknown(reading: Reading, row: Row, column: str, near: str) -> None:
    if near:
        reading.fault(FaultCode.UNKNOWN_UNIT_NEAR, row, column, near=near)
    else:
        reading.fault(FaultCode.UNKNOWN_UNIT, row, column)


def _confirmed(
    reading: Reading, row: Row, names: UnitNames, found: Sequence[Unit], name: str
) -> Unit | None:
    """The unit of a code, unless the name beside it is surely another unit's."""
    named = names.find(name)
    both = [unit for unit in found if not named or unit in named]
    if both:
        return both[0]
    reading.fault(FaultCode.UNIT_CONTRADICTED, row, "unit", near=names.listing(found))
    return None


def _told_apart(
    reading: Reading, row: Row, names: UnitNames, name: str, parent: str
) -> Unit | None:
    """The one unit of a name that is shared, if the unit above says which."""
    found = names.find_below(name, parent) if parent else names.find(name)
    if len(found) == 1:
        return found[0]
    if found:
        reading.fault(FaultCode.AMBIGUOUS_UNIT, row, "unit", near=names.listing(found))
    else:
        near = names.listing(names.find(name))
        reading.fault(FaultCode.UNIT_ELSEWHERE, row, "parent_unit", near=near)
    return None
