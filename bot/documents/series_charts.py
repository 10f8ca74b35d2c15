"""Draws a number over time: one column for each point, all from the same zero."""

from bot.documents.canvas import Canvas, Style, line_width, lines_of
from bot.documents.chart_layout import (
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
    leading,
    write_lines,
)
from handlers.ports.contents import Point, Series
from handlers.texts.loader import Wording

MAX_POINTS = 10
"""The latest; more would not be legible on a phone."""
_COLUMN_HEIGHT = 460
_SMALLEST = 14


def series_canvas(drawing: Series, say: Wording) -> Canvas:
    """The chart, drawn."""
    title = lines_of(drawing.title, TITLE, INNER, 3)
    subtitle = lines_of(drawing.subtitle, SUBTITLE, INNER, 3)
    points = drawing.points[-MAX_POINTS:]
    left_out = len(drawing.points) - len(points)
    notes = [say("chart-more", count=left_out)] if left_out else []
    if not points:
        notes = [say("chart-empty")]
    room = leading(FIGURES) + _COLUMN_HEIGHT + leading(LABEL) + GAP // 2 if points else 0
    heads = height_of(title, TITLE) + height_of(subtitle, SUBTITLE)
    canvas = Canvas(
        WIDTH, 2 * MARGIN + heads + room + (3 * GAP + height_of(notes, NOTE) if notes else 0)
    )
    y = write_lines(canvas, title, MARGIN, MARGIN, TITLE)
    y = write_lines(canvas, subtitle, MARGIN, y, SUBTITLE) + GAP
    if points:
        _draw(canvas, points, y, say)
    write_lines(canvas, notes, MARGIN, y + room + 2 * GAP, NOTE)
    return canvas


def _draw(canvas: Canvas, points: tuple[Point, ...], top: int, say: Wording) -> None:
    step = INNER / len(points)
    width = min(step * 0.6, 160)
    base = top + leading(FIGURES) + _COLUMN_HEIGHT
    most = max(point.value for point in points) or 1
    values = [say("chart-value", value=point.value) for point in points]
    figures = _fitting(values, FIGURES, step - GAP / 2)
    labels = _fitting([point.label for point in points], LABEL, step - GAP / 2)
    for number, (point, value) in enumerate(zip(points, values, strict=True)):
        middle = MARGIN + (number + 0.5) * step
        height = _COLUMN_HEIGHT * point.value / most
        canvas.fill(middle - width / 2, base - height, width, height, FREE)
        canvas.write(value, middle, base - height - 12, figures, "center")
        canvas.write(point.label, middle, base + leading(LABEL), labels, "center")
    canvas.fill(MARGIN, base, INNER, 3, TRACK)


def _fitting(texts: list[str], style: Style, width: float) -> Style:
    """The style in which the widest of texts fits."""
    widest = max(line_width(text, style) for text in texts)
    size = int(style.size * min(width / widest, 1)) if widest else style.size
    return style._replace(size=max(size, _SMALLEST))
