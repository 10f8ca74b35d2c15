"""What a round says of itself: noted when it happens, told when people are awake, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from contest.model import RoundId


class NoticeKind(StrEnum):
    """Of what a round tells everybody whom it concerns."""

    OPENED = "opened"
    CLOSING_SOON = "closing_soon"
    CLOSED = "closed"
    RESULTS = "results"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be told of a round.

    Attributes:
        about: the instant that it is about; a round that opens a second time has another one.
    """

    round: RoundId
    kind: NoticeKind
    about: datetime


class Notices(Protocol):
    """Notices and whether everybody has been told."""

    async def ask_for(self, notice: Notice) -> bool:
        """Note that it is to be told; False if that was noted before."""

    async def is_known(self, notice: Notice) -> bool:
        """Whether that was noted before, told or not."""

    async def untold(self) -> Sequence[Notice]:
        """What is still to be told, in the order of the instants it is about."""

    async def mark_told(self, notice: Notice, at: datetime) -> bool:
        """Note that everybody was told; False if somebody else noted it before."""
