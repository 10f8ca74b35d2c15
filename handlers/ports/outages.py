"""Time during which the whole system was down, and giving it back (invariant 4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from contest.model import AttemptId, Position
from handlers.ports.addresses import ChatRef
from handlers.ports.messaging import OutboundMessage


@dataclass(frozen=True, slots=True)
class MovedDeadline:
    """An open question that has a new deadline, and where to tell its owner so."""

    attempt: AttemptId
    position: Position
    old: datetime
    new: datetime
    chat: ChatRef
    locale: str


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which no process was alive, and the deadlines moved because of it.

    Attributes:
        posts: what the rooms of live rounds are to be told.
    """

    down_from: datetime
    up_at: datetime
    moved: tuple[MovedDeadline, ...]
    posts: tuple[OutboundMessage, ...] = ()


class Heartbeat(Protocol):
    """Tells how long the whole system was down; any process alive keeps it beating."""

    async def beat(self, now: datetime) -> None:
        """Note that the system is alive."""

    async def repair(self, now: datetime, threshold: timedelta) -> Outage | None:
        """Give back the time of an outage, once, whoever of several processes asks first.

        Args:
            threshold: a silence at least this long is an outage.

        Returns:
            None if there was no outage or another process has repaired it.
        """
