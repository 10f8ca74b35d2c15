"""Whether a platform's refusals are about a chat, or about the bot as a whole."""

from collections import deque
from datetime import datetime

from handlers.pacing.windows import SECOND
from handlers.ports.addresses import ChatRef

FLOOD_CHATS = 3
"""Refusals in so many chats within a second may be about the whole bot."""
FLOOD_SHARE = 0.2
"""They are, if no smaller part of what was sent in that second was refused."""


class Refusals:
    """What was refused within the last second."""

    def __init__(self) -> None:
        self._recent: deque[tuple[datetime, str]] = deque()

    def add(self, chat: ChatRef, now: datetime, sent: int) -> bool:
        """Note one; tells whether it is taken for a limit of the whole bot.

        Args:
            sent: messages of the last second, this one among them.
        """
        self._recent.append((now, chat.key))
        while self._recent[0][0] <= now - SECOND:
            self._recent.popleft()
        if len({key for _, key in self._recent}) < FLOOD_CHATS:
            return False
        if len(self._recent) < FLOOD_SHARE * sent:
            return False
        self._recent.clear()
        return True
