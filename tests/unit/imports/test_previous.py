"""The figures of an earlier contest as a table that an office fills in."""

from contest.model import Level, Unit, UnitId
from contest.previous import PreviousUnit
from handlers.imports.previous import check_previous
from handlers.ports.tables import FaultCode, RawTable, Row

UNITS = [
    Unit(UnitId(1), "T", "Tỉnh Mẫu", Level("TINH"), None),
    Unit(UnitId(2), "24133", "UBND phường Buôn Ma Thuột", Level("XA"), UnitId(1)),
    Unit(UnitId(3), "SO-NV", "Sở Nội vụ", Level("SO"), UnitId(1)),
]
HEADER = ("Mã đơn vị cũ", "Tên đơn vị", "Nay thuộc đơn vị", "Số đơn vị", "Số người", "Số lượt thi")


def table(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> RawTable:
    numbered = tuple(Row(number, cells) for number, cells in enumerate(rows, start=2))
    return RawTable("2022.csv", Row(1, header), header, numbered)


def test_units_are_read_with_the_unit_that_they_are_part_of_now() -> None:
    checked = check_previous(
        table(
            ("24133", "phường Thắng Lợi", "24133", "", "20", "30"),
            ("24136", "phường Thống Nhất", "phường Buôn Ma Thuột", "", "8", "10"),
            ("643", "thành phố", "", "", "", "0"),
        ),
        UNITS,
    )

    assert checked.faults == ()
    assert checked.values == (
        PreviousUnit("24133", "24133", 1, 30, 20),
        PreviousUnit("24136", "24133", 1, 10, 8),
        PreviousUnit("643", None, 0, 0, None),
    )


def test_one_line_may_stand_for_the_whole_contest() -> None:
    header = ("Mã", "Số đơn vị", "Số lượt")
    checked = check_previous(table(("TOÀN TỈNH", "171", "26915"), header=header), UNITS)

    assert checked.values == (PreviousUnit("TOÀN TỈNH", None, 171, 26_915),)


def test_every_fault_is_told_with_its_cell() -> None:
    checked = check_previous(
        table(
            ("A", "", "Sở Nội vu X", "", "1", "1"),
            ("A", "", "", "", "", ""),
            ("B", "", "", "", "x", "-1"),
        ),
        UNITS,
    )

    assert checked.values == ()
    assert [(fault.row, fault.column, fault.code) for fault in checked.faults] == [
        (2, "Nay thuộc đơn vị", FaultCode.UNKNOWN_UNIT_NEAR),
        (3, "Số lượt thi", FaultCode.EMPTY),
        (3, "Mã đơn vị cũ", FaultCode.DUPLICATE_CODE),
        (4, "Số người", FaultCode.NOT_A_COUNT),
        (4, "Số lượt thi", FaultCode.NOT_A_COUNT),
    ]


def test_the_entries_cannot_be_left_out() -> None:
    checked = check_previous(table(("A",), header=("Mã đơn vị",)), UNITS)

    assert [fault.code for fault in checked.faults] == [FaultCode.MISSING_COLUMN]
