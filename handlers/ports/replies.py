"""What chats were told outside of play, counted where a platform grants only so many messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.ports.addresses import ChatRef
from handlers.ports.outbox import Bot


@dataclass(frozen=True, slots=True)
class ReplyHour:
    """What one chat was told in one hour of the clock.

    Attributes:
        replies: messages; what belongs to an attempt is not among them.
        helped_at: when it was last told how things work; None if not in this hour.
        excused_at: when it was last told that the bot saves its messages.
    """

    began_at: datetime
    replies: int
    helped_at: datetime | None = None
    excused_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Saving:
    """Whether a bot had just enough messages left for its round, or fewer, at an instant."""

    is_saving: bool
    looked_at: datetime


class Replies(Protocol):
    """Counts of replies, by chat and hour; kept for two days."""

    async def of_chat(self, chat: ChatRef, now: datetime) -> Sequence[ReplyHour]:
        """The hours of today and yesterday in which a chat was told something, in order.

        Until the unit of work ends, nobody else counts replies to the chat.
        """

    async def add(self, chat: ChatRef, now: datetime, replies: int) -> None: ...

    async def note_help(self, chat: ChatRef, now: datetime) -> None: ...

    async def note_excuse(self, chat: ChatRef, now: datetime) -> None: ...

    async def saving(self, bot: Bot) -> Saving | None:
        """What was found last; None if nobody has looked yet."""

    async def note_saving(self, bot: Bot, saving: Saving) -> None: ...
