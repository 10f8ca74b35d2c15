"""What a host can order in a live round, and what becomes of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contest.live_rooms import RoomId
from contest.model import Position
from handlers.ports.live_records import HostedRound


class OrderKind(StrEnum):
    """What a host can order."""

    START = "start"
    """Ask the first question now."""
    MOVE = "move"
    """Give a round that has not begun another start."""
    PAUSE = "pause"
    RESUME = "resume"
    NEXT = "next"
    """Ask the next question now; after the last one the round is finished."""
    SKIP = "skip"
    STOP = "stop"
    CANCEL = "cancel"
    GO_ON_WITHOUT = "go_on_without"
    WAIT = "wait"
    """Leave the question open for a room in trouble; if its platform refused it, try once more."""


@dataclass(frozen=True, slots=True)
class HostOrder:
    """What the host wants.

    Attributes:
        by: who it is, for the audit: ``user:<key>`` or the name of an account of this machine.
        position: that the host was looking at; of another one nothing is done. None for any.
        rooms: in trouble, for GO_ON_WITHOUT and WAIT; none named means all that are.
        starts_at: for MOVE.
    """

    kind: OrderKind
    by: str
    position: Position | None = None
    rooms: tuple[RoomId, ...] = ()
    starts_at: datetime | None = None


class HostResult(StrEnum):
    """What became of an order."""

    DONE = "done"
    UNCHANGED = "unchanged"
    """There was nothing to be done, as with a room that is in no trouble any more."""
    REPEATED = "repeated"
    """An order with that key was carried out before."""
    STALE = "stale"
    """The round has gone on to another question meanwhile."""
    ILLEGAL = "illegal"
    """The round is not where this could be done."""
    NO_ROOM = "no_room"
    """The bot is in none of the rooms; nothing was asked."""
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class HostOutcome:
    """What became of an order, and the round as it is then."""

    result: HostResult
    round: HostedRound | None = None
