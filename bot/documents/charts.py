"""Draws charts as pictures for a phone held upright, legible without being enlarged."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.documents.canvas import Canvas, Style, Weight, line_width, lines_of
from bot.documents.chart_layout import (
    BAR_HEIGHT,
    FIGURES,
    FREE,
    GAP,
    INK,
    INNER,
    LABEL,
    MARGIN,
    MET,
    MISSING,
    NOTE,
    QUIET,
    SUBTITLE,
    TITLE,
    TRACK,
    WIDTH,
    height_of,
    write_lines,
)
from bot.documents.part_charts import parts_canvas
from bot.documents.rank_charts import ranks_canvas
from bot.documents.series_charts import series_canvas
from handlers.ports.contents import Bar, Bars, Drawing, Parts, Ranks, Series
from handlers.texts.loader import DEFAULT_LOCALE, Wording, wording

MAX_BARS = 32
"""With the longest labels the picture still keeps within 10,000 pixels of width and height together
(core.telegram.org/bots/api#sendphoto); a note counts the bars that are left out."""

_TICK_WIDTH = 6
_TICK_REACH = 9
"""By how much a tick stands out above and below its bar."""


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
        return INNER - GAP - max(line_width(row.figures, FIGURES) for row in self.rows)

    @property
    def height(self) -> int:
        heads = height_of(self.title, TITLE) + height_of(self.subtitle, SUBTITLE)
        rows = sum(_row_height(row) for row in self.rows)
        return 2 * MARGIN + heads + rows + 3 * GAP + height_of(self.notes, NOTE)


def png_of(drawing: Drawing) -> bytes:
    """A chart as a PNG file, ``WIDTH`` pixels wide and as high as it needs to be."""
    say = wording(DEFAULT_LOCALE)
    match drawing:
        case Bars():
            return _bars_canvas(drawing, say).png()
        case Parts():
            return parts_canvas(drawing, say).png()
        case Series():
            return series_canvas(drawing, say).png()
        case Ranks():
            return ranks_canvas(drawing, say).png()


def _bars_canvas(drawing: Bars, say: Wording) -> Canvas:
    layout = _Layout(
        lines_of(drawing.title, TITLE, INNER, 3),
        lines_of(drawing.subtitle, SUBTITLE, INNER, 3),
        [_row(bar, say) for bar in drawing.bars[:MAX_BARS]],
        _notes(drawing, say),
        any(bar.need for bar in drawing.bars),
    )
    return _drawn(layout)


def _row(bar: Bar, say: Wording) -> _Row:
    status, colour = _status(bar, say)
    style = Style(FIGURES.size, colour, Weight.BOLD)
    room = INNER - line_width(status, style) - GAP
    return _Row(bar, lines_of(bar.label, LABEL, room, 3), status, style, _figures(bar, say))


def _status(bar: Bar, say: Wording) -> tuple[str, str]:
    if not bar.base:
        return say("chart-nobody"), QUIET
    if not bar.need:
        return say("chart-free"), FREE
    if bar.done >= bar.need:
        return say("chart-met"), MET
    return say("chart-missing", missing=bar.need - bar.done), MISSING


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
    y = write_lines(canvas, layout.title, MARGIN, MARGIN, TITLE)
    y = write_lines(canvas, layout.subtitle, MARGIN, y, SUBTITLE) + GAP
    for row in layout.rows:
        _draw_row(canvas, row, y, layout.bar_width)
        y += _row_height(row)
    y += GAP
    canvas.fill(MARGIN, y, INNER, 2, TRACK)
    y += GAP
    if layout.has_ticks:
        canvas.fill(MARGIN + 6, y + 2, _TICK_WIDTH, NOTE.size, INK)
    write_lines(canvas, layout.notes, MARGIN + 32 * layout.has_ticks, y, NOTE)
    return canvas


def _draw_row(canvas: Canvas, row: _Row, top: int, width: float) -> None:
    bar, y = row.bar, top + GAP
    canvas.write(row.status, WIDTH - MARGIN, y + LABEL.size, row.status_style, "right")
    y = write_lines(canvas, row.label, MARGIN, y, LABEL) + _TICK_REACH
    colours = row.status_style.colour, TRACK
    canvas.gauge(MARGIN, y, width, BAR_HEIGHT, _share(bar.done, bar), colours)
    if bar.need:
        _draw_tick(canvas, MARGIN + (width - _TICK_WIDTH) * _share(bar.need, bar), y)
    canvas.write(row.figures, MARGIN + width + GAP, y + BAR_HEIGHT - 4, FIGURES)


def _draw_tick(canvas: Canvas, x: float, top: int) -> None:
    # Light edges keep the tick apart from a bar that reaches beyond it.
    canvas.fill(x - 3, top, _TICK_WIDTH + 6, BAR_HEIGHT, "white")
    canvas.fill(x, top - _TICK_REACH, _TICK_WIDTH, BAR_HEIGHT + 2 * _TICK_REACH, INK)


def _share(count: int, bar: Bar) -> float:
    return min(count / bar.base, 1) if bar.base else 0


def _row_height(row: _Row) -> int:
    return GAP + height_of(row.label, LABEL) + BAR_HEIGHT + 2 * _TICK_REACH + GAP // 2
