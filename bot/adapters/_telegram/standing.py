"""Which of two pollers of one bot gives way: the one that never had the bot to itself.

Telegram ends the older of two polls with a 409, so two pollers end each other's by turns and see
the same errors. What tells them apart is the past: one was polling before the other came.
"""

from datetime import datetime, timedelta

CYCLE = timedelta(seconds=25)
"""A poll that finds nothing takes this long."""
CONFLICTS = 3
"""One or two are left by a process that is just being stopped, as at a restart."""


class Standing:
    """What one poller has seen of others with the same token."""

    def __init__(self) -> None:
        self._alone_since: datetime | None = None
        self._is_established = False
        self._conflicts = 0

    def polled(self, now: datetime) -> None:
        """A poll has succeeded."""
        self._alone_since = self._alone_since or now
        self._is_established |= now - self._alone_since >= CYCLE

    def met_another(self) -> bool:
        """Another poller has ended one of our polls; returns whether we are the one to stop."""
        self._alone_since = None
        self._conflicts += 1
        return not self._is_established and self._conflicts >= CONFLICTS
