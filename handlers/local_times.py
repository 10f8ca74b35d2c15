"""Reads an instant to come as people type it in Viet Nam: "lúc 07:30 ngày 25/11"."""

import re
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from contest.units import fold
from handlers.formats import LOCAL_ZONE, local_day

FURTHEST = timedelta(days=366)
"""A later instant is rather a slip in the year."""

NEXT_YEAR_WITHIN = timedelta(days=180)
"""A day without a year that has passed means the next year's only if that is so near: "05/01" in
December; but "20/11" on the day after is a mistake to be told."""

_DAY = re.compile(
    r"\b(?P<day>\d{1,2})(?:[/.-]|\s+th[áa]ng\s+)(?P<month>\d{1,2})"
    r"(?:(?:[/.-]|\s+n[ăa]m\s+)(?P<year>\d{4}))?\b",
    re.IGNORECASE,
)
_ISO_DAY = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b")
_TIME = re.compile(
    r"\b(?P<hour>\d{1,2})\s*(?::|h|g(?:iờ|io)?)\s*"
    r"(?:(?P<minute>\d{2})(?!\d)(?:\s*(?:phút|phut|p)\b)?)?",
    re.IGNORECASE,
)
_TODAY = frozenset({"hom nay", "today"})
_TOMORROW = frozenset({"mai", "ngay mai", "tomorrow"})
_JOINERS = re.compile(r"\b(?:luc|vao|ngay(?! mai)|nam|at|on)\b")


class TimeFault(StrEnum):
    """Why what was typed is no instant to plan for."""

    UNREADABLE = "unreadable"
    NO_SUCH_DAY = "no-such-day"
    NO_SUCH_TIME = "no-such-time"
    PAST = "past"
    TOO_FAR = "too-far"


def read_instant(text: str, now: datetime) -> datetime | TimeFault:
    """The instant in local time that a text names: a time of day, and a day unless it is today.

    A time alone is that of today, or of tomorrow if it has passed.
    """
    days = list(_ISO_DAY.finditer(text)) or list(_DAY.finditer(text))
    rest = _without(text, days)
    times = list(_TIME.finditer(rest))
    words = " ".join(_JOINERS.sub(" ", fold(_without(rest, times))).split())
    if len(times) != 1 or len(days) > 1 or (days and words):
        return TimeFault.UNREADABLE
    at = _time_of(times[0])
    if isinstance(at, TimeFault):
        return at
    if not days:
        return _near(words, at, now)
    return _on(days[0], at, now)


def _near(words: str, at: time, now: datetime) -> datetime | TimeFault:
    """That time today or tomorrow, as the words say."""
    today = local_day(now)
    instant = _combined(today, at)
    if words in _TOMORROW or (not words and instant <= now):
        return _combined(today + timedelta(days=1), at)
    if words and words not in _TODAY:
        return TimeFault.UNREADABLE
    return instant if instant > now else TimeFault.PAST


def _on(found: "re.Match[str]", at: time, now: datetime) -> datetime | TimeFault:
    this_year = local_day(now).year
    year = int(found["year"]) if found["year"] else this_year
    instant = _instant(found, year, at)
    if not found["year"] and (instant is None or instant <= now):
        following = _instant(found, this_year + 1, at)
        if following is not None and following - now <= NEXT_YEAR_WITHIN:
            instant = following
    if instant is None:
        return TimeFault.NO_SUCH_DAY
    if instant <= now:
        return TimeFault.PAST
    return instant if instant - now <= FURTHEST else TimeFault.TOO_FAR


def _instant(found: "re.Match[str]", year: int, at: time) -> datetime | None:
    """That time of the day found, in that year; None if the calendar has no such day."""
    try:
        return _combined(date(year, int(found["month"]), int(found["day"])), at)
    except (ValueError, OverflowError):
        return None


def _time_of(found: "re.Match[str]") -> time | TimeFault:
    try:
        return time(int(found["hour"]), int(found["minute"] or 0))
    except ValueError:
        return TimeFault.NO_SUCH_TIME


def _combined(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LOCAL_ZONE).astimezone(UTC)


def _without(text: str, found: "list[re.Match[str]]") -> str:
    for match in reversed(found):
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return text
