"""What the secretary should look at before a result is verified: signals, never verdicts.

Nothing is ever made void by these rules (domain.md 2.4): a person looks, decides and says why.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby

from contest.model import AttemptId, OptionIndex, PersonId, QuestionId, UnitId, check_aware


class SignalKind(StrEnum):
    """What is unusual."""

    TOO_FAST = "too_fast"
    EQUAL_ANSWERS = "equal_answers"
    SAME_PHONE = "same_phone"


class Decision(StrEnum):
    """What the secretary has made of a signal."""

    KEPT = "kept"
    """Looked into; the attempts stand."""
    DISQUALIFIED = "disqualified"
    DISMISSED = "dismissed"
    """Means nothing here, such as one phone shared by a family."""


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """From when on something is unusual.

    Attributes:
        least_per_question: full marks in less than this for each question are too fast; questions
            have to be read (domain.md 2.4 names 2 seconds).
        equal_wrong_within: how near in time two attempts of one unit end whose answers are equal,
            wrong ones among them: the stronger sign.
        equal_right_within: the same where all answers are right, which honest people also have.
    """

    least_per_question: timedelta = timedelta(seconds=2)
    equal_wrong_within: timedelta = timedelta(hours=1)
    equal_right_within: timedelta = timedelta(minutes=1)


DEFAULT_REVIEW = ReviewRules()


@dataclass(frozen=True, slots=True)
class Played:
    """A counted attempt, as far as signals need it.

    Attributes:
        answers: what was chosen for each question, in the order of the questions' ids.
        wrong: how many of them are wrong.
    """

    person: PersonId
    attempt: AttemptId
    unit: UnitId
    ended_at: datetime
    answers: tuple[tuple[QuestionId, OptionIndex | None], ...] = field(repr=False)
    wrong: int = field(repr=False)

    def __post_init__(self) -> None:
        check_aware(self.ended_at)


@dataclass(frozen=True, slots=True)
class Signal:
    """Something to look at.

    Attributes:
        key: the same whenever the same signal is found, for notes about it; without ``:``.
        people: whom it is about, in the order of their ids.
        attempts: theirs, in the same order; none for a phone.
        time_used: of an attempt that was too fast.
        wrong: equal wrong answers; the more, the stronger the sign.
    """

    kind: SignalKind
    key: str
    people: tuple[PersonId, ...]
    attempts: tuple[AttemptId, ...] = ()
    time_used: timedelta | None = None
    wrong: int = field(default=0, repr=False)


def is_too_fast(time_used: timedelta, questions: int, rules: ReviewRules) -> bool:
    """Whether nobody can have read that many questions in that time."""
    return time_used < questions * rules.least_per_question


def too_fast(person: PersonId, attempt: AttemptId, time_used: timedelta) -> Signal:
    """The signal of an attempt with everything right that ``is_too_fast``."""
    key = f"{SignalKind.TOO_FAST.value}-{attempt}"
    return Signal(SignalKind.TOO_FAST, key, (person,), (attempt,), time_used)


def same_phone(people: Iterable[PersonId]) -> Signal:
    """The signal of people who have registered with one phone."""
    ids = tuple(sorted(people))
    return Signal(SignalKind.SAME_PHONE, _key(SignalKind.SAME_PHONE, ids), ids)


def equal_answers(played: Iterable[Played], rules: ReviewRules) -> Sequence[Signal]:
    """Groups within one unit with the same answers to the same questions, near in time.

    Whoever ends within the limit of somebody else of a group belongs to it. Attempts without any
    answer are no sign.
    """
    suspects = [each for each in played if any(option is not None for _, option in each.answers)]
    suspects.sort(key=_likeness)
    signals = []
    for _, alike in groupby(suspects, _likeness):
        for group in _near_in_time(sorted(alike, key=lambda each: each.ended_at), rules):
            if len(group) > 1:
                signals.append(_equal(group))
    return sorted(signals, key=lambda signal: (-signal.wrong, signal.people))


def _likeness(played: Played) -> tuple[object, ...]:
    answers = [(question, -1 if option is None else option) for question, option in played.answers]
    return played.unit, answers


def _near_in_time(alike: Sequence[Played], rules: ReviewRules) -> Iterator[Sequence[Played]]:
    """Runs of attempts, each of which ended soon after the one before."""
    run: list[Played] = []
    for each in alike:
        limit = rules.equal_wrong_within if each.wrong else rules.equal_right_within
        if run and each.ended_at - run[-1].ended_at > limit:
            yield run
            run = []
        run.append(each)
    yield run


def _equal(group: Sequence[Played]) -> Signal:
    ordered = sorted(group, key=lambda each: each.person)
    people = tuple(each.person for each in ordered)
    return Signal(
        SignalKind.EQUAL_ANSWERS,
        _key(SignalKind.EQUAL_ANSWERS, people),
        people,
        tuple(each.attempt for each in ordered),
        wrong=group[0].wrong,
    )


def _key(kind: SignalKind, people: Sequence[PersonId]) -> str:
    return "-".join([kind.value, *map(str, people)])
