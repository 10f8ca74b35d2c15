"""The night, in which the system writes to nobody of its own accord."""

from datetime import datetime, time

from contest.reminders import ReminderSchedule
from handlers.formats import LOCAL_ZONE

_END_OF_DAY = time(23, 59)


def is_quiet(schedule: ReminderSchedule, now: datetime) -> bool:
    """Whether nobody is written to at that instant."""
    return schedule.is_quiet(now.astimezone(LOCAL_ZONE).time())


def is_to_wait(schedule: ReminderSchedule, now: datetime) -> bool:
    """Whether it is quiet now and will not be later that day; a night lasts beyond the day."""
    return is_quiet(schedule, now) and not schedule.is_quiet(_END_OF_DAY)
