"""QR codes of links, for a group to open and for posters: ISO/IEC 18004 with its quiet zone."""

import io
from itertools import groupby

import segno

from bot.documents.canvas import Canvas, Style, Weight, lines_of

_QUIET_ZONE = 4
"""Modules of white on each side, which ISO/IEC 18004 asks for."""
_WIDTH = 1_200
"""Pixels at most: 10 cm on paper at 300 dots to the inch."""
_TITLE = Style(64, "#16202e", Weight.BOLD)


def qr_png(link: str, title: str) -> bytes:
    """The code of a link with a title below it, as a PNG file to print."""
    code = _code(link)
    modules = int(code.symbol_size(border=_QUIET_ZONE)[0])
    side = _WIDTH // modules
    width = modules * side
    lines = lines_of(title, _TITLE, width - 2 * _QUIET_ZONE * side, 3)
    leading = _TITLE.size * 13 // 10
    canvas = Canvas(width, width + len(lines) * leading + (_TITLE.size if lines else 0))
    for y, row in enumerate(code.matrix_iter(border=_QUIET_ZONE)):
        x = 0
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                canvas.fill(x * side, y * side, length * side, side, "black")
            x += length
    for number, line in enumerate(lines):
        canvas.write(line, width / 2, width + _TITLE.size + number * leading, _TITLE, "center")
    return canvas.png()


def qr_svg(link: str) -> str:
    """The code of a link as an SVG file, to print at any size."""
    target = io.BytesIO()
    _code(link).save(target, kind="svg", border=_QUIET_ZONE, light="white", omitsize=True)
    return target.getvalue().decode()


def _code(link: str) -> segno.QRCode:
    # Level Q: a quarter of a poster may be torn off or dirty.
    return segno.make_qr(link, error="q")
