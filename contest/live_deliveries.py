"""What happens to the rooms of a live round, and when somebody has to look at it again."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from contest.live import ENDED, LiveRound, State
from contest.live_clock import deadline_after
from contest.live_rooms import IllegalMoveError, Room, RoomId, RoomState, Trouble
from contest.model import Position


def add_room(live: LiveRound, room: RoomId) -> LiveRound:
    """Let a room take part, from the next question on; one that does already stays as it is.

    Raises:
        IllegalMoveError: if the round has ended.
    """
    if live.state in ENDED:
        raise IllegalMoveError(f"a room comes to a round that is {live.state.value}")
    return live if room in live.rooms else replace(live, rooms={**live.rooms, room: Room(room)})


def deliver(live: LiveRound, position: Position, room: RoomId, at: datetime) -> LiveRound:
    """Start the clock of a room in which the question has arrived.

    What arrives twice, too late for its question, or after the host has gone on without it changes
    nothing.
    """
    if not live.waits_for_answers or position != live.position:
        return live
    return _with_rooms(live, [room], lambda each: each.deliver(at))


def flag(
    live: LiveRound, position: Position, rooms: Iterable[RoomId], trouble: Trouble, at: datetime
) -> LiveRound:
    """Note a trouble of rooms that are not over with the question, for the host to decide."""
    if not live.waits_for_answers or position != live.position:
        return live
    clock = live.clock
    return _with_rooms(
        live, rooms, lambda each: each if clock.is_over(each, at) else each.flag(trouble, at)
    )


def flag_overdue(live: LiveRound, now: datetime) -> LiveRound:
    """Flag rooms whose question has been on its way for longer than the rules allow."""
    overdue_at = {room.id: _overdue_at(live, room) for room in live.rooms.values()}
    overdue = [room for room, at in overdue_at.items() if at is not None and now >= at]
    return flag(live, live.position, overdue, Trouble.OVERDUE, now)


def recover(live: LiveRound, rooms: Iterable[RoomId], at: datetime) -> LiveRound:
    """End the trouble of rooms; the time that people there have lost is given back."""
    if not live.waits_for_answers:
        return live
    return _with_rooms(live, rooms, lambda each: each.recover(at))


def go_on_without(live: LiveRound, rooms: Iterable[RoomId], at: datetime) -> LiveRound:
    """Decide, as the host, not to wait for rooms in trouble; what came in before counts."""
    clock = live.clock
    return _with_rooms(live, rooms, lambda each: clock.go_on_without(each, at))


def lose(live: LiveRound, room: RoomId, at: datetime) -> LiveRound:
    """Note that the bot has been thrown out of a room."""
    return _with_rooms(live, [room], lambda each: each.lose(at))


def regain(live: LiveRound, room: RoomId) -> LiveRound:
    """Note that the bot is back; the room takes part from the next question on."""
    return _with_rooms(live, [room], Room.regain)


def wake_at(live: LiveRound) -> datetime | None:
    """When somebody has to look at the round again; None if only people or platforms can move it.

    What is due then: ``call``, ``ask``, ``flag_overdue`` or ``close``, ``ask`` or ``finish``.
    """
    match live.state:
        case State.ANNOUNCED:
            return live.starts_at - live.rules.lobby_for
        case State.LOBBY:
            return live.starts_at
        case State.OPEN:
            return _first_overdue_at(live) or _closes_at(live)
        case _:
            return live.next_at


def _closes_at(live: LiveRound) -> datetime | None:
    """When the last room's time is up; None if a room keeps the question from settling."""
    if live.undecided:
        return None
    clock = live.clock
    out = [clock.closes_at(r) for r in live.rooms.values() if r.state is RoomState.OPEN]
    known = [each for each in out if each is not None]
    return max(known, default=live.asked_at) if len(known) == len(out) else None


def _overdue_at(live: LiveRound, room: Room) -> datetime | None:
    """When a room has to be flagged whose question is on its way; None if it need not be."""
    if live.asked_at is None or room.state is not RoomState.POSTED or room.trouble is not None:
        return None
    patience = live.rules.delivery_patience
    return deadline_after(live.asked_at, patience, live.breaks + room.breaks)


def _first_overdue_at(live: LiveRound) -> datetime | None:
    found = [_overdue_at(live, room) for room in live.rooms.values()]
    return min((each for each in found if each is not None), default=None)


def _with_rooms(
    live: LiveRound, rooms: Iterable[RoomId], change: Callable[[Room], Room]
) -> LiveRound:
    """The round with some rooms changed; the same round if it has ended or nothing changes."""
    if live.state in ENDED:
        return live
    known = [live.rooms[room] for room in rooms if room in live.rooms]
    changed = {old.id: new for old in known if (new := change(old)) is not old}
    return replace(live, rooms={**live.rooms, **changed}) if changed else live
