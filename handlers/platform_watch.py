"""Whether the platform of one bot takes anything, seen from the calls that are made anyway."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from handlers.ports.messaging import AdapterMisconfigured, MessagingError, TemporaryFailure
from handlers.ports.timing import Clock

PATIENCE = timedelta(seconds=5)
"""No call has succeeded for so long, while one was under way or tried again: the platform is down.
"""
FORGOTTEN = 12
"""Times the patience: a failure so long ago, with nothing tried since, is no part of a silence."""


class PlatformWatch:
    """Watches the calls of one bot. A refusal is a success here: somebody has answered.

    Attributes:
        succeeded_at: when a call succeeded last.
    """

    def __init__(self, clock: Clock, patience: timedelta = PATIENCE) -> None:
        self._clock = clock
        self._patience = patience
        self._forgotten = FORGOTTEN * patience
        self._under_way = 0
        self._under_way_since: datetime | None = None
        self._silent_since: datetime | None = None
        self._failed_at: datetime | None = None
        self.succeeded_at: datetime | None = None

    @contextmanager
    def call(self) -> Iterator[None]:
        """Watch one call; passes on what it raises."""
        self._begin(self._clock.now())
        try:
            yield
        except (TemporaryFailure, AdapterMisconfigured):
            self._failed_at = self._clock.now()
            raise
        except MessagingError:
            self._succeed(self._clock.now())
            raise
        else:
            self._succeed(self._clock.now())
        finally:
            self._under_way -= 1
            if not self._under_way and self._failed_at is None:
                # Broken off by ourselves: that says nothing about the platform.
                self._silent_since = None

    def down_since(self, now: datetime) -> datetime | None:
        """Since when the platform has taken nothing; None if it is not down."""
        since, failed_at = self._silent_since, self._failed_at
        if since is None:
            return None
        has_failed = failed_at is not None and failed_at - since >= self._patience
        return since if has_failed or self._hangs(now) else None

    def _hangs(self, now: datetime) -> bool:
        since = self._under_way_since
        return bool(self._under_way) and since is not None and now - since >= self._patience

    def _begin(self, now: datetime) -> None:
        if not self._under_way:
            self._under_way_since = now
            is_forgotten = self._failed_at is None or now - self._failed_at >= self._forgotten
            if self._silent_since is None or is_forgotten:
                self._silent_since, self._failed_at = now, None
        self._under_way += 1

    def _succeed(self, now: datetime) -> None:
        self.succeeded_at = now
        self._failed_at = None
        # Of others that are under way nothing is known since then.
        self._under_way_since = now
        self._silent_since = now if self._under_way > 1 else None
