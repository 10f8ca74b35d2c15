"""What a bot has used up of its plan, as it is read from what was stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contest.budgets import Crowd
from contest.model import RoundId
from handlers.ports.outbox import Bot


@dataclass(frozen=True, slots=True)
class Usage:
    """What one bot has used up.

    Attributes:
        sent: messages that the platform has taken.
        waiting: messages that are queued, but for those to people who cannot be reached.
        held: of these, those that the platform has put off for longer than a flood would take.
        users: people whose private chat is known, and strangers who were answered of late.
        groups: groups that are bound to a unit.
    """

    sent: int
    waiting: int
    held: int
    users: int
    groups: int


class Budgets(Protocol):
    """Counts for bots whose platform grants only so much."""

    async def usage(self, bot: Bot, since: datetime, now: datetime) -> Usage:
        """What a bot has used up.

        Args:
            since: from when messages count; older ones than are kept cannot be counted.
        """

    async def crowd(self, bot: Bot, round_id: RoundId) -> Crowd:
        """The bot's people, and how far they are in a round."""
