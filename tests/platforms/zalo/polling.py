"""getUpdates: polls of one bot, which take one update each (zalo-api.md A4)."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.platforms.telegram.timing import Time
from tests.platforms.zalo.errors import ApiError, bad_request
from tests.platforms.zalo.switches import Switches

Event = dict[str, object]
WEBHOOK_IS_SET = "You cannot use this API while a webhook is set. Please remove the webhook first"
"""Measured on the live service (zalo-api.md A4, M1)."""
NOT_POLLING_SECONDS = 5.0
"""A poller between two polls still counts as one for so long; ours."""


@dataclass(slots=True, eq=False)
class Waiting:
    """A poll that found nothing yet.

    Attributes:
        is_there: whether its client has not hung up.
    """

    answer: asyncio.Future[Event | None]
    is_there: Callable[[], bool]


class Polls:
    """The updates of one bot without a webhook, and the polls that wait for them.

    Several pollers take updates from each other: each goes to the one that waits longest.
    """

    def __init__(self, switches: Switches, time: Time) -> None:
        self._switches = switches
        self._time = time
        self._queue: deque[Event] = deque()
        self._waiting: deque[Waiting] = deque()
        self._latest: Event | None = None
        self._polled_at = float("-inf")
        self._begun = asyncio.Event()

    def push(self, event: Event) -> None:
        """Hand over an update, or keep it, or lose it."""
        for waiting in list(self._waiting):
            if waiting.answer.done():
                continue
            if waiting.is_there():
                waiting.answer.set_result(event)
                self._polled_at = self._time.now()
                return
            self._hang_up(waiting)
        if self._switches.updates != "lost_when_not_polling" or self._has_poller():
            self._queue.append(event)

    async def take(self, timeout_seconds: float, is_there: Callable[[], bool]) -> Event:
        """One update, now or as soon as there is one.

        Raises:
            ApiError: 408 if none came in time, 400 if a webhook was set meanwhile.
        """
        event = self._ready() or await self._wait(timeout_seconds, is_there)
        self._polled_at = self._time.now()
        if event is None:
            raise ApiError(408, "Request timeout")
        self._latest = event
        return event

    async def begun(self) -> None:
        """Return when a poll waits for updates."""
        await self._begun.wait()

    def abort(self) -> None:
        """Refuse the polls that wait, since a webhook has been set."""
        for waiting in self._waiting:
            if not waiting.answer.done():
                waiting.answer.set_exception(bad_request(WEBHOOK_IS_SET))

    def _ready(self) -> Event | None:
        if self._queue:
            return self._queue.popleft()
        return self._latest if self._switches.updates == "replay_last" else None

    async def _wait(self, timeout_seconds: float, is_there: Callable[[], bool]) -> Event | None:
        if timeout_seconds <= 0:
            return None
        waiting = Waiting(asyncio.get_running_loop().create_future(), is_there)
        timer = self._time.call_later(timeout_seconds, lambda: _give_up(waiting))
        self._waiting.append(waiting)
        self._begun.set()
        try:
            return await waiting.answer
        finally:
            timer.cancel()
            self._waiting.remove(waiting)
            if not self._waiting:
                self._begun.clear()

    def _hang_up(self, waiting: Waiting) -> None:
        """Whoever hung up in the middle of a poll polls no more."""
        _give_up(waiting)
        self._polled_at = float("-inf")

    def _has_poller(self) -> bool:
        return self._time.now() - self._polled_at < NOT_POLLING_SECONDS


def _give_up(waiting: Waiting) -> None:
    if not waiting.answer.done():
        waiting.answer.set_result(None)
