"""Writes small tables as csv, xlsx and ods files, formulas included, for tests of reading."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

Cells = Sequence[Sequence[str | int | float]]

_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
)


def write_csv(path: Path, rows: Cells) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def write_xlsx(path: Path, rows: Cells) -> Path:
    """Write a workbook; a text that begins with "=" becomes a real formula."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
    return path


def ods_cell(value: str | int | float, attributes: str = "") -> str:
    """One cell of an ods table; a text that begins with "=" becomes a real formula."""
    if isinstance(value, str) and value.startswith("="):
        attributes = f'{attributes} table:formula="of:{escape(value)}"'
        return f'<table:table-cell office:value-type="float" office:value="2" {attributes}/>'
    if isinstance(value, str):
        text = f"<text:p>{escape(value)}</text:p>" if value else ""
        kind = ' office:value-type="string"' if value else ""
        return f"<table:table-cell{kind} {attributes}>{text}</table:table-cell>"
    return f'<table:table-cell office:value-type="float" office:value="{value}" {attributes}/>'


def write_ods(path: Path, rows: Cells) -> Path:
    cells = ("".join(map(ods_cell, row)) for row in rows)
    return write_ods_rows(
        path, "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    )


def write_ods_rows(path: Path, rows: str, prologue: str = "") -> Path:
    """Write an ods document from the XML of its rows."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prologue}'
        f"<office:document-content {_NAMESPACES}><office:body><office:spreadsheet>"
        f'<table:table table:name="Sheet1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", _ODS)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def replace_part(path: Path, name: str, old: str, new: str) -> Path:
    """Change the text of one part of a package, which must contain it."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    assert old.encode() in parts[name]
    parts[name] = parts[name].replace(old.encode(), new.encode(), 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, data in parts.items():
            package.writestr(part, data)
    return path


WRITERS = {".csv": write_csv, ".xlsx": write_xlsx, ".ods": write_ods}


def write_table(path: Path, rows: Cells) -> Path:
    """Write a table in the format that the ending of the path names."""
    return WRITERS[path.suffix](path, rows)
