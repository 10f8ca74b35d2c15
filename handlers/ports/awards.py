"""What use cases ask of awards: the prizes of a contest, computed from frozen results and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contest.award_policy import AwardPolicy
from contest.awarding import Contender, Decisions, Outcome
from contest.awards import TieDecision
from contest.collective_awards import Bloc
from contest.model import Audience, ContestId, PersonId, RoundId, UnitId
from contest.results import ResultLine
from handlers.ports.results import ResultVersion, Step


@dataclass(frozen=True, slots=True)
class StoredAwarding:
    """An awarding as it was computed; it never changes.

    Attributes:
        number: from 1 without gaps in each contest.
    """

    number: int
    made: Step
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class AwardRuling:
    """A decision about a tie, with who has made it and why.

    Attributes:
        scope: a round if it is about people, a bloc if it is about units.
        by: key of the user.
    """

    scope: RoundId | Bloc
    tie: TieDecision[int]
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EntrySums:
    """What the people of a unit have achieved in frozen results together.

    Attributes:
        participants: people, each once; ``entries``: their places in all results.
        full_marks: entries with everything right.
    """

    unit: UnitId
    participants: int
    entries: int
    points: int
    points_possible: int
    full_marks: int


class Awards(Protocol):
    """Prizes, and the data that they are computed from."""

    async def policy(self, contest: ContestId) -> AwardPolicy:
        """Which prizes a contest gives; the default where it has no rules of its own."""

    async def set_policy(self, contest: ContestId, policy: AwardPolicy) -> None: ...

    async def contenders(
        self, result: ResultVersion, audience: Audience, last_rank: int
    ) -> Sequence[Contender]:
        """Everybody of a prize group up to that rank in it, best first."""

    async def lines(
        self, round_id: RoundId, version: int, people: Sequence[PersonId]
    ) -> Mapping[PersonId, ResultLine]:
        """Lines of a version of a result; who is not in it is left out."""

    async def sums(
        self, results: Sequence[tuple[ResultVersion, int]], audience: Audience
    ) -> Sequence[EntrySums]:
        """What units have achieved.

        Args:
            results: each with the score of somebody with everything right.
            audience: whose entries are counted.
        """

    async def decide(self, contest: ContestId, ruling: AwardRuling) -> int:
        """Log a decision; returns its number."""

    async def decisions(self, contest: ContestId) -> Decisions:
        """All decisions, newest first."""

    async def rulings(self, numbers: Sequence[int]) -> Sequence[tuple[int, AwardRuling]]:
        """Decisions with their numbers, in the order of these."""

    async def store(self, contest: ContestId, outcome: Outcome, made: Step) -> StoredAwarding:
        """Keep an awarding under the next number."""

    async def latest(self, contest: ContestId) -> StoredAwarding | None:
        """The newest awarding."""

    async def find(self, contest: ContestId, number: int) -> StoredAwarding | None: ...

    async def latest_published(self, contest: ContestId) -> StoredAwarding | None:
        """The newest awarding of which every result is the one that is published now."""
