"""Draws charts as pictures for a phone held upright, legible without being enlarged."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.documents.canvas import Canvas, Style, Weight, line_width, lines_of
from handlers.ports.contents import Bar, Bars
from handlers.texts.loader import DEFAULT_LOCALE, Wording, wording

WIDTH = 1_080
"""Pixels: three for each of a phone's, in whose chats a picture is about 350 of them wide."""

MAX_BARS = 32
"""With the longest labels the picture still keeps within 10,000 pixels of width and height together
(core.telegram.org/bots/api#sendphoto); a note counts the bars that are left out."""

_MARGIN = 48
_INNER = WIDTH - 2 * _MARGIN
_GAP = 22
_BAR_HEIGHT = 34
_TICK_WIDTH = 6
_TICK_REACH = 9
"""By how much a tick stands out above and below its bar."""

# Each at least 4.5 to 1 on white, and 3 to 1 beside the track (WCAG 1.4.3 and 1.4.11).
_INK = "#16202e"
_QUIET = "#4d5b6d"
_TRACK = "#dfe6ef"
_MET = "#0b6b3a"
_MISSING = "#b3411a"
_FREE = "#0a5bd3"

_TITLE = Style(54, _INK, Weight.BOLD)
_SUBTITLE = Style(38, _QUIET)
_LABEL = Style(40, _INK)
_FIGURES = Style(38, _INK)
_NOTE = Style(34, _QUIET)


class _Row(NamedTuple):
    """A bar and the texts around it; the status is in its colour, as the bar is."""

    bar: Bar
    label: Sequence[str]
    status: str
    status_style: Style
    figures: str


class _Layout(NamedTuple):
    """Everything that a chart shows, in lines that fit."""

    title: Sequence[str]
    subtitle: Sequence[str]
    rows: Sequence[_Row]
    notes: Sequence[str]
    has_ticks: bool

    @property
    def bar_width(self) -> float:
        """What the longest figures leave, so that all bars are alike."""
        return _INNER - _GAP - max(line_width(row.figures, _FIGURES) for row in self.rows)

    @property
    def height(self) -> int:
        heads = _height(self.title, _TITLE) + _height(self.subtitle, _SUBTITLE)
        rows = sum(_row_height(row) for row in self.rows)
        return 2 * _MARGIN + heads + rows + 3 * _GAP + _height(self.notes, _NOTE)


def png_of(drawing: Bars) -> bytes:
    """A chart as a PNG file, ``WIDTH`` pixels wide and as high as its bars need."""
    say = wording(DEFAULT_LOCALE)
    layout = _Layout(
        lines_of(drawing.title, _TITLE, _INNER, 3),
        lines_of(drawing.subtitle, _SUBTITLE, _INNER, 3),
        [_row(bar, say) for bar in drawing.bars[:MAX_BARS]],
        _notes(drawing, say),
        any(bar.need for bar in drawing.bars),
    )
    return _drawn(layout).png()


def _row(bar: Bar, say: Wording) -> _Row:
    status, colour = _status(bar, say)
    style = Style(_FIGURES.size, colour, Weight.BOLD)
    room = _INNER - line_width(status, style) - _GAP
    return _Row(bar, lines_of(bar.label, _LABEL, room, 3), status, style, _figures(bar, say))


def _status(bar: Bar, say: Wording) -> tuple[str, str]:
    if not bar.base:
        return say("chart-nobody"), _QUIET
    if not bar.need:
        return say("chart-free"), _FREE
    if bar.done >= bar.need:
        return say("chart-met"), _MET
    return say("chart-missing", missing=bar.need - bar.done), _MISSING


def _figures(bar: Bar, say: Wording) -> str:
    if not bar.need:
        return say("chart-figures-free", done=bar.done, base=bar.base)
    return say("chart-figures", done=bar.done, base=bar.base, need=bar.need)


def _notes(drawing: Bars, say: Wording) -> Sequence[str]:
    notes = []
    if not drawing.bars:
        notes.append(say("chart-empty"))
    if any(bar.need for bar in drawing.bars):
        notes.append(say("chart-legend"))
    if len(drawing.bars) > MAX_BARS:
        notes.append(say("chart-more", count=len(drawing.bars) - MAX_BARS))
    return notes


def _drawn(layout: _Layout) -> Canvas:
    canvas = Canvas(WIDTH, layout.height)
    y = _write(canvas, layout.title, _MARGIN, _MARGIN, _TITLE)
    y = _write(canvas, layout.subtitle, _MARGIN, y, _SUBTITLE) + _GAP
    for row in layout.rows:
        _draw_row(canvas, row, y, layout.bar_width)
        y += _row_height(row)
    y += _GAP
    canvas.fill(_MARGIN, y, _INNER, 2, _TRACK)
    y += _GAP
    if layout.has_ticks:
        canvas.fill(_MARGIN + 6, y + 2, _TICK_WIDTH, _NOTE.size, _INK)
    _write(canvas, layout.notes, _MARGIN + 32 * layout.has_ticks, y, _NOTE)
    return canvas


def _draw_row(canvas: Canvas, row: _Row, top: int, width: float) -> None:
    bar, y = row.bar, top + _GAP
    canvas.write(row.status, WIDTH - _MARGIN, y + _LABEL.size, row.status_style, "right")
    y = _write(canvas, row.label, _MARGIN, y, _LABEL) + _TICK_REACH
    colours = row.status_style.colour, _TRACK
    canvas.gauge(_MARGIN, y, width, _BAR_HEIGHT, _share(bar.done, bar), colours)
    if bar.need:
        _draw_tick(canvas, _MARGIN + (width - _TICK_WIDTH) * _share(bar.need, bar), y)
    canvas.write(row.figures, _MARGIN + width + _GAP, y + _BAR_HEIGHT - 4, _FIGURES)


def _draw_tick(canvas: Canvas, x: float, top: int) -> None:
    # Light edges keep the tick apart from a bar that reaches beyond it.
    canvas.fill(x - 3, top, _TICK_WIDTH + 6, _BAR_HEIGHT, "white")
    canvas.fill(x, top - _TICK_REACH, _TICK_WIDTH, _BAR_HEIGHT + 2 * _TICK_REACH, _INK)


def _share(count: int, bar: Bar) -> float:
    return min(count / bar.base, 1) if bar.base else 0


def _row_height(row: _Row) -> int:
    return _GAP + _height(row.label, _LABEL) + _BAR_HEIGHT + 2 * _TICK_REACH + _GAP // 2


def _write(canvas: Canvas, lines: Sequence[str], x: int, top: int, style: Style) -> int:
    """Write lines below one another; returns where the next thing may begin."""
    for number, line in enumerate(lines):
        canvas.write(line, x, top + style.size + number * _leading(style), style)
    return top + _height(lines, style)


def _height(lines: Sequence[str], style: Style) -> int:
    return _leading(style) * len(lines)


def _leading(style: Style) -> int:
    """Height of a line: marks above a Vietnamese capital and below a letter need room."""
    return style.size * 13 // 10
