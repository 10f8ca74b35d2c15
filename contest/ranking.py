"""The ranking of a round: an ordered list of comparators over the counted attempts.

Who is equal in all comparators shares a rank, and is shown so: only the Ban Tổ chức may part them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import merge
from itertools import groupby

from contest.model import AttemptId, Audience, PersonId, check_aware
from contest.rules import PredictionScope, PredictionSubject, RoundRules, TieBreak

RUN = 4_000
"""Entries sorted in one go. One go is one step of the interpreter, which no other thread can come
in between: 200,000 at once kept everybody waiting for 0.7 s."""

Truth = Mapping[Audience, int]
"""The number that was to be predicted, for each prize group; the same for all if the scope is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The attempt that counts of one person in one round.

    Attributes:
        prediction: None if the person gave none.
        logged_in_at: when the attempt began.
        attempts: how many the person has ended in the round, this one among them; void ones apart.
    """

    person: PersonId
    attempt: AttemptId
    audience: Audience
    score: int = field(repr=False)
    submitted_at: datetime
    time_used: timedelta
    logged_in_at: datetime
    prediction: int | None = field(default=None, repr=False)
    attempts: int = 1

    def __post_init__(self) -> None:
        check_aware(self.submitted_at)
        check_aware(self.logged_in_at)


@dataclass(frozen=True, slots=True)
class ManualOrder:
    """In which order the Ban Tổ chức has put people who were equal, and why.

    Raises:
        ValueError: if somebody is named twice or no reason is given.
    """

    people: tuple[PersonId, ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        if len(set(self.people)) != len(self.people):
            raise ValueError("a manual order names somebody twice")
        if self.people and not self.reason.strip():
            raise ValueError("a manual order needs a reason")


NO_ORDER = ManualOrder()


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry in its place.

    Attributes:
        rank: one more than the number of entries that are better; equal ones share it (1, 1, 3).
        group_rank: the same among the entries of the person's prize group.
        distance: between prediction and truth; None if there was no prediction.
    """

    rank: int
    group_rank: int
    entry: Entry
    distance: int | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """All entries of a round, best first; equal ones in the order of their persons' ids."""

    places: tuple[Ranked, ...]
    truth: Truth

    @property
    def ties(self) -> Sequence[Sequence[Ranked]]:
        """Those who share a rank, for the Ban Tổ chức to decide; best first."""
        shared = (tuple(group) for _, group in groupby(self.places, lambda place: place.rank))
        return [group for group in shared if len(group) > 1]


def rank(entries: Iterable[Entry], rules: RoundRules, manual: ManualOrder = NO_ORDER) -> Ranking:
    """Rank the counted entries of a round that has closed.

    Disqualifying somebody means ranking again without their entry: the truth is counted anew.

    Raises:
        ValueError: if a person has two entries.
    """
    counted = list(entries)
    if len({entry.person for entry in counted}) != len(counted):
        raise ValueError("a person has two entries in one ranking")
    truth = predicted_truth(counted, rules)
    key = _key(rules.tie_breaks, truth, manual)
    keyed = _sorted([(key(entry), entry.person, entry) for entry in counted])
    return Ranking(tuple(_placed(keyed, truth)), truth)


def predicted_truth(entries: Collection[Entry], rules: RoundRules) -> Truth:
    """The true value of what was predicted, counted over the entries (domain.md 2.2, 2.3)."""
    if rules.prediction is None:
        return dict.fromkeys(Audience, 0)
    full_marks = rules.question_count * rules.points_per_question
    weight = _WEIGHTS[rules.prediction.subject]
    counts: Counter[Audience] = Counter()
    for entry in entries:
        counts[entry.audience] += weight(entry, full_marks)
    if rules.prediction.scope is PredictionScope.EVERYBODY:
        return dict.fromkeys(Audience, counts.total())
    return {audience: counts[audience] for audience in Audience}


_WEIGHTS: Mapping[PredictionSubject, Callable[[Entry, int], int]] = {
    PredictionSubject.PEOPLE_ALL_CORRECT: lambda entry, full_marks: entry.score == full_marks,
    PredictionSubject.PARTICIPANTS: lambda entry, full_marks: 1,
    PredictionSubject.ATTEMPTS: lambda entry, full_marks: entry.attempts,
}

Order = tuple[object, ...]
"""What one entry is compared by: the lesser is the better."""

_Keyed = tuple[Order, PersonId, Entry]


def _sorted(keyed: Sequence[_Keyed]) -> Sequence[_Keyed]:
    runs = [sorted(keyed[at : at + RUN], key=_first_two) for at in range(0, len(keyed), RUN)]
    return list(merge(*runs, key=_first_two))


def _first_two(keyed: _Keyed) -> tuple[object, PersonId]:
    return keyed[:2]


def _key(
    comparators: Sequence[TieBreak], truth: Truth, manual: ManualOrder
) -> Callable[[Entry], Order]:
    places = {person: place for place, person in enumerate(manual.people)}
    measures: Mapping[TieBreak, Callable[[Entry], object]] = {
        TieBreak.SCORE: lambda entry: -entry.score,
        TieBreak.PREDICTION_DISTANCE: lambda entry: _distance_order(_distance(entry, truth)),
        TieBreak.EARLIEST_SUBMISSION: lambda entry: entry.submitted_at,
        TieBreak.SHORTEST_TIME: lambda entry: entry.time_used,
        TieBreak.EARLIEST_LOGIN: lambda entry: entry.logged_in_at,
        # Who was not named stays equal to the others who were not, behind those who were.
        TieBreak.MANUAL: lambda entry: places.get(entry.person, len(places)),
    }
    used = [measures[comparator] for comparator in comparators]
    return lambda entry: tuple(measure(entry) for measure in used)


def _distance(entry: Entry, truth: Truth) -> int | None:
    """Too many and too few are alike: no source prefers one side (domain.md 2.3)."""
    return None if entry.prediction is None else abs(entry.prediction - truth[entry.audience])


def _distance_order(distance: int | None) -> tuple[bool, int]:
    """No prediction is infinitely far off."""
    return distance is None, distance or 0


def _placed(keyed: Sequence[_Keyed], truth: Truth) -> Iterable[Ranked]:
    overall, of_group = _Places(), {audience: _Places() for audience in Audience}
    for key, _, entry in keyed:
        yield Ranked(
            overall.next(key), of_group[entry.audience].next(key), entry, _distance(entry, truth)
        )


@dataclass(slots=True)
class _Places:
    """Gives out ranks to keys that come best first."""

    count: int = 0
    rank: int = 0
    last: Order | None = None

    def next(self, key: Order) -> int:
        self.count += 1
        if key != self.last:
            self.rank, self.last = self.count, key
        return self.rank
