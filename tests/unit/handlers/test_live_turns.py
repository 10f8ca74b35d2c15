"""Decisions on a live round: what is meant, what is due, what an order does, what is said."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from contest import live as rounds
from contest import live_deliveries as deliveries
from contest.live import LiveRound, NoRoomError, State
from contest.live_rooms import IllegalMoveError, RoomId, Trouble
from contest.model import (
    ContestId,
    OptionIndex,
    PersonId,
    Position,
    Question,
    QuestionId,
    Topic,
    UnitId,
)
from handlers import live_posts, live_turns
from handlers.live_turns import (
    Lost,
    Participant,
    PlatformDown,
    PlatformUp,
    Posted,
    Spoken,
    Troubled,
)
from handlers.payloads import LiveChoice
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.contents import Text
from handlers.ports.live_contents import LiveQuestion, LiveRoundId
from handlers.ports.live_orders import HostOrder, OrderKind
from handlers.ports.live_records import HostedRound, LiveRoom, Shows
from handlers.ports.messaging import InboundMessage
from tests.unit.contest.live_rounds import (
    COMMUNE,
    HALL,
    P1,
    WARD,
    announced,
    asked,
    at,
    delivered,
)

ID = LiveRoundId(7)
LAN = Participant(PersonId(1), UnitId(10), "vi")
QUESTIONS = (QuestionId(31), QuestionId(32))
BANK = {
    id_: Question(id_, Topic("PAR"), "Câu hỏi?", ("một", "hai", "ba"), OptionIndex(1))
    for id_ in QUESTIONS
}
ADDRESS = "https://thi.example"


def group(room: RoomId, platform: str = "telegram") -> ChatRef:
    return ChatRef(platform, "demo", f"group-{room}", ChatKind.GROUP)


def hosted(live: LiveRound, id_: LiveRoundId = ID, version: int = 4) -> HostedRound:
    return HostedRound(
        id=id_,
        contest=ContestId(1),
        title="Hội thi",
        questions=QUESTIONS,
        host_key="web:demo:host",
        rooms={
            room: LiveRoom(room, group(room, "zalo" if room is COMMUNE else "telegram"), "", None)
            for room in live.rooms
        },
        is_rehearsal=False,
        as_poll=False,
        shows=Shows.UNITS_ONLY,
        live=live,
        version=version,
    )


def spoken(
    seconds: float, text: str = "", room: RoomId = HALL, choice: LiveChoice | None = None
) -> Spoken:
    sender = UserRef("telegram", "demo", "lan")
    return Spoken(InboundMessage("1", group(room), sender, at(seconds), text=text), choice)


def among(*found: HostedRound) -> Mapping[LiveRoundId, HostedRound]:
    return {each.id: each for each in found}


def order(kind: OrderKind, **details: object) -> HostOrder:
    return HostOrder(kind, "user:host", **details)  # type: ignore[arg-type]


def settled() -> LiveRound:
    """The key of the first question is out."""
    return rounds.reveal(rounds.close(delivered(), at(25)), at(25))


# Which question is meant


@pytest.mark.parametrize(
    ("text", "place"), [("B", 1), ("đáp án c", 2), ("2", 1), ("D", None), ("chào", None)]
)
def test_a_typed_letter_means_an_option_of_the_question_that_is_out(
    text: str, place: int | None
) -> None:
    target = live_turns.target_of(spoken(5, text), among(hosted(delivered())), BANK)

    found = None if target is None else (target.position, target.room.id, target.option)
    assert found == (None if place is None else (P1, HALL, place))


def test_typed_text_before_the_first_question_was_asked_means_nothing() -> None:
    assert live_turns.target_of(spoken(-1, "B", WARD), among(hosted(delivered())), BANK) is None
    assert (
        live_turns.target_of(spoken(1, "B"), among(hosted(rounds.call(announced()))), BANK) is None
    )


def test_of_two_rounds_in_one_room_the_newer_question_is_meant() -> None:
    forgotten = hosted(rounds.pause(delivered(), at(1)), LiveRoundId(3))
    later = rounds.ask(rounds.call(announced()), at(60))
    newer = hosted(deliveries.deliver(later, P1, HALL, at(60)), LiveRoundId(2))

    target = live_turns.target_of(spoken(61, "B"), among(forgotten, newer), BANK)

    assert target is not None
    assert target.hosted.id == 2


@pytest.mark.parametrize(
    "choice",
    [
        LiveChoice(LiveRoundId(8), P1, 1),
        LiveChoice(ID, Position(3), 1),
        LiveChoice(ID, Position(0), 1),
        LiveChoice(ID, P1, 3),
    ],
)
def test_a_button_that_cannot_be_is_nobodys_answer(choice: LiveChoice) -> None:
    assert live_turns.target_of(spoken(5, choice=choice), among(hosted(delivered())), BANK) is None


def test_a_button_counts_only_in_a_room_of_its_round() -> None:
    press = spoken(5, room=RoomId(9), choice=LiveChoice(ID, P1, 1))

    assert live_turns.target_of(press, among(hosted(delivered())), BANK) is None


def test_an_answer_is_told_and_kept_with_its_verdict() -> None:
    said = spoken(5, "B")
    target = live_turns.target_of(said, among(hosted(delivered())), BANK)
    assert target is not None

    acknowledgement, given = live_turns.answer(said, target, LAN, {}, None)
    elsewhere, nothing = live_turns.answer(said, target, LAN, {}, WARD)

    assert (acknowledgement.verdict, elsewhere.verdict) == ("stored", "elsewhere")
    assert given is not None
    assert (given.option, given.received_at) == (1, at(5))
    assert nothing is None
    assert "B" in (acknowledgement.notice or "")


def test_a_stranger_is_told_where_to_register() -> None:
    refused = live_turns.refuse_unregistered(ADDRESS)

    assert refused.verdict == "unregistered"
    assert ADDRESS in (refused.notice or "")


# What happens to rooms


def test_events_of_rooms_move_only_the_round_and_the_room_they_are_about() -> None:
    posted = Posted(1, ID, P1, group(WARD), at(3), "m")
    one, other = hosted(asked()), hosted(asked(), LiveRoundId(8))

    live = live_turns.happened(one, posted)

    assert live.rooms[WARD].delivered_at == at(3)
    assert live.rooms[HALL].delivered_at is None
    assert live_turns.is_about(one, posted)
    assert not live_turns.is_about(other, posted)
    strange = replace(posted, chat=group(RoomId(9)))
    assert live_turns.happened(one, strange) is one.live


def test_a_platform_that_is_down_troubles_the_rooms_of_its_bot_until_it_is_up() -> None:
    before = hosted(delivered())
    live = live_turns.happened(before, PlatformDown(("zalo", "demo"), at(7)))
    assert live.undecided == (COMMUNE,)
    failed = deliveries.flag(live, P1, [HALL], Trouble.FAILED, at(8))

    up = live_turns.happened(hosted(failed), PlatformUp(("telegram", "demo"), at(9)))
    both = live_turns.happened(hosted(failed), PlatformUp(("zalo", "demo"), at(17)))

    assert up.undecided == (HALL, COMMUNE), "what has failed is not mended by that"
    assert both.undecided == (HALL,)
    assert both.clock.closes_at(both.rooms[COMMUNE]) == at(35)


def test_the_host_hears_of_a_trouble_when_it_begins() -> None:
    before = asked()
    after = live_turns.happened(
        hosted(before), Troubled(ID, P1, group(WARD), Trouble.FAILED, at(1))
    )

    assert live_turns.newly_troubled(before, after) == [WARD]
    assert live_turns.newly_troubled(after, after) == []


def test_a_round_that_has_ended_loses_no_rooms() -> None:
    ended = hosted(rounds.cancel(delivered(), at(9)))

    assert not live_turns.is_about(ended, Lost(group(HALL), at(10)))


# What is due


def test_nothing_is_due_before_its_time() -> None:
    soon = timedelta(microseconds=1)
    called, open_, shown = rounds.call(announced()), delivered(), settled()

    assert live_turns.due(announced(), at(-300) - soon).state is State.ANNOUNCED
    assert live_turns.due(called, at(0) - soon) is called
    assert live_turns.due(open_, at(25) - soon) is open_
    assert live_turns.due(shown, at(35) - soon) is shown


def test_what_is_due_happens_at_its_time() -> None:
    assert live_turns.due(announced(), at(-300)).state is State.LOBBY
    assert live_turns.due(rounds.call(announced()), at(0)).position == 1
    assert live_turns.due(delivered(), at(25)).state is State.SETTLING
    assert live_turns.due(settled(), at(35)).position == 2
    assert live_turns.due(asked(), at(15)).undecided == (HALL, WARD, COMMUNE)


def test_after_the_last_question_a_round_ends_by_itself() -> None:
    last = rounds.reveal(rounds.close(delivered(questions=1), at(25)), at(25))

    ended = live_turns.due(last, at(35))

    assert (ended.state, live_turns.wake_at(ended)) == (State.FINISHED, at(35))


def test_a_round_that_is_settling_is_due_at_once() -> None:
    settling = rounds.close(delivered(), at(25))

    assert live_turns.wake_at(settling) == at(0)
    assert live_turns.wake_at(rounds.cancel(settling, at(26))) is None
    assert live_turns.wake_at(rounds.pause(settling, at(26))) is None


def test_a_question_that_is_due_without_a_room_says_so() -> None:
    live = rounds.call(announced())
    for room in live.rooms:
        live = deliveries.lose(live, room, at(-1))

    with pytest.raises(NoRoomError):
        live_turns.due(live, at(0))


# Orders


def test_a_start_does_not_wait_for_the_scheduled_one() -> None:
    early = live_turns.carry_out(announced(), order(OrderKind.START), at(-400))
    called = live_turns.carry_out(rounds.call(announced()), order(OrderKind.START), at(-200))

    assert (early.state, early.position, early.starts_at) == (State.OPEN, 1, at(-400))
    assert (called.state, called.starts_at) == (State.OPEN, at(-200))


@pytest.mark.parametrize(
    "kind", [OrderKind.START, OrderKind.NEXT, OrderKind.RESUME, OrderKind.MOVE]
)
def test_what_cannot_be_done_while_a_question_is_open_is_refused(kind: OrderKind) -> None:
    with pytest.raises(IllegalMoveError):
        live_turns.carry_out(delivered(), order(kind, starts_at=at(99)), at(9))


def test_next_after_the_last_question_finishes() -> None:
    last = rounds.reveal(rounds.close(delivered(questions=1), at(25)), at(25))

    assert live_turns.carry_out(last, order(OrderKind.NEXT), at(26)).state is State.FINISHED
    assert live_turns.carry_out(settled(), order(OrderKind.NEXT), at(26)).position == 2


def test_to_go_on_without_rooms_closes_at_once_if_the_others_are_over() -> None:
    live = deliveries.deliver(asked(), P1, HALL, at(0))
    troubled = deliveries.flag_overdue(live, at(15))

    one = live_turns.carry_out(troubled, order(OrderKind.GO_ON_WITHOUT, rooms=(WARD,)), at(30))
    all_ = live_turns.carry_out(troubled, order(OrderKind.GO_ON_WITHOUT), at(30))

    assert (one.state, one.undecided) == (State.OPEN, (COMMUNE,))
    assert (all_.state, all_.undecided) == (State.SETTLING, ())


def test_to_wait_changes_nothing() -> None:
    live = delivered()

    assert live_turns.carry_out(live, order(OrderKind.WAIT), at(5)) is live


# What is said


def keys(before: LiveRound, after: LiveRound) -> list[str]:
    return [m.key for m in live_posts.posts(before, hosted(after), BANK, at(9), ADDRESS)]


def test_a_question_is_posted_everywhere_but_where_the_bot_was_thrown_out() -> None:
    before = rounds.call(announced())
    without = deliveries.lose(before, WARD, at(-1))

    messages = live_posts.posts(without, hosted(rounds.ask(without, at(0))), BANK, at(0))

    assert [message.key for message in messages] == ["live:7:1:1:q", "live:7:1:3:q"]
    assert {type(message.content) for message in messages} == {LiveQuestion}


def test_each_question_begins_with_another_room() -> None:
    shown = settled()

    assert keys(shown, rounds.ask(shown, at(40))) == [
        "live:7:2:2:q",
        "live:7:2:3:q",
        "live:7:2:1:q",
    ]


def test_moves_are_told_once_for_each_version() -> None:
    open_ = delivered()
    paused = rounds.pause(open_, at(9))
    told = ["live:7:v4:1", "live:7:v4:2", "live:7:v4:3"]

    assert keys(open_, paused) == told
    assert keys(paused, rounds.resume(paused, at(19))) == told
    assert keys(open_, rounds.skip(open_, at(9))) == told
    assert keys(open_, rounds.cancel(open_, at(9))) == told
    assert keys(announced(), rounds.cancel(announced(), at(-400))) == [], "nobody knew of it"
    assert keys(open_, rounds.stop(open_, at(9))) == [], "the end comes with its standing"


def test_a_room_that_goes_on_is_told_the_time_that_it_has_left() -> None:
    paused = rounds.pause(delivered(), at(9))
    going = hosted(rounds.resume(paused, at(609)))

    hall, ward, _ = live_posts.posts(paused, going, BANK, at(609))

    assert isinstance(hall.content, Text)
    assert isinstance(ward.content, Text)
    assert "11 giây" in hall.content.body
    assert "13 giây" in ward.content.body


def test_the_call_names_the_page_to_register_on() -> None:
    called = hosted(rounds.call(announced()))

    message, *_ = live_posts.posts(announced(), called, BANK, at(-300), ADDRESS)

    assert message.key == "live:7:call:1"
    assert isinstance(message.content, Text)
    assert ADDRESS in message.content.body


def test_what_has_lost_its_point_is_recalled() -> None:
    everywhere = (group(HALL).key, group(WARD).key, group(COMMUNE, "zalo").key)
    posted = asked()
    troubled = deliveries.flag(posted, P1, [WARD], Trouble.FAILED, at(1))
    left_out = deliveries.go_on_without(troubled, [WARD], at(4))
    over = rounds.close(delivered(), at(25))

    def recalled(before: LiveRound, after: LiveRound) -> list[tuple[int, int, bool]]:
        found = live_posts.recalls(before, hosted(after))
        return [(each.position, len(each.chats), each.only_counters) for each in found]

    assert recalled(announced(), rounds.call(announced())) == []
    assert recalled(posted, rounds.skip(posted, at(2))) == [(1, 3, False)]
    assert recalled(posted, rounds.stop(posted, at(2))) == [(1, 3, False)]
    assert recalled(settled(), rounds.ask(settled(), at(40))) == [(1, 3, False)]
    assert recalled(troubled, left_out) == [(1, 1, False)]
    assert recalled(delivered(), over) == [(1, 3, True)]
    assert live_posts.recalls(posted, hosted(rounds.skip(posted, at(2))))[0].chats == everywhere


def test_nothing_is_said_of_a_delivery() -> None:
    before = asked()

    assert keys(before, deliveries.deliver(before, P1, HALL, at(0))) == []
