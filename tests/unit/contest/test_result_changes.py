"""What is different between two versions of a result, and why."""

from dataclasses import replace

from contest.model import PersonId
from contest.result_changes import Cause, Change, changes, counts
from contest.results import ResultLine
from tests.unit.contest.test_results import LINE

A, B, C, D = (PersonId(number) for number in (1, 2, 3, 4))


def lines(*ranked: tuple[PersonId, int, int]) -> list[ResultLine]:
    """People with their ranks and scores."""
    return [replace(LINE, person=person, rank=rank, score=score) for person, rank, score in ranked]


def test_who_went_came_and_moved_is_told_with_the_cause() -> None:
    before = lines((A, 1, 15), (B, 2, 14), (C, 3, 13))
    after = lines((B, 1, 14), (D, 2, 13), (C, 3, 12))

    found = changes(before, after, {A: Cause.DISQUALIFIED, D: Cause.REINSTATED})

    assert found == [
        Change(A, Cause.DISQUALIFIED, 1, None, 15, None),
        Change(B, Cause.OTHERS, 2, 1, 14, 14),
        Change(D, Cause.REINSTATED, None, 2, None, 13),
        Change(C, Cause.OTHERS, 3, 3, 13, 12),
    ]


def test_a_corrected_key_explains_other_scores_and_nothing_else() -> None:
    before = lines((A, 1, 15), (B, 2, 14), (C, 3, 13))
    after = lines((B, 1, 15), (A, 2, 14), (C, 4, 13))

    found = changes(before, after, {}, is_key_corrected=True)

    assert [(change.person, change.cause) for change in found] == [
        (A, Cause.CORRECTED_KEY),
        (B, Cause.CORRECTED_KEY),
        (C, Cause.OTHERS),
    ]


def test_what_was_decided_about_a_person_comes_before_a_corrected_key() -> None:
    found = changes(
        lines((A, 1, 15)), lines((A, 1, 14)), {A: Cause.VOID_ATTEMPT}, is_key_corrected=True
    )

    assert [change.cause for change in found] == [Cause.VOID_ATTEMPT]


def test_who_has_stayed_where_they_were_is_no_change() -> None:
    same = lines((A, 1, 15), (B, 1, 15))

    assert changes(same, reversed(same), {A: Cause.MERGED}) == []


def test_changes_are_counted_by_cause() -> None:
    found = changes(
        lines((A, 1, 15), (B, 2, 14), (C, 3, 13)),
        lines((B, 1, 14), (C, 2, 13)),
        {A: Cause.DISQUALIFIED},
    )

    assert counts(found) == {Cause.DISQUALIFIED: 1, Cause.OTHERS: 2}


def test_scores_are_not_in_a_repr() -> None:
    assert "15" not in repr(Change(A, Cause.OTHERS, 1, 2, 15, 15))
