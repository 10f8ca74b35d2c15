"""A sheet to draw figures and lines of text on, measured in pixels from its upper left corner.

Only the parts of matplotlib that keep no state between pictures, and the typeface that comes with
it: pictures are the same on every machine. Not to be used by two threads at once.
"""

import io
import unicodedata
from bisect import bisect
from collections.abc import Sequence
from enum import Enum
from functools import cache
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.transforms import IdentityTransform

_DPI = 72
"""A point is a pixel then."""


class Weight(Enum):
    """How heavy letters are; the value is the file of the typeface."""

    NORMAL = "DejaVuSans.ttf"
    BOLD = "DejaVuSans-Bold.ttf"


class Style(NamedTuple):
    """How a text is written; ``size`` is in pixels."""

    size: int
    colour: str
    weight: Weight = Weight.NORMAL


class Canvas:
    """A picture in the making, white at first."""

    def __init__(self, width: int, height: int) -> None:
        self._height = height
        self._figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor="white")

    def write(
        self, text: str, x: float, baseline: float, style: Style, align: str = "left"
    ) -> None:
        """Write one line; ``align`` says which part of it is at ``x``."""
        self._figure.text(
            x,
            self._height - baseline,
            text,
            transform=IdentityTransform(),
            fontproperties=_font(style),
            color=style.colour,
            horizontalalignment=align,
            verticalalignment="baseline",
            # A dollar sign in a name begins no formula.
            parse_math=False,
        )

    def fill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle whose upper left corner is at ``x`` and ``y``."""
        self._figure.add_artist(self._rectangle(x, y, width, height, colour))

    def gauge(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        share: float,
        colours: tuple[str, str],
    ) -> None:
        """A bar with round ends, filled from the left.

        Args:
            share: of the bar that is filled, from 0 to 1.
            colours: of what is filled, and of the rest.
        """
        track = FancyBboxPatch(
            (x, self._height - y - height),
            width,
            height,
            boxstyle=f"round,pad=0,rounding_size={height / 2}",
            linewidth=0,
            facecolor=colours[1],
            transform=IdentityTransform(),
        )
        filled = self._rectangle(x, y, width * share, height, colours[0])
        self._figure.add_artist(track)
        self._figure.add_artist(filled)
        filled.set_clip_path(track)

    def png(self) -> bytes:
        """The picture as a file."""
        target = io.BytesIO()
        # The library would write its version into the file.
        agg = FigureCanvasAgg(self._figure)
        agg.print_png(target, metadata={"Software": None})  # type: ignore[no-untyped-call]
        return target.getvalue()

    def _rectangle(self, x: float, y: float, width: float, height: float, colour: str) -> Rectangle:
        return Rectangle(
            (x, self._height - y - height),
            width,
            height,
            linewidth=0,
            facecolor=colour,
            transform=IdentityTransform(),
        )


def line_width(text: str, style: Style) -> float:
    """Width of a line in pixels."""
    renderer, font = _measure(), _font(style)
    width, _, _ = renderer.get_text_width_height_descent(  # type: ignore[no-untyped-call]
        text, font, ismath=False
    )
    return float(width)


def lines_of(text: str, style: Style, width: float, limit: int) -> Sequence[str]:
    """The text broken into at most ``limit`` lines, with an ellipsis for what does not fit."""
    words = _drawable(text, style.weight).split()
    lines: list[str] = []
    while words and len(lines) < limit:
        is_last = len(lines) == limit - 1
        count = len(words) if is_last else _count_fitting(words, style, width)
        lines.append(_clipped(" ".join(words[:count]), style, width))
        del words[:count]
    return lines


def _count_fitting(words: Sequence[str], style: Style, width: float) -> int:
    """How many of the words fit into one line; one even if it does not."""
    count = 1
    while count < len(words) and line_width(" ".join(words[: count + 1]), style) <= width:
        count += 1
    return count


def _clipped(text: str, style: Style, width: float) -> str:
    if line_width(text, style) <= width:
        return text
    count = bisect(range(1, len(text)), width, key=lambda n: line_width(f"{text[:n]}…", style))
    kept = text[: max(count, 1)]
    # Between words if there is one that fits.
    whole = kept if text[len(kept) :].startswith(" ") else kept.rpartition(" ")[0] or kept
    return f"{whole.rstrip(' ,;:')}…"


def _drawable(text: str, weight: Weight) -> str:
    """The text with composed marks, and without what the typeface cannot draw, such as emoji."""
    face = get_font(str(_file(weight)))
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    known = (letter for letter in composed if face.get_char_index(ord(letter)))
    return "".join(letter for letter in known if letter.isprintable())


@cache
def _measure() -> RendererAgg:
    return RendererAgg(1, 1, _DPI)  # type: ignore[no-untyped-call]


def _font(style: Style) -> FontProperties:
    return FontProperties(fname=str(_file(style.weight)), size=style.size)


@cache
def _file(weight: Weight) -> Path:
    return Path(mpl.get_data_path(), "fonts", "ttf", weight.value)
