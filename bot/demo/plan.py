"""What a demonstration was asked to be, and what it says."""

from collections.abc import Callable
from dataclasses import dataclass

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
