"""The night, in which the system writes to nobody of its own accord."""

from datetime import UTC, date, datetime, time, timedelta

from contest.reminders import ReminderSchedule
from handlers.formats import LOCAL_ZONE

_END_OF_DAY = time(23, 59)


def is_quiet(schedule: ReminderSchedule, now: datetime) -> bool:
    """Whether nobody is written to at that instant."""
    return schedule.is_quiet(now.astimezone(LOCAL_ZONE).time())


def is_to_wait(schedule: ReminderSchedule, now: datetime) -> bool:
    """Whether it is quiet now and will not be later that day; a night lasts beyond the day."""
    return is_quiet(schedule, now) and not schedule.is_quiet(_END_OF_DAY)


def next_waking(schedule: ReminderSchedule, instant: datetime) -> datetime:
    """That instant, or the end of the night in which it lies."""
    if not is_quiet(schedule, instant):
        return instant
    local = instant.astimezone(LOCAL_ZONE)
    morning = datetime.combine(local.date(), schedule.quiet_to, LOCAL_ZONE)
    later = morning if morning > local else morning + timedelta(days=1)
    return later.astimezone(UTC)


def end_of_waking(schedule: ReminderSchedule, day: date) -> datetime:
    """When the night begins that ends a local day; where none does, midnight."""
    if not schedule.is_quiet(_END_OF_DAY):
        return datetime.combine(day + timedelta(days=1), time(), LOCAL_ZONE)
    return datetime.combine(day, schedule.quiet_from, LOCAL_ZONE)
