"""Addresses on the platforms: chats and the people in them, with ids that mean nothing to us."""

from dataclasses import dataclass
from enum import StrEnum


class ChatKind(StrEnum):
    """Whether a chat has one person in it or many."""

    PRIVATE = "private"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class ChatRef:
    """Address of a chat; ids are opaque and never compared across bots."""

    platform: str
    bot: str
    chat_id: str
    kind: ChatKind = ChatKind.PRIVATE

    @property
    def key(self) -> str:
        """One text that is unique among all chats of all platforms."""
        return f"{self.platform}:{self.bot}:{self.chat_id}"


@dataclass(frozen=True, slots=True)
class UserRef:
    """A platform's name for somebody; one person may have several."""

    platform: str
    bot: str
    user_id: str

    @property
    def key(self) -> str:
        """One text that is unique among all users of all platforms."""
        return f"{self.platform}:{self.bot}:{self.user_id}"
