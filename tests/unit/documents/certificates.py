"""A certificate to print, and how to read it from a PDF file."""

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pypdf import PdfReader

from handlers.ports.contents import Certificate

CODE = "1-1-153-K7QM3XW9B2ACDEFG"
CERTIFICATE = Certificate(
    has_national_heading=True,
    heads=("ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK", "BAN TỔ CHỨC CUỘC THI"),
    number="Số: 1-0001/GCN-BTC",
    name="Nguyễn Thị Hoa",
    unit="Đơn vị: Sở Nội vụ",
    achievement="Đã hoàn thành Vòng 1 với kết quả 15/15 điểm",
    contest="Cuộc thi trực tuyến tìm hiểu cải cách hành chính",
    place_and_day="Đắk Lắk, ngày 05 tháng 12 năm 2023",
    signer_titles=("TM. BAN TỔ CHỨC", "TRƯỞNG BAN"),
    signer="Trần Văn Mẫu",
    code=CODE,
    address=f"https://hoithi.example.vn/xac-minh/{CODE}",
)
_NUMBER = r"(-?[\d.]+)"
_FILLED = re.compile(rf"{_NUMBER} {_NUMBER} {_NUMBER} {_NUMBER} re f")


def certificate(**words: Any) -> Certificate:
    """The certificate with other words."""
    return replace(CERTIFICATE, **words)


def texts_of(pdf: bytes) -> Sequence[str]:
    """The text of each page, with single spaces."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def addresses_of(pdf: bytes) -> Sequence[str]:
    """Where the links of the first page lead."""
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    return [note.get_object()["/A"]["/URI"] for note in page.get("/Annots", [])]


def filled_of(pdf: bytes) -> Sequence[tuple[float, float, float, float]]:
    """Rectangles that are filled on the first page: left, top, width and height in points."""
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    contents = page.get_contents()
    assert contents is not None
    found = _FILLED.findall(contents.get_data().decode("latin-1"))
    return [(float(x), float(y), float(w), float(h)) for x, y, w, h in found]
