"""Makes the default template of official reports: a Word file that the office may edit.

Its form is that of Decree 30/2020/NĐ-CP, appendix I: A4, margins 20, 20, 30 and 15 mm, Times New
Roman 13 to 14, page numbers at the top from the second page on. What is in double braces is filled
in by ``bot.documents.official_report``.
"""

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from handlers.texts.loader import Wording

FONT = "Times New Roman"
_CENTER, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY
_INDENT = Mm(12.7)
_HEAD_WIDTHS = (71, 94)
_FOOT_WIDTHS = (80, 85)

Columns = Sequence[tuple[str, str, int]]
"""Of a table: key of the heading, field of a row, and width in millimetres."""

ROUNDS: Columns = (
    ("name", "ten", 55),
    ("people", "nguoi", 35),
    ("units", "so_don_vi", 35),
    ("full", "ty_le", 40),
)
LEVELS: Columns = (
    ("level", "ten", 57),
    ("units", "so_don_vi", 28),
    ("met", "dat", 24),
    ("unmet", "chua_dat", 26),
    ("missing", "con_thieu", 30),
)
BANDS: Columns = (("band", "ten", 75), ("entries", "bai", 45), ("share", "ty_le", 45))
BEST: Columns = (
    ("group", "nhom", 37),
    ("rank", "hang", 15),
    ("person", "ho_ten", 42),
    ("unit", "don_vi", 53),
    ("score", "diem", 18),
)
UNITS: Columns = (
    ("number", "stt", 12),
    ("unit", "ten", 66),
    ("headcount", "tong_so", 20),
    ("taken-part", "du_thi", 18),
    ("rate", "ty_le", 18),
    ("quota", "chi_tieu", 31),
)
_LEFT = {"ten", "ho_ten", "don_vi", "nhom"}
"""Fields that hold names; figures stand in the middle of their columns."""


def template_docx(say: Wording) -> bytes:
    """The default template as a file."""
    paper = Document()
    _set_up(paper)
    _write_head(paper)
    _write_title(paper, say)
    _write_body(paper, say)
    _write_foot(paper, say)
    _write_annex(paper, say)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _set_up(paper: Paper) -> None:
    paper.core_properties.author, paper.core_properties.comments = "", ""
    section, normal = paper.sections[0], paper.styles["Normal"]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    normal.font.name, normal.font.size = FONT, Pt(14)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    shape = normal.paragraph_format
    shape.space_after, shape.space_before = Pt(0), Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    section.different_first_page_header_footer = True
    _number_pages(section)


def _number_pages(section: Section) -> None:
    number = section.header.paragraphs[0]
    number.alignment = _CENTER
    _add_field(number, "PAGE")


def _write_head(paper: Paper) -> None:
    """Who reports on the left; national name, motto, place and day on the right."""
    left, right = _pair(paper, _HEAD_WIDTHS)
    _write(left.paragraphs[0], "{{ co_quan_chu_quan }}", 12, _CENTER)
    _write(left.add_paragraph(), "{{ co_quan }}", 12, _CENTER, bold=True)
    _rule(left, 22)
    _write(left.add_paragraph(), "{{ so_ky_hieu }}", 13, _CENTER)
    _write(right.paragraphs[0], "{{ quoc_hieu }}", 12, _CENTER, bold=True)
    _write(right.add_paragraph(), "{{ tieu_ngu }}", 13, _CENTER, bold=True)
    _rule(right, 22)
    _write(right.add_paragraph(), "{{ dia_danh_ngay_thang }}", 13, _CENTER, italic=True)


def _write_title(paper: Paper, say: Wording) -> None:
    title = _write(paper.add_paragraph(), say("paper-title"), 14, _CENTER, bold=True)
    title.paragraph_format.space_before = Pt(14)
    _write(paper.add_paragraph(), "{{ trich_yeu }}", 14, _CENTER, bold=True)
    _rule(paper, 60)


def _write_body(paper: Paper, say: Wording) -> None:
    _say(paper, "{{ mo_dau }}")
    _head(paper, say("paper-part-schedule"))
    _each(paper, "thoi_gian")
    _head(paper, say("paper-part-participation"))
    _each(paper, "tham_gia")
    _each(paper, "so_sanh")
    _table_if(paper, "vong_thi", ROUNDS, say)
    _say(paper, "{{ chi_tieu }}")
    _table_if(paper, "cap", LEVELS, say)
    _picture_if(paper, "bieu_do_chi_tieu")
    _head(paper, say("paper-part-quality"))
    _say(paper, "{{ chat_luong }}")
    _table_if(paper, "muc_diem", BANDS, say)
    _picture_if(paper, "bieu_do_chat_luong")
    _head(paper, say("paper-part-ranking"))
    _say(paper, "{{ xep_hang }}")
    _table_if(paper, "dan_dau", BEST, say)
    _head(paper, say("paper-part-remarks"))
    _say(paper, "…" * 30)
    _say(paper, say("paper-closing")).paragraph_format.keep_with_next = True


def _write_foot(paper: Paper, say: Wording) -> None:
    """Recipients on the left, who signs on the right."""
    # A signature does not stand alone on a page.
    paper.add_paragraph().paragraph_format.keep_with_next = True
    left, right = _pair(paper, _FOOT_WIDTHS)
    _write(left.paragraphs[0], say("paper-recipients"), 12, None, bold=True, italic=True)
    for text in ("{%p for dong in noi_nhan %}", "{{ dong }}", "{%p endfor %}"):
        _write(left.add_paragraph(), text, 11, None)
    right.paragraphs[0].add_run("{%p for dong in chuc_vu %}")
    for text in ("{{ dong }}", "{%p endfor %}"):
        _write(right.add_paragraph(), text, 14, _CENTER, bold=True)
    for _ in range(4):
        right.add_paragraph()
    _write(right.add_paragraph(), "{{ nguoi_ky }}", 14, _CENTER, bold=True)


