"""How fast one bot may send, so that its platform never has to refuse: values, with now handed in.

A platform counts a message somewhere between our sending it and our hearing of it. Everything here
counts from the later of the two, so no delay on the way lets the platform see more than it grants.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import TypeVar

from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.messaging import Capabilities

NO_WAIT = timedelta(0)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)

FLOOD_CHATS = 3
"""Refusals in so many chats within a second are taken for a limit of the whole bot."""
LONGEST_PAUSE = timedelta(seconds=30)
"""Of the whole bot; then the next few messages find out whether the platform still refuses."""


class Window:
    """At most so many messages in any stretch of a given length."""

    def __init__(self, most: int, length: timedelta) -> None:
        self._most = most
        self._length = length
        self._on_their_way = 0
        self._free_at: deque[datetime] = deque()

    def wait(self, now: datetime) -> timedelta | None:
        """How long until one more may leave; None if only a message that comes back can tell."""
        while self._free_at and self._free_at[0] <= now:
            self._free_at.popleft()
        if self._on_their_way + len(self._free_at) < self._most:
            return NO_WAIT
        return self._free_at[0] - now if self._free_at else None

    def leave(self) -> None:
        """One more is on its way."""
        self._on_their_way += 1

    def stay(self) -> None:
        """What was said to leave has not left."""
        self._on_their_way -= 1

    def count(self, now: datetime) -> None:
        """The platform has counted one that was on its way."""
        self._on_their_way -= 1
        self._free_at.append(now + self._length)

    def has_rested(self, now: datetime) -> bool:
        """Whether nothing that was counted matters any more."""
        return not self._on_their_way and (not self._free_at or self._free_at[-1] <= now)


class Pace:
    """A pace in the long run, with a burst after rest (generic cell rate algorithm)."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._interval = SECOND / per_second
        self._ahead = self._interval * (burst - 1)
        self._due_at: datetime | None = None

    def wait(self, now: datetime) -> timedelta:
        """How long until one more may leave."""
        return NO_WAIT if self._due_at is None else max(self._due_at - self._ahead - now, NO_WAIT)

    def count(self, now: datetime) -> None:
        """The platform has counted one."""
        self._due_at = max(self._due_at or now, now) + self._interval

    def has_rested(self, now: datetime) -> bool:
        """Whether nothing that was counted matters any more."""
        return self._due_at is None or self._due_at <= now


Rests = TypeVar("Rests", Pace, Window)


class Limits:
    """All limits of one bot. A chat has at most one message on its way at a time."""

    def __init__(self, can: Capabilities) -> None:
        self._can = can
        rate = can.messages_per_second
        self._overall = None if rate is None else Window(max(int(rate), 1), SECOND)
        self._paces: OrderedDict[str, Pace] = OrderedDict()
        self._groups: OrderedDict[str, Window] = OrderedDict()
        self._refusals: deque[tuple[datetime, str]] = deque()
        self._paused_until: datetime | None = None

    def wait(self, now: datetime) -> timedelta | None:
        """How long until the bot may send; None if only a message that comes back can tell."""
        if self._paused_until is not None and self._paused_until > now:
            return self._paused_until - now
        return NO_WAIT if self._overall is None else self._overall.wait(now)

    def wait_of(self, chat: ChatRef, now: datetime) -> timedelta:
        """How long until a chat may be sent to."""
        wait = NO_WAIT
        if pace := self._paces.get(chat.key):
            wait = pace.wait(now)
        if group := self._groups.get(chat.key):
            wait = max(wait, group.wait(now) or NO_WAIT)
        return wait

    def leave(self) -> None:
        """A message is about to be sent."""
        if self._overall is not None:
            self._overall.leave()

    def stay(self) -> None:
        """It has not been sent after all."""
        if self._overall is not None:
            self._overall.stay()

    def count(self, chat: ChatRef, now: datetime) -> None:
        """What became of a message is known: by now the platform has counted it."""
        if self._overall is not None:
            self._overall.count(now)
        if (rate := self._can.chat_messages_per_second) is not None:
            pace = self._paces.pop(chat.key, None) or Pace(rate, self._can.chat_burst)
            pace.count(now)
            self._paces[chat.key] = pace
        per_minute = self._can.group_messages_per_minute
        if per_minute is not None and chat.kind is ChatKind.GROUP:
            group = self._groups.pop(chat.key, None) or Window(max(int(per_minute), 1), MINUTE)
            group.leave()
            group.count(now)
            self._groups[chat.key] = group
        _forget_rested(self._paces, now)
        _forget_rested(self._groups, now)

    def refused(self, chat: ChatRef, now: datetime, until: datetime) -> bool:
        """The platform has asked for a pause until then; tells whether all chats now pause."""
        self._refusals.append((now, chat.key))
        while self._refusals[0][0] <= now - SECOND:
            self._refusals.popleft()
        if len({key for _, key in self._refusals}) < FLOOD_CHATS:
            return False
        self._refusals.clear()
        self._paused_until = min(until, now + LONGEST_PAUSE)
        return True


def _forget_rested(counted: OrderedDict[str, Rests], now: datetime) -> None:
    """Forget chats that have rested, the longest silent first, so that memory stays small."""
    while counted and next(iter(counted.values())).has_rested(now):
        counted.popitem(last=False)
