"""What is shown of a live round: the outcome of a question, and who stands where."""

from dataclasses import dataclass, field
from fractions import Fraction

from contest.live_scoring import Score
from contest.model import OptionIndex, Position


@dataclass(frozen=True, slots=True)
class PersonPlace:
    """A person's place as it may be shown: name and points by the policy of the round."""

    rank: int
    name: str = field(repr=False)
    unit: str
    points: int | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """A unit's place; ``participants`` are people who have answered at least once."""

    rank: int
    name: str
    average: Fraction
    participants: int


@dataclass(frozen=True, slots=True)
class LiveStanding:
    """The standing after a question, or at the end.

    Attributes:
        people: the first ten, and who shares the tenth place.
        units: all of which somebody has answered.
        people_count, unit_count: all who have a place.
    """

    people: tuple[PersonPlace, ...]
    units: tuple[UnitPlace, ...]
    people_count: int
    unit_count: int


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """How a question was answered; told once it is closed everywhere.

    Attributes:
        options: in the order in which everybody saw them; ``key`` and ``counts`` go by that order.
        counts: answers that count.
    """

    position: Position
    of: int
    options: tuple[str, ...]
    key: OptionIndex
    counts: tuple[int, ...]
    explanation: str = ""
    is_annulled: bool = False


@dataclass(frozen=True, slots=True)
class LiveDisplay:
    """What everybody may see once a question is closed; written by the commit that reveals it.

    Attributes:
        outcome: of the question asked last; None if none was asked.
        scale: how many people have which points, most points first; empty if there are more than a
            hundred different ones.
    """

    outcome: QuestionOutcome | None
    standing: LiveStanding
    scale: tuple[tuple[int, int], ...] = ()
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class PlacedScore:
    """A line of the result of a finished round; ``rank`` is shared by equals."""

    rank: int
    score: Score
    full_name: str | None = field(repr=False)
