"""All prizes of a contest together, and why somebody has another prize than before."""

from dataclasses import replace
from fractions import Fraction

from contest.award_changes import AwardCause, changed_people, explain_awards
from contest.award_policy import AwardPolicy, CollectivePolicy
from contest.awarding import Contender, Decisions, Outcome, RoundResult, award_contest
from contest.awards import Prize, Slot, TieDecision
from contest.collective_awards import Bloc, CollectiveFormula, UnitResult
from contest.model import Audience, PersonId, RoundId, UnitId

ONE, TWO = RoundId(1), RoundId(2)
FIRST, SECOND = Prize("first"), Prize("second")
SLOTS = (Slot(FIRST, 1, points=10), Slot(SECOND, 1, points=8))
POLICY = AwardPolicy(individual=dict.fromkeys(Audience, SLOTS))
HOME, AWAY = UnitId(1), UnitId(2)


def result(
    round_id: RoundId, *people: int, ranks: tuple[int, ...] = (), version: int = 1
) -> RoundResult:
    """Officials in that order, of whom those with odd numbers are of HOME."""
    numbers = ranks or tuple(range(1, len(people) + 1))
    contenders = [
        Contender(PersonId(person), Audience.OFFICIALS, HOME if person % 2 else AWAY, rank)
        for person, rank in zip(people, numbers, strict=True)
    ]
    return RoundResult(round_id, version, contenders)


def outcome(*rounds: RoundResult, decision: TieDecision[PersonId] | None = None) -> Outcome:
    decisions = Decisions({ONE: [decision]} if decision else {})
    return award_contest(POLICY, rounds, [], decisions)


def prizes(found: Outcome) -> list[tuple[int, int, str]]:
    return [(each.round, each.person, each.prize) for each in found.people]


def causes(before: Outcome, after: Outcome, *rounds: RoundResult) -> dict[tuple[int, int], str]:
    """The cause for each round and person; ``rounds``: those of both, in pairs."""
    half = len(rounds) // 2
    ranks = [
        {(one.round, each.person): each.rank for one in some for each in one.contenders}
        for some in (rounds[:half], rounds[half:])
    ]
    found = explain_awards(before, after, *ranks)
    return {(each.round, each.person): each.cause for each in found}


def test_groups_have_prizes_of_their_own() -> None:
    mixed = result(ONE, 1, 2)
    citizen = replace(mixed.contenders[0], person=PersonId(9), audience=Audience.CITIZENS, rank=1)

    found = outcome(replace(mixed, contenders=[citizen, *mixed.contenders]))

    assert prizes(found) == [(1, 1, "first"), (1, 2, "second"), (1, 9, "first")]


def test_a_person_may_keep_both_where_the_contest_says_so() -> None:
    both = (result(ONE, 1, 2), result(TWO, 1, 3))

    kept = award_contest(replace(POLICY, one_prize_each=False), both, [], Decisions())

    assert prizes(kept) == [(1, 1, "first"), (1, 2, "second"), (2, 1, "first"), (2, 3, "second")]
    assert prizes(outcome(*both)) == [(1, 1, "first"), (1, 2, "second"), (2, 3, "first")]


def test_prizes_of_its_people_bring_a_unit_points() -> None:
    formula = CollectiveFormula(rate=Fraction(1), prize_points=Fraction(1))
    policy = replace(POLICY, collective=CollectivePolicy(formula=formula))
    units = [
        UnitResult(id_, Bloc("SO"), 10, 5, 5, points=0, points_possible=5, full_marks=0)
        for id_ in (HOME, AWAY)
    ]

    found = award_contest(policy, [result(ONE, 1, 2)], units, Decisions())

    # 50 % is 50 points, and the prizes bring 10 and 8 (R16).
    assert [(each.result.unit, each.score, each.prize) for each in found.units] == [
        (HOME, Fraction(60), FIRST),
        (AWAY, Fraction(58), SECOND),
    ]


def test_a_bloc_that_does_not_compete_has_no_prizes() -> None:
    policy = replace(POLICY, collective=CollectivePolicy(blocs={}))
    unit = UnitResult(HOME, Bloc("SO"), 10, 5, 5, points=0, points_possible=5, full_marks=0)

    assert award_contest(policy, [], [unit], Decisions()).units == ()


def test_a_disqualification_is_told_from_those_who_move_up() -> None:
    first, second = result(ONE, 1, 2, 3), result(ONE, 2, 3, version=2)
    before, after = outcome(first), outcome(second)

    assert causes(before, after, first, second) == {
        (1, 1): AwardCause.NOT_RANKED,
        (1, 2): AwardCause.RANK,
        (1, 3): AwardCause.RANK,
    }


def test_a_higher_prize_elsewhere_frees_the_lower_one() -> None:
    first, second = result(ONE, 1, 2, 3), result(TWO, 2, 5)
    before, after = outcome(first), outcome(first, second)

    assert causes(before, after, first, RoundResult(TWO, 0, ()), first, second) == {
        (1, 2): AwardCause.OTHER_PRIZE,
        (1, 3): AwardCause.OTHERS,
        (2, 2): AwardCause.RANK,
        (2, 5): AwardCause.RANK,
    }


def test_a_decision_and_other_prizes_are_causes_of_their_own() -> None:
    tied = result(ONE, 1, 2, ranks=(1, 1))
    pair = frozenset({PersonId(1), PersonId(2)})
    before = outcome(tied)
    after = outcome(tied, decision=TieDecision(pair, (PersonId(2), PersonId(1))))
    poorer = award_contest(AwardPolicy(), [tied], [], Decisions())

    assert set(causes(before, after, tied, tied).values()) == {AwardCause.DECISION}
    assert set(causes(after, poorer, tied, tied).values()) == {AwardCause.POLICY}
    assert changed_people(after, after) == []


def test_a_place_that_became_worse_is_no_reason_to_gain_a_prize() -> None:
    """9 comes in before 3, but 1 and 9 have higher prizes in other rounds."""
    before, one = result(ONE, 5, 1, 3), result(ONE, 5, 1, 9, 3, version=2)
    others = result(TWO, 1), result(RoundId(3), 9)

    after = outcome(one, *others)

    found = causes(outcome(before), after, before, one)
    assert prizes(after)[:2] == [(1, 5, "first"), (1, 3, "second")]
    assert found[1, 3] is AwardCause.OTHERS
    assert found[1, 1] is AwardCause.OTHER_PRIZE
