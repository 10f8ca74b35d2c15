"""What all charts share: their width, colours and styles, and lines below one another."""

from collections.abc import Sequence

from bot.documents.canvas import Canvas, Style, Weight

WIDTH = 1_080
"""Pixels: three for each of a phone's, in whose chats a picture is about 350 of them wide."""

MARGIN = 48
INNER = WIDTH - 2 * MARGIN
GAP = 22
BAR_HEIGHT = 34

# Each at least 4.5 to 1 on white, and 3 to 1 beside the track (WCAG 1.4.3 and 1.4.11).
INK = "#16202e"
QUIET = "#4d5b6d"
TRACK = "#dfe6ef"
MET = "#0b6b3a"
MISSING = "#b3411a"
FREE = "#0a5bd3"

TITLE = Style(54, INK, Weight.BOLD)
SUBTITLE = Style(38, QUIET)
LABEL = Style(40, INK)
FIGURES = Style(38, INK)
NOTE = Style(34, QUIET)


def write_lines(canvas: Canvas, lines: Sequence[str], x: float, top: int, style: Style) -> int:
    """Write lines below one another; returns where the next thing may begin."""
    for number, line in enumerate(lines):
        canvas.write(line, x, top + style.size + number * leading(style), style)
    return top + height_of(lines, style)


def height_of(lines: Sequence[str], style: Style) -> int:
    """Height of lines below one another."""
    return leading(style) * len(lines)


def leading(style: Style) -> int:
    """Height of a line: marks above a Vietnamese capital and below a letter need room."""
    return style.size * 13 // 10
