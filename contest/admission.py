"""Who may begin when a bot cannot send as much as everybody at once would need: values only.

Theory of operation
-------------------
A bot sends ``rate`` messages a second. Whoever plays asks for one each time they answer, every
``interval`` on average, so ``playing`` people ask for ``playing / interval`` a second. What is left
of a share of the rate goes to first questions. So beginners come in fast while few are playing,
ever slower as the bot fills, and in the end as fast as others finish; nobody who plays waits for
them. The people who began a moment ago have not answered yet and do not show in any delay, but they
are counted as playing at once: that is what keeps the rush from coming in before it is felt.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

SHARE = 0.85
"""Of the rate, for those who play and begin. The rest is for everything else that is said, and
keeps the queue short: a bot used to the full would let everybody wait longer and longer."""
LEAST = 0.02
"""Of the rate, for beginners while nothing waits: nobody is stuck, whatever was counted wrongly."""

PRIOR_INTERVAL = timedelta(seconds=10)
PRIOR_ANSWERS = 20
"""So many answers at that pace are taken as seen before there are any: a safe guess, as people take
10 to 20 s for a question and those who answer fastest are heard of first."""

STEPS = 4
"""Of a forecast in one interval."""


@dataclass(frozen=True, slots=True)
class Players:
    """Those whose question is open with one bot.

    Attributes:
        to_come: how many of them are still to be sent so many messages, at least 1.
        answered: how many questions they have passed, in sum.
        took: how long that took, in sum, until their open questions reached them.
    """

    to_come: Mapping[int, int] = field(default_factory=dict)
    answered: int = 0
    took: timedelta = timedelta(0)

    @property
    def count(self) -> int:
        return sum(self.to_come.values())

    @property
    def interval(self) -> timedelta:
        """Between two messages to somebody who plays, on average.

        In the first seconds of a rush only the fastest are heard. Then people are let in a little
        slower than they could be, and not faster.
        """
        seen = PRIOR_INTERVAL * PRIOR_ANSWERS + self.took
        return seen / (PRIOR_ANSWERS + self.answered)

    def with_beginners(self, count: int, messages: int) -> "Players":
        """These and some who have just begun, to each of whom so many messages are to come."""
        return replace(self, to_come=Counter(self.to_come) + Counter({messages: count}))


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many may begin now; what is not used stays for later, up to a limit.

    Attributes:
        count: never below 0.
    """

    count: float
    at: datetime

    def refilled(self, now: datetime, per_second: float, most: float) -> "Allowance":
        """The allowance after some time at that pace."""
        seconds = max((now - self.at).total_seconds(), 0)
        return Allowance(min(self.count + seconds * per_second, most), max(now, self.at))

    def spent(self, count: int) -> "Allowance":
        """What remains when so many have begun."""
        return replace(self, count=max(self.count - count, 0))


def is_crowded(delay: timedelta, limit: timedelta) -> bool:
    """Whether nobody may begin now: half of the limit is left to what is on its way already."""
    return delay > limit / 2


def starts_per_second(rate: float, delay: timedelta, players: Players, limit: timedelta) -> float:
    """How many people a second may begin.

    Args:
        rate: messages a second that the bot may send.
        delay: how long a message queued now would wait.
        limit: how long it may wait at most.
    """
    if is_crowded(delay, limit):
        return 0.0
    asked = players.count / players.interval.total_seconds()
    return max(SHARE * rate - asked, LEAST * rate)


def burst(rate: float, limit: timedelta) -> float:
    """How many may begin at once after a rest: their questions fill half of the limit."""
    return max(rate * limit.total_seconds() / 2, 1.0)


def waits(rate: float, players: Players, messages: int, places: int) -> Sequence[timedelta]:
    """How long each place of the line will wait, in order, if people go on as they have so far.

    Plays the theory above forward in steps, with the crowd as a fluid: in each step a part of those
    who play answers, and what that leaves of the rate lets others in.

    Args:
        messages: that somebody who begins is sent after the first question.
    """
    # At place k those to whom k + 1 messages are still to be sent.
    crowd = [0.0] * messages
    for to_come, count in players.to_come.items():
        crowd[min(to_come, messages) - 1] += count
    step = players.interval / STEPS
    answering = 1 - math.exp(-1 / STEPS)
    sent = rate * step.total_seconds()
    found: list[timedelta] = []
    began, at = 0.0, timedelta(0)
    while len(found) < places:
        moved = [count * answering for count in crowd]
        beginning = max(SHARE * sent - sum(moved), LEAST * sent)
        while len(found) < places and len(found) + 1 <= began + beginning:
            found.append(at + step * ((len(found) + 1 - began) / beginning))
        began += beginning
        crowd = [
            count - left + arrived
            for count, left, arrived in zip(crowd, moved, [*moved[1:], beginning], strict=True)
        ]
        at += step
    return found
