"""The weekly digest: when it is due, its figures, and who leads and lags.

Only people of units whose headcount is known enter a rate, so that every figure has a denominator
(domain.md 1.5, 2.6).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from typing import Any

from contest.model import RoundId, UnitId
from contest.rules import Window

WEEK = timedelta(weeks=1)
MAX_RANKED = 5
"""Units named at the top and at the bottom (domain.md 3, S0)."""


@dataclass(frozen=True, slots=True)
class DigestSchedule:
    """On which day of the week, 0 for Monday, and at what local time the digest goes out."""

    weekday: int = 0
    at: time = time(7, 30)

    def slot(self, day: date, zone: tzinfo) -> datetime:
        """The instant of the digest on that day, or else on the next day that has one."""
        ahead = (self.weekday - day.weekday()) % 7
        return datetime.combine(day + timedelta(days=ahead), self.at, zone).astimezone(UTC)


DEFAULT_DIGESTS = DigestSchedule()


def next_slot(schedule: DigestSchedule, zone: tzinfo, now: datetime) -> datetime:
    """The digest of today, even if its time has passed; without one the next."""
    return schedule.slot(now.astimezone(zone).date(), zone)


def is_reported(window: Window, at: datetime) -> bool:
    """Whether a digest at that instant is about the round: open, or closed less than a week ago."""
    return window.opens_at <= at < window.closes_at + WEEK


@dataclass(frozen=True, slots=True)
class UnitRate:
    """How many people of a unit have finished, of how many; ``headcount`` is above 0."""

    unit: UnitId
    finished: int
    headcount: int

    @property
    def rate(self) -> Fraction:
        """The exact share, more than 1 if more people took part than the headcount says."""
        return Fraction(self.finished, self.headcount)


@dataclass(frozen=True, slots=True)
class Week:
    """The sums of one digest.

    Attributes:
        finished: people of the units whose headcount is known, who are ``headcount`` together.
        others: people who have finished besides, such as those who belong to no unit.
    """

    day: date
    met_units: int
    quota_units: int
    finished: int
    headcount: int
    others: int


@dataclass(frozen=True, slots=True)
class Digest:
    """The figures of a digest.

    Attributes:
        weeks: of every digest of the round in the order of their days, this one last.
        leading: the best units of those that have begun, best first.
        lagging: those of the others that need a reminder most, first the one that needs it most.
    """

    round: RoundId
    weeks: tuple[Week, ...]
    leading: tuple[UnitRate, ...]
    lagging: tuple[UnitRate, ...]


def rank(rates: Iterable[UnitRate]) -> tuple[tuple[UnitRate, ...], tuple[UnitRate, ...]]:
    """The units that lead and those that lag, none in both; of equal rates larger units first."""
    everyone = list(rates)
    begun = [rate for rate in everyone if rate.finished]
    leading = sorted(begun, key=lambda one: (-one.rate, -one.headcount, one.unit))[:MAX_RANKED]
    rest = [rate for rate in everyone if rate not in leading]
    lagging = sorted(rest, key=lambda one: (one.rate, -one.headcount, one.unit))[:MAX_RANKED]
    return tuple(leading), tuple(lagging)


def earlier_weeks(previous: "Digest | None", round_id: RoundId) -> tuple[Week, ...]:
    """What this digest can be compared with: nothing, if the one before is of another round."""
    return previous.weeks if previous is not None and previous.round == round_id else ()


def digest_to_data(digest: Digest) -> dict[str, Any]:
    """Figures as plain JSON values."""
    return {
        "round": digest.round,
        "weeks": [_week_to_data(week) for week in digest.weeks],
        "leading": [[one.unit, one.finished, one.headcount] for one in digest.leading],
        "lagging": [[one.unit, one.finished, one.headcount] for one in digest.lagging],
    }


def digest_from_data(data: Mapping[str, Any]) -> Digest:
    """Figures from what ``digest_to_data`` has written."""
    return Digest(
        RoundId(data["round"]),
        tuple(_week_from_data(week) for week in data["weeks"]),
        _rates_from_data(data["leading"]),
        _rates_from_data(data["lagging"]),
    )


def _week_to_data(week: Week) -> dict[str, Any]:
    return {
        "day": week.day.isoformat(),
        "met_units": week.met_units,
        "quota_units": week.quota_units,
        "finished": week.finished,
        "headcount": week.headcount,
        "others": week.others,
    }


def _week_from_data(data: Mapping[str, Any]) -> Week:
    return Week(
        date.fromisoformat(data["day"]),
        data["met_units"],
        data["quota_units"],
        data["finished"],
        data["headcount"],
        data["others"],
    )


def _rates_from_data(data: Sequence[Sequence[int]]) -> tuple[UnitRate, ...]:
    return tuple(UnitRate(UnitId(unit), *counts) for unit, *counts in data)
