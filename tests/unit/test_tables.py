"""Reading csv, xlsx and ods files: positions, encodings, limits, and files that are broken."""

import csv
import datetime
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.documents import sheets
from bot.documents.tables import read_table
from handlers.imports.questions import check_questions
from handlers.imports.units import check_units
from handlers.ports.tables import Fault, FaultCode, RawTable, column_letter, preview
from tests.fakes.sheets import (
    replace_part,
    write_csv,
    write_ods,
    write_ods_rows,
    write_table,
    write_xlsx,
)

Spot = tuple[int | None, str | None, FaultCode]


def read_csv(folder: Path, content: bytes) -> RawTable:
    path = folder / "list.csv"
    path.write_bytes(content)
    return read_table(path)


def spots(table: RawTable) -> list[Spot]:
    return [(fault.row, fault.column, fault.code) for fault in table.faults]


def cells(table: RawTable) -> list[tuple[int, tuple[str | None, ...]]]:
    return [(row.number, row.cells) for row in table.rows]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".ods"])
def test_every_format_gives_the_same_rows(tmp_path: Path, ending: str) -> None:
    path = write_table(tmp_path / f"list{ending}", [["code", "name"], ["643", "Huyện Krông Búk"]])

    table = read_table(path)

    assert table.header.cells == ("code", "name")
    assert cells(table) == [(2, ("643", "Huyện Krông Búk"))]
    assert table.faults == ()


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".ods"])
def test_blank_rows_are_skipped_but_counted(tmp_path: Path, ending: str) -> None:
    rows = [["code", "name"], ["", ""], ["643", "A"], [" ", ""], ["644", "B"]]

    table = read_table(write_table(tmp_path / f"list{ending}", rows))

    assert [row.number for row in table.rows] == [3, 5]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".ods"])
def test_a_title_above_the_header_is_skipped(tmp_path: Path, ending: str) -> None:
    rows = [["Danh sách đơn vị", ""], ["", ""], ["code", "name"], ["643", "A"]]

    table = read_table(write_table(tmp_path / f"list{ending}", rows))

    assert table.header.number == 3
    assert cells(table) == [(4, ("643", "A"))]


def test_a_cell_of_several_lines_keeps_row_and_line_apart(tmp_path: Path) -> None:
    table = read_csv(tmp_path, b'code,name\n1,"two\nlines"\n2,=x\n')

    assert cells(table) == [(2, ("1", "two\nlines")), (3, ("2", None))]
    assert [(fault.row, fault.line) for fault in table.faults] == [(3, 4)]


