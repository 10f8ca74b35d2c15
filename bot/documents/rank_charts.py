"""Draws the first places of a standing: one bar for each, as long as what it was reached with."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.documents.canvas import Canvas, Style, Weight, line_width, lines_of
from bot.documents.chart_layout import (
    BAR_HEIGHT,
    FIGURES,
    FREE,
    GAP,
    INNER,
    LABEL,
    MARGIN,
    MET,
    NOTE,
    SUBTITLE,
    TITLE,
    TRACK,
    WIDTH,
    height_of,
    write_lines,
)
from handlers.ports.contents import Rank, Ranks
from handlers.texts.loader import Wording

MAX_RANKS = 12
"""So that the last one can still be read on a phone without turning the picture."""

_NUMBER = Style(LABEL.size, LABEL.colour, Weight.BOLD)
_FIRST = 1
_BELOW_LABEL = 6


class _Row(NamedTuple):
    rank: Rank
    label: Sequence[str]

    @property
    def height(self) -> int:
        return GAP + height_of(self.label, LABEL) + _BELOW_LABEL + BAR_HEIGHT + GAP // 2


def ranks_canvas(drawing: Ranks, say: Wording) -> Canvas:
    """The chart, drawn."""
    shown = drawing.ranks[:MAX_RANKS]
    title = lines_of(drawing.title, TITLE, INNER, 2)
    subtitle = lines_of(drawing.subtitle, SUBTITLE, INNER, 3)
    notes = _notes(drawing, say)
    indent = GAP + max((line_width(_place(each), _NUMBER) for each in shown), default=0)
    rows = [_Row(each, lines_of(each.label, LABEL, INNER - indent, 2)) for each in shown]
    heads = height_of(title, TITLE) + height_of(subtitle, SUBTITLE)
    body = heads + sum(row.height for row in rows)
    canvas = Canvas(WIDTH, 2 * MARGIN + body + 3 * GAP + height_of(notes, NOTE))
    y = write_lines(canvas, title, MARGIN, MARGIN, TITLE)
    y = write_lines(canvas, subtitle, MARGIN, y, SUBTITLE) + GAP
    widest = max((line_width(each.figures, FIGURES) for each in shown), default=0)
    for row in rows:
        _draw(canvas, row, y, (indent, INNER - indent - GAP - widest))
        y += row.height
    canvas.fill(MARGIN, y + GAP, INNER, 2, TRACK)
    write_lines(canvas, notes, MARGIN, y + 2 * GAP, NOTE)
    return canvas


def _notes(drawing: Ranks, say: Wording) -> Sequence[str]:
    if not drawing.ranks:
        return [say("chart-empty")]
    left_out = len(drawing.ranks) - MAX_RANKS
    more = [say("chart-more", count=left_out)] if left_out > 0 else []
    return [*lines_of(drawing.note, NOTE, INNER, 3), *more]


def _place(one: Rank) -> str:
    return f"{one.rank}."


def _draw(canvas: Canvas, row: _Row, top: int, across: tuple[float, float]) -> None:
    """``across``: by how much bars are indented, and how long the longest is."""
    indent, width = across
    one, x = row.rank, MARGIN + indent
    canvas.write(_place(one), MARGIN, top + GAP + LABEL.size, _NUMBER)
    y = write_lines(canvas, row.label, x, top + GAP, LABEL) + _BELOW_LABEL
    colour = MET if one.rank == _FIRST else FREE
    canvas.gauge(x, y, width, BAR_HEIGHT, min(max(one.share, 0), 1), (colour, TRACK))
    canvas.write(one.figures, x + width + GAP, y + BAR_HEIGHT - 4, FIGURES)
