"""What a contest asks of bots, machines and disks before it is held: arithmetic, no I/O.

``docs/capacity.md`` derives every formula, works examples by hand and says what was measured.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from types import MappingProxyType

from contest.budgets import CLOSING, OPENING, attempt_messages
from contest.model import Topic
from contest.rules import RoundRules

CLOSING_SOON = 1
RESULTS = 1
NOTICES = OPENING + CLOSING_SOON + CLOSING + RESULTS
"""Announcements to one person at most: who ends early is not told that the round closes soon."""

REGISTRATION = 7
"""Messages of the dialogue with somebody new who follows the link of a unit and shares a phone
number, and as many that come in; counted on the emulator of Telegram."""

ENTERING = 2
"""Messages that come in before the first answer: "vào thi", then the start after the briefing."""

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)

FULL = Fraction(1, 2)
"""Part of a measured rate to plan with: the measurement had the machine for itself."""

BYTES_PER_ROW: Mapping[str, int] = MappingProxyType(
    {
        "person": 170,
        "identity": 190,
        "consent": 130,
        "attempt": 580,
        "answer": 65,
        "processed_update": 90,
        "outbox": 790,
    }
)
"""With its share of the indexes, on SQLite: 200 attempts of 15 questions, rounded up."""


class CapacityError(ValueError):
    """Not even one person can take part in such a contest on such a platform."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A round as it is planned; all counts but ``newcomers`` are 1 or more.

    Attributes:
        people: who take part, to the last one.
        questions: places of an attempt; a prediction is one of them.
        window: from opening to close.
        attempts: of each person.
        newcomers: of the people, who register in this window too.
        busiest_percent: of the people, who come within the busiest hour.
    """

    people: int
    questions: int
    window: timedelta
    attempts: int = 1
    newcomers: int = 0
    busiest_percent: int = 20


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a platform allows one bot; None where it sets no limit."""

    messages_per_second: float | None = None
    messages_per_month: int | None = None
    users: int | None = None


@dataclass(frozen=True, slots=True)
class Traffic:
    """Messages of a whole round.

    Attributes:
        around: briefings and endings of attempts.
        notices: announcements, at most.
        updates: messages and presses that come in.
        answers: of these.
    """

    questions: int
    around: int
    registration: int
    notices: int
    updates: int
    answers: int

    @property
    def playing(self) -> int:
        """Messages that people wait for."""
        return self.questions + self.around + self.registration

    @property
    def total(self) -> int:
        return self.playing + self.notices


@dataclass(frozen=True, slots=True)
class Peak:
    """What the busiest hour asks for, each second."""

    answers: Fraction
    messages: Fraction


@dataclass(frozen=True, slots=True)
class Bots:
    """How many bots are needed.

    Attributes:
        for_pace: to send everything in time.
        for_quota: so that no bot has more people than its month allows.
        people_each: whom one bot can serve in a month; None if there is no such limit.
    """

    for_pace: int
    for_quota: int
    people_each: int | None

    @property
    def needed(self) -> int:
        return max(self.for_pace, self.for_quota)


@dataclass(frozen=True, slots=True)
class Measured:
    """Answers a second, as a benchmark found them.

    Attributes:
        sqlite, postgresql: through one process, from the webhook to the next question.
        postgresql_intake: into one database, with nothing else to do.
    """

    sqlite: float
    postgresql: float
    postgresql_intake: float


@dataclass(frozen=True, slots=True)
class Installation:
    """Processes and databases; with SQLite there is one of each."""

    is_sqlite: bool
    replicas: int
    databases: int


def traffic(demand: Demand) -> Traffic:
    """What is sent and received: 20,000 people, 15 questions: 300,000 questions, 420,000 in all."""
    attempts = demand.people * demand.attempts
    questions = attempts * demand.questions
    registration = demand.newcomers * REGISTRATION
    return Traffic(
        questions=questions,
        around=attempts * _attempt(demand) - questions,
        registration=registration,
        notices=demand.people * NOTICES,
        updates=questions + attempts * ENTERING + registration,
        answers=questions,
    )