def test_without_cells_of_several_lines_no_line_is_told(tmp_path: Path) -> None:
    (fault,) = read_csv(tmp_path, b"code,name\n2,=x\n").faults

    assert (fault.row, fault.line) == (2, None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = delimiter.join(("code", '"name, or; both"', "level")) + "\n"
    text += delimiter.join(("1", "A", "XA"))

    table = read_csv(tmp_path, text.encode())

    assert table.header.cells == ("code", "name, or; both", "level")
    assert cells(table) == [(2, ("1", "A", "XA"))]


@pytest.mark.parametrize("ending", [".tsv", ".txt"])
def test_other_endings_of_text_files_are_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"list{ending}"
    path.write_bytes("mã\ttên\n1\tA\n".encode("utf-16"))

    assert cells(read_table(path)) == [(2, ("1", "A"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    table = read_csv(tmp_path, "mã,tên\n1,Đắk Lắk\n".encode(encoding))

    assert table.header.cells == ("mã", "tên")
    assert cells(table) == [(2, ("1", "Đắk Lắk"))]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_all_line_ends_are_read(tmp_path: Path, ends: str) -> None:
    table = read_csv(tmp_path, ends.join(("code,name", "1,A", "2,B")).encode())

    assert cells(table) == [(2, ("1", "A")), (3, ("2", "B"))]


def test_bytes_of_another_encoding_are_named_by_row_and_column(tmp_path: Path) -> None:
    content = b"code,name,level\n1,Kr\xc3\xb4ng,XA\n" + "2,Cư Kuin,XA\n".encode("cp1258")

    table = read_csv(tmp_path, content)

    assert spots(table) == [(3, "name", FaultCode.NOT_UTF8)]
    assert table.faults[0].found == "C\\xfd Kuin"
    assert cells(table)[1] == (3, ("2", None, "XA"))


def test_utf_16_without_its_mark_is_not_utf_8(tmp_path: Path) -> None:
    table = read_csv(tmp_path, "code,name\n1,A\n".encode("utf-16-le"))

    assert {fault.code for fault in table.faults} == {FaultCode.NOT_UTF8}


def test_a_cut_utf_16_file_is_named_by_its_row(tmp_path: Path) -> None:
    table = read_csv(tmp_path, "code,name\n1,A\n2,B".encode("utf-16")[:-1])

    assert spots(table) == [(3, None, FaultCode.NOT_UTF8)]


def test_after_ten_rows_the_wrong_encoding_is_summed_up(tmp_path: Path) -> None:
    rows = b"".join(b"%d,x\xfd\n" % number for number in range(2, 32))

    table = read_csv(tmp_path, b"code,name\n" + rows)

    assert spots(table) == [
        *((number, "name", FaultCode.NOT_UTF8) for number in range(2, 12)),
        (12, None, FaultCode.NOT_UTF8_MORE),
    ]
    assert table.faults[-1].facts == {"count": "20"}


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".ods"])
def test_a_formula_is_refused(tmp_path: Path, ending: str) -> None:
    rows = [["code", "name"], ["1", "=A2+1"], ["2", "B"]]

    table = read_table(write_table(tmp_path / f"list{ending}", rows))

    column = "name" if ending == ".csv" else "B (name)"
    assert spots(table) == [(2, column, FaultCode.FORMULA)]
    assert table.faults[0].found == "=A2+1"
    assert cells(table) == [(2, ("1", None)), (3, ("2", "B"))]


def test_a_formula_with_a_stored_value_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "name"])
        sheet.write_row(1, 0, ["1"])
        sheet.write_formula(1, 1, '=A2&" x"', None, "1 x")

    assert spots(read_table(path)) == [(2, "B (name)", FaultCode.FORMULA)]


def test_every_cell_of_an_array_formula_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "name"])
        sheet.write_array_formula("A2:B3", "{=D1:E2*2}")

    assert spots(read_table(path)) == [
        (2, "A (code)", FaultCode.FORMULA),
        (2, "B (name)", FaultCode.FORMULA),
        (3, "A (code)", FaultCode.FORMULA),
        (3, "B (name)", FaultCode.FORMULA),
    ]


def test_a_conditional_format_is_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "name"])
        sheet.write_row(1, 0, ["1", "A"])
        bar = {
            "type": "data_bar",
            "data_bar_2010": True,
            "min_type": "formula",
            "min_value": "=$A$2",
        }
        sheet.conditional_format("A1:B2", bar)
        sheet.data_validation("A2", {"validate": "list", "source": "=$A$1:$A$2"})

    assert read_table(path).faults == ()


def test_an_error_value_is_refused(tmp_path: Path) -> None:
    table = read_csv(tmp_path, b"code,name\n1,#REF!\n")

    assert spots(table) == [(2, "name", FaultCode.ERROR_VALUE)]


def test_an_error_value_pasted_into_a_sheet_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "list.xlsx", [["code", "name"], ["1", 5]])
    replace_part(path, "xl/worksheets/sheet1.xml", "<v>5</v>", "<v>#N/A</v>")
    replace_part(path, "xl/worksheets/sheet1.xml", '<c r="B2">', '<c r="B2" t="e">')

    assert spots(read_table(path)) == [(2, "B (name)", FaultCode.ERROR_VALUE)]


