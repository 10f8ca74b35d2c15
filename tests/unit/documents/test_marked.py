"""The copy of a table with its faults: what is where, and that nothing in it is a formula."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from python_calamine import load_workbook

from bot.documents.marked import marked_xlsx
from bot.documents.tables import read_table
from handlers.ports.tables import Fault, FaultCode, RawTable, Row
from handlers.texts.loader import wording
from tests.fakes.sheets import Cells, write_table

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROWS: Cells = [
    ["Danh sách cử dự thi"],
    ["Họ và tên", "Ngày sinh", "Ghi chú"],
    ["Nguyễn Thị Hoa", "1980", ""],
    ["@SUM(A1)", "1985-02-01", "+84"],
]
FAULTS = (
    Fault("list.csv", FaultCode.YEAR_ONLY, 3, "Ngày sinh", "1980"),
    Fault("list.csv", FaultCode.MISSING_COLUMN, 2, "unit", facts={"column": "unit", "also": "x"}),
    Fault("list.csv", FaultCode.NOT_A_NAME, 4, "Họ và tên", "@SUM(A1)"),
    Fault("list.csv", FaultCode.EMPTY, 3, "Ghi chú", ""),
    Fault("list.csv", FaultCode.EXTRA_CELL, 4, "Họ và tên", "@SUM(A1)"),
)


def marked(
    folder: Path, table: RawTable, faults: tuple[Fault, ...] = FAULTS, more: int = 0
) -> Path:
    path = folder / "loi.xlsx"
    path.write_bytes(marked_xlsx(table, faults, more, wording("vi")))
    return path


@pytest.fixture
def table(tmp_path: Path) -> RawTable:
    return read_table(write_table(tmp_path / "list.csv", ROWS))


def part(path: Path, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(path) as package:
        return ElementTree.fromstring(package.read(name))  # noqa: S314 - our own file


def notes(path: Path) -> dict[str, str]:
    """Texts of the notes by their cells."""
    return {
        note.attrib["ref"]: "".join(text.text or "" for text in note.iter(f"{MAIN}t"))
        for note in part(path, "xl/comments1.xml").iter(f"{MAIN}comment")
    }


def test_rows_stay_where_they_were(tmp_path: Path, table: RawTable) -> None:
    sheet = load_workbook(marked(tmp_path, table)).get_sheet_by_name("Danh sách")

    assert sheet.to_python(skip_empty_area=False) == [
        ["", "", ""],
        ["Họ và tên", "Ngày sinh", "Ghi chú"],
        ["Nguyễn Thị Hoa", "1980", ""],
        ["@SUM(A1)", "01/02/1985", "+84"],
    ]


def test_every_faulty_cell_has_a_note_with_its_reasons(tmp_path: Path, table: RawTable) -> None:
    found = notes(marked(tmp_path, table))

    assert set(found) == {"A2", "B3", "C3", "A4"}
    assert found["B3"] == (
        'gặp "1980" mới chỉ là năm, cần đủ ngày, tháng, năm sinh, ví dụ 08/11/1980'
    )
    assert found["A4"].count("\n") == 1


def test_every_faulty_cell_is_filled_and_no_other(tmp_path: Path, table: RawTable) -> None:
    path = marked(tmp_path, table)
    styles = part(path, "xl/styles.xml")
    formats = styles.find(f"{MAIN}cellXfs")
    fills = styles.find(f"{MAIN}fills")
    assert formats is not None
    assert fills is not None

    def colour(style: str) -> str | None:
        fill = fills[int(formats[int(style)].attrib["fillId"])]
        found = fill.find(f"{MAIN}patternFill/{MAIN}fgColor")
        return None if found is None else found.attrib["rgb"]

    filled = {
        cell.attrib["r"]
        for cell in part(path, "xl/worksheets/sheet1.xml").iter(f"{MAIN}c")
        if colour(cell.attrib.get("s", "0")) == "FFFFC7CE"
    }
    assert filled == {"A2", "B3", "C3", "A4"}


def test_nothing_becomes_a_formula(tmp_path: Path, table: RawTable) -> None:
    path = marked(tmp_path, table)

    for number in (1, 2):
        sheet = part(path, f"xl/worksheets/sheet{number}.xml")
        assert list(sheet.iter(f"{MAIN}f")) == []


def test_a_formula_of_the_list_is_shown_as_a_text(tmp_path: Path) -> None:
    rows: Cells = [["Họ và tên", "Ngày sinh"], ["=1+1", "1980"]]
    table = read_table(write_table(tmp_path / "list.xlsx", rows))

    path = marked(tmp_path, table, table.faults)

    assert [fault.code for fault in table.faults] == [FaultCode.FORMULA]
    assert list(part(path, "xl/worksheets/sheet1.xml").iter(f"{MAIN}f")) == []
    assert load_workbook(path).get_sheet_by_index(0).to_python()[1][0] == "=1+1"


def test_the_second_sheet_lists_every_fault_by_row(tmp_path: Path, table: RawTable) -> None:
    sheet = load_workbook(marked(tmp_path, table, more=7)).get_sheet_by_name("Lỗi")

    rows = sheet.to_python()
    assert rows[0] == ["Dòng", "Cột", "Nội dung", "Lỗi và cách sửa"]
    assert [row[0] for row in rows[1:]] == ["2", "3", "3", "4", "4", ""]
    assert rows[2] == ["3", "Ngày sinh", "1980", notes(marked(tmp_path, table))["B3"]]
    assert rows[-1][3] == "Còn 7 lỗi khác chưa ghi ở đây."


def test_the_rows_of_the_second_sheet_lead_to_the_cells(tmp_path: Path, table: RawTable) -> None:
    sheet = part(marked(tmp_path, table), "xl/worksheets/sheet2.xml")

    links = {link.attrib["ref"]: link.attrib["location"] for link in sheet.iter(f"{MAIN}hyperlink")}
    assert links["A3"] == "'Danh sách'!B3"


def test_both_headings_stay_in_sight(tmp_path: Path, table: RawTable) -> None:
    path = marked(tmp_path, table)

    frozen = [
        next(part(path, f"xl/worksheets/sheet{number}.xml").iter(f"{MAIN}pane")).attrib["ySplit"]
        for number in (1, 2)
    ]
    assert frozen == ["2", "1"]


def test_a_fault_of_the_whole_file_is_listed(tmp_path: Path) -> None:
    table = RawTable("x.csv", Row(1, ()), faults=(Fault("x.csv", FaultCode.UNREADABLE),))

    rows = load_workbook(marked(tmp_path, table, table.faults)).get_sheet_by_index(1).to_python()

    assert rows[1][0] == ""
    assert str(rows[1][3]).startswith("không đọc được tệp")


def test_the_same_faults_are_the_same_file(table: RawTable) -> None:
    say = wording("vi")

    assert marked_xlsx(table, FAULTS, 0, say) == marked_xlsx(table, FAULTS, 0, say)
