"""What is different between two versions of a result: who came, who went, who moved, and why."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from contest.model import PersonId
from contest.results import ResultLine


class Cause(StrEnum):
    """Why a person's line is another one than before."""

    DISQUALIFIED = "disqualified"
    EXCLUDED = "excluded"
    """A duty in the contest bars them (seed 001, Lưu ý)."""
    REINSTATED = "reinstated"
    VOID_ATTEMPT = "void_attempt"
    CORRECTED_KEY = "corrected_key"
    MERGED = "merged"
    MANUAL_ORDER = "manual_order"
    OTHERS = "others"
    """Nothing was decided about this person; others came, went or moved."""


@dataclass(frozen=True, slots=True)
class Change:
    """One person whose rank or score is another one.

    Attributes:
        rank_before, rank_after: None before the person came or after they went.
    """

    person: PersonId
    cause: Cause
    rank_before: int | None
    rank_after: int | None
    score_before: int | None = field(default=None, repr=False)
    score_after: int | None = field(default=None, repr=False)


def changes(
    before: Iterable[ResultLine],
    after: Iterable[ResultLine],
    decided: Mapping[PersonId, Cause],
    *,
    is_key_corrected: bool = False,
) -> Sequence[Change]:
    """Explain what is different, in the order of the ranks that are lost or gained, best first.

    Args:
        decided: what was decided about single people between the two; of several the last.
        is_key_corrected: whether a key was corrected, and with it scores of many.
    """
    old = {line.person: (line.rank, line.score) for line in before}
    new = {line.person: (line.rank, line.score) for line in after}
    found = []
    for person in old.keys() | new.keys():
        rank_before, score_before = old.get(person, (None, None))
        rank_after, score_after = new.get(person, (None, None))
        if (rank_before, score_before) == (rank_after, score_after):
            continue
        has_other_score = None not in (score_before, score_after) and score_before != score_after
        by_key = Cause.CORRECTED_KEY if is_key_corrected and has_other_score else Cause.OTHERS
        cause = decided.get(person, by_key)
        found.append(Change(person, cause, rank_before, rank_after, score_before, score_after))
    return sorted(found, key=_order)


def counts(found: Iterable[Change]) -> Mapping[Cause, int]:
    """How many people each cause has changed something for."""
    return Counter(change.cause for change in found)


def _order(change: Change) -> tuple[int, PersonId]:
    ranks = (change.rank_before, change.rank_after)
    return min(rank for rank in ranks if rank is not None), change.person