@pytest.mark.parametrize("start", ["+", "-", "@"])
def test_other_first_characters_of_formulas_are_text(tmp_path: Path, start: str) -> None:
    table = read_csv(tmp_path, f"code,name\n1,{start}x\n".encode())

    assert cells(table) == [(2, ("1", f"{start}x"))]


def test_numbers_and_days_read_as_they_were_typed(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        as_day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["a", "b", "c", "d", "e"])
        sheet.write_row(1, 0, [643, 12.5, 0, True])
        sheet.write_datetime(1, 4, datetime.datetime(2025, 7, 1), as_day)  # noqa: DTZ001 - a cell knows no zone

    assert cells(read_table(path)) == [(2, ("643", "12.5", "0", "TRUE", "2025-07-01"))]


def test_a_merged_heading_between_rows_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["code", "name"])
        sheet.merge_range("A2:B2", "I. Các sở")
        sheet.write_row(2, 0, ["1", "A"])

    assert cells(read_table(path)) == [(3, ("1", "A"))]


def test_a_merged_heading_of_an_ods_file_is_skipped(tmp_path: Path) -> None:
    rows = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>code</text:p>'
        '</table:table-cell><table:table-cell office:value-type="string"><text:p>name</text:p>'
        "</table:table-cell></table:table-row>"
        '<table:table-row><table:table-cell table:number-columns-spanned="2" '
        'office:value-type="string"><text:p>I.</text:p></table:table-cell>'
        "<table:covered-table-cell/></table:table-row>"
        '<table:table-row table:number-rows-repeated="2"><table:table-cell '
        'office:value-type="float" office:value="7" table:number-columns-repeated="2"/>'
        "</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )

    table = read_table(write_ods_rows(tmp_path / "list.ods", rows))

    assert cells(table) == [(3, ("7", "7")), (4, ("7", "7"))]


def test_the_first_visible_sheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        hidden, shown = book.add_worksheet(), book.add_worksheet()
        hidden.write_row(0, 0, ["x", "=1"])
        hidden.hide()
        shown.write_row(0, 0, ["code", "name"])
        shown.write_row(1, 0, ["1", "=2"])
        shown.activate()
        shown.set_first_sheet()

    table = read_table(path)

    assert table.header.cells == ("code", "name")
    assert spots(table) == [(2, "B (name)", FaultCode.FORMULA)]


def test_marks_that_nobody_sees_are_dropped(tmp_path: Path) -> None:
    text = "code,name\n\u200b1\u00a0,Đa\u0306\u0301k\u00a0L\u0103\u0301k\u200e\n"

    table = read_csv(tmp_path, text.encode())

    assert cells(table) == [(2, ("1", "Đắk Lắk"))]


@pytest.mark.parametrize(
    ("name", "found"),
    [("a\x07b", "a\\u0007b"), ("a\u202eb", "a\\u202eb"), ("T�nh", "T�nh")],
    ids=["control", "override", "lost"],
)
def test_characters_that_hide_or_are_lost_are_refused(
    tmp_path: Path, name: str, found: str
) -> None:
    table = read_csv(tmp_path, f"code,name\n1,{name}\n".encode())

    assert spots(table) == [(2, "name", FaultCode.CONTROL_CHARACTER)]
    assert table.faults[0].found == found


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".ods"])
def test_a_cell_of_2000_characters_is_read_and_one_more_is_a_fault(
    tmp_path: Path, ending: str
) -> None:
    rows = [["code", "name"], ["1", "x" * 2000], ["2", "x" * 2001]]

    table = read_table(write_table(tmp_path / f"list{ending}", rows))

    assert [(fault.row, fault.code) for fault in table.faults] == [(3, FaultCode.TOO_LONG)]
    assert table.faults[0].facts == {"length": "2001", "limit": "2000"}


