"""What pages show of a live round, and that it is nothing too early."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from contest.live import (
    LiveRound,
    State,
    ask,
    call,
    cancel,
    close,
    finish,
    pause,
    reveal,
    skip,
)
from contest.live_deliveries import deliver, flag, go_on_without, lose
from contest.live_rooms import RoomId, Trouble
from contest.model import ContestId, OptionIndex, Position, QuestionId
from handlers.live_screens import Phase, ShownQuestion, Watched, present, screen_of
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import HostedRound, LiveRoom, RoomPlace, Shows
from handlers.ports.live_standings import (
    LiveDisplay,
    LiveStanding,
    PersonPlace,
    QuestionOutcome,
    UnitPlace,
)
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

QUESTION = ShownQuestion("Thủ đô?", ("Huế", "Hà Nội"))
OUTCOME = QuestionOutcome(P1, 2, ("Huế", "Hà Nội"), OptionIndex(1), (3, 4))
STANDING = LiveStanding(
    (PersonPlace(1, "N. T. A.", "Sở Nội vụ"),),
    (UnitPlace(1, "Sở Nội vụ", Fraction(1, 2), 7),),
    7,
    1,
)
DISPLAY = LiveDisplay(OUTCOME, STANDING)


def watched(live: LiveRound, display: LiveDisplay | None = None) -> Watched:
    hosted = HostedRound(
        LiveRoundId(1),
        ContestId(1),
        "Chung kết",
        (QuestionId(1), QuestionId(2)),
        "web:chat:host",
        {},
        is_rehearsal=False,
        as_poll=False,
        shows=Shows.UNITS_ONLY,
        live=live,
        version=1,
    )
    return Watched(hosted, QUESTION if live.position else None, display)


def phase(live: LiveRound, now: datetime, room: RoomId | None = WARD) -> Phase:
    return screen_of(watched(live, DISPLAY), room, now).phase


def revealed() -> LiveRound:
    return reveal(close(delivered(), at(25)), at(25))


def test_before_the_first_question_a_room_sees_when_it_begins() -> None:
    for live in (announced(), call(announced())):
        screen = screen_of(watched(live), WARD, at(-60))

        assert (screen.phase, screen.starts_at) == (Phase.LOBBY, at(0))
        assert screen.question is None


def test_a_question_is_shown_in_a_room_from_its_own_delivery_to_its_own_deadline() -> None:
    on_its_way = asked()
    out = delivered()

    assert phase(on_its_way, at(1)) is Phase.SENDING
    assert screen_of(watched(on_its_way), WARD, at(1)).question is None
    screen = screen_of(watched(out), WARD, at(21.9))
    assert (screen.phase, screen.question, screen.closes_at) == (Phase.QUESTION, QUESTION, at(22))
    assert phase(out, at(22)) is Phase.OVER
    assert phase(out, at(22), COMMUNE) is Phase.QUESTION
    assert screen_of(watched(out), COMMUNE, at(22)).closes_at == at(25)


def test_a_screen_of_all_rooms_shows_the_question_from_the_first_to_the_last() -> None:
    one = deliver(asked(), P1, HALL, at(3))

    assert phase(asked(), at(1), None) is Phase.SENDING
    assert screen_of(watched(one), None, at(4)).closes_at == at(23)
    assert screen_of(watched(delivered()), None, at(22)).closes_at == at(25)
    assert phase(delivered(), at(25), None) is Phase.OVER


@pytest.mark.parametrize("room", [WARD, None])
def test_nothing_of_the_key_is_shown_before_the_question_is_closed_everywhere(
    room: RoomId | None,
) -> None:
    settling = close(delivered(), at(25))
    held = flag(delivered(), P1, [COMMUNE], Trouble.PLATFORM_DOWN, at(6))

    for live, now in (
        (delivered(), at(10)),
        (delivered(), at(24)),
        (settling, at(26)),
        (held, at(30)),
    ):
        screen = screen_of(watched(live, DISPLAY), room, now)
        assert (screen.outcome, screen.standing) == (None, None)


def test_key_and_standing_are_shown_once_they_are_out() -> None:
    screen = screen_of(watched(revealed(), DISPLAY), WARD, at(26))

    assert (screen.phase, screen.question) == (Phase.REVEALED, QUESTION)
    assert (screen.outcome, screen.standing, screen.next_at) == (OUTCOME, STANDING, at(35))


def test_the_standing_is_gone_when_the_next_question_is_asked() -> None:
    screen = screen_of(watched(ask(revealed(), at(35)), DISPLAY), WARD, at(35))

    assert (screen.phase, screen.position) == (Phase.SENDING, Position(2))
    assert (screen.outcome, screen.standing) == (None, None)


def test_an_annulled_question_shows_no_key() -> None:
    screen = screen_of(watched(skip(delivered(), at(8)), DISPLAY), WARD, at(9))

    assert (screen.phase, screen.outcome, screen.question) == (Phase.ANNULLED, None, None)


def test_in_a_pause_the_question_is_out_of_sight() -> None:
    screen = screen_of(watched(pause(delivered(), at(8)), DISPLAY), WARD, at(9))

    assert (screen.phase, screen.question, screen.closes_at) == (Phase.PAUSED, None, None)


def test_a_room_in_trouble_is_told_so_and_one_left_out_as_well() -> None:
    troubled = flag(asked(), P1, [WARD], Trouble.FAILED, at(3))

    assert phase(troubled, at(4)) is Phase.TROUBLE
    assert phase(go_on_without(troubled, [WARD], at(5)), at(5)) is Phase.LEFT_OUT
    assert phase(lose(asked(), WARD, at(3)), at(4)) is Phase.LEFT_OUT


def test_others_are_told_that_rooms_in_trouble_hold_the_question_open() -> None:
    held = flag(delivered(), P1, [COMMUNE], Trouble.PLATFORM_DOWN, at(6))

    assert screen_of(watched(held), WARD, at(30)).is_held
    assert not screen_of(watched(delivered()), WARD, at(23)).is_held


def test_the_end_shows_the_standing_unless_nothing_counts() -> None:
    last = replace(revealed(), question_count=1)

    end = screen_of(watched(finish(last, at(40)), DISPLAY), WARD, at(41))
    nothing = screen_of(watched(cancel(last, at(40)), DISPLAY), WARD, at(41))

    assert (end.phase, end.standing, end.next_at) == (Phase.FINISHED, STANDING, None)
    assert (nothing.phase, nothing.standing) == (Phase.CANCELLED, None)


@pytest.mark.parametrize(
    ("states", "found"),
    [
        ([], None),
        ([State.ANNOUNCED, State.ANNOUNCED, State.FINISHED], 1),
        ([State.ANNOUNCED, State.PAUSED, State.FINISHED], 1),
        ([State.CANCELLED, State.FINISHED], 0),
    ],
)
def test_of_many_rounds_a_room_shows_the_one_at_hand(
    states: list[State], found: int | None
) -> None:
    chat = ChatRef("web", "chat", "room:7F3K9QXY", ChatKind.GROUP)
    room = LiveRoom(WARD, chat, "Hội trường", None)
    places = [RoomPlace(LiveRoundId(number), room, state) for number, state in enumerate(states)]

    assert present(places) == (None if found is None else places[found])