def peak(demand: Demand) -> Peak:
    """The busiest hour, or the whole window if that is shorter.

    No hour is quieter than the average, whatever share was given for the busiest.
    """
    span = min(demand.window, HOUR)
    share = max(Fraction(demand.busiest_percent, 100), Fraction(span / SECOND) / _seconds(demand))
    each_second = share / Fraction(span / SECOND)
    expected = traffic(demand)
    return Peak(expected.answers * each_second, expected.playing * each_second)


def bots(demand: Demand, allowance: Allowance) -> Bots:
    """How many bots the platform makes necessary.

    Raises:
        CapacityError: if one person costs more than a bot may send in a month.
    """
    people_each = _people_each(demand, allowance)
    for_quota = 1 if people_each is None else math.ceil(Fraction(demand.people, people_each))
    return Bots(_for_pace(demand, allowance), for_quota, people_each)


def sending_time(messages: int, allowance: Allowance, bots: int) -> timedelta | None:
    """How long so many bots send at full rate; None if the platform sets no rate."""
    if allowance.messages_per_second is None:
        return None
    seconds = messages / (Fraction(allowance.messages_per_second) * bots)
    return timedelta(seconds=math.ceil(seconds))


def carried(peak: Peak, allowance: Allowance, bots: int) -> Fraction:
    """Answers a second that get through: each asks for a message, so bots hold them back."""
    if allowance.messages_per_second is None:
        return peak.answers
    rate = Fraction(allowance.messages_per_second) * bots
    return peak.answers * min(Fraction(1), rate / peak.messages)


def installation(answers: Fraction, measured: Measured) -> Installation:
    """The smallest installation that takes so many answers a second, half of each rate unused."""
    if answers <= Fraction(measured.sqlite) * FULL:
        return Installation(is_sqlite=True, replicas=1, databases=1)
    return Installation(
        is_sqlite=False,
        replicas=math.ceil(answers / (Fraction(measured.postgresql) * FULL)),
        databases=math.ceil(answers / (Fraction(measured.postgresql_intake) * FULL)),
    )


def rows(demand: Demand) -> Mapping[str, int]:
    """Rows that a round leaves in the tables that grow, at most and before anything is purged."""
    expected, attempts = traffic(demand), demand.people * demand.attempts
    return {
        **dict.fromkeys(("person", "identity", "consent"), demand.people),
        "attempt": attempts,
        "answer": expected.answers,
        "processed_update": expected.updates,
        "outbox": expected.total,
    }


def disk_bytes(rows: Mapping[str, int]) -> int:
    """What such rows take."""
    return sum(BYTES_PER_ROW[table] * count for table, count in rows.items())


def _for_pace(demand: Demand, allowance: Allowance) -> int:
    if allowance.messages_per_second is None:
        return 1
    on_average = traffic(demand).total / _seconds(demand)
    return math.ceil(
        max(peak(demand).messages, on_average) / Fraction(allowance.messages_per_second)
    )


def _people_each(demand: Demand, allowance: Allowance) -> int | None:
    """A person who registers costs most, and nobody knows beforehand who comes to which bot."""
    limits = [] if allowance.users is None else [allowance.users]
    if allowance.messages_per_month is not None:
        registration = REGISTRATION if demand.newcomers else 0
        cost = _attempt(demand) * demand.attempts + NOTICES + registration
        limits.append(allowance.messages_per_month // cost)
    if 0 in limits:
        raise CapacityError
    return min(limits, default=None)


def _attempt(demand: Demand) -> int:
    """Messages of one attempt, as the budget of a month counts them."""
    rules = RoundRules(blueprint=((Topic("ANY"), demand.questions),), prediction=None)
    return attempt_messages(rules)


def _seconds(demand: Demand) -> Fraction:
    return Fraction(demand.window / SECOND)