def test_a_cell_of_5_megabytes_is_shown_by_its_beginning(tmp_path: Path) -> None:
    table = read_csv(tmp_path, b"code,name\n1," + b"x" * 5_000_000 + b"\n2,B\n")

    assert spots(table) == [(2, "name", FaultCode.TOO_LONG)]
    assert table.faults[0].found == "x" * 60 + "…"
    assert cells(table)[1] == (3, ("2", "B"))


def test_the_csv_module_keeps_its_own_limit(tmp_path: Path) -> None:
    before = csv.field_size_limit(131_072)
    try:
        read_csv(tmp_path, b"code,name\n1,A\n")

        assert csv.field_size_limit() == 131_072
    finally:
        csv.field_size_limit(before)


def test_a_quotation_mark_out_of_place_is_named_and_reading_goes_on(tmp_path: Path) -> None:
    table = read_csv(tmp_path, b'code,name\n1,"a"b\n2,B\n')

    assert spots(table) == [(2, None, FaultCode.BAD_QUOTES)]
    assert cells(table) == [(3, ("2", "B"))]


def test_a_quotation_mark_that_never_closes_is_named_where_it_opens(tmp_path: Path) -> None:
    table = read_csv(tmp_path, b'code,name\n1,A\n2,"B\n3,C\n')

    assert spots(table) == [(3, None, FaultCode.BAD_QUOTES)]
    assert cells(table) == [(2, ("1", "A"))]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" , \n"])
def test_a_file_without_rows_says_so(tmp_path: Path, content: bytes) -> None:
    assert spots(read_csv(tmp_path, content)) == [(None, None, FaultCode.NO_ROWS)]


def test_too_many_rows_are_a_fault(tmp_path: Path) -> None:
    table = read_csv(tmp_path, b"code,name\n" + b"1,A\n" * 50_000)

    assert spots(table) == [(50_001, None, FaultCode.TOO_MANY_ROWS)]
    assert len(table.rows) == 49_999


def test_a_missing_file_and_a_folder_are_faults(tmp_path: Path) -> None:
    assert spots(read_table(tmp_path / "none.csv")) == [(None, None, FaultCode.UNREADABLE)]
    assert spots(read_table(tmp_path)) == [(None, None, FaultCode.UNREADABLE)]


def test_a_file_above_20_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)

    assert spots(read_table(path)) == [(None, None, FaultCode.TOO_LARGE)]


@pytest.mark.parametrize("name", ["list.doc", "list.xls", "list"])
def test_unknown_endings_are_faults(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"code,name\n")

    assert spots(read_table(tmp_path / name)) == [(None, None, FaultCode.UNKNOWN_ENDING)]


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("list.csv", b"PK\x03\x04....", "ZIP, XLSX, ODS"),
        ("list.csv", b"%PDF-1.7", "PDF"),
        ("list.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1", "XLS"),
        ("list.xlsx", b"code,name\n1,A\n", "code,name\\n1,A"),
        ("list.ods", b"<html><table>", "HTML"),
    ],
)
def test_a_file_of_another_kind_is_named(
    tmp_path: Path, name: str, content: bytes, found: str
) -> None:
    (tmp_path / name).write_bytes(content)

    (fault,) = read_table(tmp_path / name).faults

    assert (fault.code, fault.found) == (FaultCode.WRONG_KIND, found)


def test_workbooks_with_each_others_ending_are_named(tmp_path: Path) -> None:
    rows = [["code", "name"], ["1", "A"]]
    xlsx_as_ods = write_xlsx(tmp_path / "a.xlsx", rows).rename(tmp_path / "a.ods")
    ods_as_xlsx = write_ods(tmp_path / "b.ods", rows).rename(tmp_path / "b.xlsx")

    found = [read_table(path).faults[0].found for path in (xlsx_as_ods, ods_as_xlsx)]

    assert found == ["XLSX", "ODS"]


def test_a_cut_workbook_is_broken(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "list.xlsx", [["code", "name"], ["1", "A"]])
    path.write_bytes(path.read_bytes()[:-400])

    assert spots(read_table(path)) == [(None, None, FaultCode.BROKEN)]


