"""What a demonstration was asked to be, and what it says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

STALLED = timedelta(minutes=30)
"""Contest time after which a compressed round that has not ended is given up as stalled."""
STALLED_AT_LEAST = 300
"""Seconds on the wall: a slow machine is not a stalled round."""

Write = Callable[[str], None]
"""Takes one line for whoever started the demonstration."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a demonstration was asked to be.

    Attributes:
        once: without visitors, and over when everybody is done.
        live: in groups and a hall instead of private chats.
    """

    citizens: int
    speed: float
    once: bool
    port: int
    live: bool = False


class StalledError(Exception):
    """A compressed round did not come to its end; somebody is stuck."""
