"""What storage hands to the use cases: frozen values, never rows of a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from contest.attempts import Progress
from contest.letterhead import DEFAULT_LETTERHEAD, Letterhead
from contest.model import (
    AttemptId,
    Audience,
    ContestId,
    OptionIndex,
    Paper,
    PersonId,
    Position,
    QuestionId,
    RoundId,
    UnitId,
)
from contest.quotas import DEFAULT_POLICY, Category, QuotaPolicy
from contest.reminders import DEFAULT_SCHEDULE, ReminderSchedule
from contest.rules import RoundRules, Window
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Passed
from handlers.ports.messaging import OutboundMessage


class Role(StrEnum):
    """What somebody may do beyond taking part (seed 001 V)."""

    UNIT_LIAISON = "unit_liaison"
    UNIT_LEADER = "unit_leader"
    SECRETARY = "secretary"
    ORGANISER = "organiser"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    TECHNICIAN = "technician"


OF_UNITS = frozenset({Role.UNIT_LIAISON, Role.UNIT_LEADER})
"""Roles that somebody holds for a unit, and with it for all units below."""


@dataclass(frozen=True, slots=True)
class Person:
    """A registered contestant."""

    id: PersonId
    full_name: str = field(repr=False)
    birth_date: date = field(repr=False)
    unit: UnitId
    audience: Audience
    locale: str
    phone_masked: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ProtectedPhone:
    """A phone number that can be recognised and hinted at, but not read."""

    digest: str = field(repr=False)
    masked: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What registration has collected, with proof of the consent it rests on."""

    full_name: str = field(repr=False)
    birth_date: date = field(repr=False)
    unit: UnitId
    audience: Audience
    locale: str
    notice_version: str
    consented_at: datetime
    phone: ProtectedPhone | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person to tell something, and where."""

    person: PersonId
    chat: ChatRef
    locale: str


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a user of a platform holds; a leader's is bound to a unit."""

    role: Role
    unit: UnitId | None = None


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody who holds a role, and where to write to them."""

    user_key: str
    chat: ChatRef
    grant: Grant
    locale: str


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest, the texts that name it, its rules about units, and how its papers are headed."""

    id: ContestId
    name: str
    organiser: str
    quotas: QuotaPolicy = DEFAULT_POLICY
    reminders: ReminderSchedule = DEFAULT_SCHEDULE
    letterhead: Letterhead = DEFAULT_LETTERHEAD


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a contest.

    Attributes:
        opened_at, closed_at: when the opening and closing were carried out; None until then.
            Whether answers count is decided by ``window`` alone.
    """

    id: RoundId
    contest: ContestId
    name: str
    window: Window
    rules: RoundRules
    is_rehearsal: bool = False
    opened_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One person's attempt, with everything a decision about it needs."""

    id: AttemptId
    person: PersonId
    round: Round
    unit: UnitId
    chat: ChatRef
    locale: str
    paper: Paper = field(repr=False)
    progress: Progress
    started_at: datetime
    ordinal: int = 1


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """An attempt about to begin; ``seed`` reproduces ``paper`` (domain.md 9)."""

    person: PersonId
    round: RoundId
    unit: UnitId
    chat: ChatRef
    locale: str
    seed: str
    paper: Paper = field(repr=False)
    progress: Progress
    started_at: datetime
    ordinal: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What is stored for one place of one attempt; at most one for each.

    Attributes:
        question: the version answered; None for the prediction.
        option: index in the bank; None for a skip or a prediction.
        value: the predicted number; None otherwise.
    """

    attempt: AttemptId
    position: Position
    passed: Passed
    received_at: datetime
    points: int = field(repr=False)
    question: QuestionId | None = None
    option: OptionIndex | None = field(default=None, repr=False)
    value: int | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Where somebody is in a conversation of several steps, and what was said so far."""

    step: str
    draft: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A stored outgoing message.

    Attributes:
        attempts: failed sends so far; pauses that the platform asked for do not count.
    """

    id: int
    message: OutboundMessage
    queued_at: datetime
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Strength:
    """How many people a unit has in each category, and what it has promised.

    Attributes:
        target_percent: share of all its people that the unit wants to take part; None without a
            promise (cam kết, seed 004).
    """

    unit: UnitId
    headcounts: Mapping[Category, int]
    target_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts of one unit in one round; people, never attempts (domain.md 1.5)."""

    unit: UnitId
    registered: int
    playing: int
    finished: int
    headcount: int
