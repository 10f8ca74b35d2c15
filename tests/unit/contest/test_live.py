"""The state machine of a live round: its table, its host, its timers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import product

import pytest

from contest.live import (
    ENDED,
    TRANSITIONS,
    LiveRound,
    Move,
    NoRoomError,
    State,
    ask,
    call,
    cancel,
    close,
    finish,
    give_back,
    pause,
    postpone,
    resume,
    reveal,
    skip,
    stop,
)
from contest.live_deliveries import deliver, lose, wake_at
from contest.live_rooms import IllegalMoveError
from contest.model import NaiveInstantError, Position
from tests.unit.contest.live_rounds import (
    COMMUNE,
    HALL,
    P1,
    P2,
    RULES,
    START,
    WARD,
    announced,
    asked,
    at,
    delivered,
)


def settling(questions: int = 2) -> LiveRound:
    return close(delivered(questions=questions), at(25))


def revealed(questions: int = 2) -> LiveRound:
    return reveal(settling(questions), at(25.1))


IN_STATE: dict[State, Callable[[], LiveRound]] = {
    State.ANNOUNCED: announced,
    State.LOBBY: lambda: call(announced()),
    State.OPEN: delivered,
    State.SETTLING: settling,
    State.REVEALED: revealed,
    State.PAUSED: lambda: pause(delivered(), at(6)),
    State.FINISHED: lambda: finish(revealed(questions=1), at(40)),
    State.CANCELLED: lambda: cancel(announced(), at(0)),
}
NOW = at(30)
MOVES: dict[Move, Callable[[LiveRound], LiveRound]] = {
    Move.CALL: call,
    Move.ASK: lambda live: ask(live, NOW),
    Move.CLOSE: lambda live: close(live, NOW),
    Move.REVEAL: lambda live: reveal(live, NOW),
    Move.SKIP: lambda live: skip(live, NOW),
    Move.PAUSE: lambda live: pause(live, NOW),
    Move.RESUME_QUESTION: lambda live: resume(replace(live, resumes_to=State.OPEN), NOW),
    Move.RESUME_SETTLING: lambda live: resume(replace(live, resumes_to=State.SETTLING), NOW),
    Move.RESUME_REVEALED: lambda live: resume(replace(live, resumes_to=State.REVEALED), NOW),
    Move.FINISH: lambda live: finish(replace(live, question_count=1), NOW),
    Move.STOP: lambda live: stop(live, NOW),
    Move.CANCEL: lambda live: cancel(live, NOW),
}


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_a_move_leads_where_the_table_says_and_nowhere_else(state: State, move: Move) -> None:
    live = IN_STATE[state]()
    assert live.state is state

    if (state, move) in TRANSITIONS:
        assert MOVES[move](live).state is TRANSITIONS[state, move]
    elif move is Move.CLOSE:
        assert close(live, NOW) is live
    else:
        with pytest.raises(IllegalMoveError):
            MOVES[move](live)


def test_nothing_leads_out_of_an_ended_round() -> None:
    assert not [move for state, move in TRANSITIONS if state in ENDED]


def test_a_round_plays_from_its_announcement_to_its_end() -> None:
    live = announced()
    woken = [wake_at(live)]
    live = call(live)
    woken.append(wake_at(live))
    live = delivered()
    woken.append(wake_at(live))
    live = reveal(close(live, at(25)), at(25.1))
    woken.append(wake_at(live))
    live = ask(live, at(35.1))
    for room in (HALL, WARD, COMMUNE):
        live = deliver(live, P2, room, at(36))
    woken.append(wake_at(live))
    live = reveal(close(live, at(56)), at(56.2))
    woken.append(wake_at(live))
    live = finish(live, at(66.2))

    assert woken == [at(-300), START, at(25), at(35.1), at(56), at(66.2)]
    assert (live.state, live.position, live.ended_at) == (State.FINISHED, P2, at(66.2))
    assert wake_at(live) is None


def test_the_question_closes_when_the_time_of_the_last_room_is_up() -> None:
    live = delivered()

    assert close(live, at(24.999)) is live
    assert close(live, at(25)).state is State.SETTLING


def test_there_is_no_question_after_the_last() -> None:
    with pytest.raises(IllegalMoveError, match="after the last"):
        ask(revealed(questions=1), at(36))


def test_a_round_is_not_finished_before_its_last_question() -> None:
    with pytest.raises(IllegalMoveError, match="after question 1"):
        finish(revealed(), at(36))


def test_nothing_is_asked_where_nobody_could_answer() -> None:
    live = call(announced())
    for room in (HALL, WARD, COMMUNE):
        live = lose(live, room, at(-1))

    with pytest.raises(NoRoomError):
        ask(live, START)


def test_a_host_who_sets_the_pace_is_waited_for() -> None:
    rules = replace(RULES, reveal_for=None)
    live = reveal(close(delivered(rules), at(25)), at(25.1))

    assert wake_at(live) is None
    assert ask(live, at(500)).position == P2


def test_a_pause_of_ten_minutes_does_not_eat_answer_time() -> None:
    live = resume(pause(delivered(), at(6)), at(606))

    clock = live.clock
    assert [clock.closes_at(room) for room in live.rooms.values()] == [at(620), at(622), at(625)]
    assert wake_at(live) == at(625)
    assert close(live, at(624.999)) is live


def test_in_a_pause_nothing_closes_and_nobody_is_woken() -> None:
    live = pause(delivered(), at(6))

    assert wake_at(live) is None
    assert close(live, at(9999)) is live


def test_a_question_that_arrives_in_a_pause_has_its_whole_time_after_it() -> None:
    live = pause(asked(), at(1))
    live = resume(deliver(live, P1, WARD, at(3)), at(100))

    assert live.clock.closes_at(live.rooms[WARD]) == at(120)


@pytest.mark.parametrize(
    ("live", "state"), [(settling(), State.SETTLING), (revealed(), State.REVEALED)]
)
def test_a_pause_noted_after_the_question_closed_does_not_open_it_again(
    live: LiveRound, state: State
) -> None:
    paused = pause(live, at(24))
    resumed = resume(paused, at(600))

    assert resumed.state is state
    for each in (paused, resumed):
        assert each.clock.closes_at(each.rooms[COMMUNE]) == at(25)


def test_a_key_that_was_out_is_shown_for_its_full_time_after_a_pause() -> None:
    live = resume(pause(revealed(), at(30)), at(100))

    assert wake_at(live) == at(110)


def test_the_time_of_an_outage_is_given_back_once() -> None:
    live = give_back(delivered(), at(10), at(70))
    live = give_back(live, at(10), at(70))

    clock = live.clock
    assert [clock.closes_at(room) for room in live.rooms.values()] == [at(80), at(82), at(85)]


def test_the_breaks_of_a_question_are_not_those_of_the_next() -> None:
    live = resume(pause(delivered(), at(6)), at(606))
    live = reveal(close(live, at(625)), at(625))

    assert live.breaks
    assert ask(live, at(640)).breaks == ()


def test_an_outage_inside_a_pause_is_not_given_back_twice() -> None:
    live = give_back(pause(delivered(), at(6)), at(8), at(60))
    live = resume(live, at(106))

    assert live.clock.closes_at(live.rooms[HALL]) == at(120)


@pytest.mark.parametrize("live", [settling(), revealed(), announced(), pause(settling(), at(26))])
def test_an_outage_without_an_open_question_moves_nothing(live: LiveRound) -> None:
    assert give_back(live, at(10), at(70)) is live


def test_an_outage_of_no_time_changes_nothing() -> None:
    live = delivered()

    assert give_back(live, at(10), at(10)) is live


@pytest.mark.parametrize("live", [delivered(), settling(), revealed()])
def test_a_skipped_question_is_annulled_and_the_round_goes_on(live: LiveRound) -> None:
    skipped = skip(live, at(26))

    assert skipped.state is State.REVEALED
    assert skipped.annulled == {P1}
    assert ask(skipped, at(40)).position == P2


def test_a_key_that_is_annulled_while_it_is_shown_is_shown_no_longer_for_it() -> None:
    assert wake_at(skip(revealed(), at(30))) == at(35.1)


def test_a_question_that_is_skipped_in_a_pause_is_over_after_it() -> None:
    skipped = skip(pause(delivered(), at(6)), at(50))

    assert skipped.state is State.PAUSED
    assert not skipped.waits_for_answers
    resumed = resume(skipped, at(60))
    assert (resumed.state, wake_at(resumed)) == (State.REVEALED, at(70))
    assert resumed.annulled == {P1}


@pytest.mark.parametrize(
    ("live", "annulled"),
    [
        (delivered(), {P1}),
        (settling(), {P1}),
        (pause(delivered(), at(6)), {P1}),
        (revealed(), set()),
        (pause(revealed(), at(26)), set()),
    ],
)
def test_a_stop_annuls_a_question_whose_key_is_not_out(live: LiveRound, annulled: set[int]) -> None:
    stopped = stop(live, at(30))

    assert (stopped.state, stopped.ended_at) == (State.FINISHED, at(30))
    assert stopped.annulled == annulled
    assert stopped.resumes_to is None


def test_an_unpaused_round_is_not_resumed() -> None:
    with pytest.raises(IllegalMoveError, match="resume from question_open"):
        resume(delivered(), at(9))


@pytest.mark.parametrize("live", [announced(), call(announced())])
def test_the_start_can_be_moved_until_the_first_question(live: LiveRound) -> None:
    assert postpone(live, at(600)).starts_at == at(600)


def test_the_start_cannot_be_moved_afterwards() -> None:
    with pytest.raises(IllegalMoveError, match="a new start while question_open"):
        postpone(delivered(), at(600))


def test_the_last_question_that_counts_is_found_behind_annulled_ones() -> None:
    live = replace(revealed(questions=5), position=P2, annulled=frozenset({P2}))

    fourth = replace(live, position=Position(4), annulled=frozenset({P2, Position(3)}))

    assert live.previous_counted == P1
    assert fourth.previous_counted == P1
    assert revealed().previous_counted is None


def test_a_round_needs_a_question() -> None:
    with pytest.raises(ValueError, match="at least one question"):
        announced(questions=0)


@pytest.mark.parametrize("change", [ask, cancel])
def test_an_instant_without_a_time_zone_is_refused(
    change: Callable[[LiveRound, datetime], LiveRound],
) -> None:
    with pytest.raises(NaiveInstantError):
        change(call(announced()), START.replace(tzinfo=None))
