"""Checks a table with the figures of an earlier contest: which units, and where they belong now."""

from collections.abc import Sequence

from contest.model import Unit
from contest.previous import PreviousUnit
from handlers.imports.columns import Column, Reading
from handlers.imports.faults import Checked, conclude
from handlers.imports.unit_names import UnitNames
from handlers.ports.tables import FaultCode, RawTable, Row

COLUMNS = (
    Column("code", ("mã đơn vị", "mã đơn vị cũ", "mã"), limit=40, is_required=True),
    Column("name", ("tên đơn vị", "đơn vị"), limit=200),
    Column("now", ("nay thuộc đơn vị", "mã đơn vị nay", "nay là"), limit=200),
    Column("units", ("số đơn vị",)),
    Column("people", ("số người", "số người dự thi")),
    Column("entries", ("số lượt thi", "số lượt", "số lượt dự thi"), is_required=True),
)


def check_previous(table: RawTable, units: Sequence[Unit]) -> Checked[PreviousUnit]:
    """The figures of a table, or everything that is wrong with them.

    Args:
        units: those of today.
    """
    reading, names = Reading(table, COLUMNS), UnitNames(units)
    rows = [_unit(reading, row, names) for row in table.rows]
    _check_codes(reading, table.rows, rows)
    return conclude(rows, reading.faults, reading.ignored)


def _unit(reading: Reading, row: Row, names: UnitNames) -> PreviousUnit:
    code = reading.text(row, "code")
    now = _now(reading, row, names)
    units, people, entries = (reading.count(row, name) for name in ("units", "people", "entries"))
    if reading.has("entries") and not reading.is_filled(row, "entries"):
        reading.fault(FaultCode.EMPTY, row, "entries")
    return PreviousUnit(
        code,
        now,
        # A row is one unit unless it says otherwise, and a unit without entries took no part.
        units=units or int(bool(entries)),
        entries=entries or 0,
        people=people if reading.is_filled(row, "people") else None,
    )


def _now(reading: Reading, row: Row, names: UnitNames) -> str | None:
    """The code of the unit of today; None if the row names none or a faulty one."""
    text = reading.text(row, "now")
    if not text:
        return None
    found = names.find(text)
    if len(found) == 1:
        return found[0].code
    if found:
        reading.fault(FaultCode.AMBIGUOUS_UNIT, row, "now", near=names.listing(found))
    elif near := names.near(text):
        reading.fault(FaultCode.UNKNOWN_UNIT_NEAR, row, "now", near=near)
    else:
        reading.fault(FaultCode.UNKNOWN_UNIT, row, "now")
    return None


def _check_codes(reading: Reading, rows: Sequence[Row], units: Sequence[PreviousUnit]) -> None:
    first: dict[str, int] = {}
    for row, unit in zip(rows, units, strict=True):
        if unit.code in first and unit.code:
            reading.fault(FaultCode.DUPLICATE_CODE, row, "code", first=str(first[unit.code]))
        first.setdefault(unit.code, row.number)