def _write_annex(paper: Paper, say: Wording) -> None:
    paper.add_paragraph("{%p if don_vi %}")
    _begin_annex(paper)
    _write(paper.add_paragraph(), say("paper-annex-title"), 14, _CENTER, bold=True)
    _write(paper.add_paragraph(), "{{ phu_luc }}", 14, _CENTER, bold=True)
    of = _write(paper.add_paragraph(), "{{ kem_theo }}", 14, _CENTER, italic=True)
    of.paragraph_format.space_after = Pt(6)
    _table(paper, "don_vi", UNITS, say, 11)
    paper.add_paragraph("{%p endif %}")


def _begin_annex(paper: Paper) -> None:
    """A new page; pages of an annex are numbered for themselves."""
    section = paper.add_section()
    section.header.is_linked_to_previous = False
    _number_pages(section)
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    properties = section._sectPr  # noqa: SLF001 - the library has no other way
    properties.insert_element_before(start, "w:cols", "w:titlePg", "w:docGrid")


def _table_if(paper: Paper, field: str, columns: Columns, say: Wording) -> None:
    """A table that is left out where it would have no rows."""
    paper.add_paragraph(f"{{%p if {field} %}}")
    _table(paper, field, columns, say, 12)
    paper.add_paragraph("{%p endif %}")


def _table(paper: Paper, field: str, columns: Columns, say: Wording, size: float) -> None:
    table = paper.add_table(4, len(columns), style="Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _repeat_head(table)
    for place, (key, name, width) in enumerate(columns):
        _set_width(table, place, width)
        head, cell = table.cell(0, place).paragraphs[0], table.cell(2, place).paragraphs[0]
        _write(head, say(f"paper-column-{key}"), size, _CENTER, bold=True)
        _write(cell, f"{{{{ dong.{name} }}}}", size, None if name in _LEFT else _CENTER)
    table.cell(1, 0).paragraphs[0].add_run(f"{{%tr for dong in {field} %}}")
    table.cell(3, 0).paragraphs[0].add_run("{%tr endfor %}")


def _set_width(table: Table, place: int, width: int) -> None:
    # Word looks at the cells, LibreOffice at the column.
    table.columns[place].width = Mm(width)
    for cell in table.columns[place].cells:
        cell.width = Mm(width)


def _repeat_head(table: Table) -> None:
    """Let the headings stand on every page; no row is torn apart by the end of one."""
    head = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(head)  # noqa: SLF001 - the library has no other way
    _keep_whole(table)


def _keep_whole(table: Table) -> None:
    for row in table.rows:
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)  # noqa: SLF001 - the library has no other way


def _picture_if(paper: Paper, field: str) -> None:
    paper.add_paragraph(f"{{%p if {field} %}}")
    shown = paper.add_paragraph(f"{{{{ {field} }}}}")
    shown.alignment = _CENTER
    shown.paragraph_format.space_before = Pt(6)
    paper.add_paragraph("{%p endif %}")


def _head(paper: Paper, text: str) -> None:
    head = _write(paper.add_paragraph(), text, 14, _JUSTIFY, bold=True)
    head.paragraph_format.first_line_indent = _INDENT
    head.paragraph_format.space_before = Pt(8)
    head.paragraph_format.keep_with_next = True


def _say(paper: Paper, text: str) -> Paragraph:
    """A paragraph of the body."""
    said = _write(paper.add_paragraph(), text, 14, _JUSTIFY)
    said.paragraph_format.first_line_indent = _INDENT
    said.paragraph_format.space_before = Pt(6)
    said.paragraph_format.space_after = Pt(4)
    return said


def _each(paper: Paper, field: str) -> None:
    """A paragraph for each text of a list."""
    paper.add_paragraph(f"{{%p for dong in {field} %}}")
    _say(paper, "{{ dong }}")
    paper.add_paragraph("{%p endfor %}")


def _pair(paper: Paper, widths: tuple[int, int]) -> tuple[_Cell, _Cell]:
    """Two cells side by side without borders, and without margins that would cost a line."""
    table = paper.add_table(1, 2)
    table.autofit = False
    for place, width in enumerate(widths):
        _set_width(table, place, width)
    _keep_whole(table)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    properties = table._tbl.tblPr  # noqa: SLF001 - the library has no other way
    properties.insert_element_before(margins, "w:tblLook")
    return table.cell(0, 0), table.cell(0, 1)


def _write(
    paragraph: Paragraph,
    text: str,
    size: float,
    alignment: WD_ALIGN_PARAGRAPH | None,
    *,
    bold: bool = False,
    italic: bool = False,
) -> Paragraph:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    if alignment is not None:
        paragraph.alignment = alignment
    return paragraph


def _rule(place: Paper | _Cell, inset: float) -> None:
    """A line in the middle, as far from both sides as ``inset`` millimetres say."""
    rule = place.add_paragraph()
    rule.paragraph_format.left_indent = rule.paragraph_format.right_indent = Mm(inset)
    rule.paragraph_format.line_spacing = Pt(4)
    rule.paragraph_format.space_before = Pt(2)
    rule.paragraph_format.space_after = Pt(4)
    edge = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "auto")):
        edge.set(qn(f"w:{name}"), value)
    borders = OxmlElement("w:pBdr")
    borders.append(edge)
    properties = rule._p.get_or_add_pPr()  # noqa: SLF001 - the library has no other way
    properties.insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _add_field(paragraph: Paragraph, name: str) -> None:
    """A field that Word fills in itself, such as the number of the page."""
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)  # noqa: SLF001 - the library has no other way
