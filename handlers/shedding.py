"""Refuses work at the door while the database is slow, before more piles up than it can do.

Measured by time, not by numbers: by how long the oldest message that was taken in has waited, and
by how long the line would take at the pace at which it moves. Those who play go first: what they
answer is refused only long after everything else, as their clock is running.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count

import structlog

from handlers.ports.messaging import OverloadedError
from handlers.ports.timing import Clock

log = structlog.get_logger()

MEASURED = 64
"""Messages that left a line in a row tell its pace; fewer may have shared one commit by luck."""
NO_WAIT = timedelta(0)


class Work(StrEnum):
    """What a message asks for, by who goes first."""

    ANSWER = "answer"
    OTHER = "other"
    """Registering, boards, beginning: whoever asks can ask again in a minute."""


LIMITS: Mapping[Work, timedelta] = {
    # A page that has heard nothing for 4 s doubts its connection.
    Work.OTHER: timedelta(seconds=2),
    # Lateness is judged by when an answer came in, so its owner is better off waiting than pressing
    # again; a transaction of play that lasts longer than 8 s is given up.
    Work.ANSWER: timedelta(seconds=10),
}
"""How long a message may wait for the database before others like it are refused."""


@dataclass(slots=True)
class Line:
    """Messages of one kind that were taken in and wait, in their order.

    Attributes:
        pace: for each message that left, while the line was never empty; None if not measured.
    """

    since: dict[int, datetime] = field(default_factory=dict)
    pace: timedelta | None = None
    _measured_since: datetime | None = None
    _left: int = 0

    def join(self, ticket: int, now: datetime) -> None:
        if not self.since:
            self._measured_since, self._left, self.pace = now, 0, None
        self.since[ticket] = now

    def leave(self, ticket: int, now: datetime) -> None:
        del self.since[ticket]
        self._left += 1
        if self._left >= MEASURED and self._measured_since is not None:
            self.pace = (now - self._measured_since) / self._left
            self._measured_since, self._left = now, 0

    def wait(self, now: datetime) -> timedelta:
        """How long the oldest has waited, or somebody who came now would, if that is longer."""
        oldest = next(iter(self.since.values()), now)
        return max(now - oldest, (self.pace or NO_WAIT) * len(self.since))


@dataclass(frozen=True, slots=True)
class Standing:
    """How one line stands.

    Attributes:
        wait: of the oldest, or of whoever came now, if that is longer; those who do not play stand
            behind all others.
        refused: messages since the process began.
    """

    work: Work
    waiting: int
    wait: timedelta
    limit: timedelta
    refused: int


class Shedding:
    """Decides at the door of one process; kept in memory, as what it counts is.

    Args:
        speed: of the clock: a database takes its time in that of the wall.
    """

    def __init__(self, clock: Clock, speed: float = 1.0) -> None:
        self._clock = clock
        self._limits = {work: limit * speed for work, limit in LIMITS.items()}
        self._lines = {work: Line() for work in Work}
        self._refused = dict.fromkeys(Work, 0)
        self._is_refusing = dict.fromkeys(Work, False)
        self._tickets = count()

    def admit(self, work: Work) -> None:
        """Let a message in.

        Raises:
            OverloadedError: if it is to come again later.
        """
        wait, limit = self._wait(work, self._clock.now()), self._limits[work]
        is_refused = wait > limit
        if is_refused is not self._is_refusing[work]:
            self._is_refusing[work] = is_refused
            event = "shedding_began" if is_refused else "shedding_ended"
            lengths = {f"{each}_waiting": len(line.since) for each, line in self._lines.items()}
            log.warning(event, work=work.value, refused=self._refused[work], **lengths)
        if is_refused:
            self._refused[work] += 1
            raise OverloadedError(limit)

    @contextmanager
    def waiting(self, work: Work) -> Iterator[None]:
        """A message waits for the database while the body runs."""
        line, ticket = self._lines[work], next(self._tickets)
        line.join(ticket, self._clock.now())
        try:
            yield
        finally:
            line.leave(ticket, self._clock.now())

    def standings(self) -> Sequence[Standing]:
        """How every line stands now."""
        now = self._clock.now()
        return [
            Standing(
                work,
                len(line.since),
                self._wait(work, now),
                self._limits[work],
                self._refused[work],
            )
            for work, line in self._lines.items()
        ]

    def _wait(self, work: Work, now: datetime) -> timedelta:
        """Whoever does not play waits behind all others."""
        lines = self._lines if work is Work.OTHER else (work,)
        return max(self._lines[each].wait(now) for each in lines)
