"""What an answer in a live round is worth, and which one counts."""

from dataclasses import replace

import pytest

from contest.live import (
    LiveRound,
    ask,
    cancel,
    close,
    finish,
    give_back,
    pause,
    resume,
    reveal,
    skip,
    stop,
)
from contest.live_answers import (
    Ballot,
    Decision,
    Given,
    Said,
    Verdict,
    counted_answer,
    decide,
    target_of_typed,
)
from contest.live_deliveries import deliver, flag, go_on_without, lose, recover, regain
from contest.live_rooms import RoomId, Trouble
from contest.live_rules import LiveRules
from contest.model import NaiveInstantError, OptionIndex, PersonId, Position
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
    changeable,
    delivered,
)

LAN = PersonId(11)
A, B, C = OptionIndex(0), OptionIndex(1), OptionIndex(2)


def said(seconds: float, room: RoomId = HALL, option: OptionIndex = B) -> Said:
    return Said(LAN, room, option, at(seconds))


def verdict(live: LiveRound, answer: Said, position: Position = P1) -> Verdict:
    decision = decide(live, position, answer, {}, None)
    assert (decision.given is not None) is (decision.verdict is Verdict.STORED)
    return decision.verdict


def put(live: LiveRound, ballot: Ballot, answer: Said, home: RoomId | None = None) -> Ballot:
    decision = decide(live, P1, answer, ballot, home)
    return ballot if decision.given is None else {**ballot, answer.room: decision.given}


def test_an_answer_received_just_before_the_deadline_of_its_room_is_stored() -> None:
    live = delivered()

    assert decide(live, P1, said(19.999), {}, None) == Decision(
        Verdict.STORED, Given(B, at(19.999), at(19.999))
    )
    assert verdict(live, said(24.999, COMMUNE)) is Verdict.STORED


def test_an_answer_received_at_the_deadline_of_its_room_is_late() -> None:
    live = delivered()

    assert verdict(live, said(20)) is Verdict.LATE
    assert verdict(live, said(22, WARD)) is Verdict.LATE
    assert verdict(live, said(25, COMMUNE)) is Verdict.LATE


def test_what_was_received_in_time_is_stored_while_settling_and_after_the_key_is_out() -> None:
    settling = close(delivered(), at(25))
    revealed = reveal(settling, at(25.1))

    for live in (settling, revealed, pause(settling, at(26)), pause(revealed, at(26))):
        assert verdict(live, said(19)) is Verdict.STORED
        assert verdict(live, said(20)) is Verdict.LATE


def test_nothing_is_stored_for_a_question_once_the_next_is_asked_or_the_round_has_ended() -> None:
    revealed = reveal(close(delivered(), at(25)), at(25.1))
    last = reveal(close(delivered(questions=1), at(25)), at(25.1))

    assert verdict(ask(revealed, at(35)), said(19)) is Verdict.LATE
    assert verdict(finish(last, at(35)), said(19)) is Verdict.LATE
    assert verdict(cancel(delivered(), at(5)), said(4)) is Verdict.LATE


def test_a_question_that_is_not_out_in_the_room_takes_no_answer() -> None:
    live = asked()
    without = go_on_without(flag(live, P1, [WARD], Trouble.FAILED, at(1)), [WARD], at(2))

    assert verdict(live, said(3), P2) is Verdict.NOT_OPEN
    assert verdict(announced(), said(3), Position(0)) is Verdict.NOT_OPEN
    assert verdict(live, said(3, RoomId(9))) is Verdict.NOT_OPEN
    assert verdict(without, said(3, WARD)) is Verdict.NOT_OPEN
    assert verdict(lose(live, WARD, at(1)), said(3, WARD)) is Verdict.NOT_OPEN


@pytest.mark.parametrize("live", [skip(delivered(), at(9)), stop(delivered(), at(9))])
def test_an_annulled_question_takes_no_answer(live: LiveRound) -> None:
    assert verdict(live, said(3)) is Verdict.ANNULLED


