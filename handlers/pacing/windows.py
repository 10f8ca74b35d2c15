"""Two ways of counting what was sent: by a stretch of time, and by an even pace."""

from collections import deque
from datetime import datetime, timedelta

NO_WAIT = timedelta(0)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class Window:
    """Messages on their way, and those counted in the last stretch of a given length."""

    def __init__(self, length: timedelta) -> None:
        self._length = length
        self._on_their_way = 0
        self._free_at: deque[datetime] = deque()

    def wait(self, now: datetime, most: int) -> timedelta | None:
        """How long until one more makes no more than ``most``.

        None if only a message that comes back can tell.
        """
        too_many = self.occupied(now) - most
        if too_many < 0:
            return NO_WAIT
        return self._free_at[too_many] - now if too_many < len(self._free_at) else None

    def occupied(self, now: datetime) -> int:
        """Places that are taken."""
        while self._free_at and self._free_at[0] <= now:
            self._free_at.popleft()
        return self._on_their_way + len(self._free_at)

    def counted(self, now: datetime) -> int:
        """What the platform has counted."""
        return self.occupied(now) - self._on_their_way

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
        return not self.occupied(now)


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

    def stay(self) -> None:
        """What was counted last has not left."""
        if self._due_at is not None:
            self._due_at -= self._interval

    def has_rested(self, now: datetime) -> bool:
        """Whether nothing that was counted matters any more."""
        return self._due_at is None or self._due_at <= now
