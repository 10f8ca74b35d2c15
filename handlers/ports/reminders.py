"""What is kept about reminders: one decision for each unit and day, pauses, nudges, digests."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from contest.model import RoundId, UnitId
from contest.reminders import Outcome, Pause
from handlers.ports.rosters import EntryId


@dataclass(frozen=True, slots=True)
class ReminderEntry:
    """What was decided for a unit on a day, and why.

    Attributes:
        facts: numbers of the gaps and who was written to; never names or phone numbers.
    """

    unit: UnitId
    day: date
    round: RoundId
    days_left: int
    outcome: Outcome
    decided_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)


class Reminders(Protocol):
    """The log of reminders and what leaders wish about them."""

    async def log(self, entries: Sequence[ReminderEntry]) -> Collection[UnitId]:
        """Note decisions; returns the units for which nothing was noted that day before."""

    async def logged_on(self, day: date) -> Sequence[ReminderEntry]: ...

    async def history(self, units: Collection[UnitId], limit: int) -> Sequence[ReminderEntry]:
        """The newest entries of these units, newest first."""

    async def pauses(self) -> Mapping[UnitId, Pause]: ...

    async def pause(self, unit: UnitId, until: date | None, by: str, at: datetime) -> None: ...

    async def resume(self, unit: UnitId) -> bool:
        """Take a pause back; False if there was none."""

    async def nudge(self, entries: Collection[EntryId], day: date, by: str) -> Collection[EntryId]:
        """Note that people are reminded; returns those who were not reminded that day before."""

    async def save_digest(self, day: date, figures: Mapping[str, Any], at: datetime) -> bool:
        """Keep the figures of a digest; False if that day has one already."""

    async def last_digest(self, before: date) -> Mapping[str, Any] | None:
        """The figures of the newest digest before that day."""
