"""Checking lists of units and questions: every fault by row, column and code, in one pass."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from bot.documents.tables import read_table
from contest.model import Audience
from handlers.imports.faults import FAULT_LIMIT, Checked, fault_line, fault_lines
from handlers.imports.questions import check_questions, code_from_text
from handlers.imports.units import check_units
from handlers.ports.catalogue import NewQuestion, NewUnit
from handlers.ports.tables import Fault, FaultCode
from handlers.texts.loader import LOCALES, wording
from tests.fakes.sheets import Cells, write_table

UNIT_HEADER = ["code", "name", "level", "parent_code"]
HEADCOUNTS = [
    "headcount_leaders",
    "headcount_division_heads",
    "headcount_staff",
    "headcount_onestop",
]
DAYS = ["valid_from", "valid_to"]
ROOT = ["66", "Tỉnh Đắk Lắk", "TINH", ""]
QUESTION_HEADER = ["topic", "question", "option_a", "option_b", "option_c", "correct"]
FIRST_QUESTION = ["PAR", "Hỏi một?", "một", "hai", "ba", "A"]

Spot = tuple[int | None, str | None, FaultCode]


@pytest.fixture(params=[".csv", ".xlsx"])
def ending(request: pytest.FixtureRequest) -> str:
    """Every fault is the same in both formats, but for the letter of the column."""
    return str(request.param)


class Lists:
    """Writes a list in one format, checks it, and tells the faults without column letters."""

    def __init__(self, folder: Path, ending: str) -> None:
        self.path = folder / f"list{ending}"

    def units(
        self, *rows: Sequence[str | int], known: Mapping[str, str | None] | None = None
    ) -> Checked[NewUnit]:
        return check_units(read_table(write_table(self.path, rows)), known or {})

    def questions(self, *rows: Sequence[str | int]) -> Checked[NewQuestion]:
        return check_questions(read_table(write_table(self.path, rows)))


@pytest.fixture
def lists(tmp_path: Path, ending: str) -> Lists:
    return Lists(tmp_path, ending)


def spots(checked: Checked[NewUnit] | Checked[NewQuestion]) -> list[Spot]:
    """Row, column by its header alone, and code."""
    return [(fault.row, _header(fault.column), fault.code) for fault in checked.faults]


def _header(column: str | None) -> str | None:
    return column and column.rpartition("(")[2].rstrip(")")


def demo(name: str) -> Path:
    return Path(str(resources.files("bot.demo") / "data" / name))


# The demonstration files


def test_the_units_of_the_demonstration_are_without_fault() -> None:
    checked = check_units(read_table(demo("units.csv")), {})

    assert checked.faults == ()
    assert len(checked.values) == 231
    assert Counter(unit.level for unit in checked.values) == {
        "TINH": 1,
        "SO": 20,
        "HUYEN": 15,
        "XA": 184,
        "KHAC": 11,
    }
    assert checked.values[2] == NewUnit(
        code="SO-NV",
        name="Sở Nội vụ",
        level=checked.values[2].level,
        parent_code="66",
        leaders=4,
        division_heads=15,
        staff=48,
        onestop=6,
    )


def test_the_questions_of_the_demonstration_are_without_fault() -> None:
    checked = check_questions(read_table(demo("questions.csv")))

    assert checked.faults == ()
    assert len(checked.values) == 90
    assert Counter(question.topic for question in checked.values) == {
        "POLICY": 31,
        "PCI": 12,
        "PAPI": 11,
        "DTI": 11,
        "SIPAS": 9,
        "05T05K": 9,
        "PAR": 7,
    }
    assert len({question.code for question in checked.values}) == 90
    assert checked.values[0].options[checked.values[0].correct] == "Chỉ số cải cách hành chính"


# Columns


def test_a_missing_column_is_named_with_its_vietnamese_header(lists: Lists) -> None:
    checked = lists.units(["code", "name", "parent_code"], ["66", "Tỉnh", ""])

    assert spots(checked) == [(1, "level", FaultCode.MISSING_COLUMN)]
    assert checked.faults[0].facts == {"column": "level", "also": "cấp"}


def test_a_column_that_comes_twice_is_a_fault(lists: Lists) -> None:
    checked = lists.units([*UNIT_HEADER, "Tên đơn vị"], [*ROOT, "x"])

    assert spots(checked) == [(1, "Tên đơn vị", FaultCode.REPEATED_COLUMN)]


def test_a_mistyped_column_is_a_fault_and_not_passed_over(lists: Lists) -> None:
    checked = lists.units([*UNIT_HEADER, "headcount_stafff"], [*ROOT, 3])

    assert spots(checked) == [(1, "headcount_stafff", FaultCode.MISSPELT_COLUMN)]
    assert checked.faults[0].facts == {"expected": "headcount_staff"}


def test_an_eleventh_option_is_not_passed_over(lists: Lists) -> None:
    checked = lists.questions([*QUESTION_HEADER, "option_k"], [*FIRST_QUESTION, "x"])

    assert spots(checked) == [(1, "option_k", FaultCode.MISSPELT_COLUMN)]


def test_a_column_that_means_nothing_is_told_but_no_fault(lists: Lists) -> None:
    checked = lists.units(["STT", *UNIT_HEADER, "Ghi chú"], [1, *ROOT, "x"])

    assert checked.faults == ()
    assert checked.ignored == ("STT", "Ghi chú")


def test_headers_may_be_vietnamese_in_any_case_with_or_without_marks(lists: Lists) -> None:
    checked = lists.units(["MÃ", " Tên  đơn vị", "cap", "Mã đơn vị cấp trên"], ["1", "A", "SO", ""])

    assert checked.faults == ()
    assert checked.values[0].name == "A"


def test_questions_may_have_vietnamese_headers(lists: Lists) -> None:
    header = ["Chủ đề", "Câu hỏi", "Phương án A", "Phương án B", "Đáp án", "Giải thích", "Nguồn"]

    checked = lists.questions(header, ["PAR", "Hỏi?", "một", "hai", "b", "vì", "luật"])

    assert checked.faults == ()
    (question,) = checked.values
    assert (question.topic, question.options, question.correct) == ("PAR", ("một", "hai"), 1)
    assert (question.explanation, question.source) == ("vì", "luật")


def test_a_cell_under_no_header_is_a_fault(lists: Lists) -> None:
    checked = lists.units(UNIT_HEADER, [*ROOT, "lạc"])

    assert spots(checked) == [(2, "E", FaultCode.EXTRA_CELL)]


def test_a_list_with_a_header_alone_has_no_rows(lists: Lists) -> None:
    assert spots(lists.units(UNIT_HEADER)) == [(None, None, FaultCode.NO_ROWS)]


@pytest.mark.parametrize(
    "content", ["", "code\n", 'code,"na"me\n1,2\n', "=1,name,level,parent_code\n1,A,XA,\n"]
)
def test_a_list_without_a_readable_header_is_not_blamed_for_its_columns(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(content)
    checked = check_units(read_table(path), {})

    assert checked.faults
    if content != "code\n":
        assert FaultCode.MISSING_COLUMN not in {fault.code for fault in checked.faults}


# Units


@pytest.mark.parametrize("column", ["code", "name", "level"])
def test_an_empty_cell_of_a_unit_is_a_fault(lists: Lists, column: str) -> None:
    row = ["643", "Huyện Krông Búk", "HUYEN", "66"]
    row[UNIT_HEADER.index(column)] = ""

    assert spots(lists.units(UNIT_HEADER, ROOT, row)) == [(3, column, FaultCode.EMPTY)]


def test_a_code_that_comes_twice_names_the_first_row(lists: Lists) -> None:
    checked = lists.units(UNIT_HEADER, ROOT, ["643", "A", "XA", "66"], ["643", "B", "XA", "66"])

    assert spots(checked) == [(4, "code", FaultCode.DUPLICATE_CODE)]
    assert checked.faults[0].facts == {"first": "3"}


def test_a_code_may_be_used_again_from_another_day_on(lists: Lists) -> None:
    checked = lists.units(
        [*UNIT_HEADER, *DAYS],
        [*ROOT, "", ""],
        ["24133", "Phường Thắng Lợi", "XA", "66", "", "30/06/2025"],
        ["24133", "Phường Buôn Ma Thuột", "XA", "66", "2025-07-01", ""],
    )

    assert checked.faults == ()
    assert checked.values[1].valid_to == date(2025, 6, 30)
    assert checked.values[2].valid_from == date(2025, 7, 1)


def test_two_units_of_one_code_may_not_share_a_day(lists: Lists) -> None:
    checked = lists.units(
        [*UNIT_HEADER, *DAYS],
        ["1", "A", "XA", "", "", "1/7/2025"],
        ["1", "B", "XA", "", "1/7/2025", ""],
    )

    assert spots(checked) == [(3, "code", FaultCode.DUPLICATE_CODE)]


def test_an_unknown_parent_comes_with_the_codes_near_it(lists: Lists) -> None:
    checked = lists.units(
        UNIT_HEADER, ["SO-NV", "Sở Nội vụ", "SO", ""], ["P1", "Phòng", "XA", "SO-NVV"]
    )

    assert spots(checked) == [(3, "parent_code", FaultCode.UNKNOWN_PARENT_NEAR)]
    assert checked.faults[0].facts == {"near": "SO-NV"}


def test_a_parent_given_by_its_name_is_answered_with_its_code(lists: Lists) -> None:
    checked = lists.units(UNIT_HEADER, ROOT, ["1", "A", "XA", "tinh Dak Lak"])

    assert spots(checked) == [(3, "parent_code", FaultCode.UNKNOWN_PARENT_NEAR)]
    assert checked.faults[0].facts == {"near": "66"}


def test_an_unknown_parent_like_no_code_has_no_suggestion(lists: Lists) -> None:
    checked = lists.units(UNIT_HEADER, ROOT, ["1", "A", "XA", "XYZ"])

    assert spots(checked) == [(3, "parent_code", FaultCode.UNKNOWN_PARENT)]


def test_a_parent_stored_before_is_known(lists: Lists) -> None:
    assert lists.units(UNIT_HEADER, ["1", "A", "XA", "66"], known={"66": None}).faults == ()


def test_a_unit_that_is_its_own_parent_is_one_fault(lists: Lists) -> None:
    checked = lists.units(UNIT_HEADER, ["1", "A", "XA", "1"])

    assert spots(checked) == [(2, "parent_code", FaultCode.SELF_PARENT)]


def test_a_cycle_is_named_once_from_its_first_row(lists: Lists) -> None:
    checked = lists.units(
        UNIT_HEADER,
        ["X", "hangs on the cycle", "XA", "C"],
        ["A", "A", "XA", "C"],
        ["B", "B", "XA", "A"],
        ["C", "C", "XA", "B"],
    )

    assert spots(checked) == [(3, "parent_code", FaultCode.CYCLE)]
    assert checked.faults[0].facts == {"path": "A → C → B → A"}


def test_a_cycle_through_a_stored_unit_is_found(lists: Lists) -> None:
    checked = lists.units(UNIT_HEADER, ["A", "A", "XA", "B"], known={"A": None, "B": "A"})

    assert spots(checked) == [(2, "parent_code", FaultCode.CYCLE)]
    assert checked.faults[0].facts == {"path": "A → B → A"}


def test_codes_used_again_on_other_days_form_no_cycle(lists: Lists) -> None:
    checked = lists.units(
        [*UNIT_HEADER, *DAYS],
        ["A", "new A", "XA", "B", "01/07/2025", ""],
        ["B", "old B", "XA", "A", "", "30/06/2025"],
        ["A", "old A", "XA", "", "", "30/06/2025"],
        ["B", "new B", "XA", "", "01/07/2025", ""],
    )

    assert checked.faults == ()


def test_a_long_cycle_is_cut(lists: Lists) -> None:
    units = [[f"U{n}", "A", "XA", f"U{(n + 1) % 9}"] for n in range(9)]

    (fault,) = lists.units(UNIT_HEADER, *units).faults

    assert fault.facts == {"path": "U0 → U1 → U2 → U3 → U4 → U5 → … → U0"}


@pytest.mark.parametrize("count", ["-1", "1.5", "1,000", "ba", "１２", "12345678"])
def test_a_headcount_is_a_whole_number_from_0(lists: Lists, count: str) -> None:
    checked = lists.units([*UNIT_HEADER, "headcount_staff"], [*ROOT, count])

    assert spots(checked) == [(2, "headcount_staff", FaultCode.NOT_A_COUNT)]


def test_an_empty_headcount_is_0(lists: Lists) -> None:
    checked = lists.units([*UNIT_HEADER, *HEADCOUNTS], [*ROOT, 1, "", 30, 0])

    (unit,) = checked.values
    assert (unit.leaders, unit.division_heads, unit.staff, unit.onestop) == (1, 0, 30, 0)


def test_one_stop_staff_are_part_of_the_staff(lists: Lists) -> None:
    checked = lists.units(
        [*UNIT_HEADER, *HEADCOUNTS], [*ROOT, 0, 0, 5, 5], ["1", "A", "XA", "66", 0, 0, 5, 6]
    )

    assert spots(checked) == [(3, "headcount_onestop", FaultCode.ONESTOP_OVER_STAFF)]
    assert checked.faults[0].facts == {"staff": "5"}


def test_a_wrong_headcount_is_blamed_once(lists: Lists) -> None:
    checked = lists.units([*UNIT_HEADER, *HEADCOUNTS], [*ROOT, 0, 0, "x", 6])

    assert spots(checked) == [(2, "headcount_staff", FaultCode.NOT_A_COUNT)]


def test_an_unreadable_headcount_is_not_compared(lists: Lists) -> None:
    checked = lists.units([*UNIT_HEADER, *HEADCOUNTS], [*ROOT, 0, 0, "=1+1", 6])

    assert spots(checked) == [(2, "headcount_staff", FaultCode.FORMULA)]


@pytest.mark.parametrize("day", ["31/02/2025", "2025-13-01", "1/7/25", "tháng 7"])
def test_a_day_that_is_none_is_a_fault(lists: Lists, day: str) -> None:
    checked = lists.units([*UNIT_HEADER, "valid_from"], [*ROOT, day])

    assert spots(checked) == [(2, "valid_from", FaultCode.NOT_A_DATE)]


def test_days_in_the_wrong_order_are_a_fault(lists: Lists) -> None:
    checked = lists.units([*UNIT_HEADER, *DAYS], [*ROOT, "01/07/2025", "30/06/2025"])

    assert spots(checked) == [(2, "valid_to", FaultCode.DATES_REVERSED)]


def test_a_name_above_200_characters_is_a_fault(lists: Lists) -> None:
    checked = lists.units(UNIT_HEADER, ["1", "x" * 200, "XA", ""], ["2", "x" * 201, "XA", ""])

    assert spots(checked) == [(3, "name", FaultCode.TOO_LONG)]
    assert checked.faults[0].facts == {"length": "201", "limit": "200"}


def test_a_formula_is_blamed_once_and_not_as_an_empty_cell(lists: Lists) -> None:
    checked = lists.units(UNIT_HEADER, ["1", "=A2", "XA", ""])

    assert spots(checked) == [(2, "name", FaultCode.FORMULA)]


# Questions


@pytest.mark.parametrize("column", ["topic", "question", "option_a", "option_b", "correct"])
def test_an_empty_cell_of_a_question_is_a_fault(lists: Lists, column: str) -> None:
    row = [*FIRST_QUESTION]
    row[QUESTION_HEADER.index(column)] = ""

    assert spots(lists.questions(QUESTION_HEADER, row)) == [(2, column, FaultCode.EMPTY)]


@pytest.mark.parametrize("correct", ["D", "E", "K", "Đ", "Ă", "1", "0", "A, B", "=", "AB"])
def test_a_correct_option_outside_the_options_is_a_fault(lists: Lists, correct: str) -> None:
    checked = lists.questions(QUESTION_HEADER, [*FIRST_QUESTION[:-1], correct])

    code = FaultCode.FORMULA if correct == "=" else FaultCode.CORRECT_OUTSIDE
    assert [(fault.row, fault.code) for fault in checked.faults] == [(2, code)]


def test_without_options_the_correct_one_is_not_judged(lists: Lists) -> None:
    checked = lists.questions(QUESTION_HEADER, ["PAR", "Hỏi?", "", "", "", "A"])

    assert spots(checked) == [
        (2, "option_a", FaultCode.EMPTY),
        (2, "option_b", FaultCode.EMPTY),
    ]


def test_the_letters_that_are_allowed_are_those_of_the_row(lists: Lists) -> None:
    (fault,) = lists.questions(QUESTION_HEADER, ["PAR", "Hỏi?", "một", "hai", "", "C"]).faults

    assert (fault.code, fault.found) == (FaultCode.CORRECT_OUTSIDE, "C")
    assert fault.facts == {"letters": "A, B"}


@pytest.mark.parametrize("correct", ["B", "b", "b.", "B)", "Đáp án B", "phương án b", "option_b"])
def test_the_correct_option_may_be_written_in_several_ways(lists: Lists, correct: str) -> None:
    checked = lists.questions(QUESTION_HEADER, [*FIRST_QUESTION[:-1], correct])

    assert [question.correct for question in checked.values] == [1]


@pytest.mark.parametrize("twin", ["Bộ  nội vụ", "BỘ NỘI VỤ", "Bộ Nội vụ."])
def test_two_equal_options_are_a_fault(lists: Lists, twin: str) -> None:
    checked = lists.questions(QUESTION_HEADER, ["PAR", "Hỏi?", "Bộ Nội vụ", "hai", twin, "A"])

    assert spots(checked) == [(2, "option_c", FaultCode.EQUAL_OPTIONS)]
    assert _header(checked.faults[0].facts["first"]) == "option_a"


def test_options_that_differ_by_a_mark_are_not_equal(lists: Lists) -> None:
    row = ["PAR", "Hỏi?", "má", "mà", "ma", "A"]

    assert lists.questions(QUESTION_HEADER, row).faults == ()


def test_options_of_punctuation_alone_are_not_equal(lists: Lists) -> None:
    assert lists.questions(QUESTION_HEADER, ["PAR", "Hỏi?", ".", "?", "!", "A"]).faults == ()


def test_an_empty_option_before_a_filled_one_is_a_fault(lists: Lists) -> None:
    checked = lists.questions(
        [*QUESTION_HEADER[:-1], "option_d", "correct"],
        ["PAR", "Hỏi?", "một", "hai", "", "bốn", "A"],
    )

    assert spots(checked) == [(2, "option_c", FaultCode.EMPTY_OPTION)]


def test_empty_options_at_the_end_are_none(lists: Lists) -> None:
    checked = lists.questions(QUESTION_HEADER, ["PAR", "Hỏi?", "một", "hai", "", "A"])

    assert checked.values[0].options == ("một", "hai")


def test_a_missing_column_between_options_is_a_fault(lists: Lists) -> None:
    header = ["topic", "question", "option_a", "option_b", "option_d", "correct"]

    checked = lists.questions(header, FIRST_QUESTION)

    assert (1, "option_c", FaultCode.MISSING_COLUMN) in spots(checked)


def test_ten_options_are_read(lists: Lists) -> None:
    letters = "abcdefghij"
    header = ["topic", "question", *(f"option_{letter}" for letter in letters), "correct"]

    checked = lists.questions(header, ["PAR", "Hỏi?", *letters, "J"])

    assert checked.values[0].options == tuple(letters)
    assert checked.values[0].correct == 9


def test_a_question_asked_twice_names_the_first_row(lists: Lists) -> None:
    again = ["PCI", "HỎI  một", "x", "y", "z", "B"]

    checked = lists.questions(QUESTION_HEADER, FIRST_QUESTION, again)

    assert spots(checked) == [(3, "question", FaultCode.DUPLICATE_QUESTION)]
    assert checked.faults[0].facts == {"first": "2"}


def test_a_question_may_come_again_under_another_code_for_other_days(lists: Lists) -> None:
    checked = lists.questions(
        ["code", *QUESTION_HEADER, *DAYS],
        ["q1", "PAR", "Bao nhiêu tỉnh?", "63", "34", "", "A", "", "30/06/2025"],
        ["q2", "PAR", "Bao nhiêu tỉnh?", "63", "34", "", "B", "01/07/2025", ""],
    )

    assert checked.faults == ()
    assert [question.code for question in checked.values] == ["q1", "q2"]


def test_a_code_of_a_question_that_comes_twice_is_a_fault(lists: Lists) -> None:
    checked = lists.questions(
        ["code", *QUESTION_HEADER],
        ["q1", *FIRST_QUESTION],
        ["q1", "PAR", "Hỏi hai?", "một", "hai", "ba", "B"],
    )

    assert spots(checked) == [(3, "code", FaultCode.DUPLICATE_CODE)]


def test_a_question_asked_twice_without_a_code_is_blamed_once(lists: Lists) -> None:
    checked = lists.questions(
        ["code", *QUESTION_HEADER], ["", *FIRST_QUESTION], ["", *FIRST_QUESTION]
    )

    assert spots(checked) == [(3, "question", FaultCode.DUPLICATE_QUESTION)]


def test_a_code_from_the_text_does_not_change_with_case_and_spaces() -> None:
    code = code_from_text("Hỏi một?")

    assert code == code_from_text("HỎI   một ?")
    assert code != code_from_text("Hỏi hai?")
    assert len(code) == 14


@pytest.mark.parametrize(
    ("word", "audience"),
    [
        ("officials", Audience.OFFICIALS),
        ("Cán bộ, công chức", Audience.OFFICIALS),
        ("Người dân", Audience.CITIZENS),
        ("", None),
    ],
)
def test_audiences_are_read(lists: Lists, word: str, audience: Audience | None) -> None:
    checked = lists.questions([*QUESTION_HEADER, "audience"], [*FIRST_QUESTION, word])

    assert [question.audience for question in checked.values] == [audience]


def test_an_unknown_audience_is_a_fault(lists: Lists) -> None:
    checked = lists.questions([*QUESTION_HEADER, "Đối tượng"], [*FIRST_QUESTION, "học sinh"])

    assert spots(checked) == [(2, "Đối tượng", FaultCode.UNKNOWN_AUDIENCE)]


def test_a_question_must_fit_one_message_with_its_options(lists: Lists) -> None:
    row = ["PAR", "x" * 900, "a" * 300, "b" * 300, "c" * 201, "A"]

    checked = lists.questions(QUESTION_HEADER, row)

    assert spots(checked) == [(2, "question", FaultCode.SHOWN_TOO_LONG)]
    assert checked.faults[0].facts == {"length": "1701", "limit": "1700"}


def test_an_option_above_300_characters_is_a_fault(lists: Lists) -> None:
    checked = lists.questions(QUESTION_HEADER, ["PAR", "Hỏi?", "a" * 301, "hai", "ba", "A"])

    assert spots(checked) == [(2, "option_a", FaultCode.TOO_LONG)]


def test_a_question_may_have_several_lines_but_an_option_has_one(lists: Lists) -> None:
    checked = lists.questions(QUESTION_HEADER, ["PAR", "Hỏi:\nmột?", "một\nhai", "b", "c", "A"])

    assert checked.values[0].text == "Hỏi:\nmột?"
    assert checked.values[0].options[0] == "một hai"


# All faults together


def test_every_fault_of_a_file_is_told_in_one_pass_in_the_order_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes(
        "code,name,level,parent_code,headcount_staff,headcount_onestop\n"
        "66,Tỉnh,TINH,,0,0\n"
        "643,,HUYEN,66,5,9\n"
        "643,Huyện,HUYEN,XYZ,-1,0\n"
        "A,Vòng,XA,B,0,0\n"
        '"B","Hai\ndòng",XA,A,0,0\n'
        "C,=1+1,XA,C,0,0\n".encode()
        + b"D,X\xe3,XA,66,0,0\n"
        + ("E," + "x" * 5_000_000 + ",XA,66,0,0\n").encode()
    )

    checked = check_units(read_table(path), {})

    assert spots(checked) == [
        (3, "name", FaultCode.EMPTY),
        (3, "headcount_onestop", FaultCode.ONESTOP_OVER_STAFF),
        (4, "headcount_staff", FaultCode.NOT_A_COUNT),
        (4, "code", FaultCode.DUPLICATE_CODE),
        (4, "parent_code", FaultCode.UNKNOWN_PARENT),
        (5, "parent_code", FaultCode.CYCLE),
        (7, "name", FaultCode.FORMULA),
        (7, "parent_code", FaultCode.SELF_PARENT),
        (8, "name", FaultCode.NOT_UTF8),
        (9, "name", FaultCode.TOO_LONG),
    ]
    assert checked.values == ()
    assert [fault.line for fault in checked.faults[-2:]] == [9, 10]


def test_beyond_a_thousand_faults_the_rest_is_counted(tmp_path: Path) -> None:
    rows: Cells = [UNIT_HEADER, *([str(number), "", "XA", ""] for number in range(1200))]

    checked = check_units(read_table(write_table(tmp_path / "units.csv", rows)), {})
    lines = fault_lines(checked, wording("vi"))

    assert len(checked.faults) == FAULT_LIMIT == 1000
    assert checked.more_faults == 200
    assert lines[-1] == "… và còn 200 lỗi khác"
    assert len(lines) == 1001


def test_20000_wrong_rows_are_checked_within_seconds(tmp_path: Path) -> None:
    header = [*UNIT_HEADER, "headcount_staff"]
    rows = [header, *([f"U{n}", f"Xã số {n}", "XA", f"Y{n}", "x"] for n in range(20_000))]
    path = write_table(tmp_path / "units.csv", rows)

    began = time.process_time()
    checked = check_units(read_table(path), {})
    seconds = time.process_time() - began

    assert checked.more_faults == 39_000
    assert seconds < 10


# Texts


def test_a_fault_reads_as_one_vietnamese_line(tmp_path: Path) -> None:
    path = write_table(tmp_path / "units.csv", [UNIT_HEADER, ROOT, ["1", "A", "XA", "XYZ"]])

    assert fault_lines(check_units(read_table(path), {}), wording("vi")) == [
        'units.csv, dòng 3, cột parent_code: gặp "XYZ", cần mã của một đơn vị có trong tệp hoặc'
        " đã nhập trước"
    ]


def test_a_fault_of_a_workbook_names_the_letter_of_its_column(tmp_path: Path) -> None:
    path = write_table(tmp_path / "units.xlsx", [UNIT_HEADER, ["1", "", "XA", ""]])

    assert fault_lines(check_units(read_table(path), {}), wording("en")) == [
        "units.xlsx, row 2, column B (name): an empty cell, expected a value"
    ]


def test_the_line_of_the_text_file_is_told_where_it_differs() -> None:
    fault = Fault("units.csv", FaultCode.EMPTY, 12345, "name", "", line=12400)

    assert fault_line(fault, wording("vi")) == (
        "units.csv, dòng 12345 (dòng 12400 của tệp văn bản), cột name: ô trống, cần có nội dung"
    )


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", FaultCode)
def test_every_fault_has_a_line_in_every_language(locale: str, code: FaultCode) -> None:
    names = (
        "age also category column count expected first headcount last length letters limit near"
        " path reason staff unit"
    )
    facts = {name: f"<{name}>" for name in names.split()}

    line = fault_line(Fault("a.csv", code, 2, "name", "x", facts=facts), wording(locale))

    assert line.startswith("a.csv, ")
    assert "\n" not in line
