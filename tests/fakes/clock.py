"""A clock that stands still until a test moves it."""

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2023, 11, 7, 1, 0, tzinfo=UTC)
"""08:00 of the first day of the round that the province really held (domain.md 3)."""


class FakeClock:
    """``handlers.ports.timing.Clock`` in the hands of a test."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    def wall(self, instant: datetime) -> datetime:
        return instant

    async def sleep(self, duration: timedelta) -> None:
        if duration <= timedelta(0):
            await asyncio.sleep(0)
            return
        future = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + duration, future))
        await future

    def advance(self, duration: timedelta) -> None:
        """Move time on and wake every sleeper whose time has come, earliest first.

        The woken run when the test next awaits something.
        """
        self._now += duration
        due = sorted(
            (sleeper for sleeper in self._sleepers if sleeper[0] <= self._now),
            key=lambda sleeper: sleeper[0],
        )
        self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[0] > self._now]
        for _, future in due:
            if not future.done():
                future.set_result(None)
