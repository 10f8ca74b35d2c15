"""What a live round says in its rooms that is more than text: the question."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import NewType

from contest.model import Position

LiveRoundId = NewType("LiveRoundId", int)


@dataclass(frozen=True, slots=True)
class LiveQuestion:
    """A question of a live round as everybody in a room is to see it.

    Attributes:
        of: how many questions the round has.
        options: in the order of the bank, which is that of all rooms; at most ten.
        limit: time to answer from the delivery to the room on, without pauses.
        as_poll: whether it is to be a poll of the platform's own, where that has polls.
        may_change: whether an answer can be changed until the deadline.
        answered: for an edit: how many people have answered by now.
        replaces: platform's id of the message that holds the question; this is nothing but an edit
            of it, and never sent as a message of its own.
        is_closed: for an edit: nobody can answer any more, and the key is out.
    """

    live_round: LiveRoundId
    position: Position
    of: int
    text: str = field(repr=False)
    options: tuple[str, ...] = field(repr=False)
    limit: timedelta
    locale: str
    as_poll: bool = False
    may_change: bool = False
    answered: int | None = None
    replaces: str | None = None
    is_closed: bool = False
