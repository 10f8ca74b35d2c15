"""The limits of each chat, as far as one process knows them by what it has sent itself."""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import TypeVar

from handlers.pacing.windows import MINUTE, NO_WAIT, Pace, Window
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.messaging import Capabilities

Rests = TypeVar("Rests", Pace, Window)


class ChatLimits:
    """The pace of every chat, and what a group takes in a minute."""

    def __init__(self, can: Capabilities) -> None:
        self._can = can
        self._paces: OrderedDict[str, Pace] = OrderedDict()
        self._groups: OrderedDict[str, Window] = OrderedDict()

    @property
    def are_any(self) -> bool:
        """Whether the platform limits chats at all."""
        can = self._can
        return (can.chat_messages_per_second or can.group_messages_per_minute) is not None

    def wait(self, chat: ChatRef, now: datetime) -> timedelta:
        """How long until a chat may be sent to."""
        wait = NO_WAIT
        if pace := self._paces.get(chat.key):
            wait = pace.wait(now)
        if group := self._groups.get(chat.key):
            wait = max(wait, group.wait(now, group_limit(self._can)) or NO_WAIT)
        return wait

    def count(self, chat: ChatRef, now: datetime) -> None:
        """The platform has counted a message to a chat."""
        if (rate := self._can.chat_messages_per_second) is not None:
            pace = self._paces.pop(chat.key, None) or Pace(rate, self._can.chat_burst)
            pace.count(now)
            self._paces[chat.key] = pace
        if self._can.group_messages_per_minute is not None and chat.kind is ChatKind.GROUP:
            group = self._groups.pop(chat.key, None) or Window(MINUTE)
            group.leave()
            group.count(now)
            self._groups[chat.key] = group
        _forget_rested(self._paces, now)
        _forget_rested(self._groups, now)


def group_limit(can: Capabilities) -> int:
    """Messages that a group takes in a minute, on a platform that limits them."""
    return max(int(can.group_messages_per_minute or 0), 1)


def _forget_rested(counted: OrderedDict[str, Rests], now: datetime) -> None:
    """Forget chats that have rested, the longest silent first, so that memory stays small."""
    while counted and next(iter(counted.values())).has_rested(now):
        counted.popitem(last=False)
