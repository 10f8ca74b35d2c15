"""Individual prizes by slots, one prize a person, and the collective formula of domain.md 2.5."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from contest.awards import (
    DEFAULT_SLOTS,
    Award,
    Awarding,
    Bloc,
    CollectiveFormula,
    Prize,
    Slot,
    Undecided,
    UnitResult,
    award,
    award_rounds,
    rank_units,
)
from contest.model import AttemptId, Audience, PersonId, RoundId, UnitId
from contest.ranking import Entry, Ranked

NOON = datetime(2023, 11, 7, 5, tzinfo=UTC)
ONE, TWO = RoundId(1), RoundId(2)
FIRST, SECOND, THIRD = Prize("first"), Prize("second"), Prize("third")
SLOTS = (Slot(FIRST, 1), Slot(SECOND, 2))
SO, XA = Bloc("SO"), Bloc("XA")


def places(*people: int, ranks: Sequence[int] | None = None) -> list[Ranked]:
    """People in that order, each with a rank of their own if none are given."""
    numbers = ranks or range(1, len(people) + 1)
    return [
        Ranked(number, number, _entry(person), None)
        for person, number in zip(people, numbers, strict=True)
    ]


def _entry(person: int) -> Entry:
    return Entry(
        PersonId(person), AttemptId(person), Audience.OFFICIALS, 15, NOON, timedelta(0), NOON
    )


def won(awarding: Awarding) -> list[tuple[int, str]]:
    return [(each.person, each.prize) for each in awarding.awards]


def test_the_default_slots_give_sixteen_prizes() -> None:
    awarding = award(ONE, places(*range(1, 31)), DEFAULT_SLOTS)

    assert [person for person, _ in won(awarding)] == list(range(1, 17))
    assert [prize for _, prize in won(awarding)] == [
        "first",
        *["second"] * 2,
        *["third"] * 3,
        *["consolation"] * 10,
    ]
    assert awarding.undecided is None


def test_fewer_people_than_slots_leave_prizes_over() -> None:
    assert won(award(ONE, places(9), SLOTS)) == [(9, "first")]


def test_equal_people_who_get_the_same_prize_need_no_decision() -> None:
    awarding = award(ONE, places(1, 2, 3, ranks=(1, 2, 2)), SLOTS)

    assert won(awarding) == [(1, "first"), (2, "second"), (3, "second")]
    assert awarding.undecided is None


def test_equal_people_for_prizes_of_different_worth_are_left_to_the_organisers() -> None:
    awarding = award(ONE, places(2, 1, 3, ranks=(1, 1, 3)), SLOTS)

    assert awarding == Awarding((), Undecided(ONE, (PersonId(1), PersonId(2)), (FIRST, SECOND)))


def test_more_equal_people_than_prizes_left_are_left_to_the_organisers() -> None:
    awarding = award(ONE, places(1, 2, 3, 4, ranks=(1, 2, 2, 2)), SLOTS)

    assert won(awarding) == [(1, "first")]
    assert awarding.undecided == Undecided(
        ONE, (PersonId(2), PersonId(3), PersonId(4)), (SECOND, SECOND)
    )


def test_equal_people_behind_the_last_prize_need_no_decision() -> None:
    awarding = award(ONE, places(1, 2, 3, 4, 5, ranks=(1, 2, 3, 4, 4)), SLOTS)

    assert awarding.undecided is None


def test_of_two_prizes_a_person_keeps_the_higher_and_the_next_moves_up() -> None:
    first, second = award_rounds([(ONE, places(1, 2, 3, 4)), (TWO, places(2, 5, 6, 7))], SLOTS)

    assert won(first) == [(1, "first"), (3, "second"), (4, "second")]
    assert won(second) == [(2, "first"), (5, "second"), (6, "second")]


def test_of_two_equal_prizes_the_earlier_one_is_kept() -> None:
    first, second = award_rounds([(ONE, places(1, 2, 3)), (TWO, places(1, 4, 5, 6))], SLOTS)

    assert won(first) == [(1, "first"), (2, "second"), (3, "second")]
    assert won(second) == [(4, "first"), (5, "second"), (6, "second")]


def test_who_moves_up_keeps_the_prize_they_moved_up_to() -> None:
    """2 has a second in round 1; in round 2 the first is given up by 1, so 2 moves up to it."""
    slots = (Slot(FIRST, 1), Slot(SECOND, 1))

    first, second = award_rounds([(ONE, places(1, 2, 3)), (TWO, places(1, 2, 4))], slots)

    assert won(first) == [(1, "first"), (3, "second")]
    assert won(second) == [(2, "first"), (4, "second")]


@pytest.mark.parametrize(("count", "points"), [(0, 0), (1, -1)])
def test_a_slot_that_gives_nothing_or_takes_points_is_refused(count: int, points: int) -> None:
    with pytest.raises(ValueError, match="a prize is given"):
        Slot(FIRST, count, points)


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


def test_a_prize_is_for_a_person_in_a_round() -> None:
    assert award(TWO, places(5), SLOTS).awards == (Award(TWO, PersonId(5), FIRST),)
