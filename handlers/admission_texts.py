"""What people who wait for their turn are told: place, time, and that they lose nothing."""

from datetime import datetime, timedelta

from handlers.commands import offer
from handlers.formats import LOCAL_ZONE, closing_text
from handlers.ports.contents import Text
from handlers.ports.records import Round
from handlers.texts.loader import Wording

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def place_notice(place: int, wait: timedelta, current: Round, say: Wording, now: datetime) -> str:
    """Place and time in at most 200 characters, for platforms that show a line at no cost."""
    if now + wait >= current.window.closes_at:
        closes = closing_text(current.window.closes_at, say)
        return say("admission-notice-late", place=place, wait=wait_text(wait, say), closes=closes)
    return say("admission-notice", place=place, wait=wait_text(wait, say))


def place_message(
    place: int,
    wait: timedelta,
    current: Round,
    say: Wording,
    now: datetime,
    join_address: str | None,
) -> Text:
    """Place and time as they are now; also by the clock, so that it stays true when read later.

    Args:
        join_address: of the page where nobody has to wait; None if there is none.
    """
    lines = [
        say(
            "admission-place",
            time=_time(now, say),
            place=place,
            wait=wait_text(wait, say),
            turn=_time(now + wait, say),
        )
    ]
    if now + wait >= current.window.closes_at:
        lines.append(say("admission-late", closes=closing_text(current.window.closes_at, say)))
    lines.append(say("admission-promise"))
    if join_address is not None:
        lines.append(say("admission-page", address=join_address))
    return Text("\n".join(lines), offer(say, "leave"), until=now + wait)


def soon_message(wait: timedelta, say: Wording, until: datetime) -> Text:
    """Rings the phone of somebody who has waited for long."""
    return Text(say("admission-soon", wait=wait_text(wait, say)), until=until)


def closed_message(current: Round, say: Wording) -> Text:
    """What is said to those whose turn did not come."""
    return Text(say("admission-closed", round=current.name), offer(say, "help"))


def wait_text(wait: timedelta, say: Wording) -> str:
    """A waiting time in whole minutes, rounded up: better too long than too short."""
    if wait <= MINUTE:
        return say("admission-under-a-minute")
    minutes = -(-wait // MINUTE)
    if wait <= HOUR:
        return say("admission-minutes", minutes=minutes)
    return say("admission-hours", hours=minutes // 60, minutes=minutes % 60)


def _time(instant: datetime, say: Wording) -> str:
    local = instant.astimezone(LOCAL_ZONE)
    return say("admission-time", hour=f"{local:%H}", minute=f"{local:%M}")
