"""The unit of a row: by code, by name in any spelling, and with the unit above."""

import pytest

from handlers.ports.tables import FaultCode
from tests.unit.imports.province import HEADER, HOA, Province, someone, spots

WITH_PARENT = (*HEADER, "Đơn vị cấp trên")
WITH_CODE = ("Mã đơn vị", *HEADER)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("SO-NV", "SO-NV"),
        ("so-nv", "SO-NV"),
        ("Sở Nội vụ", "SO-NV"),
        ("SỞ NỘI VỤ", "SO-NV"),
        ("so noi vu", "SO-NV"),
        ("643", "643"),
        ("huyện Krông Ana", "655"),
        ("UBND huyện Krông A Na", "655"),
        ("phường Thống Nhất (thành phố Buôn Ma Thuột)", "24127"),
    ],
)
def test_a_unit_is_known_by_its_code_and_by_its_name(
    province: Province, words: str, code: str
) -> None:
    (entry,) = province.people(someone(unit=words)).values

    assert entry.unit == province.ids[code]


def test_an_unknown_unit_comes_with_the_nearest_names(province: Province) -> None:
    checked = province.people(someone(unit="Sở Nôi vụụ"))

    assert spots(checked) == [(2, "Đơn vị", FaultCode.UNKNOWN_UNIT_NEAR)]
    assert checked.faults[0].facts["near"].startswith("Sở Nội vụ – SO-NV")


def test_a_unit_like_no_other_has_no_suggestion(province: Province) -> None:
    checked = province.people(someone(unit="zzzzzzzzzzzz"))

    assert spots(checked) == [(2, "Đơn vị", FaultCode.UNKNOWN_UNIT)]


def test_a_missing_unit_is_a_fault(province: Province) -> None:
    assert spots(province.people(someone(unit=""))) == [(2, "Đơn vị", FaultCode.EMPTY)]


def test_a_name_of_two_units_lists_both_with_their_parents(province: Province) -> None:
    checked = province.people(someone(unit="phường Thống Nhất"))

    assert spots(checked) == [(2, "Đơn vị", FaultCode.AMBIGUOUS_UNIT)]
    assert checked.faults[0].facts["near"] == (
        "phường Thống Nhất (thành phố Buôn Ma Thuột) – 24127; "
        "phường Thống Nhất (thị xã Buôn Hồ) – 24331"
    )


@pytest.mark.parametrize("parent", ["644", "Thị xã Buôn Hồ", "UBND thị xã buôn hồ"])
def test_the_unit_above_tells_them_apart(province: Province, parent: str) -> None:
    (entry,) = province.roster(WITH_PARENT, [*someone(unit="phường Thống Nhất"), parent]).values

    assert entry.unit == province.ids["24331"]


def test_a_unit_above_without_such_a_unit_is_a_fault(province: Province) -> None:
    checked = province.roster(WITH_PARENT, [*someone(unit="phường Thống Nhất"), "655"])

    assert spots(checked) == [(2, "Đơn vị cấp trên", FaultCode.UNIT_ELSEWHERE)]
    assert "24331" in checked.faults[0].facts["near"]


def test_the_code_decides_where_there_are_both(province: Province) -> None:
    row = ["24331", *someone(unit="phường Thống Nhất")]

    (entry,) = province.roster(WITH_CODE, row).values

    assert entry.unit == province.ids["24331"]


def test_without_a_code_in_its_column_the_name_decides(province: Province) -> None:
    (entry,) = province.roster(WITH_CODE, ["", *HOA]).values

    assert entry.unit == province.ids["SO-NV"]


def test_the_code_and_the_name_of_different_units_are_a_fault(province: Province) -> None:
    checked = province.roster(WITH_CODE, ["SO-TP", *someone(unit="Sở Nội vụ")])

    assert spots(checked) == [(2, "Đơn vị", FaultCode.UNIT_CONTRADICTED)]
    assert checked.faults[0].facts == {"near": "Sở Tư pháp – SO-TP"}


def test_an_unknown_code_is_a_fault(province: Province) -> None:
    checked = province.roster(WITH_CODE, ["SO-NVV", *someone(unit="Sở Nội vụ")])

    assert [spot[:2] for spot in spots(checked)] == [(2, "Mã đơn vị")]
