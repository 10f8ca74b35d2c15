"""Points, the score recomputed from what is stored, and which of several attempts counts.

Scoring is flat: equal points for a right answer, nothing for speed, nothing taken away for a wrong
one (domain.md 1.2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from contest.attempts import Progress, State
from contest.model import AttemptId, OptionIndex, Paper, Position, Question, QuestionId, check_aware
from contest.rules import Counting, RoundRules


class KeyMissingError(LookupError):
    """The key names no right option for a question that was asked; nothing was scored."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One of a person's attempts in a round.

    Attributes:
        ordinal: 1 for the first attempt the person began in that round, without repeats.
    """

    attempt: AttemptId
    ordinal: int
    progress: Progress


def points_for(question: Question, option: OptionIndex | None, rules: RoundRules) -> int:
    """Points for an option of the bank; a skip (None) earns none."""
    return rules.points_per_question if option == question.correct else 0


def recompute(
    paper: Paper,
    answers: Mapping[Position, OptionIndex | None],
    keys: Mapping[QuestionId, OptionIndex],
    rules: RoundRules,
) -> int:
    """The score that follows from the stored draw, the stored answers and a key (invariant 7).

    Args:
        answers: option of the bank by position; None or no entry for a place without an answer.
            A place beyond the paper (the prediction) is not scored.
        keys: the right option of every question of the paper, in the key version that counts.

    Raises:
        KeyMissingError: if a question of the paper is not in ``keys``.
    """
    if missing := sorted(drawn.question for drawn in paper if drawn.question not in keys):
        raise KeyMissingError(f"no key for question {', '.join(map(str, missing))}")
    right = sum(
        answers.get(Position(place)) == keys[drawn.question]
        for place, drawn in enumerate(paper, start=1)
    )
    return right * rules.points_per_question


def counted_attempt(attempts: Iterable[Tried], counting: Counting) -> Tried | None:
    """The attempt of one person in one round that counts (invariant 2).

    Only attempts that have ended can count, and a void one never does (invariant 9): FIRST is the
    first that is not void. Of equally good ones that ended in the same instant the earlier
    attempt counts.
    """
    ended = [tried for tried in attempts if tried.progress.state in (State.FINISHED, State.CLOSED)]
    match counting:
        case Counting.BEST_THEN_EARLIEST:
            return min(ended, key=_best_then_earliest, default=None)
        case Counting.FIRST:
            return min(ended, key=lambda tried: tried.ordinal, default=None)
        case Counting.LAST:
            return max(ended, key=lambda tried: tried.ordinal, default=None)


def _best_then_earliest(tried: Tried) -> tuple[int, datetime, int]:
    ended_at = tried.progress.ended_at
    if ended_at is None:
        raise ValueError(f"attempt {tried.attempt} has ended but does not say when")
    return -tried.progress.score, check_aware(ended_at), tried.ordinal