def test_what_was_received_in_a_pause_is_not_taken_whenever_it_is_processed() -> None:
    paused = pause(delivered(), at(6))
    resumed = resume(paused, at(606))

    for live in (paused, resumed):
        assert verdict(live, said(5.999)) is Verdict.STORED
        assert verdict(live, said(6)) is Verdict.PAUSED
        assert verdict(live, said(605.999)) is Verdict.PAUSED
    assert verdict(resumed, said(606)) is Verdict.STORED
    assert verdict(resumed, said(619.999)) is Verdict.STORED
    assert verdict(resumed, said(620)) is Verdict.LATE


def test_what_was_received_in_an_outage_counts() -> None:
    live = give_back(delivered(), at(10), at(70))

    assert verdict(live, said(12)) is Verdict.STORED
    assert verdict(live, said(79.999)) is Verdict.STORED
    assert verdict(live, said(80)) is Verdict.LATE


@pytest.mark.parametrize("rules", [RULES, changeable()])
def test_what_came_in_during_a_trouble_counts_whenever_it_is_processed(rules: LiveRules) -> None:
    down = flag(delivered(rules), P1, [HALL], Trouble.PLATFORM_DOWN, at(10))
    up = recover(down, [HALL], at(30))
    without = go_on_without(down, [HALL], at(30))

    for live in (down, up, without, lose(down, HALL, at(30))):
        assert verdict(live, said(25)) is Verdict.STORED
    assert verdict(up, said(39.999)) is Verdict.STORED
    assert verdict(up, said(40)) is Verdict.LATE
    assert verdict(without, said(30)) is Verdict.LATE


def test_the_same_option_again_counts_with_its_later_time_where_answers_can_be_changed() -> None:
    live = delivered(changeable())
    ballot = put(live, {}, said(3, option=B))

    again = decide(live, P1, said(19, option=B), ballot, None)

    assert again == Decision(Verdict.STORED, Given(B, at(3), at(19)))


def test_what_was_received_before_the_room_was_lost_counts_and_nothing_after() -> None:
    live = lose(delivered(), HALL, at(6))

    for each in (live, regain(live, HALL)):
        assert verdict(each, said(5.999)) is Verdict.STORED
        assert verdict(each, said(6)) is Verdict.LATE


def test_the_first_answer_counts_where_answers_cannot_be_changed() -> None:
    live = delivered()
    ballot = put(live, {}, said(3, option=B))

    again = decide(live, P1, said(5, option=C), ballot, None)

    assert again == Decision(Verdict.DUPLICATE)


def test_the_first_answer_counts_though_it_is_processed_last() -> None:
    live = delivered()
    ballot = put(live, {}, said(5, option=C))

    first = decide(live, P1, said(3, option=B), ballot, None)

    assert first == Decision(Verdict.STORED, Given(B, at(3), at(3)))


def test_the_last_answer_before_the_deadline_counts_where_answers_can_be_changed() -> None:
    live = delivered(changeable())
    ballot = put(live, {}, said(3, option=B))
    ballot = put(live, ballot, said(19, option=C))
    ballot = put(live, ballot, said(20, option=A))
    ballot = put(live, ballot, said(8, option=A))

    assert counted_answer(live.clock.closings(), ballot) == (HALL, Given(C, at(3), at(19)))


def test_the_same_update_again_changes_nothing_where_answers_can_be_changed() -> None:
    live = delivered(changeable())
    ballot = put(live, {}, said(3))

    assert decide(live, P1, said(3), ballot, None) == Decision(Verdict.DUPLICATE)


def test_somebody_in_two_rooms_plays_in_that_of_the_first_answer() -> None:
    live = delivered()
    ballot = put(live, {}, said(3, HALL, B))

    other = decide(live, P1, said(4, WARD, C), ballot, None)
    ballot = {**ballot, WARD: Given(C, at(4), at(4))}

    assert other == Decision(Verdict.ELSEWHERE, ballot[WARD])
    assert decide(live, P1, said(5, WARD, C), ballot, None).verdict is Verdict.ELSEWHERE
    assert counted_answer(live.clock.closings(), ballot) == (HALL, Given(B, at(3), at(3)))


