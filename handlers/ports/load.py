"""How busy the way out is: what admission asks before it lets more people play."""

from datetime import datetime, timedelta
from typing import Protocol


class Load(Protocol):
    """The interactive lane of each bot of this process."""

    def delay(self, platform: str, bot: str, now: datetime) -> timedelta:
        """How long a reply queued now would wait before it is sent; none for an unknown bot."""

    def rate(self, platform: str, bot: str) -> float | None:
        """Replies a second that the bot may send now; None where nothing limits them."""
