"""The crowd of a demonstration: who comes when, and from which unit."""

import asyncio
import random
from collections.abc import Sequence
from datetime import timedelta

from bot.clock import SystemClock
from bot.demo.citizens import Citizen, Tally
from bot.demo.platform import SimulatedPlatform
from contest.model import Unit

LEADER_UNIT = "SO-NV"
"""The unit of the leader whose phone the page shows."""


class Crowd:
    """The simulated citizens of one demonstration.

    Args:
        arrivals: contest time over which they come.
    """

    def __init__(
        self, count: int, units: Sequence[Unit], clock: SystemClock, arrivals: timedelta
    ) -> None:
        self.platform = SimulatedPlatform(clock)
        self.tally = Tally()
        self._clock = clock
        self._arrivals = arrivals
        # The same crowd every time; nothing here is a secret.
        self._random = random.Random(count)  # noqa: S311
        weights = [_weight(unit) for unit in units]
        chosen = self._random.choices(units, weights, k=count)
        self.citizens = [
            citizen(number, unit, self.platform, clock, self.tally)
            for number, unit in enumerate(chosen, start=1)
        ]

    async def play(self) -> None:
        """Let everybody come in their time and play to the end."""
        async with asyncio.TaskGroup() as group:
            for one in self.citizens:
                group.create_task(self._come_and_play(one))

    async def _come_and_play(self, one: Citizen) -> None:
        # Many come soon after the opening, the last ones late, as in a real round.
        await self._clock.sleep(self._arrivals * self._random.random() ** 2)
        await one.take_part()


def citizen(
    number: int, unit: Unit, platform: SimulatedPlatform, clock: SystemClock, tally: Tally
) -> Citizen:
    """The citizen of that number, whose phone has a number of the right form."""
    return Citizen(f"citizen-{number}", unit.code, f"+8490{number:07}", platform, clock, tally)


def _weight(unit: Unit) -> int:
    """A unit's share of the crowd; the leader on the page should have something to see."""
    if unit.code == LEADER_UNIT:
        return 80
    return 8 if unit.level == "SO" else 1
