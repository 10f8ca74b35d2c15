"""How times and figures are written for people, times in Asia/Ho_Chi_Minh (invariant 13)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.texts.loader import Wording

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def local_day(instant: datetime) -> date:
    """The calendar day that people have at that instant."""
    return instant.astimezone(LOCAL_ZONE).date()


def date_text(day: date) -> str:
    """Day first, as Vietnamese documents write it: 08/11/2005."""
    return f"{day:%d/%m/%Y}"


def instant_text(instant: datetime, say: Wording) -> str:
    """An instant as local time and date, to the minute."""
    local = instant.astimezone(LOCAL_ZONE)
    return say(
        "format-instant", hour=f"{local:%H}", minute=f"{local:%M}", date=date_text(local.date())
    )


def closing_text(instant: datetime, say: Wording) -> str:
    """An exclusive end: midnight is "24 giờ 00" of the day before (domain.md 2.2)."""
    local = instant.astimezone(LOCAL_ZONE)
    if local.time() != time(0):
        return instant_text(instant, say)
    last_day = local.date() - timedelta(days=1)
    return say("format-instant", hour="24", minute="00", date=date_text(last_day))


def duration_text(duration: timedelta, say: Wording) -> str:
    """A duration in minutes and whole seconds, rounded down."""
    minutes, seconds = divmod(duration // timedelta(seconds=1), 60)
    if not minutes:
        return say("format-seconds", seconds=seconds)
    if not seconds:
        return say("format-minutes", minutes=minutes)
    return say("format-minutes-seconds", minutes=minutes, seconds=seconds)


def response_text(duration: timedelta, say: Wording) -> str:
    """A time that decides places: in minutes and seconds, to the tenth, rounded down."""
    minutes, tenths = divmod(duration // timedelta(milliseconds=100), 600)
    if not minutes:
        return say("format-seconds", seconds=tenths / 10)
    return say("format-minutes-seconds", minutes=minutes, seconds=tenths / 10)


def percent_text(part: int, whole: int, say: Wording) -> str:
    """A share with at most one decimal; 100 only if nothing is missing, never more than 100.

    Args:
        whole: above 0.
    """
    if part >= whole:
        return say("format-percent", percent=100)
    tenths = min((2000 * part + whole) // (2 * whole), 999)
    return say("format-percent", percent=tenths / 10)
