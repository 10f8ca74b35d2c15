"""Draws a whole in parts: one bar for each, as long as its share of all."""

from typing import NamedTuple

from bot.documents.canvas import Canvas, line_width, lines_of
from bot.documents.chart_layout import (
    BAR_HEIGHT,
    FIGURES,
    FREE,
    GAP,
    INNER,
    LABEL,
    MARGIN,
    NOTE,
    SUBTITLE,
    TITLE,
    TRACK,
    WIDTH,
    height_of,
    write_lines,
)
from handlers.formats import percent_text
from handlers.ports.contents import Part, Parts
from handlers.texts.loader import Wording

MAX_PARTS = 32
"""As many as ``MAX_BARS`` of the other charts."""


class _Row(NamedTuple):
    label: list[str]
    figures: str
    share: float

    @property
    def height(self) -> int:
        return GAP + height_of(self.label, LABEL) + BAR_HEIGHT + GAP // 2


def parts_canvas(drawing: Parts, say: Wording) -> Canvas:
    """The chart, drawn."""
    title = lines_of(drawing.title, TITLE, INNER, 3)
    subtitle = lines_of(drawing.subtitle, SUBTITLE, INNER, 3)
    total = sum(part.count for part in drawing.parts)
    rows = [_row(part, total, say) for part in drawing.parts[:MAX_PARTS]]
    note = [say("chart-total", total=total) if total else say("chart-empty")]
    heads = height_of(title, TITLE) + height_of(subtitle, SUBTITLE)
    height = 2 * MARGIN + heads + sum(row.height for row in rows) + 3 * GAP + height_of(note, NOTE)
    canvas = Canvas(WIDTH, height)
    y = write_lines(canvas, title, MARGIN, MARGIN, TITLE)
    y = write_lines(canvas, subtitle, MARGIN, y, SUBTITLE) + GAP
    width = INNER - GAP - max((line_width(row.figures, FIGURES) for row in rows), default=0)
    for row in rows:
        _draw(canvas, row, y, width)
        y += row.height
    canvas.fill(MARGIN, y + GAP, INNER, 2, TRACK)
    write_lines(canvas, note, MARGIN, y + 2 * GAP, NOTE)
    return canvas


def _row(part: Part, total: int, say: Wording) -> _Row:
    share = percent_text(part.count, total, say) if total else "–"
    return _Row(
        list(lines_of(part.label, LABEL, INNER, 2)),
        say("chart-part", count=part.count, share=share),
        part.count / total if total else 0,
    )


def _draw(canvas: Canvas, row: _Row, top: int, width: float) -> None:
    y = write_lines(canvas, row.label, MARGIN, top + GAP, LABEL)
    canvas.gauge(MARGIN, y, width, BAR_HEIGHT, row.share, (FREE, TRACK))
    canvas.write(row.figures, MARGIN + width + GAP, y + BAR_HEIGHT - 4, FIGURES)
