"""What use cases ask of statistics: sums that the database has formed, never people.

Only counted attempts that have ended are in them, but for ``attempts``. Which rounds are summed the
caller says: rehearsals are never among them (invariant 9).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contest.item_analysis import ItemSums
from contest.model import Audience, QuestionId, RoundId, Topic, UnitId


@dataclass(frozen=True, slots=True)
class ScoreCount:
    """Counted entries of one round, unit, prize group and score.

    Attributes:
        is_finished: whether they were played to their end, or the round ended before.
        entries: as many people, for each has one counted attempt in a round.
    """

    round: RoundId
    unit: UnitId
    audience: Audience
    score: int
    is_finished: bool
    entries: int


@dataclass(frozen=True, slots=True)
class UnitPeople:
    """People of a unit in several rounds together, each once.

    Attributes:
        unit: the one for which each has played last, so that units add up to all people.
        finished: those who have played at least one counted attempt to its end.
    """

    unit: UnitId
    people: int
    finished: int


@dataclass(frozen=True, slots=True)
class Item:
    """One version of a question with its sums; its key is not in here."""

    question: QuestionId
    code: str
    version: int
    topic: Topic
    text: str
    sums: ItemSums


@dataclass(frozen=True, slots=True)
class Made:
    """When evidence was made, and by whom."""

    at: datetime
    by: str


class Statistics(Protocol):
    """Sums over rounds."""

    async def hold_still(self) -> None:
        """Let everything that this unit of work reads from now on be as of one instant.

        To be called before anything else is read.
        """

    async def scores(self, rounds: Collection[RoundId]) -> Sequence[ScoreCount]: ...

    async def people(self, rounds: Collection[RoundId]) -> Sequence[UnitPeople]: ...

    async def attempts(self, rounds: Collection[RoundId]) -> Mapping[RoundId, int]:
        """Attempts that have ended and are not void, counted or not."""

    async def items(self, rounds: Collection[RoundId]) -> Sequence[Item]:
        """In the order of topics and codes."""

    async def evidence_made(self, sha256: str) -> Made | None:
        """What the audit log knows of evidence with this seal."""
