"""What a round costs on a platform that grants so many messages a month: arithmetic, no I/O."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from contest.rules import RoundRules

OPENING = 1
CLOSING = 1
"""Announcements to each person: that a round has opened, and to those who played that it closed."""

LIVE_FRAME = 2
LIVE_QUESTION = 2


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people of one bot in one round.

    Attributes:
        registered: people whom the bot can write to.
        begun: of these, who have begun an attempt, on whatever platform.
        running: attempts that run in chats of the bot.
        positions: sum of the places at which those attempts are.
    """

    registered: int
    begun: int = 0
    running: int = 0
    positions: int = 0


@dataclass(frozen=True, slots=True)
class Budget:
    """The messages of one bot in one month, and what a round still asks of them.

    Attributes:
        spent: sent, or waiting to be sent.
        reserved: what attempts that are running need to come to their end.
        needed: what everybody else needs who may take part, and the announcements.
    """

    granted: int
    spent: int
    reserved: int = 0
    needed: int = 0

    @property
    def left(self) -> int:
        return max(self.granted - self.spent, 0)

    @property
    def asked(self) -> int:
        """What the round still asks for."""
        return self.reserved + self.needed

    @property
    def lasts(self) -> bool:
        """Whether everybody can play to the end."""
        return self.asked <= self.left

    def allows(self, messages: int) -> bool:
        """Whether so many more can be sent and every running attempt still comes to its end."""
        return messages <= self.left - self.reserved


def month_start(now: datetime, zone: tzinfo) -> datetime:
    """Midnight in that zone on the first day of the month."""
    return now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def next_month_start(now: datetime, zone: tzinfo) -> datetime:
    """Midnight in that zone on the first day of the month after."""
    return month_start(month_start(now, zone) + timedelta(days=32), zone)


def attempt_messages(rules: RoundRules) -> int:
    """Messages to one person for one attempt in a private chat.

    The briefing, one for every place (it holds what became of the place before), and the end.
    """
    return 1 + attempt_messages_from(rules, 0)


def attempt_messages_from(rules: RoundRules, position: int) -> int:
    """Messages that still follow in an attempt whose place ``position`` has been shown."""
    return rules.last_position - position + 1


def round_messages(rules: RoundRules, crowd: Crowd, *, is_open: bool) -> int:
    """Messages that a round still asks for, without those of attempts that are running.

    Args:
        is_open: whether its opening has been announced.
    """
    attempts = attempt_messages(rules) * rules.attempts_allowed
    to_come = crowd.registered - crowd.begun
    announcements = 0 if is_open else OPENING * crowd.registered
    return to_come * attempts + CLOSING * crowd.registered + announcements


def reserve(rules: RoundRules, crowd: Crowd) -> int:
    """Messages that the running attempts need to come to their end."""
    return crowd.running * attempt_messages_from(rules, 0) - crowd.positions


def live_room_messages(questions: int) -> int:
    """Messages to one room of a live round: the call, the end, and for every question itself and
    its key with the standing; counters are edits."""
    return LIVE_FRAME + LIVE_QUESTION * questions


def group_round_messages(people: int, questions: int) -> int:
    """What a live round in one group costs where answers count too: 20 people, 15 questions: 332.

    Everybody answers everything (zalo-api.md A9; whether answers count is disputed).
    """
    return live_room_messages(questions) + people * questions
