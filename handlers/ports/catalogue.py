"""What organisers put in: units, question versions, contests and rounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from contest.letterhead import Letterhead
from contest.model import Audience, ContestId, Level, OptionIndex, RoundId, Topic
from contest.quotas import Category, QuotaPolicy
from contest.reminders import ReminderSchedule
from contest.rules import RoundRules, Window
from handlers.ports.outages import MovedDeadline
from handlers.ports.records import Contest, Round
from handlers.ports.repositories import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit as a list names it; the same code with other first days is another unit.

    Attributes:
        more_headcounts: of categories that only the contest's own quota policy knows.
        target_percent: as in ``Strength``.
    """

    code: str
    name: str
    level: Level
    parent_code: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    leaders: int = 0
    division_heads: int = 0
    staff: int = 0
    onestop: int = 0
    more_headcounts: Mapping[Category, int] = field(default_factory=dict)
    target_percent: int | None = None


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question as a list names it; ``code`` stays the same when the question is corrected."""

    code: str
    topic: Topic
    text: str
    options: tuple[str, ...]
    correct: OptionIndex = field(repr=False)
    explanation: str = field(default="", repr=False)
    source: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    audience: Audience | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the entries of a list."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


class UnknownParentError(Exception):
    """A unit names a parent that is neither in the list nor stored."""


class Catalogue(Protocol):
    """Writing what ``Units``, ``Questions`` and ``Rounds`` read."""

    async def store_units(self, units: Sequence[NewUnit]) -> Stored:
        """Add units, or change the stored ones of the same code and first day.

        Raises:
            UnknownParentError: if a parent's code is unknown.
        """

    async def store_questions(self, questions: Sequence[NewQuestion]) -> Stored:
        """Add questions; one that differs from its newest version becomes a new version."""

    async def create_contest(self, name: str, organiser: str) -> Contest: ...

    async def set_quotas(self, contest: ContestId, policy: QuotaPolicy) -> None: ...

    async def set_reminders(self, contest: ContestId, schedule: ReminderSchedule) -> None: ...

    async def set_letterhead(self, contest: ContestId, letterhead: Letterhead) -> None: ...

    async def create_round(
        self,
        contest: ContestId,
        name: str,
        window: Window,
        rules: RoundRules,
        *,
        is_rehearsal: bool = False,
    ) -> Round: ...

    async def move_round(
        self, round_id: RoundId, window: Window, now: datetime
    ) -> Sequence[MovedDeadline]:
        """Give a round another window; an opening or closing that now lies ahead is due again.

        Returns:
            The open questions whose deadline the new end of the round has changed.
        """


class CatalogueUnitOfWork(UnitOfWork, Protocol):
    """A unit of work that can also write the catalogue."""

    catalogue: Catalogue
