"""Flat points, the recomputed score, and which attempt counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contest.attempts import Progress, State
from contest.model import (
    AttemptId,
    DrawnQuestion,
    OptionIndex,
    Paper,
    Position,
    Question,
    QuestionId,
    Topic,
)
from contest.rules import Counting, RoundRules
from contest.scoring import KeyMissingError, Tried, counted_attempt, points_for, recompute

A, B, C = OptionIndex(0), OptionIndex(1), OptionIndex(2)
QUESTION = Question(QuestionId(1), Topic("PAR"), "?", ("a", "b", "c"), correct=B)
RULES = RoundRules(blueprint=((Topic("PAR"), 3),))
PAPER: Paper = tuple(DrawnQuestion(QuestionId(number), (C, A, B)) for number in (30, 10, 20))
KEYS = {QuestionId(10): A, QuestionId(20): B, QuestionId(30): C}
NOON = datetime(2023, 11, 7, 5, 0, tzinfo=UTC)


def tried(
    ordinal: int, score: int, minutes: int, state: State = State.FINISHED, attempt: int = 0
) -> Tried:
    ended_at = None if state in (State.WAITING, State.OPEN) else NOON + minutes * timedelta(0, 60)
    progress = Progress(timedelta(0), state=state, score=score, ended_at=ended_at)
    return Tried(AttemptId(attempt or ordinal), ordinal, progress)


@pytest.mark.parametrize(("option", "points"), [(B, 1), (A, 0), (C, 0), (None, 0)])
def test_a_right_answer_earns_one_point_and_nothing_else_counts(
    option: OptionIndex | None, points: int
) -> None:
    assert points_for(QUESTION, option, RULES) == points


def test_a_rule_may_give_more_points_to_every_question() -> None:
    rules = replace(RULES, points_per_question=5)

    assert points_for(QUESTION, B, rules) == 5
    assert recompute(PAPER, {Position(1): C}, KEYS, rules) == 5


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ({}, 0),
        ({1: C, 2: A, 3: B}, 3),
        ({1: A, 2: A, 3: A}, 1),
        ({1: None, 2: A}, 1),
        ({1: C, 4: C}, 1),
    ],
)
def test_the_score_follows_from_the_draw_the_answers_and_the_key(
    answers: dict[int, OptionIndex | None], score: int
) -> None:
    by_position = {Position(place): option for place, option in answers.items()}

    assert recompute(PAPER, by_position, KEYS, RULES) == score


def test_a_corrected_key_scores_the_same_answers_anew() -> None:
    answers: dict[Position, OptionIndex | None] = {Position(1): A, Position(2): A}

    assert recompute(PAPER, answers, KEYS, RULES) == 1
    assert recompute(PAPER, answers, {**KEYS, QuestionId(30): A}, RULES) == 2


def test_a_key_without_an_asked_question_scores_nothing() -> None:
    keys = {QuestionId(10): A}

    with pytest.raises(KeyMissingError, match=r"^no key for question 20, 30$"):
        recompute(PAPER, {}, keys, RULES)


@pytest.mark.parametrize(
    ("counting", "ordinal"),
    [(Counting.BEST_THEN_EARLIEST, 3), (Counting.FIRST, 1), (Counting.LAST, 4)],
)
def test_the_policy_says_which_attempt_counts(counting: Counting, ordinal: int) -> None:
    attempts = [tried(2, 14, 2), tried(4, 15, 9), tried(1, 13, 1), tried(3, 15, 3)]

    counted = counted_attempt(attempts, counting)

    assert counted is not None
    assert counted.ordinal == ordinal


def test_the_earlier_of_two_equally_good_attempts_that_ended_together_counts() -> None:
    attempts = [tried(2, 15, 3), tried(1, 15, 3)]

    counted = counted_attempt(attempts, Counting.BEST_THEN_EARLIEST)

    assert counted is attempts[1]


@pytest.mark.parametrize("counting", list(Counting))
def test_an_attempt_that_time_has_ended_counts(counting: Counting) -> None:
    closed = tried(1, 4, 1, State.CLOSED)

    assert counted_attempt([closed], counting) is closed


@pytest.mark.parametrize("counting", list(Counting))
def test_void_and_running_attempts_never_count(counting: Counting) -> None:
    attempts = [
        tried(1, 15, 1, State.VOID),
        tried(2, 10, 2),
        tried(3, 15, 3, State.VOID),
        tried(4, 15, 4, State.WAITING),
        tried(5, 15, 5, State.OPEN),
    ]

    assert counted_attempt(attempts, counting) is attempts[1]
    assert counted_attempt([attempts[0], *attempts[2:]], counting) is None
