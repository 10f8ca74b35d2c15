"""Timers that go off when a test says so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scheduler.timers import Job, Timers
from tests.fakes.clock import FakeClock


@dataclass(frozen=True)
class Timer:
    """One job that waits."""

    instant: datetime
    job: Job
    ids: tuple[Any, ...]
    name: str | None


class HeldTimers(Timers):
    """``Timers`` that only remember what they were given.

    Attributes:
        waiting: in the order in which they were set.
    """

    def __init__(self) -> None:
        super().__init__(FakeClock())
        self.waiting: list[Timer] = []

    def at(self, instant: datetime, job: Job, *ids: Any, name: str | None = None) -> None:
        if name is not None:
            self.waiting = [timer for timer in self.waiting if timer.name != name]
        self.waiting.append(Timer(instant, job, ids, name))

    def cancel(self, name: str) -> None:
        self.waiting = [timer for timer in self.waiting if timer.name != name]

    @property
    def instants(self) -> dict[str | None, datetime]:
        """When each named job is due."""
        return {timer.name: timer.instant for timer in self.waiting}

    async def go_off(self, until: datetime | None = None) -> None:
        """Run what is due by an instant, or everything, in the order of the instants."""
        due = [timer for timer in self.waiting if until is None or timer.instant <= until]
        self.waiting = [timer for timer in self.waiting if timer not in due]
        for timer in sorted(due, key=lambda timer: timer.instant):
            await timer.job(*timer.ids)
