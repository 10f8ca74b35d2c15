"""People who come twice, units with too many, and a whole bad roster in one pass."""

import time
from collections import Counter
from pathlib import Path

import pytest

from handlers.imports.faults import fault_lines
from handlers.ports.tables import FaultCode
from handlers.texts.loader import wording
from tests.fakes.sheets import Cells
from tests.unit.imports.province import HEADER, HOA, Province, someone, spots

MAI = ("Lê Thị Mai", "01/02/1985", "0987654321", "SO-NV", "công chức")
PHONE, NAME, UNIT = "Số điện thoại", "Họ và tên", "Đơn vị"


# Who comes twice


def test_a_phone_of_two_people_names_the_first_row(province: Province) -> None:
    checked = province.people(HOA, MAI, someone(name="Trần Văn Nam", born="03/03/1983"))

    assert spots(checked) == [(4, PHONE, FaultCode.DUPLICATE_PHONE)]
    assert checked.faults[0].facts == {"first": "2"}


@pytest.mark.parametrize(
    "again",
    [
        someone(born=""),
        someone(phone=""),
        someone(name="NGUYEN THI HOA"),
        someone(category="trưởng phòng"),
        someone(phone="84912345678"),
    ],
)
def test_the_same_person_twice_in_a_unit_is_a_fault(province: Province, again: list[str]) -> None:
    checked = province.people(HOA, MAI, again)

    assert spots(checked) == [(4, NAME, FaultCode.LISTED_TWICE)]
    assert checked.faults[0].facts == {"first": "2"}


@pytest.mark.parametrize("again", [{"born": ""}, {"phone": ""}, {}])
def test_a_person_in_two_units_is_a_fault(province: Province, again: dict[str, str]) -> None:
    checked = province.people(HOA, MAI, someone(unit="SO-TP", **again))

    assert spots(checked) == [(4, UNIT, FaultCode.IN_TWO_UNITS)]
    assert checked.faults[0].facts == {"first": "2", "unit": "Sở Nội vụ – SO-NV"}


@pytest.mark.parametrize("unit", ["SO-NV", "SO-TP"])
def test_two_people_of_one_name_and_day_are_told_apart_by_their_phones(
    province: Province, unit: str
) -> None:
    assert province.people(HOA, someone(phone="0987654321", unit=unit)).faults == ()


def test_the_same_name_with_another_birth_date_is_another_person(province: Province) -> None:
    assert province.people(HOA, someone(born="09/11/1980", phone="")).faults == ()


def test_a_faulty_phone_makes_nobody_the_same_person(province: Province) -> None:
    checked = province.people(HOA, someone(phone="098765432"))

    assert spots(checked) == [(3, PHONE, FaultCode.BAD_PHONE)]


# Headcounts


def heads(count: int, unit: str = "SO-NV", category: str = "lãnh đạo sở") -> Cells:
    return [
        ["Lê Văn A", "01/02/1985", f"09123450{number:02}", unit, category]
        for number in range(count)
    ]


def test_more_nominated_than_there_are_is_one_fault(province: Province) -> None:
    checked = province.people(*heads(6))

    assert spots(checked) == [(6, "Nhóm chức vụ", FaultCode.OVER_HEADCOUNT)]
    assert checked.faults[0].facts == {
        "unit": "Sở Nội vụ – SO-NV",
        "category": "lãnh đạo (leaders)",
        "count": "6",
        "headcount": "4",
    }


def test_as_many_nominated_as_there_are_is_fine(province: Province) -> None:
    assert province.people(*heads(4)).faults == ()


def test_one_stop_officers_count_as_staff_too(province: Province) -> None:
    staff = heads(14, "24118", "công chức")
    officer = ["Lê Văn B", "01/02/1985", "0987654321", "24118", "một cửa"]

    checked = province.people(*staff, officer)

    assert [fault.facts["category"] for fault in checked.faults] == ["công chức (staff)"]


def test_those_who_are_not_nominated_are_not_counted(province: Province) -> None:
    rows = [[*row, "x" if number < 4 else ""] for number, row in enumerate(heads(6))]

    assert province.roster((*HEADER, "Được cử"), *rows).faults == ()


def test_a_unit_without_headcounts_is_not_checked(province: Province) -> None:
    unknown = next(unit.code for unit in province.units if unit.level == "KHAC")

    assert province.people(*heads(6, unknown)).faults == ()


def test_a_commune_has_no_division_heads(province: Province) -> None:
    checked = province.people(*heads(1, "24118", "trưởng phòng"))

    assert [fault.code for fault in checked.faults] == [FaultCode.OVER_HEADCOUNT]


# Everything at once


def test_20000_rows_with_300_faults_are_checked_within_seconds(tmp_path: Path) -> None:
    province = Province(tmp_path)
    units = [unit for unit in province.units if unit.level == "KHAC"]
    rows = [
        [
            "Nguyễn Văn Hội",
            f"{number % 28 + 1:02}/{number % 12 + 1:02}/{1960 + number % 40}",
            f"09{number:08}",
            units[number % len(units)].name,
            "chuyên viên",
        ]
        for number in range(20_000)
    ]
    for number in range(100):
        rows[number * 190][3] = f"Sở Nôi {number} vụ"
        rows[number * 190 + 1][2] = "0912"
        rows[number * 190 + 2][4] = f"chuyên viêm {number}"

    began = time.process_time()
    checked = province.people(*rows)
    seconds = time.process_time() - began

    assert Counter(fault.code for fault in checked.faults) == {
        FaultCode.UNKNOWN_UNIT_NEAR: 50,
        FaultCode.UNKNOWN_UNIT: 50,
        FaultCode.BAD_PHONE: 100,
        FaultCode.UNKNOWN_CATEGORY: 100,
    }
    assert len(fault_lines(checked, wording("vi"))) == 300
    assert seconds < 10
