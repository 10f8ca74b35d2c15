"""What an answer in a live round is worth, and which of a person's answers to a question counts.

Nothing here depends on the order in which answers are processed, only on when they were received.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contest.live import ENDED, LiveRound
from contest.live_rooms import Closings, Room, RoomId, RoomState
from contest.model import OptionIndex, PersonId, Position, check_aware


class Verdict(StrEnum):
    """What became of an answer."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    """The person has answered, and answers cannot be changed."""
    ELSEWHERE = "elsewhere"
    """The person plays in another room."""
    LATE = "late"
    PAUSED = "paused"
    NOT_OPEN = "not_open"
    """The question is not out in that room, or not yet."""
    ANNULLED = "annulled"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it came in.

    Attributes:
        room: where it was given; of a poll, the room that the poll was posted in.
    """

    person: PersonId
    room: RoomId
    option: OptionIndex = field(repr=False)
    received_at: datetime

    def __post_init__(self) -> None:
        check_aware(self.received_at)


@dataclass(frozen=True, slots=True)
class Given:
    """What is kept of a person's answers to one question in one room.

    Attributes:
        first_at: when the first of them was received: it decides in which room the person plays.
        received_at: when the one that counts was received.
    """

    option: OptionIndex = field(repr=False)
    first_at: datetime
    received_at: datetime


Ballot = Mapping[RoomId, Given]
"""What one person has answered to one question; hardly ever in more than one room."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on an answer, and what is to be kept of that room now; None for no change."""

    verdict: Verdict
    given: Given | None = None


def decide(
    live: LiveRound, position: Position, said: Said, ballot: Ballot, home: RoomId | None
) -> Decision:
    """Say what an answer is worth; changes nothing.

    Args:
        ballot: what the person has answered to this question so far.
        home: the room in which the person's answer to an earlier question counted last.
    """
    refusal = _refusal(live, position, said)
    if refusal is not None:
        return Decision(refusal)
    if home is not None and home != said.room and not _is_lost(live, home):
        return Decision(Verdict.ELSEWHERE)
    before = ballot.get(said.room)
    given = merged(before, said, may_change=live.rules.may_change)
    if _first_room({**ballot, said.room: given}) != said.room:
        # Kept all the same: if an earlier answer from this room comes to light, this one may count.
        return Decision(Verdict.ELSEWHERE, given)
    return Decision(Verdict.DUPLICATE) if given == before else Decision(Verdict.STORED, given)


def merged(before: Given | None, said: Said, *, may_change: bool) -> Given:
    """What is kept after one more answer, in whatever order the answers are processed.

    Where answers can be changed, the same option again counts with its later time: since when
    somebody has held to an option could be told only from all answers that were ever given, as one
    that is processed late may lie in between.
    """
    new = Given(said.option, said.received_at, said.received_at)
    if before is None:
        return new
    choose = max if may_change else min
    # Of two in the same instant neither was first; the option decides, as the order must not.
    counted = choose(before, new, key=lambda each: (each.received_at, each.option))
    first_at = min(before.first_at, new.first_at)
    return Given(counted.option, first_at, counted.received_at)


def counted_answer(closings: Closings, ballot: Ballot) -> tuple[RoomId, Given] | None:
    """The one answer of a ballot that counts: that of the room in which the person was first.

    An answer can come in before we know that its question was delivered. It counts only if the room
    turns out to have had the question, and in time.
    """
    valid = {
        room: given
        for room, given in ballot.items()
        if room in closings and _is_before(given.received_at, closings[room])
    }
    if not valid:
        return None
    room = _first_room(valid)
    return room, valid[room]


def target_of_typed(live: LiveRound, room: RoomId, received_at: datetime) -> Position:
    """The position that typed text in a room speaks to, as text names none.

    Text that came in before the question was there speaks to the one before it. Before the first
    there is none: then people have read it earlier than we know of, as an answer may come in before
    the platform has told us of the delivery.
    """
    found = live.rooms.get(room)
    is_asked = live.asked_at is not None and received_at >= live.asked_at
    if found is not None and live.position == 1 and is_asked:
        return live.position
    if found is None or found.delivered_at is None or received_at < found.delivered_at:
        return Position(live.position - 1)
    return live.position


def _refusal(live: LiveRound, position: Position, said: Said) -> Verdict | None:
    room = live.rooms.get(said.room)
    if position < live.position:
        return Verdict.LATE
    if room is None or position != live.position or position < 1:
        return Verdict.NOT_OPEN
    if live.is_annulled:
        return Verdict.ANNULLED
    if live.state in ENDED:
        return Verdict.LATE
    return _refusal_by_time(live, room, said.received_at)


def _refusal_by_time(live: LiveRound, room: Room, received_at: datetime) -> Verdict | None:
    if room.delivered_at is None and room.state is not RoomState.POSTED:
        return Verdict.NOT_OPEN
    closes_at = live.clock.closes_at(room)
    if not _is_before(received_at, closes_at):
        return Verdict.LATE
    is_pause = any(each.is_pause and each.contains(received_at) for each in live.breaks)
    return Verdict.PAUSED if is_pause else None


def _is_lost(live: LiveRound, room: RoomId) -> bool:
    found = live.rooms.get(room)
    return found is None or found.state is RoomState.LOST


def _is_before(instant: datetime, closes_at: datetime | None) -> bool:
    return closes_at is None or instant < closes_at


def _first_room(ballot: Ballot) -> RoomId:
    return min(ballot, key=lambda room: (ballot[room].first_at, room))
