"""One room (a group, or a page on the web) of a live round and the question that is out in it.

As in ``contest.live``, every change of state goes through a table, ``ROOM_TRANSITIONS``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from contest.live_clock import Break, deadline_after, time_run
from contest.model import check_aware

RoomId = NewType("RoomId", int)

INSTANT = timedelta.resolution


class RoomState(StrEnum):
    """What a room has of the question that was asked last."""

    IDLE = "idle"
    POSTED = "posted"
    OPEN = "open"
    """Until the next question, also when the room's time is up: the clock tells that."""
    LEFT_OUT = "left_out"
    LOST = "lost"


class RoomMove(StrEnum):
    """What can happen to a room."""

    POST = "post"
    DELIVER = "deliver"
    LEAVE_OUT = "leave_out"
    LOSE = "lose"
    RETURN = "return"


ROOM_TRANSITIONS: dict[tuple[RoomState, RoomMove], RoomState] = {
    (RoomState.IDLE, RoomMove.POST): RoomState.POSTED,
    (RoomState.IDLE, RoomMove.LOSE): RoomState.LOST,
    # The question before was annulled while it was on its way.
    (RoomState.POSTED, RoomMove.POST): RoomState.POSTED,
    (RoomState.POSTED, RoomMove.DELIVER): RoomState.OPEN,
    (RoomState.POSTED, RoomMove.LEAVE_OUT): RoomState.LEFT_OUT,
    (RoomState.POSTED, RoomMove.LOSE): RoomState.LOST,
    (RoomState.OPEN, RoomMove.POST): RoomState.POSTED,
    (RoomState.OPEN, RoomMove.LOSE): RoomState.LOST,
    (RoomState.LEFT_OUT, RoomMove.POST): RoomState.POSTED,
    (RoomState.LEFT_OUT, RoomMove.LOSE): RoomState.LOST,
    (RoomState.LOST, RoomMove.RETURN): RoomState.IDLE,
}


class Trouble(StrEnum):
    """Why the host has to decide about a room before the question can be settled."""

    FAILED = "failed"
    """The platform has not taken the question."""
    OVERDUE = "overdue"
    """Nobody knows whether it has."""
    PLATFORM_DOWN = "platform_down"


