"""Official reports: every field is filled, a template from outside runs nothing and is told of."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace

import pytest
from docx import Document
from docx.document import Document as Paper
from docx.shared import Length, Mm, Pt

from bot.documents.official_report import (
    ForbiddenError,
    NotWordError,
    TemplateFaultError,
    UnknownFieldError,
    filled,
)
from bot.documents.report_template import template_docx
from handlers.official_report import OfficialReport
from handlers.official_tables import BandRow, BestRow, LevelRow, RoundRow, UnitRow
from handlers.ports.contents import Image, Part, Parts
from handlers.texts.loader import wording

CHART = Image(Parts("Chất lượng", "Vòng 1", (Part("Đúng 100%", 2), Part("Dưới 25%", 1))), "a", "")
REPORT = OfficialReport(
    heads=("UBND TỈNH ĐẮK LẮK", "BAN TỔ CHỨC CUỘC THI"),
    number="Số: 12/BC-BTC",
    place_and_day="Đắk Lắk, ngày 05 tháng 12 năm 2023",
    subject="Kết quả Vòng 1 – Cuộc thi",
    opening="Ban Tổ chức báo cáo kết quả như sau:",
    schedule=["Vòng 1: từ 07/11/2023 đến 21/11/2023."],
    participation=["Có 2.108 người dự thi.", "Số bài thi là 2.108."],
    comparison=["So với Vòng 0, tăng 5."],
    quotas="114/219 đơn vị đạt chỉ tiêu.",
    quality="Điểm trung bình đạt 71,7%.",
    ranking="Những người dẫn đầu:",
    rounds=[RoundRow("Vòng 0", "2.103", "201", "7,6%"), RoundRow("Vòng 1", "2.108", "205", "8%")],
    levels=[LevelRow("Sở, ban, ngành", "20", "12", "8", "70")],
    bands=[BandRow("Đúng 100%", "2", "66,7%"), BandRow("Dưới 25%", "1", "33,3%")],
    best=[BestRow("Người dân", "1", "H'Hoa <Niê> & {{ x }}", "xã Ea Tân", "15/15")],
    units=[UnitRow("1", "Sở Nội vụ", "67", "13", "19,4%", "Đạt")],
    annex="KẾT QUẢ THAM GIA",
    annex_of="(Kèm theo Báo cáo số 12/BC-BTC ngày 05 tháng 12 năm 2023)",
    signer_titles=["TM. BAN TỔ CHỨC", "TRƯỞNG BAN"],
    signer="Trần Văn Mẫu",
    recipients=["- UBND tỉnh (b/c);", "- Lưu: VT."],
    levels_chart=CHART,
    bands_chart=CHART,
)
EMPTY = replace(
    REPORT, rounds=[], levels=[], bands=[], best=[], units=[], levels_chart=None, bands_chart=None
)


@pytest.fixture(scope="module")
def template() -> bytes:
    return template_docx(wording("vi"))


def opened(data: bytes) -> Paper:
    return Document(io.BytesIO(data))


def text_of(paper: Paper) -> str:
    """The text of the paragraphs and of the tables without borders, in no particular order."""
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def tables_of(paper: Paper) -> list[list[list[str]]]:
    """The tables with borders."""
    return [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in paper.tables
        if table.style is not None and table.style.name == "Table Grid"
    ]


def millimetres(*lengths: Length | None) -> list[int]:
    return [round(length.mm) for length in lengths if length is not None]


def written(*lines: str) -> bytes:
    """A template with these paragraphs."""
    paper, target = Document(), io.BytesIO()
    for line in lines:
        paper.add_paragraph(line)
    paper.save(target)
    return target.getvalue()


def test_every_text_stands_in_the_report_and_no_field_is_left(template: bytes) -> None:
    text = text_of(opened(filled(template, REPORT)))

    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "UBND TỈNH ĐẮK LẮK",
        "Số: 12/BC-BTC",
        "Đắk Lắk, ngày 05 tháng 12 năm 2023",
        "BÁO CÁO",
        "Kết quả Vòng 1 – Cuộc thi",
        "Vòng 1: từ 07/11/2023 đến 21/11/2023.",
        "Có 2.108 người dự thi.",
        "So với Vòng 0, tăng 5.",
        "114/219 đơn vị đạt chỉ tiêu.",
        "Điểm trung bình đạt 71,7%.",
        "TM. BAN TỔ CHỨC\nTRƯỞNG BAN",
        "Trần Văn Mẫu",
        "Nơi nhận:\n- UBND tỉnh (b/c);\n- Lưu: VT.",
        "Phụ lục\nKẾT QUẢ THAM GIA\n(Kèm theo Báo cáo số 12/BC-BTC ngày 05 tháng 12 năm 2023)",
    ):
        assert words in text
    without_names = text.replace("{{ x }}", "")
    assert re.search(r"\{\{|\{%|%\}|\}\}", without_names) is None


def test_the_tables_have_a_row_for_each_line(template: bytes) -> None:
    rounds, levels, bands, best, units = tables_of(opened(filled(template, REPORT)))

    assert rounds == [
        ["Vòng thi", "Số người dự thi", "Số đơn vị", "Tỷ lệ bài đúng 100%"],
        ["Vòng 0", "2.103", "201", "7,6%"],
        ["Vòng 1", "2.108", "205", "8%"],
    ]
    assert levels[1:] == [["Sở, ban, ngành", "20", "12", "8", "70"]]
    assert bands[1:] == [["Đúng 100%", "2", "66,7%"], ["Dưới 25%", "1", "33,3%"]]
    assert best[1:] == [["Người dân", "1", "H'Hoa <Niê> & {{ x }}", "xã Ea Tân", "15/15"]]
    assert units == [
        ["STT", "Đơn vị", "Tổng số người", "Đã dự thi", "Tỷ lệ", "Chỉ tiêu"],
        ["1", "Sở Nội vụ", "67", "13", "19,4%", "Đạt"],
    ]


def test_what_there_is_nothing_to_say_of_is_left_out(template: bytes) -> None:
    paper = opened(filled(template, EMPTY))

    assert tables_of(paper) == []
    assert len(paper.inline_shapes) == 0
    assert "Phụ lục" not in text_of(paper)


def test_both_charts_are_in_the_report(template: bytes) -> None:
    shapes = opened(filled(template, REPORT)).inline_shapes

    assert [shape.width for shape in shapes] == [Mm(115), Mm(115)]


def test_the_form_is_that_of_the_decree(template: bytes) -> None:
    paper = opened(filled(template, REPORT))
    section, normal = paper.sections[0], paper.styles["Normal"]

    assert millimetres(section.page_width, section.page_height) == [210, 297]
    assert millimetres(section.top_margin, section.bottom_margin) == [20, 20]
    assert millimetres(section.left_margin, section.right_margin) == [30, 15]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml


def test_pages_of_the_annex_are_numbered_for_themselves(template: bytes) -> None:
    body, annex = opened(filled(template, REPORT)).sections

    starts = [section._sectPr.xpath("w:pgNumType/@w:start") for section in (body, annex)]
    assert starts == [[], ["1"]]
    assert not annex.header.is_linked_to_previous
    assert "PAGE" in annex.header.paragraphs[0]._p.xml


def test_a_report_without_an_annex_still_has_numbers_of_pages(template: bytes) -> None:
    (section,) = opened(filled(template, EMPTY)).sections

    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert millimetres(section.left_margin, section.right_margin) == [30, 15]


def test_a_template_of_the_office_may_say_less_and_in_another_order() -> None:
    own = written("{{ nguoi_ky }}", "{%p for dong in cap %}", "{{ dong.ten }}", "{%p endfor %}")

    text = text_of(opened(filled(own, REPORT)))

    assert " ".join(text.split()) == "Trần Văn Mẫu Sở, ban, ngành"


def test_characters_that_no_file_can_hold_are_left_out() -> None:
    report = replace(REPORT, signer="Trần\x00\x0b Văn\ufffe Mẫu\ud83d")

    assert text_of(opened(filled(written("{{ nguoi_ky }}"), report))) == "Trần Văn Mẫu"


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["{{ nguoi_ki }}"], "nguoi_ki"),
        (["{%p if co_gi %}", "a", "{%p endif %}"], "co_gi"),
        (["{% for dong in cap %}{{ dong.tenn }}{% endfor %}"], "tenn"),
        (["{{ range(3) }}"], "range"),
        (["{{ cycler }}"], "cycler"),
    ],
)
def test_a_field_that_there_is_not_is_named(lines: Sequence[str], name: str) -> None:
    with pytest.raises(UnknownFieldError) as error:
        filled(written(*lines), REPORT)

    assert error.value.found == name
    assert "ten" in error.value.known or "nguoi_ky" in error.value.known


@pytest.mark.parametrize(
    "line",
    [
        "{{ nguoi_ky.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ cap.append(1) }}",
        "{{ bieu_do_chi_tieu.tpl }}",
        "{{ bieu_do_chi_tieu._image.tpl.docx }}",
        "{{ nguoi_ky.center(999999999) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ nguoi_ky|center(999999999) }}",
        "{{ '<w:p/>'|safe }}",
        "{{ self }}",
        "{{ nguoi_ky.__init__.__globals__ }}",
        "{{ '{0.__class__}'.format(nguoi_ky) }}",
        "{{ nguoi_ky|attr('__class__') }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{{ nguoi_ky * 99999999999 }}",
    ],
)
def test_a_template_reaches_nothing_but_the_fields(line: str) -> None:
    try:
        text = text_of(opened(filled(written(line), REPORT)))
    except TemplateFaultError:
        return
    assert "class" not in text
    assert "object" not in text
    assert "root:" not in text
    assert len(text) < 100


@pytest.mark.parametrize("line", ["{{ nguoi_ky.__class__ }}", "{{ cap.append(1) }}"])
def test_what_is_forbidden_is_called_so(line: str) -> None:
    with pytest.raises((ForbiddenError, UnknownFieldError)):
        filled(written(line), REPORT)


@pytest.mark.parametrize(
    "line",
    ["{{ nguoi_ky", "{% for dong in cap %}", "{% endfor %}", "{{ 1 / 0 }}", "{{ nguoi_ky|bold }}"],
)
def test_a_fault_in_the_syntax_is_told_in_one_line(line: str) -> None:
    with pytest.raises(TemplateFaultError) as error:
        filled(written(line), REPORT)

    assert error.value.found
    assert "\n" not in error.value.found


def test_a_file_that_is_none_of_words_is_refused(template: bytes) -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "a")

    for data in (b"", b"PK", b"%PDF-1.7", other.getvalue(), template[:-200]):
        with pytest.raises(NotWordError):
            filled(data, REPORT)


def test_a_file_that_unpacks_to_more_than_any_office_has_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(101 * 1024 * 1024))

    with pytest.raises(NotWordError):
        filled(bomb.getvalue(), REPORT)
