"""The picture of a live round's standing that its rooms are sent: its first units as bars."""

from collections.abc import Sequence
from dataclasses import replace

from contest.units import fold
from handlers.announcing.composing import MAX_CAPTION_LENGTH
from handlers.live_standings import (
    SHOWN_UNITS,
    Stage,
    most_points,
    rounded,
    shown_average,
    stage_text,
    standing_text,
)
from handlers.ports.contents import Content, Image, Rank, Ranks, Text
from handlers.ports.live_standings import LiveStanding, UnitPlace
from handlers.rendering import utf16_length
from handlers.texts.loader import Wording

_BETWEEN = "\n\n"
LEADERS = 3
"""Units named in the caption."""


def end_contents(end: str, standing: LiveStanding, stage: Stage, say: Wording) -> Sequence[Content]:
    """The end of a round with its standing: one message, also where no pictures are shown.

    Args:
        end: what is said of the end.
    """
    room = MAX_CAPTION_LENGTH - utf16_length(end) - len(_BETWEEN)
    caption = f"{end}{_BETWEEN}{standing_text(standing, stage, say, room)}"
    picture = standing_picture(standing, stage, say)
    return [Text(caption) if picture is None else replace(picture, caption=caption)]


def standing_picture(standing: LiveStanding, stage: Stage, say: Wording) -> Image | None:
    """The first units of a standing; None where nobody has answered yet."""
    shown = standing.units[:SHOWN_UNITS]
    if not shown:
        return None
    ranks = tuple(_rank(each, _most(shown, stage), stage, say) for each in shown)
    head = stage_text(stage, say)
    leaders = "; ".join(_leader(each, stage, say) for each in shown[:LEADERS])
    return Image(
        Ranks(
            say("live-picture-title"),
            say("live-picture-subtitle", title=stage.title, heading=head),
            ranks,
            _note(stage, say),
        ),
        f"xep-hang-{fold(stage.title).replace(' ', '-')[:40]}.png",
        say("live-picture-caption", heading=head, leaders=leaders),
    )


def _most(shown: Sequence[UnitPlace], stage: Stage) -> float:
    """What a whole bar stands for."""
    averages = (shown_average(each, stage.shows) for each in shown)
    best = max((average for average in averages if average is not None), default=0)
    return most_points(stage) or float(best) or 1.0


def _rank(one: UnitPlace, most: float, stage: Stage, say: Wording) -> Rank:
    average, people = shown_average(one, stage.shows), one.participants
    if average is None:
        return Rank(one.rank, one.name, say("live-picture-figures-only", people=people), 0.0)
    figures = say("live-picture-figures", points=rounded(average), people=people)
    return Rank(one.rank, one.name, figures, float(average) / most)


def _leader(one: UnitPlace, stage: Stage, say: Wording) -> str:
    average = shown_average(one, stage.shows)
    if average is None:
        return say("live-picture-leader-only", rank=one.rank, unit=one.name)
    return say("live-picture-leader", rank=one.rank, unit=one.name, points=rounded(average))


def _note(stage: Stage, say: Wording) -> str:
    return say("live-picture-note", most=most_points(stage) or 0)
