"""What use cases ask of the review of a round: signals for the secretary, and what came of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from contest.model import ContestId, PersonId
from contest.result_policy import ResultPolicy
from contest.review import Decision, ReviewRules, Signal
from handlers.ports.records import Round


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What was decided about a signal.

    Attributes:
        by: key of the user.
    """

    decision: Decision
    note: str = field(repr=False)
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reviewee:
    """A person as the secretary sees them.

    Attributes:
        full_name: None once the person has had their data erased.
    """

    person: PersonId
    full_name: str | None = field(repr=False)
    unit_name: str


class Reviews(Protocol):
    """Signals of closed rounds; what finds them is in ``contest.review``."""

    async def signals(self, one: Round, rules: ReviewRules) -> Sequence[Signal]:
        """All signals of a round: too fast, equal answers (most wrong ones first), phones."""

    async def decisions(self, one: Round) -> Mapping[str, Reviewed]:
        """What was decided, by the keys of the signals."""

    async def decide(self, one: Round, key: str, reviewed: Reviewed) -> None:
        """Store a decision; one made before is replaced."""

    async def people(self, ids: Sequence[PersonId]) -> Mapping[PersonId, Reviewee]: ...

    async def policy(self, contest: ContestId) -> ResultPolicy:
        """How a contest comes to its results; the default where it has no rules of its own."""

    async def set_policy(self, contest: ContestId, policy: ResultPolicy) -> None: ...
