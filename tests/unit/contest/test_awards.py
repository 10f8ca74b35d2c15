"""Individual prizes by slots, one prize a person, and decisions about ties."""

from collections.abc import Sequence

import pytest

from contest.awards import (
    DEFAULT_SLOTS,
    Award,
    Awarding,
    Place,
    Prize,
    RoundPlaces,
    Slot,
    Tie,
    TieDecision,
    award,
    award_rounds,
)
from contest.model import PersonId, RoundId

ONE, TWO = RoundId(1), RoundId(2)
FIRST, SECOND, THIRD = Prize("first"), Prize("second"), Prize("third")
SLOTS = (Slot(FIRST, 1), Slot(SECOND, 2))


def places(*people: int, ranks: Sequence[int] | None = None) -> list[Place[PersonId]]:
    """People in that order, each with a rank of their own if none are given."""
    numbers = ranks or range(1, len(people) + 1)
    return [Place(PersonId(person), rank) for person, rank in zip(people, numbers, strict=True)]


def decided(among: Sequence[int], *chosen: int, number: int = 1) -> TieDecision[PersonId]:
    return TieDecision(frozenset(map(PersonId, among)), tuple(map(PersonId, chosen)), number)


def rounds(
    first: list[Place[PersonId]], second: list[Place[PersonId]], slots: tuple[Slot, ...] = ()
) -> list[list[tuple[int, str]]]:
    found = award_rounds([RoundPlaces(ONE, first), RoundPlaces(TWO, second)], slots or SLOTS)
    return [won(found[ONE]), won(found[TWO])]


def won(awarding: Awarding[PersonId]) -> list[tuple[int, str]]:
    return [(each.winner, each.prize) for each in awarding.awards]


def test_the_default_slots_give_sixteen_prizes() -> None:
    awarding = award(places(*range(1, 31)), DEFAULT_SLOTS)

    assert [person for person, _ in won(awarding)] == list(range(1, 17))
    assert [prize for _, prize in won(awarding)] == [
        "first",
        *["second"] * 2,
        *["third"] * 3,
        *["consolation"] * 10,
    ]
    assert awarding.tie is None


def test_fewer_people_than_slots_leave_prizes_over() -> None:
    assert won(award(places(9), SLOTS)) == [(9, "first")]


def test_equal_people_who_get_the_same_prize_need_no_decision() -> None:
    awarding = award(places(1, 2, 3, ranks=(1, 2, 2)), SLOTS)

    assert won(awarding) == [(1, "first"), (2, "second"), (3, "second")]
    assert awarding.tie is None


def test_equal_people_for_prizes_of_different_worth_are_left_to_the_organisers() -> None:
    awarding = award(places(2, 1, 3, ranks=(1, 1, 3)), SLOTS)

    assert awarding == Awarding((), Tie((PersonId(1), PersonId(2)), (FIRST, SECOND)))


def test_more_equal_people_than_prizes_left_are_left_to_the_organisers() -> None:
    awarding = award(places(1, 2, 3, 4, ranks=(1, 2, 2, 2)), SLOTS)

    assert won(awarding) == [(1, "first")]
    assert awarding.tie == Tie((PersonId(2), PersonId(3), PersonId(4)), (SECOND, SECOND))


def test_equal_people_behind_the_last_prize_need_no_decision() -> None:
    awarding = award(places(1, 2, 3, 4, 5, ranks=(1, 2, 3, 4, 4)), SLOTS)

    assert awarding.tie is None


def test_of_two_prizes_a_person_keeps_the_higher_and_the_next_moves_up() -> None:
    first, second = rounds(places(1, 2, 3, 4), places(2, 5, 6, 7))

    assert first == [(1, "first"), (3, "second"), (4, "second")]
    assert second == [(2, "first"), (5, "second"), (6, "second")]


def test_of_two_equal_prizes_the_earlier_one_is_kept() -> None:
    first, second = rounds(places(1, 2, 3), places(1, 4, 5, 6))

    assert first == [(1, "first"), (2, "second"), (3, "second")]
    assert second == [(4, "first"), (5, "second"), (6, "second")]


def test_who_moves_up_keeps_the_prize_they_moved_up_to() -> None:
    """2 has a second in round 1; in round 2 the first is given up by 1, so 2 moves up to it."""
    slots = (Slot(FIRST, 1), Slot(SECOND, 1))

    first, second = rounds(places(1, 2, 3), places(1, 2, 4), slots)

    assert first == [(1, "first"), (3, "second")]
    assert second == [(2, "first"), (4, "second")]


@pytest.mark.parametrize(("count", "points"), [(0, 0), (1, -1)])
def test_a_slot_that_gives_nothing_or_takes_points_is_refused(count: int, points: int) -> None:
    with pytest.raises(ValueError, match="a prize is given"):
        Slot(FIRST, count, points)


def test_a_decision_gives_the_prizes_in_the_order_it_names() -> None:
    tied = places(1, 2, 3, 4, ranks=(1, 1, 1, 4))

    awarding = award(tied, SLOTS, [decided([1, 2, 3], 3, 1, 2, number=9)])

    assert awarding.awards == tuple(
        Award(PersonId(person), prize, 9)
        for person, prize in ((3, FIRST), (1, SECOND), (2, SECOND))
    )
    assert awarding.tie is None


def test_a_decision_does_not_hold_against_somebody_who_was_not_weighed() -> None:
    tied = places(1, 2, 3, ranks=(1, 1, 1))

    assert award(tied, SLOTS, [decided([1, 2], 1, 2)]).tie is not None


def test_a_decision_still_holds_when_somebody_else_has_left() -> None:
    tied = places(2, 3, ranks=(1, 1))

    assert won(award(tied, SLOTS, [decided([1, 2, 3], 3, 1, 2)])) == [(3, "first"), (2, "second")]


def test_when_a_chosen_one_leaves_the_others_wait_for_another_decision() -> None:
    slots, first = (Slot(SECOND, 2),), decided([1, 2, 3, 4], 1, 2)
    tied = places(1, 3, 4, ranks=(1, 1, 1))

    waiting = award(tied, slots, [first])
    after = award(tied, slots, [decided([3, 4], 4, number=2), first])

    assert won(waiting) == [(1, "second")]
    assert waiting.tie == Tie((PersonId(3), PersonId(4)), (SECOND,))
    assert won(after) == [(1, "second"), (4, "second")]


def test_the_newer_of_two_decisions_counts() -> None:
    tied = places(1, 2, ranks=(1, 1))
    newer, older = decided([1, 2], 2, 1, number=2), decided([1, 2], 1, 2)

    assert won(award(tied, SLOTS, [newer, older])) == [(2, "first"), (1, "second")]


@pytest.mark.parametrize("chosen", [(), (1, 1), (3,)])
def test_a_decision_chooses_somebody_among_the_equal_ones_and_nobody_twice(
    chosen: tuple[int, ...],
) -> None:
    with pytest.raises(ValueError, match="a decision chooses"):
        decided([1, 2], *chosen)
