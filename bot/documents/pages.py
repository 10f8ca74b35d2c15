"""Pages of a PDF file to write lines on, measured in millimetres from the upper left corner.

Letters are embedded once for all pages of a file, and only those that are used.
"""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from fpdf import FPDF

from bot.documents.fonts import WHOLE, Face, FontFiles, widths_of

MM_PER_POINT = 25.4 / 72
_LEADING = 1.3
"""Of a line: marks above a Vietnamese capital and below a letter need room."""
_MADE_AT = datetime(2000, 1, 1, tzinfo=UTC)
"""The library would ask for the time; the same words are the same file instead."""

Colour = tuple[int, int, int]
BLACK: Colour = (0, 0, 0)


class Type(NamedTuple):
    """How a text is written; ``size`` is in points."""

    size: float
    face: Face = Face.REGULAR
    colour: Colour = BLACK

    @property
    def leading(self) -> float:
        """Height of a line in millimetres."""
        return self.size * _LEADING * MM_PER_POINT


class Fitted(NamedTuple):
    """A text in lines, in the size in which they fit."""

    lines: Sequence[str]
    type: Type

    @property
    def height(self) -> float:
        return len(self.lines) * self.type.leading


class Pages:
    """A PDF file in the making, on A4 paper across."""

    WIDTH, HEIGHT = 297, 210

    def __init__(self, title: str, fonts: FontFiles = WHOLE) -> None:
        self._pdf = FPDF(orientation="landscape", unit="mm", format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_creation_date(_MADE_AT)
        self._pdf.set_producer("Hội Thi")
        self._pdf.set_title(title)
        self._pdf.set_lang("vi")
        for face in Face:
            self._pdf.add_font(face.name, fname=fonts[face])

    def add(self) -> None:
        """Begin a page; what is drawn from now on is on it."""
        self._pdf.add_page()

    def write(self, text: str, x: float, baseline: float, how: Type, align: str = "left") -> None:
        """Write one line; ``align`` says which part of it is at ``x``."""
        shown = drawable(text, how.face)
        left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * line_width(shown, how)
        self._pdf.set_font(how.face.name, size=how.size)
        self._pdf.set_text_color(*how.colour)
        self._pdf.text(left, baseline, shown)

    def write_lines(self, fitted: Fitted, x: float, top: float, align: str = "center") -> float:
        """Write lines below one another; returns where the next thing may begin."""
        how = fitted.type
        for number, line in enumerate(fitted.lines):
            self.write(line, x, top + how.size * MM_PER_POINT + number * how.leading, how, align)
        return top + fitted.height

    def fill(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Fill a rectangle."""
        self._pdf.set_fill_color(*colour)
        self._pdf.rect(x, y, width, height, style="F")

    def frame(self, inset: float, thickness: float, colour: Colour) -> None:
        """Draw a frame as far from the edges of the page."""
        self._pdf.set_draw_color(*colour)
        self._pdf.set_line_width(thickness)
        self._pdf.rect(inset, inset, self.WIDTH - 2 * inset, self.HEIGHT - 2 * inset)

    def diamond(self, x: float, y: float, reach: float, colour: Colour) -> None:
        """Fill a square that stands on its corner, around a point."""
        self._pdf.set_fill_color(*colour)
        corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
        self._pdf.polygon(corners, style="F")

    def link(self, x: float, y: float, width: float, height: float, address: str) -> None:
        """Let a rectangle lead to an address where the file is read on a screen."""
        self._pdf.link(x, y, width, height, address)

    def data(self) -> bytes:
        """The file."""
        return bytes(self._pdf.output())


def line_width(text: str, how: Type) -> float:
    """Width of a line in millimetres."""
    widths = widths_of(how.face)
    return sum(widths[char] for char in text) * how.size * MM_PER_POINT


def fit(text: str, how: Type, width: float, limit: int, least: float) -> Fitted:
    """A text in at most ``limit`` lines: in the size given, or smaller so that it fits.

    Args:
        least: size in points below which it does not shrink; what does not fit then is cut, and an
            ellipsis stands for it.
    """
    words = drawable(text, how.face).split()
    size = how.size
    while True:
        smaller = how._replace(size=size)
        lines = _wrapped(words, smaller, width)
        if len(lines) <= limit or size <= least:
            return Fitted(_cut(lines, limit), smaller)
        size = max(size - 1, least)


def drawable(text: str, face: Face) -> str:
    """The text with composed marks, and without what the typeface cannot draw, such as emoji."""
    widths = widths_of(face)
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(char for char in composed if char in widths and char.isprintable())


def _wrapped(words: Sequence[str], how: Type, width: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        for piece in _pieces(word, how, width):
            joined = f"{lines[-1]} {piece}" if lines else piece
            if lines and line_width(joined, how) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, how: Type, width: float) -> Sequence[str]:
    """A word, in pieces if it is wider than a line."""
    pieces = [""]
    for char in word:
        if pieces[-1] and line_width(pieces[-1] + char, how) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


def _cut(lines: Sequence[str], limit: int) -> Sequence[str]:
    if len(lines) <= limit:
        return lines
    return [*lines[: limit - 1], f"{lines[limit - 1][:-1].rstrip(' ,;:')}…"]
