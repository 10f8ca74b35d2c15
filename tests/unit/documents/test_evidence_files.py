"""Evidence as a spreadsheet: it shows what is sealed, and a changed cell is found out."""

import hashlib
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from bot.documents.evidence_files import evidence_xlsx, read_evidence
from bot.documents.workbooks import read_workbook
from contest.evidence import UnreadableEvidenceError, sealed
from tests.fakes.sheets import write_xlsx

QUOTA = {"category": "leaders", "base": 4, "need": 1, "done": 0, "missing": 1, "met": False}
ROW = {
    "code": "SO-NV",
    "name": "=Sở Nội vụ",
    "level": "SO",
    "participants": 36,
    "finished": 35,
    "headcount": 67,
    "finished_of_headcount": 34,
    "rate_percent": "50.75",
    "quota_units": 1,
    "quota_units_met": 0,
    "quota_met": False,
    "missing": 3,
    "quotas": [QUOTA],
    "entries": 40,
    "mean_percent": "80.00",
    "full": 5,
    "high": 21,
    "middle": 12,
    "low": 2,
    "nothing_right": 1,
    "full_percent": "12.50",
}
NOTHING: dict[str, Any] = {
    **ROW,
    "code": "KHAC-1",
    "name": "Hội",
    "rate_percent": None,
    "quota_met": None,
    "quotas": [],
    "full_percent": None,
}
ROUND = {
    "number": 1,
    "name": "Vòng 1",
    "opens_at": "2023-11-06T17:00:00+00:00",
    "closes_at": "2023-11-21T17:00:00+00:00",
    "rules_version": "5567efa2c0",
    "result": {"version": 2, "state": "published", "sha256": "ab" * 32, "is_current": True},
}
DOCUMENT: dict[str, Any] = {
    "contest": "Tìm hiểu cải cách hành chính",
    "organiser": "Sở Nội vụ",
    "rounds": [ROUND],
    "under": None,
    "levels": [],
    "quota_scope": "contest",
    "categories": ["leaders"],
    "rows": [ROW, NOTHING],
    "made_by": "Tổ Thư ký",
    "taken_at": "2023-11-22T01:00:00+00:00",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "minh-chung.xlsx"
    path.write_bytes(evidence_xlsx(sealed(DOCUMENT)))
    return path


def test_a_spreadsheet_carries_the_seal_and_the_rows_of_the_text(path: Path) -> None:
    file = read_evidence(path)

    assert file.is_intact
    assert file.sealed == sealed(DOCUMENT)
    shown = read_workbook(path.read_bytes(), ".xlsx")
    assert [row[0] for row in shown[-2:]] == ["SO-NV", "KHAC-1"]
    assert shown[-2][1:9] == [
        "=Sở Nội vụ",
        "SO",
        "36",
        "35",
        "67",
        "34",
        "0.5075",
        "0/4, cần 1, thiếu 1",
    ]
    assert f"Mã băm SHA-256: {sealed(DOCUMENT).claimed}" in [row[0] for row in shown if row]


def test_every_cell_that_is_shown_is_compared(path: Path) -> None:
    original = path.read_bytes()
    places = cells_of(original, 1)
    assert len(places) > 60

    for number in range(len(places)):
        path.write_bytes(with_cell_changed(original, 1, number))
        assert not read_evidence(path).is_intact, places[number]


def test_a_row_that_was_added_or_taken_away_is_found_out(path: Path) -> None:
    original = path.read_bytes()
    more = '<row r="40"><c r="A40" t="inlineStr"><is><t>SO-X</t></is></c></row></sheetData>'

    path.write_bytes(with_part(original, 1, lambda xml: xml.replace("</sheetData>", more)))
    assert not read_evidence(path).is_intact
    path.write_bytes(
        with_part(original, 1, lambda xml: re.sub(r'<row r="9".*?</row>', "", xml, count=1))
    )
    assert not read_evidence(path).is_intact


def test_a_changed_line_of_the_sealed_text_is_found_out(path: Path) -> None:
    original = path.read_bytes()

    for number in range(len(cells_of(original, 2))):
        path.write_bytes(with_cell_changed(original, 2, number))
        try:
            assert not read_evidence(path).is_intact
        except UnreadableEvidenceError:
            assert number < 2, "only the seal may go missing"


def test_a_text_file_is_intact_as_long_as_its_bytes_are(tmp_path: Path) -> None:
    path = tmp_path / "minh-chung.json"
    path.write_bytes(sealed(DOCUMENT).text)
    assert read_evidence(path).is_intact

    path.write_bytes(sealed(DOCUMENT).text.replace(b'"participants":36', b'"participants":63'))
    assert not read_evidence(path).is_intact


def test_another_file_is_no_evidence(tmp_path: Path) -> None:
    text, sheet, broken = (tmp_path / name for name in ("a.json", "b.xlsx", "c.xlsx"))
    text.write_text('{"rows": []}', encoding="utf-8")
    write_xlsx(sheet, [["a"], ["b"]])
    broken.write_bytes(b"PK\x03\x04")

    for path in (text, sheet, broken, tmp_path / "none.json"):
        with pytest.raises(UnreadableEvidenceError):
            read_evidence(path)


def test_sealed_by_somebody_else_a_spreadsheet_is_no_evidence(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    lines = sealed({"rows": []}).text.decode().splitlines()
    write_two_sheets(path, ["x"], lines)

    with pytest.raises(UnreadableEvidenceError):
        read_evidence(path)


def test_the_words_of_the_first_sheet_are_pinned() -> None:
    """Spreadsheets made before would seem to be changed: whoever changes a word changes FORMAT."""
    shown = read_workbook(evidence_xlsx(sealed(DOCUMENT)), ".xlsx")

    words = "\n".join("\t".join(row) for row in shown)
    assert hashlib.sha256(words.encode()).hexdigest()[:16] == "2567a6db8f147508"


def write_two_sheets(path: Path, shown: list[str], text: list[str]) -> None:
    with xlsxwriter.Workbook(path) as book:
        for lines in (shown, text):
            sheet = book.add_worksheet()
            for number, line in enumerate(lines):
                sheet.write_string(number, 0, line)


_VALUE = re.compile(r"(<v>|<t(?: [^>]*)?>)([^<]+)(</v>|</t>)")


def cells_of(content: bytes, sheet: int) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = package.read(f"xl/worksheets/sheet{sheet}.xml").decode()
    return [found[2] for found in _VALUE.finditer(xml)]


def with_cell_changed(content: bytes, sheet: int, number: int) -> bytes:
    """A copy in which the first character of one cell is another one."""

    def changed(xml: str) -> str:
        found = list(_VALUE.finditer(xml))[number]
        start = found.start(2)
        other = "8" if xml[start] != "8" else "9"
        return xml[:start] + other + xml[start + 1 :]

    return with_part(content, sheet, changed)


def with_part(content: bytes, sheet: int, change: Any) -> bytes:
    name, target = f"xl/worksheets/sheet{sheet}.xml", io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(target, "w") as copy:
        for info in package.infolist():
            part = package.read(info)
            if info.filename == name:
                part = change(part.decode()).encode()
            copy.writestr(info.filename, part)
    return target.getvalue()
