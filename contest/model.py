"""Frozen values that every layer shares: ids, questions, the paper drawn for one attempt.

Nothing here reads a clock, draws a random number or knows a database or a platform.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

ContestId = NewType("ContestId", int)
RoundId = NewType("RoundId", int)
QuestionId = NewType("QuestionId", int)
"""One *version* of a question; a corrected question gets a new id and keeps its code."""
UnitId = NewType("UnitId", int)
PersonId = NewType("PersonId", int)
AttemptId = NewType("AttemptId", int)

Topic = NewType("Topic", str)
Level = NewType("Level", str)
"""Unit level as data (``SO``, ``HUYEN``, ``XA`` …): levels changed by law in July 2025."""
Position = NewType("Position", int)
"""Place in an attempt, from 1."""
OptionIndex = NewType("OptionIndex", int)
"""Option as written in the question bank, from 0; never the place it was shown in."""

OPTION_LETTERS = "ABCDEFGHIJ"
"""Letters an option can be shown under; no contest found has more than ten (domain.md 2.1)."""


class Audience(StrEnum):
    """Prize group a contestant belongs to (domain.md 2.2)."""

    OFFICIALS = "officials"
    CITIZENS = "citizens"


class NaiveInstantError(ValueError):
    """An instant without a time zone was given; only aware instants are allowed."""


def check_aware(instant: datetime) -> datetime:
    """Return the instant unchanged if it knows its time zone.

    Raises:
        NaiveInstantError: if it does not.
    """
    if instant.tzinfo is None:
        raise NaiveInstantError(f"{instant.isoformat()} has no time zone")
    return instant


@dataclass(frozen=True, slots=True)
class Question:
    """One version of a question with its key; options are in the order of the bank.

    The key never leaves the system before its owner's question is closed (invariant 11),
    so ``correct`` stays out of the repr.
    """

    id: QuestionId
    topic: Topic
    text: str
    options: tuple[str, ...]
    correct: OptionIndex
    explanation: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def __repr__(self) -> str:
        return f"Question(id={self.id}, topic={self.topic!r}, options={len(self.options)})"

    def is_valid_on(self, day: date) -> bool:
        """Whether the question is true on that day; both ends are inclusive."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class DrawnQuestion:
    """A question in the place and option order in which one person sees it.

    Attributes:
        order: for each shown place from 0, the option's index in the bank; a permutation.
    """

    question: QuestionId
    order: tuple[OptionIndex, ...]

    def option_at(self, shown_place: int) -> OptionIndex | None:
        """The bank's option behind a shown place from 0, or None if there is no such place."""
        return self.order[shown_place] if 0 <= shown_place < len(self.order) else None

    def shown_place(self, option: OptionIndex) -> int:
        """The place from 0 at which an option of the bank is shown."""
        return self.order.index(option)


Paper = tuple[DrawnQuestion, ...]
"""The questions of one attempt in the order they are asked; no question twice."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the province for the days in which it exists under this code and name."""

    id: UnitId
    code: str
    name: str
    level: Level
    parent: UnitId | None
    valid_from: date | None = None
    valid_to: date | None = None

    def exists_on(self, day: date) -> bool:
        """Whether the unit exists on that day; both ends are inclusive."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )
