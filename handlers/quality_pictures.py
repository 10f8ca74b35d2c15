"""Pictures for organisers: how good a round was, and how many have finished week by week."""

from collections.abc import Sequence
from datetime import datetime

from contest.digests import Week
from contest.statistics import Attempts, Band, Bands
from handlers.formats import instant_text, percent_text
from handlers.ports.contents import Image, Part, Parts, Point, Series
from handlers.ports.records import Round
from handlers.texts.loader import Wording


def bands_picture(name: str, bands: Bands[Attempts], at: datetime, say: Wording) -> Image | None:
    """Quality bands, best first, of what goes by a name; None where nothing has been counted."""
    if not bands.total:
        return None
    parts = tuple(Part(band_name(band, say), bands.counts[band]) for band in Band)
    subtitle = say("picture-subtitle", round=name, at=instant_text(at, say))
    caption = say(
        "picture-bands",
        round=name,
        total=bands.total,
        bands="; ".join(_share(part, bands, say) for part in parts),
        at=instant_text(at, say),
    )
    return Image(Parts(say("picture-bands-title"), subtitle, parts), "chat-luong.png", caption)


def _share(part: Part, bands: Bands[Attempts], say: Wording) -> str:
    share = percent_text(part.count, bands.total, say)
    return say("picture-band", band=part.label, count=part.count, share=share)


def band_name(band: Band, say: Wording) -> str:
    """The band in words, with the ends that belong to it."""
    return say("picture-band-name", band=band.value)


def trend_picture(one: Round, weeks: Sequence[Week], say: Wording) -> Image | None:
    """How many of those with a headcount had finished at each weekly digest of a round.

    None before there are two to compare.
    """
    if len(weeks) < 2:
        return None
    points = tuple(Point(f"{week.day:%d/%m}", week.finished) for week in weeks)
    figures = "; ".join(
        say("picture-trend-point", day=point.label, finished=point.value) for point in points
    )
    drawing = Series(
        say("picture-trend-title"), say("picture-trend-subtitle", round=one.name), points
    )
    return Image(drawing, "dien-bien.png", say("picture-trend", round=one.name, figures=figures))
