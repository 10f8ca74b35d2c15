"""QR codes: the modules of the standard, a quiet zone, and a title on the picture."""

import re
from xml.etree import ElementTree as ET

import pytest
import segno

from bot.documents import qr
from bot.documents.qr import qr_png, qr_svg
from tests.unit.documents.pictures import NotingCanvas, Writing, picture_of, pixel

LINK = "https://hoithi.example.gov.vn/chat/?u=SO-NV"
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def test_the_picture_shows_every_module_of_the_code_with_four_of_white_around() -> None:
    picture = picture_of(qr_png(LINK, "Sở Nội vụ"))

    # Level Q holds 43 letters in version 4, which has 33 modules (ISO/IEC 18004, table 7).
    side = picture.width // 41
    expected = segno.make_qr(LINK, error="q", version=4).matrix_iter(border=4)
    for y, row in enumerate(expected):
        for x, is_dark in enumerate(row):
            shown = pixel(picture, x * side + side // 2, y * side + side // 2)
            assert shown == (BLACK if is_dark else WHITE), (x, y)
    assert picture.width == 41 * side


def test_modules_are_large_enough_to_print() -> None:
    assert 1_100 <= picture_of(qr_png(LINK, "")).width <= 1_200


def test_modules_have_sharp_edges() -> None:
    colours = picture_of(qr_png(LINK, "")).getcolors()

    assert colours is not None
    assert {colour for _, colour in colours} == {BLACK, WHITE}


def test_the_title_stands_below_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NotingCanvas, "writing", Writing())
    monkeypatch.setattr(qr, "Canvas", NotingCanvas)

    titled, plain = picture_of(qr_png(LINK, "Sở Nội vụ")), picture_of(qr_png(LINK, ""))

    assert NotingCanvas.writing.lines == ["Sở Nội vụ"]
    assert titled.height > plain.height == plain.width


def test_the_drawing_for_any_size_is_svg_with_the_same_modules() -> None:
    root = ET.fromstring(qr_svg(LINK))  # noqa: S314 - our own

    assert root.get("viewBox") == "0 0 41 41"
    assert (root.get("width"), root.get("height")) == (None, None)
    strokes = [path.get("d") or "" for path in root.iter("{http://www.w3.org/2000/svg}path")][1]
    dark = sum(int(length) for length in re.findall(r"h(\d+)", strokes))
    assert dark == sum(map(sum, segno.make_qr(LINK, error="q", version=4).matrix))
