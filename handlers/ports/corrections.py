"""What use cases ask of corrections: what was decided about a round after it has closed, and why.

Each is logged with its reason, and makes the leaderboards of its rounds out of date at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contest.model import AttemptId, PersonId, QuestionId, RoundId
from contest.ranking import ManualOrder
from contest.result_changes import Cause
from handlers.ports.results import CorrectedKey


@dataclass(frozen=True, slots=True)
class Ruling:
    """Who decides a correction, why and when.

    Attributes:
        by: key of the user.
    """

    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction as it was logged.

    Attributes:
        round: None if it is about all rounds.
        people: whom it is about; none for a corrected key.
        attempts: how many attempts it has changed.
    """

    number: int
    round: RoundId | None
    cause: Cause
    people: tuple[PersonId, ...]
    ruling: Ruling
    attempts: int


@dataclass(frozen=True, slots=True)
class KeyVersions:
    """A version of a question that was asked, and the newest there is."""

    asked: QuestionId
    newest: QuestionId
    newest_version: int


class Corrections(Protocol):
    """Corrections of closed rounds; whatever is None or 0 has changed nothing."""

    async def disqualify(
        self, person: PersonId, round_id: RoundId | None, ruling: Ruling
    ) -> Correction | None:
        """Let nothing of a person count any more in a round, or in all; None if it is so."""

    async def note_excluded(self, person: PersonId, attempts: int, ruling: Ruling) -> Correction:
        """Log that a duty bars somebody, whose attempts have become void by that."""

    async def reinstate(
        self, person: PersonId, round_id: RoundId | None, ruling: Ruling
    ) -> Correction | None:
        """Take a disqualification back; None if there is none for that round, or for all."""

    async def void(self, attempt: AttemptId, ruling: Ruling) -> Correction | None:
        """Take one attempt out for good; None if there is none or it is void or running.

        Another attempt of the person may count instead.
        """

    async def merge(self, kept: PersonId, other: PersonId, ruling: Ruling) -> Correction:
        """Make two people one: ``other`` is ``kept`` from now on, on all platforms.

        In a round that both have played, whoever's counted attempt began first keeps their
        attempts; those of the other become void.
        """

    async def correct_key(
        self, round_id: RoundId, key: CorrectedKey, points: int, ruling: Ruling
    ) -> Correction:
        """Recompute the points of all who were asked a question in a round.

        Args:
            points: for a right answer.
        """

    async def order(
        self, round_id: RoundId, people: Sequence[PersonId], ruling: Ruling
    ) -> Correction:
        """Put people who are equal into an order; those who were in one before leave it."""

    async def key_versions(self, round_id: RoundId, code: str) -> Sequence[KeyVersions]:
        """The versions of a question that were asked in a round, each with the newest."""

    async def manual_order(self, round_id: RoundId) -> ManualOrder: ...

    async def corrected_keys(self, round_id: RoundId) -> Sequence[CorrectedKey]: ...

    async def since(self, round_id: RoundId, number: int) -> Sequence[Correction]:
        """Corrections of a round, and of all rounds, after that number; oldest first."""