def test_the_room_of_the_first_answer_counts_though_the_other_came_to_light_before() -> None:
    live = delivered(changeable())
    ballot: Ballot = {}
    for answer in (said(4, WARD, C), said(9, HALL, A), said(3, HALL, B)):
        ballot = put(live, ballot, answer)

    assert counted_answer(live.clock.closings(), ballot) == (HALL, Given(A, at(3), at(9)))


def test_who_has_a_room_from_an_earlier_question_is_refused_in_others() -> None:
    live = delivered()

    assert decide(live, P1, said(3, HALL), {}, WARD) == Decision(Verdict.ELSEWHERE)
    assert decide(live, P1, said(3, WARD), {}, WARD).verdict is Verdict.STORED


def test_who_has_lost_the_room_may_play_in_another() -> None:
    live = lose(delivered(), WARD, at(2))

    assert decide(live, P1, said(3, HALL), {}, WARD).verdict is Verdict.STORED
    assert decide(live, P1, said(3, HALL), {}, RoomId(9)).verdict is Verdict.STORED


def test_an_answer_may_come_in_before_we_know_that_its_question_was_delivered() -> None:
    live = asked()
    ballot = put(live, {}, said(3, HALL))
    assert counted_answer(live.clock.closings(), ballot) is None

    live = deliver(live, P1, HALL, at(3.1))

    counted = counted_answer(live.clock.closings(), ballot)
    assert counted == (HALL, Given(B, at(3), at(3)))
    assert live.clock.response(live.rooms[HALL], at(3)) == at(0) - START


def test_an_answer_taken_before_its_delivery_was_noted_does_not_count_if_it_was_late() -> None:
    live = asked()
    ballot = put(live, {}, said(30, HALL))
    assert ballot

    assert counted_answer(deliver(live, P1, HALL, at(10)).clock.closings(), ballot) is None


def test_an_answer_of_a_room_that_the_host_went_on_without_does_not_count() -> None:
    live = asked()
    ballot = put(live, {}, said(3, HALL))
    live = go_on_without(flag(live, P1, [HALL], Trouble.OVERDUE, at(15)), [HALL], at(16))

    assert counted_answer(live.clock.closings(), ballot) is None
    with pytest.raises(ValueError, match="room 1 has no question"):
        live.clock.response(live.rooms[HALL], at(3))


def test_typed_text_speaks_to_the_question_that_was_in_the_room_when_it_came_in() -> None:
    second = deliver(ask(reveal(close(delivered(), at(25)), at(26)), at(40)), P2, WARD, at(42))

    assert target_of_typed(second, WARD, at(42)) == P2
    assert target_of_typed(second, WARD, at(41.999)) == P1
    assert target_of_typed(second, HALL, at(43)) == P1
    assert target_of_typed(second, RoomId(9), at(43)) == P1


def test_typed_text_before_the_first_delivery_is_known_can_only_mean_the_first_question() -> None:
    assert target_of_typed(asked(), WARD, at(0)) == P1
    assert target_of_typed(delivered(), WARD, at(1.999)) == P1
    assert target_of_typed(delivered(), WARD, at(2)) == P1


def test_typed_text_from_before_the_first_question_means_none() -> None:
    assert target_of_typed(asked(), WARD, at(-0.001)) == 0
    assert target_of_typed(delivered(), RoomId(9), at(3)) == 0


def test_answers_do_not_show_in_a_repr() -> None:
    given = Given(OptionIndex(7), at(1), at(1))

    assert "7" not in repr(replace(given, first_at=START, received_at=START))
    assert "option" not in repr(said(1))


def test_an_answer_knows_its_time_zone() -> None:
    with pytest.raises(NaiveInstantError):
        Said(LAN, HALL, A, START.replace(tzinfo=None))
