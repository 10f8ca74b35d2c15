"""Individual prizes by slots of each prize group and round, and how ties for prizes are settled.

Whom the rules cannot part is left to the Ban Tổ chức: a prize is never given by chance.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, NewType, TypeVar

from contest.model import PersonId, RoundId

Prize = NewType("Prize", str)

Winner = TypeVar("Winner", bound=int)
"""Who can get a prize: a person or a unit, by its id."""


@dataclass(frozen=True, slots=True)
class Slot:
    """How many prizes of one kind there are; kinds stand in the order of their worth.

    Attributes:
        points: what one such prize of its people brings a unit in the collective formula.
    """

    prize: Prize
    count: int
    points: int = 0

    def __post_init__(self) -> None:
        if self.count < 1 or self.points < 0:
            raise ValueError(f"{self.prize}: a prize is given at least once, points start at 0")


Slots = tuple[Slot, ...]
"""The best prize first; no prize twice."""

DEFAULT_SLOTS: Slots = (
    Slot(Prize("first"), 1, points=10),
    Slot(Prize("second"), 2, points=8),
    Slot(Prize("third"), 3, points=6),
    Slot(Prize("consolation"), 10),
)
"""Numbers of domain.md 2.2, points of R16."""


@dataclass(frozen=True, slots=True)
class Place(Generic[Winner]):
    """A contender for the prizes of a prize group; equal ones share a rank."""

    winner: Winner
    rank: int


@dataclass(frozen=True, slots=True)
class TieDecision(Generic[Winner]):
    """Whom among equals the Ban Tổ chức prefers.

    It holds as long as nobody else stands among those equals: whoever was not weighed then must
    not lose by it.

    Attributes:
        among: everybody who was equal when it was decided.
        chosen: in the order in which prizes are given to them.
        number: under which it was logged; 0 before.

    Raises:
        ValueError: if nobody is chosen, somebody twice, or somebody who was not equal.
    """

    among: frozenset[Winner]
    chosen: tuple[Winner, ...]
    number: int = 0

    def __post_init__(self) -> None:
        if not self.chosen or len(set(self.chosen)) != len(self.chosen):
            raise ValueError("a decision chooses somebody, and nobody twice")
        if not self.among.issuperset(self.chosen):
            raise ValueError("a decision chooses among those who are equal")


@dataclass(frozen=True, slots=True)
class Award(Generic[Winner]):
    """A prize for a winner.

    Attributes:
        decision: number of that by which the Ban Tổ chức has given it; None if the rules have.
    """

    winner: Winner
    prize: Prize
    decision: int | None = None


@dataclass(frozen=True, slots=True)
class Tie(Generic[Winner]):
    """Equal contenders, of whom only some can get the prizes that are left: for the Ban Tổ chức.

    Attributes:
        contenders: in the order of their ids.
        prizes: those left for them, best first; fewer than contenders, or of different worth.
    """

    contenders: tuple[Winner, ...]
    prizes: tuple[Prize, ...]


@dataclass(frozen=True, slots=True)
class Awarding(Generic[Winner]):
    """The prizes of one prize group, best first.

    Attributes:
        tie: None if everything is decided. Where it is not, prizes after the tie are in it too:
            who gets them depends on the decision.
    """

    awards: tuple[Award[Winner], ...]
    tie: Tie[Winner] | None = None


def award(
    places: Iterable[Place[Winner]],
    slots: Sequence[Slot],
    decisions: Sequence[TieDecision[Winner]] = (),
) -> Awarding[Winner]:
    """Give the prizes of one prize group.

    Args:
        places: of that group only, best first.
        decisions: newest first.
    """
    prizes = [slot.prize for slot in slots for _ in range(slot.count)]
    awards: list[Award[Winner]] = []
    for equal, decision in _parted(places, decisions):
        left = prizes[len(awards) :]
        if not left:
            break
        if len(equal) > 1 and (len(equal) > len(left) or len(set(left[: len(equal)])) > 1):
            tie = Tie(tuple(sorted(equal)), tuple(left[: len(equal)]))
            return Awarding(tuple(awards), tie)
        number = decision.number if decision else None
        awards += [Award(each, prize, number) for each, prize in zip(equal, left, strict=False)]
    return Awarding(tuple(awards))


@dataclass(frozen=True, slots=True)
class RoundPlaces:
    """The contenders of one prize group in one round, best first; decisions newest first."""

    round: RoundId
    places: Sequence[Place[PersonId]]
    decisions: Sequence[TieDecision[PersonId]] = ()


def award_rounds(
    rounds: Sequence[RoundPlaces], slots: Sequence[Slot]
) -> Mapping[RoundId, Awarding[PersonId]]:
    """Give the prizes of one prize group in all rounds, no person more than one (R16).

    A person keeps the highest prize, of equal ones the earliest; whoever comes next moves up into
    the place that becomes free.
    """
    worth = {slot.prize: place for place, slot in enumerate(slots)}
    barred: dict[RoundId, set[PersonId]] = {each.round: set() for each in rounds}
    while True:
        awardings = {each.round: _award_without(each, slots, barred[each.round]) for each in rounds}
        lower = list(_lower_prizes(awardings, worth))
        if not lower:
            return awardings
        # The best of what goes is settled first: lower places may fall otherwise afterwards.
        least = min(worth[each.prize] for _, each in lower)
        for round_id, each in lower:
            if worth[each.prize] == least:
                barred[round_id].add(each.winner)


def _award_without(
    one: RoundPlaces, slots: Sequence[Slot], barred: set[PersonId]
) -> Awarding[PersonId]:
    places = [place for place in one.places if place.winner not in barred]
    return award(places, slots, one.decisions)


def _lower_prizes(
    awardings: Mapping[RoundId, Awarding[PersonId]], worth: Mapping[Prize, int]
) -> Iterable[tuple[RoundId, Award[PersonId]]]:
    """The prizes of people who have a higher one, or an equal one of an earlier round."""
    kept: dict[PersonId, tuple[RoundId, Award[PersonId]]] = {}
    for found in ((id_, each) for id_, awarding in awardings.items() for each in awarding.awards):
        _, each = found
        best = kept.get(each.winner)
        if best is None:
            kept[each.winner] = found
        elif worth[each.prize] < worth[best[1].prize]:
            kept[each.winner] = found
            yield best
        else:
            yield found


_Tier = tuple[Sequence[Winner], TieDecision[Winner] | None]
"""Contenders who are equal even after all decisions."""


def _parted(
    places: Iterable[Place[Winner]], decisions: Sequence[TieDecision[Winner]]
) -> Iterable[_Tier[Winner]]:
    for _, tied in groupby(places, lambda place: place.rank):
        left = [place.winner for place in tied]
        while decision := _decision_on(left, decisions):
            chosen = [each for each in decision.chosen if each in left]
            yield from (([each], decision) for each in chosen)
            left = [each for each in left if each not in chosen]
        if left:
            yield left, None


def _decision_on(
    equal: Sequence[Winner], decisions: Sequence[TieDecision[Winner]]
) -> TieDecision[Winner] | None:
    """The newest decision that holds among these and prefers somebody of them."""
    if len(equal) < 2:
        return None
    return next(
        (
            each
            for each in decisions
            if each.among.issuperset(equal) and not set(each.chosen).isdisjoint(equal)
        ),
        None,
    )
