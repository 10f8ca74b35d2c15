"""What use cases ask of results: frozen versions of a round, and the steps they take.

The values of one person's line are ``contest.results.ResultLine``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from contest.model import Audience, OptionIndex, PersonId, QuestionId, RoundId
from contest.results import ResultLine, ResultMove, ResultState


@dataclass(frozen=True, slots=True)
class Step:
    """A step that a version has taken.

    Attributes:
        by: key of the user who took it, as ``role list`` shows it.
    """

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CorrectedKey:
    """The key that counts in a round for a question that had been asked with another one.

    Attributes:
        asked: the version of the question that people have answered.
        by: the newer version whose key it is.
        version: of the question ``by``.
        option: the right one, as an index into the options of ``asked``.
    """

    asked: QuestionId
    by: QuestionId
    code: str
    version: int
    option: OptionIndex = field(repr=False)


@dataclass(frozen=True, slots=True)
class ResultVersion:
    """A version of the result of a round; it and its lines never change, but for ``state``.

    Attributes:
        version: from 1 without gaps.
        made: when and by whom it was frozen.
        reason: why there is a new version; empty for the first.
        truth: as in ``Board``.
        fingerprint: SHA-256 of the canonical form, 64 hexadecimal digits.
        corrections: number of the last correction that is in it; 0 if there is none.
        corrected_keys: with which the scores were recomputed.
        steps: taken so far; REPLACE is when it became superseded.
    """

    round: RoundId
    version: int
    state: ResultState
    made: Step
    reason: str
    participants: int
    truth: Mapping[Audience, int] | None
    rules_version: str
    fingerprint: str
    corrections: int
    corrected_keys: tuple[CorrectedKey, ...] = ()
    steps: Mapping[ResultMove, Step] = field(default_factory=dict)


class Results(Protocol):
    """Frozen results to look at, and their steps; ``ResultFreezer`` makes them."""

    async def latest(self, round_id: RoundId) -> ResultVersion | None:
        """The newest version; None before anything was frozen."""

    async def published(self, round_id: RoundId) -> ResultVersion | None:
        """The version that is published now."""

    async def find(self, round_id: RoundId, version: int) -> ResultVersion | None: ...

    async def versions(self, round_id: RoundId) -> Sequence[ResultVersion]:
        """Oldest first."""

    async def is_current(self, result: ResultVersion) -> bool:
        """Whether nothing that it was made of has changed since it was frozen."""

    async def page(self, result: ResultVersion, after: int, limit: int) -> Sequence[ResultLine]:
        """Lines in the order of their places.

        Args:
            after: how many places to pass over.
        """

    async def line_of(self, result: ResultVersion, person: PersonId) -> ResultLine | None: ...

    async def take_step(self, result: ResultVersion, move: ResultMove, step: Step) -> ResultVersion:
        """Store a step; publishing replaces the version that was published before.

        Raises:
            IllegalStepError: if the version, as it is stored now, cannot make that step.
        """


@dataclass(frozen=True, slots=True)
class WrongScore:
    """A score that does not follow from the stored draw, answers and key."""

    person: PersonId
    stored: int = field(repr=False)
    recomputed: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recount:
    """What a recomputation from the raw answers has found.

    Attributes:
        fingerprint: of the result as it follows from the raw answers.
    """

    people: int
    wrong_scores: tuple[WrongScore, ...]
    fingerprint: str


class NothingToFreezeError(Exception):
    """There is no leaderboard to freeze, or attempts have changed while it was being frozen."""


class ResultFreezer(Protocol):
    """Freezes and recomputes whole results: long work in small transactions."""

    async def freeze(self, round_id: RoundId, reason: str, made: Step) -> ResultVersion:
        """Freeze the leaderboard of a closed round as a new provisional version.

        Nobody sees anything of it before it is complete; a version that was not published yet is
        superseded by it.

        Raises:
            NothingToFreezeError: if there is no leaderboard, or it went out of date meanwhile.
        """

    async def recount(self, result: ResultVersion) -> Recount:
        """Recompute every score and the whole ranking from draws, answers and keys
        (invariant 7)."""
