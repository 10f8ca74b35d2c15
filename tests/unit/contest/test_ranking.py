"""The worked tie-break of domain.md 2.3, what is predicted, and how ties are shown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contest.model import AttemptId, Audience, PersonId
from contest.ranking import Entry, ManualOrder, Ranking, predicted_truth, rank
from contest.rules import (
    Prediction,
    PredictionScope,
    PredictionSubject,
    RoundRules,
    TieBreak,
)

DAY = datetime(2023, 11, 7, tzinfo=UTC)
FAMILY_A = (TieBreak.SCORE, TieBreak.PREDICTION_DISTANCE, TieBreak.EARLIEST_SUBMISSION)
FAMILY_B = (TieBreak.SCORE, TieBreak.SHORTEST_TIME, TieBreak.PREDICTION_DISTANCE)
A, B, C, D = (PersonId(number) for number in (1, 2, 3, 4))
PREDICTION = Prediction()
NAMES = {A: "A", B: "B", C: "C", D: "D"}


def entry(
    person: int,
    score: int = 15,
    prediction: int | None = None,
    at: timedelta = timedelta(hours=12),
    seconds: int = 200,
    audience: Audience = Audience.OFFICIALS,
    attempts: int = 1,
) -> Entry:
    return Entry(
        PersonId(person),
        AttemptId(person),
        audience,
        score,
        submitted_at=DAY + at,
        time_used=timedelta(seconds=seconds),
        logged_in_at=DAY,
        prediction=prediction,
        attempts=attempts,
    )


CANDIDATES = [
    entry(A, 15, 5_945, timedelta(hours=10, minutes=2, seconds=11), 95),
    entry(B, 15, 5_945, timedelta(hours=9, minutes=58, seconds=40), 140),
    entry(C, 15, 5_950, timedelta(hours=8, seconds=5), 60),
    entry(D, 14, 5_945, timedelta(hours=7), 50),
]
OTHERS = [entry(number) for number in range(100, 100 + 5_945 - 3)]
"""With A, B and C 5,945 people have everything right; these predicted nothing."""


def rules(*tie_breaks: TieBreak, prediction: Prediction = PREDICTION) -> RoundRules:
    return RoundRules(tie_breaks=tie_breaks, prediction=prediction)


def order(ranking: Ranking) -> str:
    """The candidates in the order in which they come."""
    return "".join(NAMES.get(place.entry.person, "") for place in ranking.places)


def distances(ranking: Ranking) -> dict[str, int | None]:
    return {
        NAMES[place.entry.person]: place.distance
        for place in ranking.places
        if place.entry.person in NAMES
    }


def ranks(ranking: Ranking) -> Sequence[tuple[int, int]]:
    return [(place.entry.person, place.rank) for place in ranking.places]


@pytest.mark.parametrize(("family", "expected"), [(FAMILY_A, "BACD"), (FAMILY_B, "CABD")])
def test_the_worked_tie_break_comes_out_in_both_families(
    family: tuple[TieBreak, ...], expected: str
) -> None:
    ranking = rank([*OTHERS, *CANDIDATES], rules(*family))

    assert ranking.truth[Audience.OFFICIALS] == 5_945
    assert distances(ranking) == {"A": 0, "B": 0, "C": 5, "D": 0}
    assert order(ranking) == expected


def test_a_disqualification_changes_the_truth_and_with_it_every_distance() -> None:
    ranking = rank([*OTHERS[1:], *CANDIDATES], rules(*FAMILY_A))

    assert ranking.truth[Audience.OFFICIALS] == 5_944
    assert distances(ranking) == {"A": 1, "B": 1, "C": 6, "D": 1}
    assert order(ranking) == "BACD"


def test_who_is_equal_shares_a_rank_and_the_next_rank_skips() -> None:
    equal = [entry(number, score) for number, score in ((4, 14), (2, 15), (3, 13), (1, 15))]

    ranking = rank(equal, rules(TieBreak.SCORE, TieBreak.MANUAL))

    assert ranks(ranking) == [(1, 1), (2, 1), (4, 3), (3, 4)]
    assert [[place.entry.person for place in tie] for tie in ranking.ties] == [[1, 2]]


def test_the_organisers_part_those_who_are_equal_and_nobody_else() -> None:
    people = [entry(1), entry(2), entry(3), entry(4, 14)]
    manual = ManualOrder((PersonId(4), PersonId(3)), "Bốc thăm ngày 25/11/2023, biên bản số 3")

    ranking = rank(people, rules(TieBreak.SCORE, TieBreak.MANUAL), manual)

    assert ranks(ranking) == [(3, 1), (1, 2), (2, 2), (4, 4)]


def test_a_manual_order_counts_only_where_the_rules_name_it() -> None:
    manual = ManualOrder((PersonId(2), PersonId(1)), "Bốc thăm")

    ranking = rank([entry(1), entry(2)], rules(TieBreak.SCORE), manual)

    assert ranks(ranking) == [(1, 1), (2, 1)]


@pytest.mark.parametrize(
    ("people", "reason"), [((PersonId(1),), "  "), ((PersonId(1), PersonId(1)), "Bốc thăm")]
)
def test_a_manual_order_gives_its_reason_and_names_nobody_twice(
    people: tuple[PersonId, ...], reason: str
) -> None:
    with pytest.raises(ValueError, match="a manual order"):
        ManualOrder(people, reason)


def test_no_prediction_is_farther_off_than_any() -> None:
    people = [entry(1, 15, None, timedelta(0)), entry(2, 15, 10**15, timedelta(hours=9))]

    assert ranks(rank(people, rules(*FAMILY_A))) == [(2, 1), (1, 2)]


def test_too_many_and_too_few_are_equally_wrong() -> None:
    predicting = rules(TieBreak.SCORE, TieBreak.PREDICTION_DISTANCE)

    ranking = rank([entry(1, 15, 5), entry(2, 15, 1), entry(3, 15, 4)], predicting)

    # Three have everything right, so 5 and 1 are both 2 off.
    assert ranks(ranking) == [(3, 1), (1, 2), (2, 2)]


def test_an_earlier_login_comes_first_where_the_rules_name_it() -> None:
    late = replace(entry(1), logged_in_at=DAY + timedelta(seconds=1))

    ranking = rank([late, entry(2)], rules(TieBreak.SCORE, TieBreak.EARLIEST_LOGIN))

    assert ranks(ranking) == [(2, 1), (1, 2)]


CROWD = [
    entry(1, 15),
    entry(2, 14, attempts=3),
    entry(3, 15, audience=Audience.CITIZENS, attempts=2),
    entry(4, 0, audience=Audience.CITIZENS),
    entry(5, 15, audience=Audience.CITIZENS),
]


@pytest.mark.parametrize(
    ("subject", "scope", "officials", "citizens"),
    [
        (PredictionSubject.PEOPLE_ALL_CORRECT, PredictionScope.PRIZE_GROUP, 1, 2),
        (PredictionSubject.PEOPLE_ALL_CORRECT, PredictionScope.EVERYBODY, 3, 3),
        (PredictionSubject.PARTICIPANTS, PredictionScope.PRIZE_GROUP, 2, 3),
        (PredictionSubject.PARTICIPANTS, PredictionScope.EVERYBODY, 5, 5),
        (PredictionSubject.ATTEMPTS, PredictionScope.PRIZE_GROUP, 4, 4),
        (PredictionSubject.ATTEMPTS, PredictionScope.EVERYBODY, 8, 8),
    ],
)
def test_the_truth_counts_what_the_rules_name(
    subject: PredictionSubject, scope: PredictionScope, officials: int, citizens: int
) -> None:
    asked = rules(*FAMILY_A, prediction=Prediction(subject, scope))

    assert predicted_truth(CROWD, asked) == {
        Audience.OFFICIALS: officials,
        Audience.CITIZENS: citizens,
    }


def test_each_prize_group_has_ranks_of_its_own() -> None:
    ranking = rank(CROWD, rules(TieBreak.SCORE))

    assert [(place.entry.person, place.rank, place.group_rank) for place in ranking.places] == [
        (1, 1, 1),
        (3, 1, 1),
        (5, 1, 1),
        (2, 4, 2),
        (4, 5, 3),
    ]


def test_a_person_with_two_entries_is_refused() -> None:
    with pytest.raises(ValueError, match="two entries"):
        rank([entry(1), entry(1, 14)], rules(TieBreak.SCORE))


def test_a_score_and_a_prediction_stay_out_of_the_repr() -> None:
    assert "4711" not in repr(entry(1, 4711, 4711))
