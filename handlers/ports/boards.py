"""What use cases ask of leaderboards: one for a round, over all platforms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from contest.model import Audience, PersonId, RoundId, UnitId
from handlers.ports.records import Round


@dataclass(frozen=True, slots=True)
class Board:
    """The leaderboard of a round that has closed.

    Attributes:
        truth: the number that was to be predicted, by prize group; None without a prediction.
    """

    round: RoundId
    made_at: datetime
    participants: int
    truth: Mapping[Audience, int] | None


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One person on a leaderboard; a person counts once, however many platforms they use.

    Attributes:
        rank: shared by those who are equal in everything that the rules compare.
        group_rank: among the person's prize group; None before the round has closed.
        full_name: None once the person has had their data erased.
        unit: for which the person played.
        distance: between prediction and truth; None without one or before the round has closed.
    """

    rank: int
    person: PersonId
    full_name: str | None = field(repr=False)
    audience: Audience
    unit: UnitId
    score: int = field(repr=False)
    time_used: timedelta
    submitted_at: datetime
    group_rank: int | None = None
    distance: int | None = None


class Boards(Protocol):
    """Leaderboards to look at."""

    async def current(self, round_id: RoundId) -> Board | None:
        """The leaderboard of a round; None if it has none yet or is being made anew."""

    async def page(self, one: Round, after: int, limit: int) -> Sequence[BoardLine]:
        """Places of the leaderboard, best first; none if there is no leaderboard.

        Args:
            after: how many places to pass over.
        """

    async def own(self, one: Round, person: PersonId) -> BoardLine | None: ...

    async def so_far(self, one: Round, after: int, limit: int) -> Sequence[BoardLine]:
        """The same of a round that is open, by what is known: without prediction and decisions."""

    async def scores(self, round_id: RoundId) -> Mapping[int, int]:
        """How many people have reached each score with their counted attempt."""

    async def ended(self, round_id: RoundId) -> int:
        """How many people have a counted attempt that has ended."""


class BoardMaker(Protocol):
    """Makes leaderboards; whatever it is asked for it may be asked for again."""

    async def due(self, now: datetime) -> Sequence[RoundId]:
        """Closed rounds whose leaderboard is missing or out of date; never rehearsals."""

    async def make(self, round_id: RoundId, now: datetime) -> bool:
        """Make a leaderboard; False if the attempts changed meanwhile or somebody else does."""
