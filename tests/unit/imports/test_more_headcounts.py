"""Units: headcounts of another law's categories, and what a unit has promised."""

from pathlib import Path

import pytest

from bot.documents.tables import read_table
from contest.model import Level
from contest.quotas import DEFAULT_POLICY, Category, QuotaKind, QuotaPolicy, QuotaRule
from handlers.imports.faults import Checked
from handlers.imports.units import check_units
from handlers.ports.catalogue import NewUnit
from handlers.ports.tables import FaultCode
from tests.fakes.sheets import write_table
from tests.unit.imports.province import spots

HEADER = ["code", "name", "level", "parent_code"]
OFFICE = ["SO-NV", "Sở Nội vụ", "SO", ""]
MILITIA = QuotaPolicy(
    {Level("SO"): (QuotaRule(Category("militia"), QuotaKind.PERCENT, 10),)},
)


def check(
    folder: Path, column: str, cell: str | int, policy: QuotaPolicy = DEFAULT_POLICY
) -> Checked[NewUnit]:
    path = write_table(folder / "units.csv", [[*HEADER, column], [*OFFICE, cell]])
    return check_units(read_table(path), {}, policy)


def test_a_category_of_the_policy_has_a_column(tmp_path: Path) -> None:
    (unit,) = check(tmp_path, "headcount_militia", 12, MILITIA).values

    assert unit.more_headcounts == {"militia": 12}


def test_a_category_that_the_policy_does_not_know_is_told(tmp_path: Path) -> None:
    checked = check(tmp_path, "headcount_militia", 12)

    assert checked.ignored == ("headcount_militia",)


def test_the_four_usual_categories_keep_their_columns(tmp_path: Path) -> None:
    (unit,) = check(tmp_path, "headcount_staff", 48).values

    assert (unit.staff, unit.more_headcounts) == (48, {})


def test_a_headcount_that_is_not_in_the_list_stays_unknown(tmp_path: Path) -> None:
    (unit,) = check(tmp_path, "headcount_staff", 48, MILITIA).values

    assert unit.more_headcounts == {}


def test_further_headcounts_are_whole_numbers(tmp_path: Path) -> None:
    checked = check(tmp_path, "headcount_militia", "mười", MILITIA)

    assert spots(checked) == [(2, "headcount_militia", FaultCode.NOT_A_COUNT)]


@pytest.mark.parametrize(
    ("cell", "target"), [("80", 80), ("80%", 80), ("100 %", 100), ("0", 0), ("1%", 1), ("", None)]
)
def test_a_unit_may_promise_a_share(tmp_path: Path, cell: str, target: int | None) -> None:
    (unit,) = check(tmp_path, "Cam kết (%)", cell).values

    assert unit.target_percent == target


@pytest.mark.parametrize("cell", ["101", "-5", "0.8", "1", "tám mươi", "８０"])
def test_what_may_be_no_percentage_is_a_fault(tmp_path: Path, cell: str) -> None:
    checked = check(tmp_path, "Cam kết (%)", cell)

    assert spots(checked) == [(2, "Cam kết (%)", FaultCode.NOT_A_PERCENT)]
