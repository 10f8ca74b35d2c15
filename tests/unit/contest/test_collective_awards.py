"""Collective prizes: the formula of domain.md 2.5 with its worked example, blocs and ties."""

from fractions import Fraction

import pytest

from contest.awards import Award, Prize, Slot, Tie, TieDecision
from contest.collective_awards import Bloc, CollectiveFormula, UnitResult, award_units, rank_units
from contest.model import UnitId

SO, XA = Bloc("SO"), Bloc("XA")
FIRST, SECOND = Prize("first"), Prize("second")
SLOTS = (Slot(FIRST, 1), Slot(SECOND, 1))


def unit(
    number: int,
    expected: int,
    participants: int,
    points: int,
    full_marks: int = 0,
    bloc: Bloc = SO,
    prize_points: int = 0,
) -> UnitResult:
    """Each participant could earn 10 points."""
    return UnitResult(
        UnitId(number),
        bloc,
        expected,
        participants,
        participants,
        points,
        participants * 10,
        full_marks,
        prize_points,
    )


X = unit(1, expected=40, participants=36, points=288, full_marks=9)
"""36 of 40 people at 80 % on average, a quarter of them with everything right."""
Y = unit(2, expected=10, participants=10, points=70, full_marks=3)
"""10 of 10 people at 70 %, three tenths of them with everything right."""


def ranked(*units: UnitResult, formula: CollectiveFormula | None = None) -> list[tuple[int, int]]:
    by_bloc = rank_units(units, formula or CollectiveFormula())
    return [(each.result.unit, each.rank) for each in by_bloc[SO]]


def test_the_worked_units_both_come_to_exactly_85() -> None:
    formula = CollectiveFormula()

    assert [X.rate, X.quality, formula.score(X)] == [90, 80, 85]
    assert [Y.rate, Y.quality, formula.score(Y)] == [100, 70, 85]


def test_equal_points_are_parted_by_the_higher_share_of_full_marks() -> None:
    assert ranked(X, Y) == [(2, 1), (1, 2)]


def test_an_equal_share_of_full_marks_is_parted_by_more_participants() -> None:
    fewer = unit(2, expected=10, participants=10, points=70)
    more = unit(1, expected=40, participants=36, points=288)

    assert ranked(fewer, more) == [(1, 1), (2, 2)]


def test_units_that_are_equal_in_everything_share_a_rank() -> None:
    twin, worse = unit(3, 40, 36, 288, 9), unit(4, 40, 1, 1)

    assert ranked(worse, twin, X) == [(1, 1), (3, 1), (4, 3)]


def test_a_rate_is_capped_at_100_and_is_nothing_without_expected_people() -> None:
    assert unit(1, expected=10, participants=12, points=0).rate == 100
    assert unit(1, expected=0, participants=12, points=0).rate == 0
    assert unit(1, expected=10, participants=0, points=0).quality == 0


def test_prize_points_and_full_marks_enter_with_their_weights() -> None:
    formula = CollectiveFormula(
        rate=Fraction(1), quality=Fraction(0), full_marks=Fraction(1, 3), prize_points=Fraction(1)
    )
    won_two = unit(1, expected=10, participants=7, points=0, full_marks=1, prize_points=16)

    # R16: 70 % is 70 points; a first and a third prize bring 16; a seventh of 100/3 for the marks.
    assert formula.score(won_two) == 70 + 16 + Fraction(100, 21)


def test_blocs_are_ranked_apart() -> None:
    by_bloc = rank_units([X, unit(9, 5, 1, 1, bloc=XA)], CollectiveFormula())

    assert {bloc: [each.rank for each in units] for bloc, units in by_bloc.items()} == {
        SO: [1],
        XA: [1],
    }


def test_weights_below_nothing_or_all_nothing_are_refused() -> None:
    none = Fraction(0)
    with pytest.raises(ValueError, match="weights"):
        CollectiveFormula(none, none, none, none)
    with pytest.raises(ValueError, match="weights"):
        CollectiveFormula(rate=Fraction(-1, 2))


def test_the_share_of_full_marks_is_of_all_entries_of_several_rounds() -> None:
    twice = UnitResult(UnitId(1), SO, 10, 5, entries=10, points=0, points_possible=1, full_marks=4)

    assert [twice.rate, twice.full_mark_rate] == [50, 40]


def test_the_better_unit_of_the_worked_example_gets_the_better_prize() -> None:
    places = rank_units([X, Y], CollectiveFormula())[SO]

    assert award_units(places, SLOTS).awards == (
        Award(UnitId(2), FIRST),
        Award(UnitId(1), SECOND),
    )


def test_equal_units_wait_for_a_decision_and_get_their_prizes_by_it() -> None:
    twin = unit(3, 40, 36, 288, 9)
    places = rank_units([X, twin], CollectiveFormula())[SO]

    assert award_units(places, SLOTS).tie == Tie((UnitId(1), UnitId(3)), (FIRST, SECOND))
    decision = TieDecision(frozenset({UnitId(1), UnitId(3)}), (UnitId(3), UnitId(1)), 7)
    decided = award_units(places, SLOTS, [decision])
    assert decided.awards == (Award(UnitId(3), FIRST, 7), Award(UnitId(1), SECOND, 7))


def test_a_unit_of_which_nobody_took_part_gets_no_prize() -> None:
    places = rank_units([X, unit(2, 10, 0, 0)], CollectiveFormula())[SO]

    assert [each.winner for each in award_units(places, SLOTS).awards] == [1]
