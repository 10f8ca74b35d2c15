"""Checking rosters: how people, posts and flags may be written, and what is wrong with a row."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from contest.model import Level
from contest.quotas import DEFAULT_POLICY, Category, QuotaKind, QuotaPolicy, QuotaRule
from handlers.imports.faults import fault_lines, fault_reason
from handlers.ports.rosters import NewRosterEntry
from handlers.ports.tables import FaultCode
from handlers.texts.loader import wording
from tests.unit.imports.province import HEADER, HOA, Province, someone, spots

ONESTOP = (*HEADER, "Một cửa")


def test_a_row_becomes_an_entry(province: Province) -> None:
    checked = province.people(HOA)

    assert checked.faults == ()
    assert checked.values == (
        NewRosterEntry(
            unit=province.ids["SO-NV"],
            category=Category("staff"),
            full_name="Nguyễn Thị Hoa",
            birth_date=date(1980, 11, 8),
            phone="+84912345678",
        ),
    )


@pytest.mark.parametrize(
    "header",
    [
        ("HỌ TÊN", "Ngày tháng năm sinh", "SĐT", "Tên đơn vị", "Chức vụ"),
        ("tên", "sinh ngày", "Di động", "Mã đơn vị", "Vị trí"),
        ("full_name", "birth_date", "phone", "unit", "category"),
        ("Họ và tên", "Ngày, tháng, năm sinh", "Số ĐT", "Cơ quan công tác", "Chức vụ/chức danh"),
        ("Họ tên (viết hoa)", "Ngày sinh (dd/mm/yyyy)", "ĐT", "Nơi công tác", "Chức vụ (nếu có)"),
    ],
)
def test_headers_have_variants(province: Province, header: tuple[str, ...]) -> None:
    assert province.roster(header, HOA).values == province.people(HOA).values


def test_of_a_header_and_the_same_with_a_remark_the_plain_one_counts(province: Province) -> None:
    checked = province.roster([*HEADER, "Đơn vị (trước 01/7)"], [*HOA, "Phòng Nội vụ"])

    assert checked.values == province.people(HOA).values
    assert checked.ignored == ("Đơn vị (trước 01/7)",)


def test_one_header_with_two_remarks_is_a_fault(province: Province) -> None:
    header = ("Họ và tên", "Ngày sinh", "SĐT (cơ quan)", "SĐT (di động)", "Đơn vị", "Chức vụ")

    checked = province.roster(header, [*HOA[:3], "0912345678", *HOA[3:]])

    assert spots(checked) == [(1, "SĐT (di động)", FaultCode.REPEATED_COLUMN)]


def test_a_family_name_in_a_column_of_its_own_belongs_to_the_name(province: Province) -> None:
    header = ("Họ và tên đệm", "Tên", *HEADER[1:])

    (entry,) = province.roster(header, ["Nguyễn Thị", "Hoa", *HOA[1:]]).values

    assert entry.full_name == "Nguyễn Thị Hoa"


def test_columns_that_everybody_needs_are_asked_for(province: Province) -> None:
    checked = province.roster(["STT", "Ghi chú"], ["1", "x"])

    assert spots(checked) == [
        (1, "full_name", FaultCode.MISSING_COLUMN),
        (1, "unit", FaultCode.MISSING_COLUMN),
        (1, "category", FaultCode.MISSING_COLUMN),
        (1, "birth_date", FaultCode.MISSING_COLUMN),
    ]


# Names, dates, phones


@pytest.mark.parametrize("name", ["12345", "Hoa@SNV", "H", "x" * 90])
def test_what_is_no_name_is_a_fault(province: Province, name: str) -> None:
    assert spots(province.people(someone(name=name))) == [(2, "Họ và tên", FaultCode.NOT_A_NAME)]


def test_a_missing_name_is_a_fault(province: Province) -> None:
    assert spots(province.people(someone(name=""))) == [(2, "Họ và tên", FaultCode.EMPTY)]


@pytest.mark.parametrize("born", ["08/11/1980", "8-11-1980", "1980-11-08", "08.11.1980"])
def test_a_birth_date_may_be_written_in_several_ways(province: Province, born: str) -> None:
    (entry,) = province.people(someone(born=born)).values

    assert entry.birth_date == date(1980, 11, 8)


@pytest.mark.parametrize(
    ("born", "code"),
    [
        ("1980", FaultCode.YEAR_ONLY),
        ("08/11/80", FaultCode.SHORT_YEAR),
        ("31/02/1980", FaultCode.NOT_A_DATE),
        ("29533", FaultCode.NOT_A_DATE),
        ("tháng Tám", FaultCode.NOT_A_DATE),
        ("08/11/2024", FaultCode.TOO_YOUNG),
        ("08/11/2005", FaultCode.TOO_YOUNG),
        ("07/11/1933", FaultCode.TOO_OLD),
        ("08/11/1890", FaultCode.TOO_OLD),
    ],
)
def test_a_bad_birth_date_is_a_fault(province: Province, born: str, code: FaultCode) -> None:
    assert spots(province.people(someone(born=born))) == [(2, "Ngày sinh", code)]


@pytest.mark.parametrize("born", ["07/11/2005", "08/11/1933"])
def test_the_youngest_and_the_oldest_are_accepted(province: Province, born: str) -> None:
    assert province.people(someone(born=born)).faults == ()


@pytest.mark.parametrize("phone", ["0912 345 678", "+84 912.345.678", "912345678"])
def test_a_phone_may_be_written_in_several_ways(province: Province, phone: str) -> None:
    (entry,) = province.people(someone(phone=phone)).values

    assert entry.phone == "+84912345678"


def test_a_phone_that_a_spreadsheet_keeps_as_a_number_is_read(tmp_path: Path) -> None:
    row: list[str | float] = [*someone()[:2], 912345678.0, *someone()[3:]]

    (entry,) = Province(tmp_path, ".xlsx").people(row).values

    assert entry.phone == "+84912345678"


@pytest.mark.parametrize("phone", ["091234567", "09123456789", "+1 212 555 0100", "không có"])
def test_a_bad_phone_is_a_fault(province: Province, phone: str) -> None:
    assert spots(province.people(someone(phone=phone))) == [
        (2, "Số điện thoại", FaultCode.BAD_PHONE)
    ]


def test_a_phone_or_a_birth_date_is_enough(province: Province) -> None:
    checked = province.people(someone(born=""), someone(name="Trần Văn Nam", phone=""))

    assert checked.faults == ()


def test_without_phone_and_birth_date_nobody_could_be_recognised(province: Province) -> None:
    checked = province.people(someone(born="", phone=""))

    assert spots(checked) == [(2, "Ngày sinh", FaultCode.UNMATCHABLE)]


def test_a_faulty_phone_is_not_blamed_for_being_missing_too(province: Province) -> None:
    checked = province.people(someone(born="", phone="12"))

    assert spots(checked) == [(2, "Số điện thoại", FaultCode.BAD_PHONE)]


def test_no_phone_number_can_be_read_in_a_fault(province: Province) -> None:
    checked = province.people(
        someone(phone="0912 345 67"),
        someone(name="0987654321"),
        someone(name="Trần Văn Nam"),
        someone(name="Lê Thị Mai", category="0912.345.678"),
    )

    text = "\n".join(fault_lines(checked, wording("vi")))
    assert len(checked.faults) == 5
    assert [fault.found for fault in checked.faults] == [
        "091****",
        "098****",
        "091****",
        "091****",
        "091****",
    ]
    assert "4321" not in text
    assert "+84" not in repr(province.people(HOA))


# Categories and flags


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("Lãnh đạo sở", "leaders"),
        ("Phó Giám đốc Sở Nội vụ", "leaders"),
        ("LÃNH ĐẠO", "leaders"),
        ("Phó Chủ tịch UBND xã Hòa Thắng", "leaders"),
        ("lãnh đạo phòng", "division_heads"),
        ("Trưởng phòng", "division_heads"),
        ("Phó Trưởng phòng Cải cách hành chính", "division_heads"),
        ("Chuyên viên", "staff"),
        ("viên chức", "staff"),
        ("Công chức một cửa", "onestop"),
        ("division_heads", "division_heads"),
    ],
)
def test_posts_lead_to_categories(province: Province, words: str, category: str) -> None:
    (entry,) = province.people(someone(category=words)).values

    assert entry.category == category


def test_the_group_decides_and_not_the_post_beside_it(province: Province) -> None:
    (entry,) = province.roster((*HEADER, "Chức vụ"), [*HOA, "Trưởng phòng"]).values

    assert entry.category == "staff"


def test_an_unknown_category_comes_with_the_nearest_words(province: Province) -> None:
    checked = province.people(someone(category="Trưỡng phòngg"), someone(category="@"))

    assert spots(checked)[0] == (2, "Nhóm chức vụ", FaultCode.UNKNOWN_CATEGORY)
    assert checked.faults[0].facts["near"].startswith("trưởng phòng, ")
    assert checked.faults[1].facts["near"] == (
        "lãnh đạo (leaders), lãnh đạo phòng (division_heads), công chức (staff), một cửa (onestop)"
    )


def test_categories_are_those_of_the_policy(province: Province) -> None:
    armed = QuotaRule(Category("militia"), QuotaKind.PERCENT, 10)
    policy = QuotaPolicy({Level("SO"): (armed,)})
    rows = (HEADER, someone(category="Militia"), someone(category="công chức", phone=""))

    checked = province.roster(*rows, policy=policy)

    assert spots(checked) == [
        (3, "Nhóm chức vụ", FaultCode.UNKNOWN_CATEGORY),
        (3, "Họ và tên", FaultCode.LISTED_TWICE),
    ]


@pytest.mark.parametrize(
    ("mark", "category"),
    [
        *((mark, "onestop") for mark in ("x", "Có", 1, "✓", "TRUE")),
        *((mark, "staff") for mark in ("", "không", 0, "-")),
    ],
)
def test_ticked_staff_are_one_stop_officers(
    province: Province, mark: str | int, category: str
) -> None:
    (entry,) = province.roster(ONESTOP, [*HOA, mark]).values

    assert entry.category == category


@pytest.mark.parametrize("post", ["lãnh đạo sở", "trưởng phòng"])
def test_a_leader_is_no_one_stop_officer(province: Province, post: str) -> None:
    checked = province.roster(ONESTOP, [*someone(category=post), "x"])

    assert spots(checked) == [(2, "Một cửa", FaultCode.ONESTOP_OUTSIDE_STAFF)]


def test_a_flag_is_yes_or_no(province: Province) -> None:
    checked = province.roster(ONESTOP, [*HOA, "có thể"])

    assert spots(checked) == [(2, "Một cửa", FaultCode.NOT_A_FLAG)]


@pytest.mark.parametrize(
    ("marks", "nominated"),
    [
        (("", ""), [True, True]),
        (("x", ""), [True, False]),
        (("", "không"), [True, False]),
        (("có", "không"), [True, False]),
    ],
)
def test_a_tick_for_some_means_that_the_others_are_not_nominated(
    province: Province, marks: tuple[str, str], nominated: list[bool]
) -> None:
    nam = someone(name="Trần Văn Nam", phone="")

    checked = province.roster((*HEADER, "Được cử"), [*HOA, marks[0]], [*nam, marks[1]])

    assert [entry.is_nominated for entry in checked.values] == nominated


# Texts


def test_a_fault_of_a_roster_reads_as_one_vietnamese_line(province: Province) -> None:
    checked = province.people(someone(phone="091234567"), someone(phone="", born="1980"))

    assert fault_lines(checked, wording("vi")) == [
        'list.csv, dòng 2, cột Số điện thoại: gặp "091****" thiếu chữ số, cần một số điện thoại'
        " như 0912 345 678 hoặc +84 912 345 678",
        'list.csv, dòng 3, cột Ngày sinh: gặp "1980" mới chỉ là năm, cần đủ ngày, tháng, năm sinh,'
        " ví dụ 08/11/1980",
    ]


@pytest.mark.parametrize("code", FaultCode)
def test_the_reason_beside_a_cell_repeats_no_place(province: Province, code: FaultCode) -> None:
    (fault,) = province.people(someone(born="1980")).faults
    names = "age also category column count expected first headcount last length letters limit"
    facts = dict.fromkeys([*names.split(), "near", "path", "reason", "staff", "unit"], "-")

    reason = fault_reason(replace(fault, code=code, facts=facts), wording("vi"))

    assert "dòng 2" not in reason
    assert not reason.startswith((":", " "))
    assert len(reason) > 10


def test_the_default_policy_has_the_four_categories_of_the_seed() -> None:
    assert DEFAULT_POLICY.categories == ("leaders", "division_heads", "staff", "onestop")
