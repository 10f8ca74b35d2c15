"""Long workbooks: what is typed stays text, headings stay in sight, pages can be printed."""

import io
import re
import zipfile
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from bot.documents.book import Book, Cell, Column, Kind
from bot.documents.workbooks import read_workbook
from handlers.texts.loader import wording

MADE_AT = datetime(2023, 7, 3, 1, 0, tzinfo=UTC)
COLUMNS = (
    Column("Họ và tên", width=24),
    Column("Số người", Kind.COUNT),
    Column("Tỷ lệ", Kind.PERCENT),
)
LIKE_FORMULAS = ["=1+1", "@SUM(A1)", "+84", "-1", "\t=1", "http://a.vn", "=cmd|' /C calc'!A0"]


def book_of(*rows: list[Cell], watermark: str = "Xuất thử") -> bytes:
    target = io.BytesIO()
    with Book(target, "Kết quả", MADE_AT, watermark, wording("vi")) as book:
        page = book.table("Bảng", "Kết quả tuần 1", COLUMNS, ["Ghi chú"])
        for row in rows:
            page.add(row)
        page.finish()
    return target.getvalue()


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


@pytest.mark.parametrize("text", LIKE_FORMULAS)
@pytest.mark.parametrize("one_line", [True, False])
def test_a_name_like_a_formula_stays_a_text(text: str, *, one_line: bool) -> None:
    target = io.BytesIO()
    with Book(target, "", MADE_AT, "", wording("vi")) as book:
        page = book.table("Bảng", "=1+1", COLUMNS)
        page.add([text, 1, None], one_line=one_line)
    content = target.getvalue()

    xml = part(content, "xl/worksheets/sheet1.xml")
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    grid = read_workbook(content, ".xlsx")
    assert grid[0][0] == "=1+1"
    assert grid[2][0] == text.strip("\t") or grid[2][0] == text


def test_figures_are_numbers_in_vietnamese_form() -> None:
    content = book_of(["Hoa", 25_980, Fraction(594_500, 25_980)], ["Lan", None, None])

    grid = read_workbook(content, ".xlsx")

    assert grid[3][:2] == ["Hoa", "25980"]
    assert float(grid[3][2]) == pytest.approx(0.228829869)
    assert grid[4][1:] == ["", ""]
    styles = part(content, "xl/styles.xml")
    assert "[$-42A]#,##0" in styles
    assert "[$-42A]0.00%" in styles


def test_headings_stay_are_printed_on_every_page_and_can_be_filtered() -> None:
    content = book_of(["Hoa", 1, Fraction(1)], ["Lan", 2, Fraction(2)])

    xml = part(content, "xl/worksheets/sheet1.xml")
    assert 'ySplit="3"' in xml
    assert 'state="frozen"' in xml
    assert '<autoFilter ref="A3:C5"/>' in xml
    assert 'paperSize="9"' in xml
    assert 'orientation="landscape"' in xml
    names = part(content, "xl/workbook.xml")
    assert "'Bảng'!$3:$3" in names or "Bảng!$3:$3" in names


def test_who_had_it_made_is_at_the_foot_and_gives_no_command() -> None:
    xml = part(book_of(watermark="Sở A & B"), "xl/worksheets/sheet1.xml")

    found = re.search("<oddFooter>(.*)</oddFooter>", xml)
    assert found is not None
    assert found[1] == "&amp;LSở A &amp;&amp; B&amp;RTrang &amp;P/&amp;N"


def test_a_row_of_another_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="argument"):
        book_of(["Hoa", 1])


def test_the_same_figures_are_the_same_file() -> None:
    assert book_of(["Hoa", 1, None]) == book_of(["Hoa", 1, None])
