"""getUpdates: long polls of one bot, of which only one may wait at a time.

Source: telegram-bot-api ``Client::process_get_updates_query``, ``do_get_updates``,
``abort_long_poll`` and ``fail_query_conflict``.
"""

import asyncio
from dataclasses import dataclass

from tests.platforms.telegram.bodies import Params
from tests.platforms.telegram.errors import ApiError
from tests.platforms.telegram.replies import Reply, error_reply, ok_reply
from tests.platforms.telegram.server import Respond
from tests.platforms.telegram.timing import Time, Timer
from tests.platforms.telegram.updates import Update, UpdateQueue

MAX_TIMEOUT_SECONDS = 50
# A waiting poll is answered this much after the first update, so that more can join it.
GATHER_SECONDS = 0.001
# The second conflict within this time is reported only after it.
CONFLICT_SECONDS = 3.0
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK_SET = "Conflict: terminated by setWebhook request"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@dataclass(slots=True)
class Waiting:
    """A poll that found nothing yet."""

    respond: Respond
    offset: int
    limit: int
    timer: Timer


class LongPolls:
    """The getUpdates calls of one bot."""

    def __init__(self, queue: UpdateQueue, time: Time) -> None:
        self._queue = queue
        self._time = time
        self._waiting: Waiting | None = None
        self._begun = asyncio.Event()
        self._gathering: asyncio.TimerHandle | None = None
        self._last_offset: int | None = None
        self._last_start = self._next_conflict = float("-inf")

    def poll(self, params: Params, respond: Respond) -> None:
        """Answer with updates now, or when there are some, or at the end of the timeout."""
        offset = params.integer("offset")
        limit = params.clamped("limit", 100, 1, 100)
        timeout = params.clamped("timeout", 0, 0, MAX_TIMEOUT_SECONDS)
        self._queue.allow(params)
        limit, timeout = self._slowed(offset, limit, timeout)
        batch = self._queue.fetch(offset, limit)
        if batch or timeout == 0:
            respond(_updates(batch))
            return
        self.abort(OTHER_POLLER)
        timer = self._time.call_later(timeout, self._finish)
        self._waiting = Waiting(respond, offset, limit, timer)
        self._begun.set()

    async def begun(self) -> None:
        """Return when a poll waits for updates."""
        await self._begun.wait()

    def on_new(self, _update: Update) -> None:
        """Wake the waiting poll."""
        if self._waiting is not None and self._gathering is None:
            loop = asyncio.get_running_loop()
            self._gathering = loop.call_later(GATHER_SECONDS, self._finish)

    def abort(self, why: str) -> None:
        """Refuse the waiting poll, if there is one."""
        if (waiting := self._withdraw()) is not None:
            self.conflict(why, waiting.respond)

    def conflict(self, why: str, respond: Respond) -> None:
        """Answer 409; at once the first time, later if it happens again and again."""
        reply = error_reply(ApiError(409, why))
        now = self._time.now()
        if now >= self._next_conflict:
            self._next_conflict = now + CONFLICT_SECONDS
            respond(reply)
        else:
            self._time.call_later(CONFLICT_SECONDS, lambda: respond(reply))

    def stop(self) -> None:
        """Give up without an answer."""
        self._withdraw()

    def _slowed(self, offset: int, limit: int, timeout: int) -> tuple[int, int]:
        """Who asks the same again and again waits longer and gets less."""
        now = self._time.now()
        since = now - self._last_start
        if offset == self._last_offset:
            timeout = max(timeout, 3) if since < 3.0 else timeout
            limit = 1 if since < 0.5 else limit
        self._last_offset, self._last_start = offset, now
        return limit, timeout

    def _finish(self) -> None:
        if (waiting := self._withdraw()) is not None:
            waiting.respond(_updates(self._queue.fetch(waiting.offset, waiting.limit)))

    def _withdraw(self) -> Waiting | None:
        waiting, self._waiting = self._waiting, None
        self._begun.clear()
        if self._gathering is not None:
            self._gathering.cancel()
            self._gathering = None
        if waiting is not None:
            waiting.timer.cancel()
        return waiting


def _updates(batch: list[str]) -> Reply:
    return ok_reply(f"[{','.join(batch)}]")
