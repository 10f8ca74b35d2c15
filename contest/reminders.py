"""When units are reminded of what is missing, who is told as the close comes nearer, and why not.

The schedule is data. At most one reminder a unit and day, none in the night and none once the
quota is met (invariant 10).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from contest.model import check_aware
from contest.reading import (
    UnreadableError,
    exactly,
    list_of,
    mapping,
    named_values,
    one_of,
    place,
)
from contest.rules import Window
from contest.shortfalls import UnitShortfall


class Addressee(StrEnum):
    """Who is told of a shortfall."""

    LIAISON = "liaison"
    LEADER = "leader"
    PARENT = "parent"
    ORGANISERS = "organisers"


class Outcome(StrEnum):
    """What was decided for a unit on a day: it is reminded, or the reason why not."""

    REMINDED = "reminded"
    NO_QUOTA = "no_quota"
    MET = "met"
    STOPPED = "stopped"
    SNOOZED = "snoozed"
    ALREADY_TODAY = "already_today"
    QUIET_HOURS = "quiet_hours"
    UNREACHABLE = "unreachable"
    """There is nobody to write to, in the unit or above it, and no group of the unit."""


class ReminderScheduleError(ValueError):
    """The schedule contradicts itself or is not written as it should be."""


MAX_DAYS_BEFORE = 366
"""No contest found runs longer than a year (domain.md 2.1)."""

DEFAULT_ESCALATION: Mapping[int, tuple[Addressee, ...]] = {
    7: (Addressee.LIAISON,),
    3: (Addressee.LIAISON, Addressee.LEADER),
    1: (Addressee.LIAISON, Addressee.LEADER, Addressee.PARENT),
    0: tuple(Addressee),
}


@dataclass(frozen=True, slots=True)
class ReminderSchedule:
    """On which days units are reminded, at what local time, and who is told.

    Attributes:
        days_before: whole days before the last day on which somebody can answer.
        quiet_from: begin of the night, which has none of our messages; ``quiet_to`` ends it and is
            outside. No night if both are the same.
        escalate: who is told from that many days before the last one on.
        closing_soon_hours: so long before its end a round reminds contestants of it; 0 for never.
        closing_soon_from_days: a round that is shorter than so many days does not.

    Raises:
        ReminderScheduleError: if a day is named twice, a time is finer than minutes or lies in the
            night, or nobody is told.
    """

    days_before: tuple[int, ...] = (7, 3, 1)
    on_last_day: bool = True
    at: time = time(7, 30)
    quiet_from: time = time(21, 0)
    quiet_to: time = time(6, 30)
    escalate: Mapping[int, tuple[Addressee, ...]] = field(
        default_factory=lambda: DEFAULT_ESCALATION
    )
    closing_soon_hours: int = 24
    closing_soon_from_days: int = 3

    def __post_init__(self) -> None:
        if not all(1 <= days <= MAX_DAYS_BEFORE for days in self.days_before):
            raise ReminderScheduleError(f"days before the last one are 1 to {MAX_DAYS_BEFORE}")
        if len(set(self.days_before)) != len(self.days_before):
            raise ReminderScheduleError("a day is named twice")
        for moment in (self.at, self.quiet_from, self.quiet_to):
            if moment.second or moment.microsecond or moment.tzinfo:
                raise ReminderScheduleError(f"{moment.isoformat()} is no local time in minutes")
        if self.is_quiet(self.at):
            raise ReminderScheduleError(f"{self.at:%H:%M} lies in the quiet hours")
        if not self.escalate or not all(self.escalate.values()) or min(self.escalate) < 0:
            raise ReminderScheduleError("every stage names its days, from 0, and somebody to tell")
        if self.closing_soon_hours < 0 or self.closing_soon_from_days < 0:
            raise ReminderScheduleError("hours and days before a closing start at 0")

    def is_quiet(self, local: time) -> bool:
        """Whether a local time lies in the night."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= local < self.quiet_to
        return local >= self.quiet_from or local < self.quiet_to

    def stage(self, days_left: int) -> tuple[Addressee, ...]:
        """Who is told when so many days are left; before the first stage, whom it names."""
        reached = [days for days in self.escalate if days >= days_left]
        return self.escalate[min(reached, default=max(self.escalate))]


DEFAULT_SCHEDULE = ReminderSchedule()


