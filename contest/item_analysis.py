"""Item analysis: how hard a question was, how well it tells good entries from others, how long.

Sums are kept and not figures, so that questions add up to their topic and rounds to a contest.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from contest.statistics import Attempts, Share


@dataclass(frozen=True, slots=True)
class ItemSums:
    """Sums over the counted entries into which a question was drawn.

    An entry's rest is what it scored with its other questions.

    Attributes:
        drawn: entries, also those that left the question without an answer.
        waits: of answers by tenths of a second since the answer before, or since the entry began;
            the way of the messages is part of it. Those after an unanswered question are left out.
    """

    drawn: int
    answered: int
    right: int
    rest: int
    rest_squares: int
    right_rest: int
    waits: Mapping[int, int]

    @property
    def share_right(self) -> Share[Attempts]:
        """Right answers of the entries that had the question: no answer is no right one."""
        return Share(Attempts(self.right), Attempts(self.drawn))

    @property
    def discrimination(self) -> float | None:
        """Point-biserial correlation of a right answer with the rest of the entry, from -1 to 1.

        Corrected: the question itself is not in the rest. None if everybody or nobody was right, or
        all rests are equal.
        """
        spread = (self.drawn * self.right - self.right**2) * (
            self.drawn * self.rest_squares - self.rest**2
        )
        if not spread:
            return None
        return (self.drawn * self.right_rest - self.right * self.rest) / sqrt(spread)

    @property
    def median_seconds(self) -> Fraction | None:
        """The median wait, to a tenth of a second; None if none is known."""
        count = sum(self.waits.values())
        if not count:
            return None
        below = _at(self.waits, (count - 1) // 2)
        return Fraction(below + _at(self.waits, count // 2), 20)


def added(items: Iterable[ItemSums]) -> ItemSums:
    """The sums of several questions, such as those of a topic."""
    parts = list(items)
    waits: Counter[int] = Counter()
    for part in parts:
        waits.update(part.waits)
    return ItemSums(
        drawn=sum(part.drawn for part in parts),
        answered=sum(part.answered for part in parts),
        right=sum(part.right for part in parts),
        rest=sum(part.rest for part in parts),
        rest_squares=sum(part.rest_squares for part in parts),
        right_rest=sum(part.right_rest for part in parts),
        waits=waits,
    )


def _at(counts: Mapping[int, int], place: int) -> int:
    """The value at a place from 0 among all values in order."""
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed > place:
            return value
    raise IndexError(place)
