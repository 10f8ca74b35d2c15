"""How long to wait after failures that follow one another: 1, 2, 4 … 60 s, each a little longer."""

import random
from datetime import timedelta

from handlers.ports.messaging import AdapterMisconfigured, MessagingError, RateLimited

FIRST = timedelta(seconds=1)
LONGEST = timedelta(seconds=60)
JITTER = 0.25
"""Up to so much of a pause is added, so that replicas do not come back in step."""


class Ladder:
    """The pauses of one thing that is tried again and again."""

    def __init__(self) -> None:
        self._failures = 0

    def climb(self) -> timedelta:
        """The pause after one more failure."""
        pause = min(FIRST * (1 << min(self._failures, 10)), LONGEST)
        self._failures += 1
        return pause * (1 + JITTER * random.random())  # noqa: S311 - guards nothing

    def pause_after(self, error: MessagingError) -> timedelta:
        """The pause after a call that failed: what the platform asks for, or one more step."""
        match error:
            case RateLimited(retry_after=asked):
                return asked
            case AdapterMisconfigured():
                return LONGEST
            case _:
                return self.climb()

    def reset(self) -> None:
        """It has worked."""
        self._failures = 0
