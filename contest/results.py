"""The result of a round that somebody signs: its states, its canonical form, what changed and why.

A version of a result is frozen once and never changes; a correction is a new version (invariant 8).
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from contest.model import AttemptId, Audience, PersonId, RoundId, UnitId, check_aware
from contest.ranking import Truth

FORM = "hoithi-result-1"
"""Name of the canonical form; another form gets another name."""
MICROSECOND = timedelta(microseconds=1)


class ResultState(StrEnum):
    """How far a version of a result has come (domain.md 2.4)."""

    PROVISIONAL = "provisional"
    VERIFIED = "verified"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class ResultMove(StrEnum):
    """What can happen to a version of a result."""

    VERIFY = "verify"
    APPROVE = "approve"
    PUBLISH = "publish"
    REPLACE = "replace"
    """A newer version takes its place: of one not published as soon as it is frozen, of the
    published one once the newer is published."""


TRANSITIONS: Mapping[tuple[ResultState, ResultMove], ResultState] = {
    (ResultState.PROVISIONAL, ResultMove.VERIFY): ResultState.VERIFIED,
    (ResultState.VERIFIED, ResultMove.APPROVE): ResultState.APPROVED,
    (ResultState.APPROVED, ResultMove.PUBLISH): ResultState.PUBLISHED,
    (ResultState.PROVISIONAL, ResultMove.REPLACE): ResultState.SUPERSEDED,
    (ResultState.VERIFIED, ResultMove.REPLACE): ResultState.SUPERSEDED,
    (ResultState.APPROVED, ResultMove.REPLACE): ResultState.SUPERSEDED,
    (ResultState.PUBLISHED, ResultMove.REPLACE): ResultState.SUPERSEDED,
}


class IllegalStepError(Exception):
    """The version cannot make that step from the state it is in; nothing was changed."""


def moved(state: ResultState, move: ResultMove) -> ResultState:
    """The state after a step.

    Raises:
        IllegalStepError: if the table has no such step.
    """
    try:
        return TRANSITIONS[state, move]
    except KeyError:
        raise IllegalStepError(f"{move.value} from {state.value}") from None


def next_move(state: ResultState) -> ResultMove | None:
    """The step that people can take next; None once the version is published or superseded."""
    steps = (move for each, move in TRANSITIONS if each is state)
    return next((move for move in steps if move is not ResultMove.REPLACE), None)


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One person in one version of a result, as everything was when it was frozen.

    Attributes:
        place: from 1 without gaps; those who are equal share ``rank`` but not ``place``.
        full_name: None once the person has had their data erased; not in the canonical form.
        unit_name: with its parent where the name alone is not clear; not in the canonical form.
        distance: between prediction and truth; None if there was no prediction.
    """

    place: int
    rank: int
    group_rank: int
    person: PersonId
    attempt: AttemptId
    full_name: str | None = field(repr=False)
    audience: Audience
    unit: UnitId
    unit_code: str
    unit_name: str
    score: int = field(repr=False)
    time_used: timedelta
    submitted_at: datetime
    distance: int | None = None

    def __post_init__(self) -> None:
        check_aware(self.submitted_at)


class Fingerprint:
    """SHA-256 over the canonical form of a result, fed line by line.

    The form is UTF-8 text, every line ended by LF, fields parted by one TAB. First a heading: the
    name of the form, round, rules version, number of people, and for each prize group in the
    alphabet's order ``group=truth``. Then one line for each person in the order of (rank, person):
    rank, rank in the prize group, person, attempt, prize group, code of the unit, score, time used
    in microseconds, distance (empty without a prediction), instant of submission in UTC as
    ``2023-11-07T03:02:11.000000Z``. Numbers are decimal. No field can hold TAB or LF but the code
    of a unit, in which they and the backslash are written as backslash, ``t``, ``n``, ``\\\\``; it
    is in Unicode form C.

    Names are not in it: somebody may have theirs erased or corrected (domain.md 5), and that must
    not make a signed result look forged.

    Raises:
        ValueError: if lines come out of order, or not as many as announced.
    """

    def __init__(
        self, round_id: RoundId, rules_version: str, participants: int, truth: Truth | None
    ) -> None:
        groups = [f"{group.value}={truth[group]}" for group in sorted(truth)] if truth else []
        heading = [FORM, str(round_id), rules_version, str(participants), *groups]
        self._digest = hashlib.sha256(_line(heading))
        self._expected = participants
        self._count = 0
        self._last = (0, 0)

    def add(self, lines: Iterable[ResultLine]) -> None:
        """Take the lines that follow, best first."""
        for each in lines:
            if (each.rank, each.person) <= self._last:
                raise ValueError("lines of a result out of order")
            self._last = (each.rank, each.person)
            self._count += 1
            self._digest.update(canonical_line(each))

    @property
    def value(self) -> str:
        """64 hexadecimal digits."""
        if self._count != self._expected:
            raise ValueError(f"{self._count} lines of a result instead of {self._expected}")
        return self._digest.hexdigest()


def canonical_line(line: ResultLine) -> bytes:
    """One line of the canonical form."""
    distance = "" if line.distance is None else str(line.distance)
    return _line(
        [
            *map(str, (line.rank, line.group_rank, line.person, line.attempt)),
            *(line.audience.value, _escaped(line.unit_code), str(line.score)),
            *(str(line.time_used // MICROSECOND), distance, _instant(line.submitted_at)),
        ]
    )


def _line(fields: Sequence[str]) -> bytes:
    return ("\t".join(fields) + "\n").encode()


def _escaped(text: str) -> str:
    normal = unicodedata.normalize("NFC", text)
    return normal.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
