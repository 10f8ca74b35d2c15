"""Lets reminders and digests go out at their instants, also those missed while the system was down.

What is due is decided by rows; a timer only says when to look. With several processes each of them
looks, and the keys of the rows elect the one that acts.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from handlers.ports.timing import Clock
from scheduler.timers import Timers


class Recurring(Protocol):
    """Something that goes out again and again; safe to carry out twice."""

    async def slots(self, now: datetime) -> Mapping[str, datetime]:
        """What comes next, by names that stay; a slot in the past is to be made up for."""

    async def due(self, now: datetime) -> bool:
        """Carry out what is due; False if it has to wait for some time."""


class Reminders:
    """Arms a timer for every next slot."""

    def __init__(self, timers: Timers, parts: Sequence[Recurring], clock: Clock) -> None:
        self._timers = timers
        self._parts = parts
        self._clock = clock
        self._begun: dict[str, datetime] = {}

    async def plan(self) -> None:
        """Read the slots again, so that a round created, moved or closed elsewhere is noticed.

        A timer that has become wrong does no harm: what it finds decides.
        """
        for part in self._parts:
            for name, at in (await part.slots(self._clock.now())).items():
                if self._begun.get(name) != at:
                    self._begun.pop(name, None)
                    self._timers.at(at, self._carry_out, part, name, at, name=name)

    async def _carry_out(self, part: Recurring, name: str, at: datetime) -> None:
        self._begun[name] = at
        is_done = False
        try:
            is_done = await part.due(self._clock.now())
        finally:
            if not is_done:
                # The next plan tries again.
                self._begun.pop(name, None)
