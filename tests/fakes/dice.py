"""Randomness that a test knows beforehand."""

from random import Random


class HighDice(Random):
    """Always the upper end: a pause is as long as it can be."""

    def uniform(self, a: float, b: float) -> float:
        return max(a, b)