class IllegalMoveError(Exception):
    """The round or room cannot make that move from the state it is in; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Room:
    """A room and its question.

    Attributes:
        delivered_at: when the question reached the room; its clock starts.
        lost_at: when the bot was thrown out; answers from there on do not count.
        trouble: waits for the host's decision, or for the trouble to end; since ``trouble_at``.
        breaks: of this room alone, beside those of the round.
    """

    id: RoomId
    state: RoomState = RoomState.IDLE
    delivered_at: datetime | None = None
    lost_at: datetime | None = None
    trouble: Trouble | None = None
    trouble_at: datetime | None = None
    breaks: tuple[Break, ...] = ()

    @property
    def all_breaks(self) -> tuple[Break, ...]:
        """The breaks, with that of a trouble that lasts: its end is not known yet."""
        if self.trouble_at is None:
            return self.breaks
        return (*self.breaks, Break(self.trouble_at, None))

    def post(self) -> "Room":
        """Send the next question on its way; a lost room stays as it is."""
        if self.state is RoomState.LOST:
            return Room(self.id, self.state, lost_at=self.lost_at)
        return Room(self.id, self._moved(RoomMove.POST))

    def deliver(self, at: datetime) -> "Room":
        """Start the clock; a room whose question is not on its way stays as it is."""
        if self.state is not RoomState.POSTED:
            return self
        state = self._moved(RoomMove.DELIVER)
        return Room(self.id, state, delivered_at=check_aware(at))

    def flag(self, trouble: Trouble, at: datetime) -> "Room":
        """Note a trouble of a room that has a question; one that is noted already stays."""
        if self.trouble is not None or self.state not in (RoomState.POSTED, RoomState.OPEN):
            return self
        return replace(self, trouble=trouble, trouble_at=check_aware(at))

    def recover(self, at: datetime) -> "Room":
        """The trouble is over; the time that it took is given back."""
        if self.trouble is None or self.trouble_at is None:
            return self
        took = Break(self.trouble_at, max(at, self.trouble_at))
        return replace(self, trouble=None, trouble_at=None, breaks=(*self.breaks, took))

    def go_on_without(self, at: datetime, due_at: datetime | None) -> "Room":
        """The host has decided not to wait: what has not arrived does not count in this room.

        What came in before the decision counts, as people were told: past ``due_at`` the room's
        last instant has lasted until the decision.

        Args:
            due_at: when its time is up if the trouble gives nothing back; None if not known.
        """
        if self.trouble is None:
            return self
        is_on_its_way = self.state is RoomState.POSTED
        state = self._moved(RoomMove.LEAVE_OUT) if is_on_its_way else self.state
        breaks = self.breaks
        if due_at is not None and due_at < at:
            breaks = (*breaks, Break(due_at - INSTANT, at - INSTANT))
        return replace(self, state=state, trouble=None, trouble_at=None, breaks=breaks)

    def lose(self, at: datetime) -> "Room":
        """The bot is not in the room any more; answers received before still count."""
        if self.state is RoomState.LOST:
            return self
        state = self._moved(RoomMove.LOSE)
        return replace(self.recover(at), state=state, lost_at=check_aware(at))

    def regain(self) -> "Room":
        """The bot is back: the room takes part from the next question on."""
        if self.state is not RoomState.LOST:
            return self
        # What was answered before it was lost counts, so the clock of that question stays.
        return replace(self, state=self._moved(RoomMove.RETURN))

    def _moved(self, move: RoomMove) -> RoomState:
        try:
            return ROOM_TRANSITIONS[self.state, move]
        except KeyError:
            raise IllegalMoveError(f"{move.value} from {self.state.value}") from None


Closings = Mapping[RoomId, datetime | None]
"""The first instant at which an answer of a room is late; None while its clock stands still."""


@dataclass(frozen=True, slots=True)
class QuestionClock:
    """The clocks of all rooms for one question: what is needed to say which answer was in time.

    Attributes:
        breaks: of the whole round while the question was out.
    """

    limit: timedelta
    rooms: Mapping[RoomId, Room]
    breaks: tuple[Break, ...] = ()

    def closes_at(self, room: Room) -> datetime | None:
        """The first instant at which an answer of the room is late.

        None while its clock stands still, as in a trouble that lasts, or has not started.
        """
        if room.delivered_at is None:
            return None
        deadline = deadline_after(room.delivered_at, self.limit, self.breaks + room.all_breaks)
        if room.lost_at is None:
            return deadline
        return room.lost_at if deadline is None else min(deadline, room.lost_at)

    def go_on_without(self, room: Room, at: datetime) -> Room:
        """The room after the host's decision not to wait for it."""
        if room.delivered_at is None:
            return room.go_on_without(at, None)
        due_at = deadline_after(room.delivered_at, self.limit, self.breaks + room.breaks)
        return room.go_on_without(at, due_at)

    def closings(self) -> Closings:
        """``closes_at`` of every room that has the question."""
        return {
            room.id: self.closes_at(room)
            for room in self.rooms.values()
            if room.delivered_at is not None
        }

    def response(self, room: Room, received_at: datetime) -> timedelta:
        """Time from the delivery to that room to an answer; an answer may precede our note of it.

        Raises:
            ValueError: if the question has not reached the room.
        """
        if room.delivered_at is None:
            raise ValueError(f"room {room.id} has no question")
        return time_run(room.delivered_at, received_at, self.breaks + room.all_breaks)

    def is_over(self, room: Room, now: datetime) -> bool:
        """Whether nothing more is to be expected of the room for this question."""
        if room.trouble is not None or room.state is RoomState.POSTED:
            return False
        if room.state is not RoomState.OPEN:
            return True
        closes_at = self.closes_at(room)
        return closes_at is not None and now >= closes_at