@dataclass(frozen=True, slots=True)
class ReminderSlot:
    """One moment at which the units of a round are reminded.

    Attributes:
        day: the local day of ``at``.
        days_left: until the last day on which somebody can answer, 0 on that day.
    """

    at: datetime
    day: date
    days_left: int
    stage: tuple[Addressee, ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """A leader's wish not to be reminded: up to and including a local day, or for good (None)."""

    until: date | None


def closing_soon_at(schedule: ReminderSchedule, window: Window) -> datetime | None:
    """When contestants are reminded of the end of a round, by day or night; None if never."""
    length = window.closes_at - window.opens_at
    ahead = timedelta(hours=schedule.closing_soon_hours)
    if not ahead or length < timedelta(days=schedule.closing_soon_from_days) or length <= ahead:
        return None
    return window.closes_at - ahead


def last_day(window: Window, zone: tzinfo) -> date:
    """The last local day on which somebody can answer.

    A round that closes at 00:00 on 22/11 has its last day on 21/11, as its end is exclusive.
    """
    return (window.closes_at - timedelta.resolution).astimezone(zone).date()


def slots(schedule: ReminderSchedule, window: Window, zone: tzinfo) -> tuple[ReminderSlot, ...]:
    """The moments of a round in their order; those outside its window do not exist."""
    last = last_day(window, zone)
    days = {*schedule.days_before, *((0,) if schedule.on_last_day else ())}
    planned = (
        _slot(schedule, last - timedelta(days=days_left), days_left, zone)
        for days_left in sorted(days, reverse=True)
    )
    return tuple(slot for slot in planned if window.contains(slot.at))


def due_slot(
    schedule: ReminderSchedule, window: Window, zone: tzinfo, now: datetime
) -> ReminderSlot | None:
    """The slot of today if its time has come, however long ago, and the round is still open.

    So what was missed while the system was down is made up for on the same day, never later.
    """
    if not window.contains(now):
        return None
    today = now.astimezone(zone).date()
    come = (slot for slot in slots(schedule, window, zone) if slot.at <= now)
    return next((slot for slot in come if slot.day == today), None)


def decide(
    schedule: ReminderSchedule,
    shortfall: UnitShortfall,
    pause: Pause | None,
    reminded_on: date | None,
    now: datetime,
    zone: tzinfo,
) -> Outcome:
    """Whether a unit is reminded now; of several reasons against it the most lasting one.

    Args:
        reminded_on: the local day of the unit's newest reminder.
    """
    local = check_aware(now).astimezone(zone)
    if not shortfall.has_quota:
        return Outcome.NO_QUOTA
    if shortfall.met:
        return Outcome.MET
    if pause is not None and pause.until is None:
        return Outcome.STOPPED
    if pause is not None and pause.until is not None and local.date() <= pause.until:
        return Outcome.SNOOZED
    if reminded_on == local.date():
        return Outcome.ALREADY_TODAY
    return Outcome.QUIET_HOURS if schedule.is_quiet(local.time()) else Outcome.REMINDED


def _slot(schedule: ReminderSchedule, day: date, days_left: int, zone: tzinfo) -> ReminderSlot:
    at = datetime.combine(day, schedule.at, zone).astimezone(UTC)
    return ReminderSlot(at, day, days_left, schedule.stage(days_left))


def schedule_to_data(schedule: ReminderSchedule) -> dict[str, Any]:
    """A schedule as plain JSON values; local times as "07:30"."""
    return {
        "days_before": list(schedule.days_before),
        "on_last_day": schedule.on_last_day,
        "at": f"{schedule.at:%H:%M}",
        "quiet_from": f"{schedule.quiet_from:%H:%M}",
        "quiet_to": f"{schedule.quiet_to:%H:%M}",
        "escalate": {
            str(days): [addressee.value for addressee in stage]
            for days, stage in schedule.escalate.items()
        },
        "closing_soon_hours": schedule.closing_soon_hours,
        "closing_soon_from_days": schedule.closing_soon_from_days,
    }


def schedule_from_data(data: Mapping[str, Any]) -> ReminderSchedule:
    """A schedule from plain JSON values; what is not named keeps its default.

    Raises:
        ReminderScheduleError: if a name is unknown, a value is not of its kind, or the schedule
            contradicts itself.
    """
    try:
        return ReminderSchedule(**named_values(data, _READERS))
    except UnreadableError as error:
        raise ReminderScheduleError(str(error)) from error


def _time(value: Any, where: str) -> time:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", exactly(str)(value, where)):
        raise UnreadableError(f"{where}: {value!r} instead of a time such as 07:30")
    return time.fromisoformat(value)


def _stages(value: Any, where: str) -> dict[int, tuple[Addressee, ...]]:
    stages = {}
    for days, addressees in mapping(value, where).items():
        if not re.fullmatch(r"0|[1-9][0-9]{0,3}", days):
            raise UnreadableError(f"{where}: {days!r} instead of a number of days")
        stages[int(days)] = list_of(one_of(Addressee))(addressees, place(where, days))
    return stages


_READERS = {
    "days_before": list_of(exactly(int)),
    "on_last_day": exactly(bool),
    "at": _time,
    "quiet_from": _time,
    "quiet_to": _time,
    "escalate": _stages,
    "closing_soon_hours": exactly(int),
    "closing_soon_from_days": exactly(int),
}
