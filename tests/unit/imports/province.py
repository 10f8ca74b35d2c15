"""The units of the demonstration as values, and lists of people about them."""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib import resources
from pathlib import Path

from bot.documents.tables import read_table
from contest.model import Unit, UnitId
from contest.quotas import DEFAULT_POLICY, Category, QuotaPolicy
from handlers.imports.exclusions import check_exclusions
from handlers.imports.faults import Checked
from handlers.imports.rosters import check_roster
from handlers.imports.units import check_units
from handlers.ports.catalogue import NewUnit
from handlers.ports.records import Strength
from handlers.ports.rosters import NewExclusion, NewRosterEntry
from handlers.ports.tables import FaultCode
from tests.fakes.sheets import write_table

TODAY = date(2023, 11, 7)
HEADER = ("Họ và tên", "Ngày sinh", "Số điện thoại", "Đơn vị", "Nhóm chức vụ")
HOA = ("Nguyễn Thị Hoa", "08/11/1980", "0912345678", "SO-NV", "công chức")

Spot = tuple[int | None, str | None, FaultCode]
Value = NewRosterEntry | NewExclusion | NewUnit


def someone(**changes: str) -> list[str]:
    """A row like that of Hoa with other cells, by position words."""
    names = ("name", "born", "phone", "unit", "category")
    return [changes.get(name, cell) for name, cell in zip(names, HOA, strict=True)]


class Province:
    """Checks lists against the units of 2023."""

    def __init__(self, folder: Path, ending: str = ".csv") -> None:
        path = Path(str(resources.files("bot.demo") / "data" / "units.csv"))
        listed = check_units(read_table(path), {}).values
        ids = {unit.code: UnitId(number) for number, unit in enumerate(listed, start=1)}
        self.units = [
            Unit(ids[unit.code], unit.code, unit.name, unit.level, ids.get(unit.parent_code or ""))
            for unit in listed
        ]
        self.ids = ids
        self.strengths = {ids[unit.code]: _strength(ids[unit.code], unit) for unit in listed}
        self._path = folder / f"list{ending}"

    def roster(
        self, *rows: Sequence[str | int | float], policy: QuotaPolicy = DEFAULT_POLICY
    ) -> Checked[NewRosterEntry]:
        """Check a roster of these rows; the first is the header."""
        table = read_table(write_table(self._path, rows))
        return check_roster(table, self.units, self.strengths, policy, TODAY)

    def people(self, *rows: Sequence[str | int | float]) -> Checked[NewRosterEntry]:
        """Check a roster under the usual header."""
        return self.roster(HEADER, *rows)

    def exclusions(self, *rows: Sequence[str]) -> Checked[NewExclusion]:
        return check_exclusions(read_table(write_table(self._path, rows)), TODAY)


def spots(
    checked: Checked[NewRosterEntry] | Checked[NewExclusion] | Checked[NewUnit],
) -> list[Spot]:
    """Row, column and code of every fault."""
    return [(fault.row, fault.column, fault.code) for fault in checked.faults]


def _strength(unit: UnitId, listed: NewUnit) -> Strength:
    headcounts: Mapping[Category, int] = {
        Category("leaders"): listed.leaders,
        Category("division_heads"): listed.division_heads,
        Category("staff"): listed.staff,
        Category("onestop"): listed.onestop,
    }
    return Strength(unit, headcounts)
