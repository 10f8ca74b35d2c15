"""What may be watched of the hot path: told once for each commit, never once for each answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Commit:
    """One durable commit of an intake of answers; durations are in contest time.

    Attributes:
        events: answers, deliveries, deadlines and ends of rounds that shared it, count.
        duration: from the moment it was gathered, with the wait for its turn to write.
        verdicts: how many answers got each verdict.
        lateness: for each question that it passed, the time since its deadline.
    """

    events: int
    duration: timedelta
    verdicts: Mapping[str, int]
    lateness: Sequence[timedelta]


CommitObserver = Callable[[Commit], None]
