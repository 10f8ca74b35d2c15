"""The rooms of a live round: late, in trouble, lost, and back again."""

from collections.abc import Callable
from itertools import product

import pytest

from contest.live import (
    LiveRound,
    State,
    ask,
    cancel,
    close,
    pause,
    resume,
    reveal,
    skip,
)
from contest.live_deliveries import (
    add_room,
    deliver,
    flag,
    flag_overdue,
    go_on_without,
    lose,
    recover,
    regain,
    wake_at,
)
from contest.live_rooms import (
    INSTANT,
    ROOM_TRANSITIONS,
    IllegalMoveError,
    Room,
    RoomId,
    RoomMove,
    RoomState,
    Trouble,
)
from tests.unit.contest.live_rounds import (
    COMMUNE,
    HALL,
    P1,
    P2,
    SECOND,
    WARD,
    announced,
    asked,
    at,
    delivered,
)

NEW = RoomId(4)
IN_STATE: dict[RoomState, Room] = {
    RoomState.IDLE: Room(HALL),
    RoomState.POSTED: Room(HALL).post(),
    RoomState.OPEN: Room(HALL).post().deliver(at(0)),
    RoomState.LEFT_OUT: Room(HALL).post().flag(Trouble.FAILED, at(1)).go_on_without(at(2), None),
    RoomState.LOST: Room(HALL).lose(at(0)),
}
MOVES: dict[RoomMove, Callable[[Room], Room]] = {
    RoomMove.POST: Room.post,
    RoomMove.DELIVER: lambda room: room.deliver(at(1)),
    RoomMove.LEAVE_OUT: lambda room: room.flag(Trouble.FAILED, at(1)).go_on_without(at(2), at(20)),
    RoomMove.LOSE: lambda room: room.lose(at(1)),
    RoomMove.RETURN: Room.regain,
}


@pytest.mark.parametrize(("state", "move"), list(product(RoomState, RoomMove)))
def test_a_room_goes_where_the_table_says_and_otherwise_stays(
    state: RoomState, move: RoomMove
) -> None:
    room = IN_STATE[state]
    assert room.state is state

    assert MOVES[move](room).state is ROOM_TRANSITIONS.get((state, move), state)


def states(live: LiveRound) -> list[RoomState]:
    return [room.state for room in live.rooms.values()]


def test_each_room_has_its_own_clock_from_its_own_delivery() -> None:
    live = delivered()

    closes_at = [live.clock.closes_at(room) for room in live.rooms.values()]
    assert closes_at == [at(20), at(22), at(25)]


def test_a_question_that_arrives_twice_starts_the_clock_once() -> None:
    live = delivered()

    assert deliver(live, P1, HALL, at(7)) is live


@pytest.mark.parametrize(
    "live",
    [skip(asked(), at(3)), cancel(asked(), at(3)), announced(), skip(pause(asked(), at(2)), at(3))],
)
def test_a_question_that_arrives_when_it_is_over_starts_no_clock(live: LiveRound) -> None:
    assert deliver(live, live.position, WARD, at(4)) is live


def test_an_arrival_noted_for_another_question_or_room_changes_nothing() -> None:
    live = asked()

    assert deliver(live, P2, HALL, at(1)) is live
    assert deliver(live, P1, NEW, at(1)) is live


def test_a_room_that_comes_late_takes_part_from_the_next_question_on() -> None:
    live = add_room(delivered(), NEW)

    assert states(live)[-1] is RoomState.IDLE
    assert deliver(live, P1, NEW, at(6)) is live
    live = reveal(close(live, at(25)), at(25))
    assert states(ask(live, at(30))) == [RoomState.POSTED] * 4


def test_a_room_that_takes_part_already_stays_as_it_is() -> None:
    live = delivered()

    assert add_room(live, HALL) is live


def test_a_room_does_not_come_to_a_round_that_has_ended() -> None:
    with pytest.raises(IllegalMoveError, match="cancelled"):
        add_room(cancel(announced(), at(0)), NEW)


