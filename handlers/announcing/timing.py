"""When an announcement goes out, and until when it is worth being delivered."""

from datetime import datetime, timedelta

from contest.reminders import DEFAULT_SCHEDULE, ReminderSchedule
from handlers.announcing.recipients import round_of
from handlers.ports.announcements import NewAnnouncement
from handlers.ports.repositories import UnitOfWork
from handlers.quiet_hours import is_quiet, next_waking

FRESH = timedelta(days=7)
"""How long a message is kept for somebody who cannot be reached."""


async def load_night(tx: UnitOfWork) -> ReminderSchedule:
    """The rules of the contest about the night; the usual ones before there is a contest."""
    contest = await tx.rounds.contest()
    return DEFAULT_SCHEDULE if contest is None else contest.reminders


def begins_at(content: NewAnnouncement, night: ReminderSchedule, now: datetime) -> datetime:
    """When the first message goes out, if it is confirmed now."""
    wanted = max(now, content.send_at or now)
    return wanted if content.is_forced else next_waking(night, wanted)


def is_resting(content: NewAnnouncement, night: ReminderSchedule, now: datetime) -> bool:
    """Whether nothing of it goes out now, as it is night."""
    return not content.is_forced and is_quiet(night, now)


async def fresh_until(tx: UnitOfWork, content: NewAnnouncement, now: datetime) -> datetime:
    """Until when a message queued now is delivered: for a week, or up to the end of its round."""
    limit = now + FRESH
    about = round_of(content.audience)
    one = await tx.rounds.find(about) if about is not None else None
    if one is None or one.window.closes_at <= now:
        return limit
    return min(limit, one.window.closes_at)
