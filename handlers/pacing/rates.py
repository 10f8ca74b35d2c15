"""The rate that a platform bears, learnt from its objections: a value, with now handed in."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from handlers.pacing.windows import SECOND

STEP = 0.1
"""Of the published rate; what is added in each second in which people wait."""
SAFE = 0.9
"""Of the rate at which the platform objected; no more than that is tried while it is remembered."""
MEMORY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class LearntRate:
    """Messages a second: additive increase, multiplicative decrease.

    It starts at what the platform publishes, climbs beyond that only while people wait, and is
    halved when the platform objects. Below what is published it climbs by itself.

    Attributes:
        published: what the platform grants to everything.
        ceiling: what is never passed; not below ``published``.
        value: the rate now.
        changed_at: when it last moved, or would have but for the ceiling.
        objection: the rate at which the platform last objected.
        objected_until: end of the pause that it then asked for; objections until a second after
            that are about the same messages.
    """

    published: float
    ceiling: float
    value: float
    changed_at: datetime | None = None
    objection: float | None = None
    objected_until: datetime | None = None

    @classmethod
    def starting(cls, published: float, ceiling: float | None = None) -> Self:
        """The rate of a bot of which nothing is known yet."""
        return cls(published, max(ceiling or published, published), published)

    def after(self, now: datetime, *, is_pressed: bool) -> Self:
        """What the rate has come to.

        Args:
            is_pressed: whether people wait because of this rate.
        """
        if self.changed_at is not None and now < self.changed_at + SECOND:
            return self
        if self.value < self.published:
            return self._climbed(now, self.published)
        if is_pressed:
            return self._climbed(now, self._top(now))
        if self.value > self.published and self._is_past(self.changed_at, now):
            return replace(self, value=self.published, changed_at=now)
        return self

    def objected(self, now: datetime, until: datetime) -> Self:
        """The platform has refused the bot as a whole and asked for a pause until then."""
        if self.objected_until is not None and now < self.objected_until + SECOND:
            return self
        return replace(
            self,
            value=max(self.value / 2, min(self.published, 1.0)),
            changed_at=until,
            objection=self.value,
            objected_until=until,
        )

    def _climbed(self, now: datetime, top: float) -> Self:
        value = min(self.value + STEP * self.published, max(top, self.value))
        return replace(self, value=value, changed_at=now)

    def _top(self, now: datetime) -> float:
        if self.objection is None or self._is_past(self.objected_until, now):
            return self.ceiling
        return min(max(SAFE * self.objection, self.published), self.ceiling)

    @staticmethod
    def _is_past(instant: datetime | None, now: datetime) -> bool:
        return instant is None or now >= instant + MEMORY