def partly_delivered() -> LiveRound:
    """The commune has not got the first question."""
    return deliver(deliver(asked(), P1, HALL, at(0)), P1, WARD, at(2))


def test_a_room_without_the_question_is_waited_for_and_flagged_when_patience_ends() -> None:
    live = partly_delivered()
    assert wake_at(live) == at(15)
    assert flag_overdue(live, at(14.999)) is live

    flagged = flag_overdue(live, at(15))

    assert flagged.rooms[COMMUNE].trouble is Trouble.OVERDUE
    assert flagged.undecided == (COMMUNE,)
    assert wake_at(flagged) is None
    assert close(flagged, at(999)) is flagged


def test_patience_stands_still_in_a_pause() -> None:
    live = resume(pause(partly_delivered(), at(5)), at(105))

    assert wake_at(live) == at(115)


def test_a_late_arrival_ends_the_trouble_and_has_its_whole_time() -> None:
    live = deliver(flag_overdue(partly_delivered(), at(15)), P1, COMMUNE, at(40))

    assert live.undecided == ()
    assert wake_at(live) == at(60)


def test_the_host_may_go_on_without_a_room() -> None:
    flagged = flag(partly_delivered(), P1, [COMMUNE], Trouble.FAILED, at(3))

    live = go_on_without(flagged, [COMMUNE], at(3.5))

    assert states(live) == [RoomState.OPEN, RoomState.OPEN, RoomState.LEFT_OUT]
    assert wake_at(live) == at(22)
    assert deliver(live, P1, COMMUNE, at(4)) is live
    live = reveal(close(live, at(22)), at(22))
    assert states(ask(live, at(30))) == [RoomState.POSTED] * 3


def test_the_host_does_not_go_on_without_a_room_that_is_not_in_trouble() -> None:
    live = partly_delivered()

    assert go_on_without(live, [HALL, COMMUNE], at(9)) is live


def test_a_room_keeps_its_first_trouble() -> None:
    live = flag(partly_delivered(), P1, [COMMUNE], Trouble.FAILED, at(3))

    assert flag(live, P1, [COMMUNE], Trouble.PLATFORM_DOWN, at(4)) is live


def test_a_platform_that_is_down_keeps_the_question_open_until_its_time_is_given_back() -> None:
    live = flag(delivered(), P1, [COMMUNE], Trouble.PLATFORM_DOWN, at(10))
    assert close(live, at(60)) is live

    live = recover(live, [COMMUNE], at(60))

    closes_at = [live.clock.closes_at(room) for room in live.rooms.values()]
    assert closes_at == [at(20), at(22), at(75)]
    assert wake_at(live) == at(75)


def test_the_clock_of_a_room_in_trouble_stands_still() -> None:
    live = flag(delivered(), P1, [COMMUNE], Trouble.PLATFORM_DOWN, at(10))
    commune = live.rooms[COMMUNE]

    assert live.clock.closings() == {HALL: at(20), WARD: at(22), COMMUNE: None}
    assert live.clock.response(commune, at(9)) == 4 * SECOND
    assert live.clock.response(commune, at(60)) == 5 * SECOND


def test_to_go_on_without_a_room_after_its_time_closes_it_with_what_has_come_in() -> None:
    live = flag(delivered(), P1, [COMMUNE], Trouble.PLATFORM_DOWN, at(10))

    live = go_on_without(live, [COMMUNE], at(60))

    clock, commune = live.clock, live.rooms[COMMUNE]
    assert clock.closes_at(commune) == at(60)
    assert close(live, at(60)).state is State.SETTLING
    # What the trouble took is not given back: nobody gains by answering late.
    assert clock.response(commune, at(24)) == 19 * SECOND
    assert clock.response(commune, at(59)) == 20 * SECOND - INSTANT


