"""The empty roster: what it offers, and that what is filled in can be imported."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from python_calamine import load_workbook

from bot.documents.tables import read_table
from bot.documents.templates import COLUMNS, roster_template
from contest.quotas import DEFAULT_POLICY
from contest.units import label
from handlers.imports.categories import Categories
from handlers.texts.loader import LOCALES, wording
from tests.unit.imports.province import Province, spots

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
GROUPS = Categories(DEFAULT_POLICY).choices


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path)


def written(folder: Path, province: Province, locale: str = "vi") -> Path:
    path = folder / "mau.xlsx"
    labels = [label(unit, province.units) for unit in province.units]
    path.write_bytes(roster_template(labels, GROUPS, wording(locale)))
    return path


def test_one_stop_officers_are_ticked_and_no_group_of_their_own() -> None:
    assert GROUPS == ["lãnh đạo", "lãnh đạo phòng", "công chức"]


def test_the_list_is_empty_and_comes_first(tmp_path: Path, province: Province) -> None:
    path = written(tmp_path, province)

    assert load_workbook(path).sheet_names == ["Danh sách", "Đơn vị", "Hướng dẫn"]
    assert read_table(path).rows == ()


@pytest.mark.parametrize("locale", LOCALES)
def test_what_the_guide_gives_as_an_example_can_be_imported(
    tmp_path: Path, province: Province, locale: str
) -> None:
    book = load_workbook(written(tmp_path, province, locale))
    header = book.get_sheet_by_index(0).to_python()[0]
    examples = [row[2] for row in book.get_sheet_by_index(2).to_python()[1:]]

    checked = province.roster([str(cell) for cell in header], [str(cell) for cell in examples])

    assert spots(checked) == []
    assert checked.ignored == ()
    (entry,) = checked.values
    assert (entry.unit, entry.category) == (province.ids["SO-NV"], "onestop")


def test_every_unit_that_is_offered_is_known_to_the_import(province: Province) -> None:
    labels = [label(unit, province.units) for unit in province.units]
    people = [
        [f"Lê Văn {'ABCDEGHIKL'[n % 10]}", "", f"09{n:08}", unit, "công chức"]
        for n, unit in enumerate(labels)
    ]

    checked = province.people(*people)

    unknown = [fault.found for fault in checked.faults if fault.column == "Đơn vị"]
    assert unknown == []


def test_units_groups_and_ticks_are_picked_from_lists(tmp_path: Path, province: Province) -> None:
    with zipfile.ZipFile(written(tmp_path, province)) as package:
        sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))  # noqa: S314

    validations = list(sheet.iter(f"{MAIN}dataValidation"))
    lists = {
        each.attrib["sqref"]: each.findtext(f"{MAIN}formula1")
        for each in validations
        if each.attrib.get("type") == "list"
    }
    assert lists == {
        "D2:D5001": "'Đơn vị'!$A$1:$A$231",
        "E2:E5001": '"lãnh đạo,lãnh đạo phòng,công chức"',
        "F2:F5001": '"x"',
        "G2:G5001": '"có,không"',
    }
    assert len([each for each in validations if each.attrib.get("prompt")]) == len(COLUMNS)


def test_the_zero_of_a_phone_and_the_day_of_a_date_are_kept(
    tmp_path: Path, province: Province
) -> None:
    with zipfile.ZipFile(written(tmp_path, province)) as package:
        sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))  # noqa: S314
        styles = ElementTree.fromstring(package.read("xl/styles.xml"))  # noqa: S314

    formats = styles.find(f"{MAIN}cellXfs")
    assert formats is not None
    text = next(
        each.attrib["numFmtId"]
        for each in styles.iter(f"{MAIN}numFmt")
        if each.attrib["formatCode"] == "@"
    )
    assert {
        formats[int(column.attrib["style"])].attrib["numFmtId"]
        for column in sheet.iter(f"{MAIN}col")
    } == {text}
