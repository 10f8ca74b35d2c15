"""The state machine of an attempt: its table, its clock and what an answer is worth."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from contest.attempts import (
    FIRST,
    NO_TIME,
    TRANSITIONS,
    IllegalMoveError,
    Move,
    Progress,
    State,
    Verdict,
    begin,
    cut_off,
    deadline_of,
    deliver,
    expire,
    give_back,
    judge,
    take,
    target_of_typed,
    time_used,
    void,
)
from contest.model import Position, Topic
from contest.rules import RoundRules, Window

START = datetime(2023, 11, 7, 8, 0, tzinfo=UTC)
"""When the first question is delivered in most of these tests."""
SECOND = timedelta(seconds=1)
INSTANT = timedelta(microseconds=1)
"""The shortest time there is."""
P2, P3 = Position(2), Position(3)
RULES = RoundRules(
    blueprint=((Topic("PAR"), 3),),
    question_limit=40 * SECOND,
    attempt_limit=120 * SECOND,
    prediction=None,
)
WINDOW = Window(START - timedelta(days=1), START + timedelta(days=1))
ENDED = frozenset({State.FINISHED, State.CLOSED, State.VOID})


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def opened(
    position: int = 1, seconds: float = 0, rules: RoundRules = RULES, window: Window = WINDOW
) -> Progress:
    """An attempt whose question at ``position`` was delivered ``seconds`` after the start."""
    waiting = replace(begin(rules), position=Position(position))
    return deliver(waiting, Position(position), at(seconds), rules, window)


def in_state(state: State, position: int = 1) -> Progress:
    if state is State.OPEN:
        return opened(position)
    ended_at = START if state in ENDED else None
    return replace(begin(RULES), state=state, position=Position(position), ended_at=ended_at)


def attempt_move(progress: Progress, move: Move) -> Progress:
    """Make a move by the event that causes it."""
    match move:
        case Move.DELIVERED:
            return deliver(progress, progress.position, START, RULES, WINDOW)
        case Move.NEXT | Move.LAST:
            return take(progress, progress.position, at(1), 1, RULES)
        case Move.CUT_OFF:
            return cut_off(progress, at(5))
        case Move.VOIDED:
            return void(progress, at(5))


# ---- the table ----


def test_every_row_of_the_table_is_what_its_event_does() -> None:
    for (before, move), after in TRANSITIONS.items():
        progress = in_state(before, position=3 if move is Move.LAST else 1)

        assert attempt_move(progress, move).state is after, (before, move)


def test_an_illegal_move_raises_or_leaves_the_attempt_as_it_is() -> None:
    illegal = set(product(State, Move)) - set(TRANSITIONS)

    for before, move in illegal:
        progress = in_state(before, position=3 if move is Move.LAST else 1)
        if move in (Move.DELIVERED, Move.CUT_OFF):  # events that may come twice are not faults
            assert attempt_move(progress, move) is progress, (before, move)
        else:
            with pytest.raises(IllegalMoveError, match=before.value):
                attempt_move(progress, move)


def test_only_waiting_and_open_attempts_have_moves_other_than_void() -> None:
    assert {before for before, move in TRANSITIONS if move is not Move.VOIDED} == {
        State.WAITING,
        State.OPEN,
    }


def test_nothing_leads_out_of_void() -> None:
    assert State.VOID not in {before for before, _ in TRANSITIONS}


@pytest.mark.parametrize("state", list(State))
def test_an_attempt_runs_while_it_waits_or_is_open(state: State) -> None:
    assert in_state(state).is_running is (state not in ENDED)


# ---- delivery ----


def test_a_new_attempt_waits_for_its_first_question_and_no_clock_runs() -> None:
    assert begin(RULES) == Progress(
        time_left=120 * SECOND, state=State.WAITING, position=FIRST, deadline=None, score=0
    )


def test_the_delivery_starts_the_clock() -> None:
    progress = opened(seconds=300)

    assert progress.state is State.OPEN
    assert progress.delivered_at == at(300)
    assert progress.deadline == at(340)
    assert progress.time_left == 120 * SECOND


def test_a_second_delivery_does_not_start_the_clock_again() -> None:
    progress = opened()

    assert deliver(progress, FIRST, at(10), RULES, WINDOW) is progress


def test_a_delivery_noted_after_the_answer_changes_nothing() -> None:
    answered = take(begin(RULES), FIRST, at(1), 1, RULES)

    assert deliver(answered, FIRST, at(2), RULES, WINDOW) is answered
    assert answered.position == P2


def test_a_question_delivered_at_the_end_of_the_round_closes_the_attempt() -> None:
    in_time = deliver(begin(RULES), FIRST, WINDOW.closes_at - INSTANT, RULES, WINDOW)
    too_late = deliver(begin(RULES), FIRST, WINDOW.closes_at, RULES, WINDOW)

    assert in_time.state is State.OPEN
    assert in_time.deadline == WINDOW.closes_at
    assert too_late.state is State.CLOSED
    assert too_late.ended_at == WINDOW.closes_at


@pytest.mark.parametrize(
    ("time_left", "closes_in", "expected"),
    [(120, 3600, 40), (15, 3600, 15), (120, 7, 7), (15, 7, 7), (7, 15, 7)],
)
def test_the_deadline_is_the_first_of_question_attempt_and_round_end(
    time_left: int, closes_in: int, expected: int
) -> None:
    window = Window(START - SECOND, at(closes_in))

    assert deadline_of(START, time_left * SECOND, RULES, window) == at(expected)


# ---- lateness ----


@pytest.mark.parametrize(
    ("received_at", "verdict"),
    [
        (at(0), Verdict.STORED),
        (at(40) - INSTANT, Verdict.STORED),
        (at(40), Verdict.LATE),
        (at(40) + INSTANT, Verdict.LATE),
    ],
)
def test_an_answer_received_at_the_deadline_is_late(
    received_at: datetime, verdict: Verdict
) -> None:
    assert judge(opened(), FIRST, received_at, WINDOW, has_answer=False) is verdict


@pytest.mark.parametrize(
    ("received_at", "verdict"),
    [(at(40) - INSTANT, Verdict.STORED), (at(40), Verdict.LATE)],
)
def test_the_timer_neither_accepts_a_late_answer_nor_refuses_a_punctual_one(
    received_at: datetime, verdict: Verdict
) -> None:
    passed_by_timer = expire(opened(), FIRST, at(41), RULES, WINDOW)

    assert judge(passed_by_timer, FIRST, received_at, WINDOW, has_answer=False) is verdict


def test_an_answer_is_taken_until_one_instant_before_the_round_ends() -> None:
    window = Window(START, datetime(2023, 11, 21, 17, tzinfo=UTC))
    progress = deliver(begin(RULES), FIRST, window.closes_at - 10 * SECOND, RULES, window)
    last = window.closes_at - timedelta(milliseconds=1)

    assert judge(progress, FIRST, last, window, has_answer=False) is Verdict.STORED
    assert judge(progress, FIRST, window.closes_at, window, has_answer=False) is Verdict.LATE


def test_a_button_pressed_before_the_delivery_was_noted_counts_until_the_round_ends() -> None:
    waiting, ends = begin(RULES), WINDOW.closes_at

    assert judge(waiting, FIRST, ends - INSTANT, WINDOW, has_answer=False) is Verdict.STORED
    assert judge(waiting, FIRST, ends, WINDOW, has_answer=False) is Verdict.LATE


def test_an_answer_before_the_delivery_was_noted_costs_no_time() -> None:
    progress = take(begin(RULES), FIRST, at(30), 1, RULES)

    assert progress.position == P2
    assert progress.time_left == RULES.attempt_limit


def test_a_question_not_yet_asked_cannot_be_answered() -> None:
    assert judge(opened(), P2, at(1), WINDOW, has_answer=False) is Verdict.NOT_ASKED


@pytest.mark.parametrize("state", list(State))
def test_a_second_answer_to_a_place_is_a_duplicate_in_every_state(state: State) -> None:
    assert judge(in_state(state), FIRST, at(1), WINDOW, has_answer=True) is Verdict.DUPLICATE


@pytest.mark.parametrize("state", sorted(ENDED))
def test_an_attempt_that_has_ended_takes_no_answer_to_the_place_it_stands_at(state: State) -> None:
    assert judge(in_state(state), FIRST, at(-1), WINDOW, has_answer=False) is Verdict.LATE


def test_a_void_attempt_takes_no_straggler() -> None:
    voided = void(expire(opened(), FIRST, at(40), RULES, WINDOW), at(41))

    assert judge(voided, FIRST, at(39), WINDOW, has_answer=False) is Verdict.LATE


def test_only_the_last_place_passed_takes_a_straggler() -> None:
    second = deliver(expire(opened(), FIRST, at(40), RULES, WINDOW), P2, at(41), RULES, WINDOW)
    third = expire(second, P2, at(81), RULES, WINDOW)

    assert judge(third, FIRST, at(39), WINDOW, has_answer=False) is Verdict.LATE
    assert judge(third, P2, at(80), WINDOW, has_answer=False) is Verdict.STORED


# ---- answers ----


def test_an_answer_scores_and_the_next_question_waits() -> None:
    progress = take(opened(), FIRST, at(12), 1, RULES)

    assert progress == Progress(
        time_left=108 * SECOND, state=State.WAITING, position=P2, score=1, expired_deadline=None
    )


def test_the_last_answer_finishes_the_attempt_when_it_was_received() -> None:
    progress = take(opened(position=3), P3, at(12), 1, RULES)

    assert progress.state is State.FINISHED
    assert progress.ended_at == at(12)
    assert progress.deadline is None


def test_a_straggler_scores_without_passing_the_next_question() -> None:
    passed = expire(opened(), FIRST, at(40), RULES, WINDOW)
    second = deliver(passed, P2, at(41), RULES, WINDOW)

    progress = take(second, FIRST, at(39), 1, RULES)

    assert progress.score == 1
    assert progress.state is State.OPEN
    assert progress.position == P2
    assert progress.deadline == second.deadline


def test_a_straggler_is_taken_once() -> None:
    passed = expire(opened(), FIRST, at(40), RULES, WINDOW)
    progress = take(passed, FIRST, at(39), 1, RULES)

    assert judge(progress, FIRST, at(39), WINDOW, has_answer=False) is Verdict.LATE
    with pytest.raises(IllegalMoveError):
        take(progress, FIRST, at(39), 1, RULES)


def test_a_straggler_is_charged_only_until_it_was_received() -> None:
    answered_first = take(opened(), FIRST, at(30), 1, RULES)
    timer_first = take(expire(opened(), FIRST, at(40), RULES, WINDOW), FIRST, at(30), 1, RULES)

    assert timer_first == answered_first
    assert time_used(timer_first, RULES) == 30 * SECOND


def test_a_straggler_to_the_last_question_ends_the_attempt_when_it_was_received() -> None:
    answered_first = take(opened(position=3), P3, at(30), 1, RULES)
    timer_first = take(expire(opened(3), P3, at(40), RULES, WINDOW), P3, at(30), 1, RULES)

    assert timer_first == answered_first
    assert timer_first.ended_at == at(30)


def test_a_straggler_pressed_before_the_delivery_was_noted_takes_back_no_more_than_it_cost() -> (
    None
):
    answered = take(opened(), FIRST, at(30), 1, RULES)
    passed = expire(deliver(answered, P2, at(60), RULES, WINDOW), P2, at(100), RULES, WINDOW)

    progress = take(passed, P2, at(55), 1, RULES)

    assert passed.time_left == 50 * SECOND
    assert progress.time_left == 90 * SECOND


def test_an_attempt_whose_time_is_spent_stays_closed_when_a_straggler_comes() -> None:
    tight = replace(RULES, attempt_limit=40 * SECOND)
    closed = expire(opened(rules=tight), FIRST, at(40), tight, WINDOW)

    progress = take(closed, FIRST, at(39), 1, tight)

    assert progress.state is State.CLOSED
    assert progress.score == 1


# ---- typed answers ----


def test_a_typed_answer_speaks_to_the_question_on_the_screen() -> None:
    assert target_of_typed(opened(position=2), at(0)) == P2
    assert target_of_typed(opened(position=2), at(5)) == P2


def test_the_second_of_a_typed_double_tap_speaks_to_the_question_just_answered() -> None:
    answered = take(opened(), FIRST, at(5), 1, RULES)
    second = deliver(answered, P2, at(6), RULES, WINDOW)

    assert target_of_typed(answered, at(5.1)) == FIRST
    assert target_of_typed(second, at(6) - INSTANT) == FIRST


def test_text_before_the_first_question_speaks_to_no_place() -> None:
    assert target_of_typed(begin(RULES), at(0)) == 0
    assert judge(begin(RULES), Position(0), at(0), WINDOW, has_answer=False) is Verdict.LATE


def test_text_after_the_end_speaks_to_the_last_question() -> None:
    finished = take(opened(position=3), P3, at(5), 1, RULES)

    assert target_of_typed(finished, at(5.1)) == P3


# ---- deadlines ----


def test_a_timer_that_comes_early_changes_nothing() -> None:
    progress = opened()

    assert expire(progress, FIRST, at(40) - INSTANT, RULES, WINDOW) is progress


def test_an_expired_question_is_passed_with_its_whole_time_charged() -> None:
    progress = expire(opened(), FIRST, at(47), RULES, WINDOW)

    assert progress == Progress(
        time_left=80 * SECOND, state=State.WAITING, position=P2, expired_deadline=at(40)
    )


def test_a_deadline_that_is_reported_twice_passes_one_question() -> None:
    once = expire(opened(), FIRST, at(40), RULES, WINDOW)
    second = deliver(once, P2, at(41), RULES, WINDOW)

    assert expire(once, FIRST, at(40), RULES, WINDOW) is once
    assert expire(second, FIRST, at(99), RULES, WINDOW) is second


def test_the_last_deadline_finishes_the_attempt() -> None:
    progress = expire(opened(position=3), P3, at(47), RULES, WINDOW)

    assert progress.state is State.FINISHED
    assert progress.ended_at == at(40)


def test_the_attempts_time_is_not_spent_while_a_question_is_on_its_way() -> None:
    progress = begin(RULES)
    for position, delivered in ((FIRST, 0), (P2, 1_000), (P3, 5_000)):
        progress = deliver(progress, position, at(delivered), RULES, WINDOW)
        progress = take(progress, position, at(delivered + 10), 1, RULES)

    assert time_used(progress, RULES) == 30 * SECOND


def test_an_attempt_whose_time_is_spent_is_closed() -> None:
    rules = replace(RULES, attempt_limit=50 * SECOND)
    second = deliver(take(opened(rules=rules), FIRST, at(30), 1, rules), P2, at(60), rules, WINDOW)

    assert second.deadline == at(80)
    closed = expire(second, P2, at(80), rules, WINDOW)
    assert closed.state is State.CLOSED
    assert closed.ended_at == at(80)
    assert time_used(closed, rules) == 50 * SECOND


def test_the_end_of_the_round_closes_the_attempt_at_its_open_question() -> None:
    window = Window(START - SECOND, at(10))

    closed = expire(opened(window=window), FIRST, at(10), RULES, window)

    assert closed.state is State.CLOSED
    assert closed.ended_at == at(10)
    assert judge(closed, FIRST, at(10) - INSTANT, window, has_answer=False) is Verdict.STORED
    assert judge(closed, FIRST, at(10), window, has_answer=False) is Verdict.LATE


# ---- the end of the round ----


def test_the_end_of_the_round_closes_a_waiting_attempt() -> None:
    waiting = take(opened(), FIRST, at(10), 1, RULES)

    closed = cut_off(waiting, WINDOW.closes_at)

    assert closed == replace(waiting, state=State.CLOSED, ended_at=WINDOW.closes_at)


def test_a_punctual_answer_is_stored_though_the_round_was_closed_before_it_was_processed() -> None:
    window = Window(START - SECOND, at(10))
    closed = cut_off(opened(window=window), at(10))

    assert closed.state is State.CLOSED
    assert judge(closed, FIRST, at(10) - INSTANT, window, has_answer=False) is Verdict.STORED
    assert judge(closed, FIRST, at(10), window, has_answer=False) is Verdict.LATE
    assert take(closed, FIRST, at(9), 1, RULES).score == 1


def test_text_typed_just_before_the_round_ended_speaks_to_the_question_that_was_open() -> None:
    closed = cut_off(opened(position=2), at(10))

    assert target_of_typed(closed, at(9)) == P2


def test_cutting_an_attempt_off_early_moves_the_limit_of_its_open_question() -> None:
    closed = cut_off(opened(), at(10))

    assert judge(closed, FIRST, at(10), WINDOW, has_answer=False) is Verdict.LATE
    assert time_used(closed, RULES) == 10 * SECOND


@pytest.mark.parametrize("state", sorted(ENDED))
def test_an_attempt_that_has_ended_cannot_be_cut_off(state: State) -> None:
    progress = in_state(state)

    assert cut_off(progress, at(5)) is progress


def test_void_keeps_the_score_for_the_record() -> None:
    voided = void(take(opened(position=3), P3, at(5), 1, RULES), at(60))

    assert voided.state is State.VOID
    assert voided.score == 1
    assert voided.ended_at == at(60)


# ---- time given back ----


def test_downtime_is_given_back_and_not_charged() -> None:
    progress = give_back(opened(), at(10), at(25), WINDOW)

    assert progress.deadline == at(55)
    assert progress.paused == 15 * SECOND
    answered = take(progress, FIRST, at(54), 1, RULES)
    assert time_used(answered, RULES) == 39 * SECOND
    expired = expire(progress, FIRST, at(55), RULES, WINDOW)
    assert time_used(expired, RULES) == 40 * SECOND


def test_only_the_downtime_after_the_delivery_is_given_back() -> None:
    assert give_back(opened(), at(-100), at(5), WINDOW).deadline == at(45)


def test_two_downtimes_add_up() -> None:
    progress = give_back(give_back(opened(), at(10), at(15), WINDOW), at(20), at(23), WINDOW)

    assert progress.deadline == at(48)
    assert progress.paused == 8 * SECOND


@pytest.mark.parametrize(("down_from", "moves"), [(39, True), (40, False), (50, False)])
def test_a_deadline_that_had_passed_before_the_downtime_stays(down_from: int, moves: bool) -> None:
    progress = opened()

    assert (give_back(progress, at(down_from), at(60), WINDOW) is not progress) is moves


def test_time_is_never_given_back_past_the_end_of_the_round() -> None:
    window = Window(START - SECOND, at(45))

    assert give_back(opened(window=window), at(10), at(25), window).deadline == at(45)


@pytest.mark.parametrize("state", [state for state in State if state is not State.OPEN])
def test_time_is_given_back_only_while_a_question_is_open(state: State) -> None:
    progress = in_state(state)

    assert give_back(progress, at(-5), at(5), WINDOW) is progress


def test_a_system_that_came_up_before_the_question_was_delivered_gives_nothing_back() -> None:
    progress = opened()

    assert give_back(progress, at(-10), at(0), WINDOW) is progress
    assert progress.paused == NO_TIME
