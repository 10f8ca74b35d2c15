"""How fast one bot may send, so that its platform never has to refuse, over all its processes.

A message holds a place from ``leave`` until some time after ``count``. The platform counts it
between the two, so no delay on the way lets it see more than it grants.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from handlers.ports.addresses import ChatRef
from handlers.ports.messaging import Capabilities, Lane

FIRST_PATIENT_LANE = Lane.REMINDER
"""Lanes from here on never go beyond the rate that the platform publishes."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """Chats of this process that could be sent to if the bot were allowed to send more.

    Attributes:
        replies: of the lanes for people who are waiting.
        others: of reminders and broadcasts.
    """

    replies: int
    others: int


class Limits(Protocol):
    """All limits of one bot. A chat has at most one message of a process on its way at a time."""

    def wait(self, lane: Lane, now: datetime) -> timedelta | None:
        """How long until the bot may send a message of a lane.

        None if only a message that comes back, or another process, can tell.
        """

    def leave(self, lane: Lane, now: datetime) -> None:
        """A message is about to be sent."""

    def stay(self, lane: Lane) -> None:
        """It has not been sent after all."""

    def wait_of(self, chat: ChatRef, now: datetime) -> timedelta:
        """How long until a chat may be sent to, as far as this process knows by itself."""

    async def admit(self, chat: ChatRef, now: datetime) -> timedelta:
        """Take a chat's turn, which ``count`` ends; if the wait is not zero, it was not taken."""

    def count(self, chat: ChatRef, lane: Lane, now: datetime) -> None:
        """What became of a message is known: by now the platform has counted it."""

    def refused(self, chat: ChatRef, now: datetime, until: datetime) -> bool:
        """The platform has asked for a pause until then; tells whether all chats now pause."""

    def pause(self, now: datetime) -> timedelta:
        """What is left of a pause of the whole bot."""

    @property
    def reply_rate(self) -> float | None:
        """Replies a second that this process may send now; None without a limit."""

    async def run(self, backlog: Callable[[], Backlog], changed: Callable[[], None]) -> None:
        """Learn how much may be sent, and share it with other processes, until cancelled.

        Args:
            changed: called when more may be sent than ``wait`` has said.
        """


LimitsOf = Callable[[str, str, Capabilities], Limits]
"""Makes the limits of a bot: its platform, its name, what it can do."""
