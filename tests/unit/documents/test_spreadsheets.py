"""Tables as xlsx files: values that can be counted with, texts that stay texts, a page to print."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from bot.documents import spreadsheets
from bot.documents.spreadsheets import xlsx_of
from handlers.ports.contents import CellKind, Sheet, SheetColumn

SHEET = Sheet(
    "Vòng 1",
    "Tình hình tham gia Vòng 1",
    (
        SheetColumn("Đơn vị", width=20),
        SheetColumn("Tổng số", CellKind.COUNT),
        SheetColumn("Tỷ lệ", CellKind.SHARE, width=10),
    ),
    (("Sở Nội vụ", 1_234, 229), ("Sở Y tế", None, 1_000), (None, 0, 0)),
)


def part(sheet: Sheet, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(xlsx_of(sheet))) as package:
        return package.read(name).decode()


def page(sheet: Sheet) -> str:
    return part(sheet, "xl/worksheets/sheet1.xml")


def values(sheet: Sheet) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_of(sheet)))
    found = book.get_sheet_by_index(0).to_python()
    return [list(row) for row in found]


def texts(*cells: str) -> Sheet:
    return replace(
        SHEET, columns=(SheetColumn("Tên", width=20),), rows=tuple((cell,) for cell in cells)
    )


def format_of(sheet: Sheet, cell: str) -> str:
    """The attributes that a cell's style has, with its number format instead of its number."""
    found = re.search(rf'<c r="{cell}" s="(\d+)"', page(sheet))
    assert found is not None
    styles = part(sheet, "xl/styles.xml")
    formats = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', styles))
    style = re.findall(r"<xf [^>]*>", styles.partition("<cellXfs")[2])[int(found[1])]
    return re.sub(r'(?<=numFmtId=")\d+', lambda number: formats.get(number[0], number[0]), style)


def test_title_headings_and_rows_stand_below_one_another() -> None:
    assert values(SHEET) == [
        ["Tình hình tham gia Vòng 1", "", ""],
        ["Đơn vị", "Tổng số", "Tỷ lệ"],
        ["Sở Nội vụ", 1_234, 0.229],
        ["Sở Y tế", "", 1],
        ["", 0, 0],
    ]


def test_counts_have_thousands_and_shares_are_percentages_as_vietnamese_writes_them() -> None:
    assert 'numFmtId="[$-42A]#,##0"' in format_of(SHEET, "B3")
    assert 'numFmtId="[$-42A]0.0%"' in format_of(SHEET, "C3")


@pytest.mark.parametrize(
    "typed", ["=1+1", '=HYPERLINK("http://x")', "+84 905", "-2", "@SUM(A1)", "\tx", "https://x.vn"]
)
def test_what_was_typed_stays_a_text(typed: str) -> None:
    sheet = texts(typed)

    assert values(sheet)[2] == [typed]
    assert "<f>" not in page(sheet)
    assert "hyperlink" not in page(sheet)


@pytest.mark.parametrize("typed", ["=1+1", "+84 905", "-2", "@SUM(A1)"])
def test_a_text_like_a_formula_becomes_none_when_it_is_edited(typed: str) -> None:
    sheet = texts(typed, "Sở Nội vụ")

    assert 'quotePrefix="1"' in format_of(sheet, "A3")
    assert "quotePrefix" not in format_of(sheet, "A4")


@pytest.mark.parametrize("typed", ["<b>&", "a\x0bb", "_x0041_", "dòng một\ndòng hai", "0123", "🇻🇳"])
def test_every_character_comes_through(typed: str) -> None:
    assert values(texts(typed))[2] == [typed]


def test_a_text_longer_than_excel_takes_is_cut() -> None:
    assert values(texts("x" * 40_000))[2] == ["x" * 32_767]


def test_title_and_headings_stay_in_sight_and_every_column_has_a_filter() -> None:
    assert 'ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"' in page(SHEET)
    assert '<autoFilter ref="A2:C5"' in page(SHEET)


def test_a_page_to_print_is_a4_across_as_wide_as_the_table_with_its_headings() -> None:
    names = part(SHEET, "xl/workbook.xml")

    assert 'paperSize="9"' in page(SHEET)
    assert 'orientation="landscape"' in page(SHEET)
    assert 'fitToHeight="0"' in page(SHEET)
    assert "&amp;CTrang &amp;P/&amp;N" in page(SHEET)
    assert re.search(r"_xlnm\.Print_Titles[^>]*>'Vòng 1'!\$2:\$2<", names)
    assert re.search(r"_xlnm\.Print_Area[^>]*>'Vòng 1'!\$A\$1:\$C\$5<", names)


def test_headings_are_filled_and_bold() -> None:
    styles = part(SHEET, "xl/styles.xml")

    assert 'applyFont="1" applyFill="1"' in format_of(SHEET, "B2")
    assert 'rgb="FFDCE8F8"' in styles


def test_columns_have_their_widths_and_rows_the_height_of_their_texts() -> None:
    sheet = texts("Sở Nội vụ", "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân")

    assert float(re.findall(r'<col min="1" max="1" width="([\d.]+)"', page(sheet))[0]) > 20
    heights = dict(re.findall(r'<row r="(\d+)"[^>]* ht="([\d.]+)"', page(sheet)))
    assert (heights["3"], heights["4"]) == ("16.5", "49.5")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Vòng 1: thiếu/đủ [2023]?", "Vòng 1  thiếu đủ  2023"),
        ("Tình hình tham gia của các đơn vị", "Tình hình tham gia của các đơn"),
        ("'", "Sheet1"),
        ("", "Sheet1"),
    ],
)
def test_the_name_is_one_that_excel_takes(name: str, shown: str) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_of(replace(SHEET, name=name))))

    assert book.sheet_names == [shown]


def test_a_table_without_rows_has_its_headings() -> None:
    assert values(replace(SHEET, rows=()))[1:] == [["Đơn vị", "Tổng số", "Tỷ lệ"]]


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        xlsx_of(replace(SHEET, rows=(("Sở Nội vụ",),)))


def test_the_same_table_is_the_same_file() -> None:
    first = xlsx_of(SHEET)

    assert xlsx_of(SHEET) == first
    # The library adds to what it is given, which would tell the first file from all others.
    assert set(spreadsheets._FONT) == {"font_name", "font_size"}