def test_what_came_in_at_a_room_in_trouble_before_the_bot_was_thrown_out_counts() -> None:
    live = flag(delivered(), P1, [COMMUNE], Trouble.PLATFORM_DOWN, at(10))

    live = lose(live, COMMUNE, at(40))

    assert live.clock.closes_at(live.rooms[COMMUNE]) == at(40)


def test_the_host_goes_on_without_a_room_in_a_pause_that_began_after_its_time() -> None:
    live = flag(delivered(), P1, [COMMUNE], Trouble.PLATFORM_DOWN, at(10))

    live = resume(go_on_without(pause(live, at(30)), [COMMUNE], at(50)), at(60))

    assert live.clock.closes_at(live.rooms[COMMUNE]) == at(60) + INSTANT


def test_the_host_may_go_on_without_what_a_broken_platform_still_holds() -> None:
    live = flag(delivered(), P1, [COMMUNE], Trouble.PLATFORM_DOWN, at(10))

    live = go_on_without(live, [COMMUNE], at(12))

    assert live.rooms[COMMUNE].state is RoomState.OPEN
    assert wake_at(live) == at(25)


def test_a_platform_that_goes_down_after_the_room_was_over_is_no_trouble() -> None:
    live = delivered()

    assert flag(live, P1, [HALL], Trouble.PLATFORM_DOWN, at(20)) is live


def test_a_trouble_that_ends_after_the_question_opens_nothing_again() -> None:
    live = skip(flag(delivered(), P1, [HALL], Trouble.PLATFORM_DOWN, at(10)), at(30))

    assert recover(live, [HALL], at(60)) is live
    assert live.undecided == ()
    assert ask(live, at(70)).undecided == ()


@pytest.mark.parametrize("live", [skip(delivered(), at(3)), announced()])
def test_there_is_no_trouble_without_an_open_question(live: LiveRound) -> None:
    assert flag(live, live.position, [HALL], Trouble.FAILED, at(4)) is live


def test_patience_begins_anew_by_what_a_broken_platform_took() -> None:
    live = flag(partly_delivered(), P1, [COMMUNE], Trouble.PLATFORM_DOWN, at(5))
    live = recover(live, [COMMUNE], at(65))

    assert wake_at(live) == at(75)


def test_a_room_without_the_bot_keeps_nobody_waiting() -> None:
    live = lose(flag_overdue(partly_delivered(), at(15)), COMMUNE, at(16))

    assert live.undecided == ()
    assert close(live, at(22)).state is State.SETTLING


def test_a_round_that_has_lost_all_rooms_is_closed_at_once() -> None:
    live = delivered()
    for room in (HALL, WARD, COMMUNE):
        live = lose(live, room, at(6))

    assert wake_at(live) == at(0)
    assert close(live, at(6)).state is State.SETTLING


def test_a_lost_room_gets_no_question_and_takes_part_again_when_the_bot_is_back() -> None:
    live = lose(delivered(), WARD, at(6))
    assert regain(live, HALL) is live
    live = ask(reveal(close(live, at(25)), at(25)), at(35))
    assert states(live) == [RoomState.POSTED, RoomState.LOST, RoomState.POSTED]
    assert live.rooms[WARD].delivered_at is None

    live = regain(live, WARD)

    assert states(live) == [RoomState.POSTED, RoomState.IDLE, RoomState.POSTED]
    assert lose(live, WARD, at(36)).rooms[WARD].state is RoomState.LOST


def test_the_clock_of_a_lost_room_ends_when_it_was_lost_also_if_the_bot_is_back() -> None:
    live = lose(delivered(), WARD, at(6))
    assert live.clock.closes_at(live.rooms[WARD]) == at(6)

    again = regain(live, WARD)

    assert again.clock.closes_at(again.rooms[WARD]) == at(6)
    assert again.rooms[WARD].delivered_at == at(2)


def test_losing_a_room_twice_keeps_the_first_instant() -> None:
    live = lose(delivered(), WARD, at(6))

    assert lose(live, WARD, at(9)) is live
