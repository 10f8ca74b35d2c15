"""Looks at pictures as an eye does: sizes, colours along a line, and what was written where."""

import io
from dataclasses import dataclass, field
from itertools import groupby

from PIL import Image
from PIL.Image import Image as Picture

from bot.documents.canvas import Canvas, Style, line_width

Colour = tuple[int, int, int]


@dataclass
class Writing:
    """Lines that were written, with the pixels from which and up to which they reach."""

    lines: list[str] = field(default_factory=list)
    reaches: list[tuple[float, float]] = field(default_factory=list)

    def note(self, text: str, x: float, style: Style, align: str) -> None:
        width = line_width(text, style)
        left = x - {"left": 0, "center": width / 2, "right": width}[align]
        self.lines.append(text)
        self.reaches.append((left, left + width))


class NotingCanvas(Canvas):
    """Notes what is written on any of them."""

    writing = Writing()

    def write(
        self, text: str, x: float, baseline: float, style: Style, align: str = "left"
    ) -> None:
        self.writing.note(text, x, style, align)
        super().write(text, x, baseline, style, align)


def picture_of(png: bytes) -> Picture:
    return Image.open(io.BytesIO(png), formats=["PNG"]).convert("RGB")


def runs(picture: Picture, y: int) -> list[tuple[Colour, int]]:
    """The colours along a line of pixels from left to right, each with its length."""
    line = (pixel(picture, x, y) for x in range(picture.width))
    return [(colour, len(list(run))) for colour, run in groupby(line)]


def pixel(picture: Picture, x: int, y: int) -> Colour:
    found = picture.getpixel((x, y))
    assert isinstance(found, tuple)
    red, green, blue = found
    return red, green, blue
