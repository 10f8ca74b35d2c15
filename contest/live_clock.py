"""The clock of one room's question: it stands still during breaks, and it tells when time is up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contest.model import check_aware


@dataclass(frozen=True, slots=True)
class Break:
    """Time that is nobody's answer time, from ``begins_at`` up to, not including, ``ends_at``.

    Attributes:
        ends_at: None while it lasts.
        is_pause: the host has stopped the round, so nothing is taken. During other breaks the
            system or a platform was down; what came in all the same counts.
    """

    begins_at: datetime
    ends_at: datetime | None
    is_pause: bool = False

    def __post_init__(self) -> None:
        check_aware(self.begins_at)

    def contains(self, instant: datetime) -> bool:
        """Whether the instant lies in the break."""
        return self.begins_at <= instant and (self.ends_at is None or instant < self.ends_at)


def deadline_after(
    begins_at: datetime, limit: timedelta, breaks: Iterable[Break]
) -> datetime | None:
    """The instant at which ``limit`` has run since ``begins_at``, not counting breaks.

    A break that begins at the deadline or later does not move it. None while a break lasts that
    does.
    """
    deadline = begins_at + limit
    for start, end in _disjoint(breaks):
        if start >= deadline:
            return deadline
        if end is None:
            return None
        if end > begins_at:
            deadline += end - max(start, begins_at)
    return deadline


def time_run(begins_at: datetime, until: datetime, breaks: Iterable[Break]) -> timedelta:
    """How much of a question's time has run at ``until``; never negative."""
    run = until - begins_at
    for start, end in _disjoint(breaks):
        stood_still = (until if end is None else min(end, until)) - max(start, begins_at)
        run -= max(stood_still, timedelta(0))
    return max(run, timedelta(0))


def _disjoint(breaks: Iterable[Break]) -> Sequence[tuple[datetime, datetime | None]]:
    """The breaks in order; those that meet are one, so that no second is given back twice."""
    found: list[tuple[datetime, datetime | None]] = []
    for each in sorted(breaks, key=lambda each: each.begins_at):
        if not found or (found[-1][1] is not None and found[-1][1] < each.begins_at):
            found.append((each.begins_at, each.ends_at))
            continue
        start, end = found[-1]
        if end is not None:
            found[-1] = start, each.ends_at and max(end, each.ends_at)
    return found