def test_a_document_type_in_a_workbook_is_refused(tmp_path: Path) -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

    path = write_ods_rows(tmp_path / "list.ods", "", prologue=entities)

    assert spots(read_table(path)) == [(None, None, FaultCode.BROKEN)]


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "list.xlsx", [["code", "name"], ["1", "A"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/bomb.xml", b" " * 110 * 1024 * 1024)

    assert path.stat().st_size < 1024 * 1024
    assert spots(read_table(path)) == [(None, None, FaultCode.UNPACKS_TOO_LARGE)]


@pytest.mark.parametrize(
    ("rows", "columns", "code"),
    [
        (1_048_576, 1, FaultCode.TOO_MANY_ROWS),
        (1, 16_384, FaultCode.TOO_MANY_COLUMNS),
        (50_000, 64, FaultCode.UNPACKS_TOO_LARGE),
    ],
)
def test_repeated_cells_of_an_ods_file_are_counted_before_they_are_read(
    tmp_path: Path, rows: int, columns: int, code: FaultCode
) -> None:
    cell = (
        f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="string">'
    )
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}<text:p>{"x" * 100}</text:p>'
    path = write_ods_rows(tmp_path / "list.ods", f"{row}</table:table-cell></table:table-row>")

    assert spots(read_table(path)) == [(None, None, code)]


def test_a_cell_far_away_is_refused_before_the_grid_is_built(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "list.xlsx", [["code", "name"], ["1", "A"]])
    replace_part(path, "xl/worksheets/sheet1.xml", 'r="B2"', 'r="XFD1048576"')

    assert spots(read_table(path)) == [(None, None, FaultCode.TOO_MANY_ROWS)]


def test_a_false_count_of_strings_does_not_end_the_process(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "list.xlsx", [["code", "name"], ["1", "A"]])
    replace_part(path, "xl/sharedStrings.xml", 'uniqueCount="4"', 'uniqueCount="4294967296"')

    assert spots(read_table(path)) == [(None, None, FaultCode.BROKEN)]


def test_a_long_string_in_many_cells_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "UNPACKED_LIMIT", 30_000)
    path = write_xlsx(tmp_path / "list.xlsx", [["code", "name"], *[["1", "x" * 1000]] * 40])

    assert spots(read_table(path)) == [(None, None, FaultCode.UNPACKS_TOO_LARGE)]


@pytest.mark.parametrize(
    ("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_the_letters_of_a_spreadsheet(position: int, letter: str) -> None:
    assert column_letter(position) == letter


def test_a_preview_is_one_printable_line() -> None:
    assert preview("a\nb\x00\udcfd\u202e") == "a\\nb\\u0000\\xfd\\u202e"
    assert preview("x" * 61) == "x" * 60 + "…"


def told(table: RawTable) -> list[Fault]:
    """Everything that the two imports say about a table; neither may raise."""
    return [*check_units(table, {}).faults, *check_questions(table).faults]


@given(st.binary(max_size=300))
@example(b'code,name\n"')
@example(b"\xff\xfe\x00\xd8")
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_bytes_never_raise(tmp_path: Path, content: bytes) -> None:
    table = read_csv(tmp_path, content)

    assert told(table)
    assert all(isinstance(fault.found, str | None) for fault in table.faults)


@given(
    st.lists(
        st.lists(st.text(alphabet='ab=,;"\n\t\u200b\u202e\x00đ#1', max_size=6), max_size=5),
        max_size=5,
    )
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_written_as_csv_are_read_with_their_numbers(
    tmp_path: Path, rows: list[list[str]]
) -> None:
    path = write_csv(tmp_path / "list.csv", [["code", "name", "level"], *rows])

    table = read_table(path)

    filled = [number for number, row in enumerate(rows, start=2) if any(map(str.strip, row))]
    assert [row.number for row in table.rows] == filled
    assert told(table)
