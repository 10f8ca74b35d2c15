"""Points and standings of a live round, with numbers worked out by hand."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from contest.live import LiveRound, pause, resume
from contest.live_answers import Said
from contest.live_rooms import RoomId
from contest.live_rules import LiveScoring
from contest.live_scoring import (
    AskedQuestion,
    Mark,
    Score,
    add_up,
    ballots_of,
    points_for,
    recompute,
    tally,
)
from contest.live_standings import rank_people, rank_units, response_time
from contest.model import OptionIndex, PersonId, Position, UnitId
from tests.unit.contest.live_rounds import (
    COMMUNE,
    HALL,
    P1,
    P2,
    P3,
    RULES,
    SECOND,
    WARD,
    at,
    delivered,
)

LAN, MINH, HOA, TU = PersonId(1), PersonId(2), PersonId(3), PersonId(4)
JUSTICE, CULTURE = UnitId(10), UnitId(20)
UNITS = {LAN: JUSTICE, MINH: JUSTICE, HOA: CULTURE, TU: CULTURE}
A, B = OptionIndex(0), OptionIndex(1)
SPEED = replace(RULES, scoring=LiveScoring.SPEED)
STREAKS = replace(RULES, scoring=LiveScoring.SPEED_AND_STREAKS)


def score(person: int, points: int, saved: float = 0, unit: UnitId = JUSTICE) -> Score:
    return Score(PersonId(person), unit, HALL, points, time_saved=saved * SECOND)


def said(person: PersonId, room: RoomId, seconds: float, option: OptionIndex = B) -> Said:
    return Said(person, room, option, at(seconds))


def marks_of(live: LiveRound, *answers: Said) -> list[Mark]:
    return tally(live.clock, ballots_of(answers, RULES), B)


def asked_question(position: Position, *answers: Said) -> AskedQuestion:
    return AskedQuestion(position, delivered().clock, ballots_of(answers, RULES), B)


def test_an_answer_is_timed_from_the_delivery_to_its_own_room() -> None:
    marks = marks_of(
        delivered(), said(LAN, HALL, 6), said(HOA, COMMUNE, 11), said(MINH, WARD, 9, A)
    )

    assert marks == [
        Mark(LAN, HALL, is_right=True, response=6 * SECOND),
        Mark(HOA, COMMUNE, is_right=True, response=6 * SECOND),
        Mark(MINH, WARD, is_right=False, response=7 * SECOND),
    ]


def test_a_pause_is_nobodys_response_time() -> None:
    live = resume(pause(delivered(), at(6)), at(606))

    assert [mark.response for mark in marks_of(live, said(LAN, HALL, 608))] == [8 * SECOND]


def test_a_right_answer_earns_one_point_however_fast_it_was() -> None:
    assert points_for(1 * SECOND, 1, RULES) == 1
    assert points_for(19 * SECOND, 9, RULES) == 1
    assert points_for(SECOND, 1, replace(RULES, points_per_question=3)) == 3


@pytest.mark.parametrize(
    ("seconds", "points"),
    # round(1000 * (1 - t / 20 / 2)); 10.01 s earn 749.75, 10.02 s 749.5 and 10.03 s 749.25.
    [(0, 1000), (5, 875), (10, 750), (10.01, 750), (10.02, 750), (10.03, 749), (20, 500)],
)
def test_speed_points_fall_to_one_half_at_the_deadline(seconds: float, points: int) -> None:
    assert points_for(seconds * SECOND, 4, SPEED) == points


@pytest.mark.parametrize(
    ("streak", "points"),
    [(1, 750), (2, 850), (3, 950), (5, 1150), (6, 1250), (7, 1250), (20, 1250)],
)
def test_a_streak_earns_more_up_to_the_sixth_answer(streak: int, points: int) -> None:
    assert points_for(10 * SECOND, streak, STREAKS) == points


def right(person: PersonId, seconds: float, *, is_right: bool = True) -> Mark:
    return Mark(person, HALL, is_right, seconds * SECOND)


def test_scores_add_up_over_the_questions() -> None:
    scores = add_up({}, [right(LAN, 4), right(HOA, 5, is_right=False)], P1, None, RULES, UNITS)
    scores = add_up(scores, [right(LAN, 6), right(MINH, 1)], P2, P1, RULES, UNITS)

    assert scores == {
        LAN: Score(LAN, JUSTICE, HALL, 2, 2, 2, 30 * SECOND, streak=2, right_at=P2),
        HOA: Score(HOA, CULTURE, HALL, 0, 0, 1, 15 * SECOND),
        MINH: Score(MINH, JUSTICE, HALL, 1, 1, 1, 19 * SECOND, streak=1, right_at=P2),
    }


def test_a_wrong_answer_and_silence_end_a_streak_and_an_annulled_question_does_not() -> None:
    first = add_up({}, [right(LAN, 0), right(HOA, 0), right(MINH, 0)], P1, None, STREAKS, UNITS)
    # The second question was annulled: the third follows on the first.
    third = add_up(first, [right(LAN, 0), right(HOA, 0, is_right=False)], P3, P1, STREAKS, UNITS)
    fourth = [right(LAN, 0), right(HOA, 0), right(MINH, 0)]
    scores = add_up(third, fourth, Position(4), P3, STREAKS, UNITS)

    assert scores[LAN].points == 1000 + 1100 + 1200
    assert scores[HOA].points == 1000 + 1000
    assert scores[MINH].points == 1000 + 1000


def test_the_score_follows_from_the_log_alone_and_annulled_questions_are_left_out() -> None:
    log = [
        asked_question(P3, said(HOA, COMMUNE, 9, A), said(LAN, HALL, 20)),
        replace(asked_question(P2, said(LAN, HALL, 1), said(TU, HALL, 1)), is_annulled=True),
        asked_question(P1, said(LAN, HALL, 6), said(HOA, COMMUNE, 11), said(LAN, HALL, 8, A)),
    ]

    scores = recompute(log, RULES, UNITS)

    assert scores == {
        LAN: Score(LAN, JUSTICE, HALL, 1, 1, 1, 14 * SECOND, streak=1, right_at=P1),
        HOA: Score(HOA, CULTURE, COMMUNE, 1, 1, 2, 30 * SECOND, streak=1, right_at=P1),
    }


def test_a_corrected_key_gives_other_scores() -> None:
    asked = asked_question(P1, said(LAN, HALL, 6), said(TU, HALL, 6, A))

    corrected = recompute([replace(asked, key=A)], RULES, UNITS)

    assert (corrected[LAN].points, corrected[TU].points) == (0, 1)


def test_more_points_come_first_then_less_time_and_equal_ones_share_a_place() -> None:
    ranked = rank_people([score(4, 1, 9), score(3, 2, 5), score(2, 2, 5), score(1, 2, 4)])

    assert [(each.rank, each.score.person) for each in ranked] == [(1, 2), (1, 3), (3, 1), (4, 4)]


def test_the_time_of_a_question_without_an_answer_is_its_whole_limit() -> None:
    # Three questions of 20 s counted; one answer after 6 s, nothing for the other two.
    assert response_time(score(1, 1, 14), 3, RULES) == 46 * SECOND


TEAMS = [
    score(3, 2, 10, JUSTICE),
    score(1, 9, 30, JUSTICE),
    score(2, 7, 20, JUSTICE),
    score(4, 8, 40, CULTURE),
]


def test_a_unit_has_the_average_of_all_who_answered() -> None:
    ranked = rank_units(TEAMS, RULES)

    assert [(each.rank, each.score.unit, each.score.average) for each in ranked] == [
        (1, CULTURE, Fraction(8)),
        (2, JUSTICE, Fraction(6)),
    ]
    assert [each.score.participants for each in ranked] == [1, 3]


def test_a_unit_has_the_average_of_its_best_and_those_it_does_not_have_count_nothing() -> None:
    ranked = rank_units(TEAMS, replace(RULES, unit_best=2))

    assert [(each.rank, each.score.unit, each.score.average) for each in ranked] == [
        (1, JUSTICE, Fraction(8)),
        (2, CULTURE, Fraction(4)),
    ]
    assert [each.score.time_saved for each in ranked] == [Fraction(25_000_000), 20_000_000]


def test_equal_units_are_parted_by_time_and_otherwise_share_a_place() -> None:
    third = UnitId(30)
    scores = [score(1, 5, 10, third), score(2, 5, 10, CULTURE), score(3, 5, 11, JUSTICE)]

    ranked = rank_units(scores, RULES)

    assert [(each.rank, each.score.unit) for each in ranked] == [
        (1, JUSTICE),
        (2, CULTURE),
        (2, third),
    ]


def test_a_third_is_counted_exactly() -> None:
    scores = [score(1, 1, 1 / 3), score(2, 0), score(3, 0)]

    (only,) = rank_units(scores, RULES)

    assert only.score.average == Fraction(1, 3)
    assert only.score.time_saved == Fraction(333_333, 3)


def test_nobody_makes_an_empty_standing() -> None:
    assert rank_people([]) == []
    assert rank_units([], RULES) == []
    assert timedelta(0) == response_time(score(1, 0), 0, RULES)
