"""All prizes of a contest, from the frozen results of its rounds."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from contest.award_policy import AwardPolicy
from contest.awards import (
    Awarding,
    Place,
    Prize,
    RoundPlaces,
    Slots,
    Tie,
    TieDecision,
    award,
    award_rounds,
)
from contest.collective_awards import Bloc, RankedUnit, UnitResult, award_units, rank_units
from contest.model import Audience, PersonId, RoundId, UnitId


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody near the top of a frozen result; ``rank`` is that within the prize group."""

    person: PersonId
    audience: Audience
    unit: UnitId
    rank: int


@dataclass(frozen=True, slots=True)
class RoundResult:
    """The contenders in one version of the result of a round, best first."""

    round: RoundId
    version: int
    contenders: Sequence[Contender]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the Ban Tổ chức has decided about ties, newest first."""

    people: Mapping[RoundId, Sequence[TieDecision[PersonId]]] = field(default_factory=dict)
    units: Mapping[Bloc, Sequence[TieDecision[UnitId]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersonAward:
    """A prize of a person in a round; ``rank`` is that within the prize group."""

    round: RoundId
    audience: Audience
    person: PersonId
    unit: UnitId
    rank: int
    prize: Prize
    decision: int | None = None


@dataclass(frozen=True, slots=True)
class PersonTie:
    """A tie for prizes of a group in a round."""

    round: RoundId
    audience: Audience
    tie: Tie[PersonId]


@dataclass(frozen=True, slots=True)
class UnitAward:
    """A unit in its place within its bloc; ``prize`` is None for those behind the last one."""

    result: UnitResult
    score: Fraction
    rank: int
    prize: Prize | None = None
    decision: int | None = None


@dataclass(frozen=True, slots=True)
class UnitTie:
    """A tie for collective prizes of a bloc."""

    bloc: Bloc
    tie: Tie[UnitId]


@dataclass(frozen=True, slots=True)
class Outcome:
    """All prizes, as they follow from results, policy and decisions.

    Attributes:
        basis: version of the result of each round, in the order of the rounds.
        people: by round, prize group and worth.
        units: all that compete, by bloc and place.
    """

    basis: Mapping[RoundId, int]
    policy: AwardPolicy
    people: tuple[PersonAward, ...]
    person_ties: tuple[PersonTie, ...]
    units: tuple[UnitAward, ...]
    unit_ties: tuple[UnitTie, ...]


def award_contest(
    policy: AwardPolicy,
    rounds: Sequence[RoundResult],
    units: Iterable[UnitResult],
    decisions: Decisions,
) -> Outcome:
    """Give all prizes.

    Args:
        rounds: in the order in which they were held.
        units: those of the blocs; their prize points are added here.
    """
    awards: list[PersonAward] = []
    ties: list[PersonTie] = []
    given = {audience: _of_group(policy, audience, rounds, decisions) for audience in Audience}
    for one in rounds:
        for audience in Audience:
            awarding = given[audience][one.round]
            awards += _person_awards(one, audience, awarding)
            if awarding.tie is not None:
                ties.append(PersonTie(one.round, audience, awarding.tie))
    unit_awards, unit_ties = _collective(policy, _with_points(units, awards, policy), decisions)
    return Outcome(
        basis={one.round: one.version for one in rounds},
        policy=policy,
        people=tuple(awards),
        person_ties=tuple(ties),
        units=tuple(unit_awards),
        unit_ties=tuple(unit_ties),
    )


def _of_group(
    policy: AwardPolicy, audience: Audience, rounds: Sequence[RoundResult], decisions: Decisions
) -> Mapping[RoundId, Awarding[PersonId]]:
    slots: Slots = policy.individual.get(audience, ())
    places = [
        RoundPlaces(
            one.round,
            [Place(each.person, each.rank) for each in one.contenders if each.audience is audience],
            decisions.people.get(one.round, ()),
        )
        for one in rounds
    ]
    if policy.one_prize_each:
        return award_rounds(places, slots)
    return {each.round: award(each.places, slots, each.decisions) for each in places}


def _person_awards(
    one: RoundResult, audience: Audience, awarding: Awarding[PersonId]
) -> Iterable[PersonAward]:
    contenders = {each.person: each for each in one.contenders}
    for each in awarding.awards:
        found = contenders[each.winner]
        yield PersonAward(
            one.round, audience, each.winner, found.unit, found.rank, each.prize, each.decision
        )


def _with_points(
    units: Iterable[UnitResult], awards: Sequence[PersonAward], policy: AwardPolicy
) -> Iterable[UnitResult]:
    points: Counter[UnitId] = Counter()
    for each in awards:
        points[each.unit] += policy.points_of(each.audience, each.prize)
    return [replace(unit, prize_points=points[unit.unit]) for unit in units]


def _collective(
    policy: AwardPolicy, units: Iterable[UnitResult], decisions: Decisions
) -> tuple[Sequence[UnitAward], Sequence[UnitTie]]:
    awards: list[UnitAward] = []
    ties: list[UnitTie] = []
    ranked = rank_units(units, policy.collective.formula)
    for bloc in policy.collective.blocs:
        places = ranked.get(bloc, ())
        awarding = award_units(places, policy.collective.slots, decisions.units.get(bloc, ()))
        awards += _unit_awards(places, awarding)
        if awarding.tie is not None:
            ties.append(UnitTie(bloc, awarding.tie))
    return awards, ties


def _unit_awards(places: Sequence[RankedUnit], awarding: Awarding[UnitId]) -> Iterable[UnitAward]:
    won = {each.winner: each for each in awarding.awards}
    for place in places:
        mine = won.get(place.result.unit)
        yield UnitAward(
            place.result,
            place.score,
            place.rank,
            mine.prize if mine else None,
            mine.decision if mine else None,
        )
