"""Long polling: takes updates in, and confirms them to Telegram only when they are durable."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

import anyio
import structlog

from bot.adapters._telegram.api import BotApi, log_setback
from bot.adapters._telegram.errors import Conflicting, OtherPoller, SecondPoller
from bot.adapters._telegram.facts import MAX_UPDATES, WANTED_UPDATES
from bot.adapters._telegram.standing import Standing
from bot.adapters._telegram.updates import Json, lane_of
from bot.adapters.ladder import Ladder
from bot.adapters.polling_lease import PollingLease
from handlers.ports.messaging import MessagingError
from handlers.ports.timing import Clock

log = structlog.get_logger()

POLL_SECONDS = 25
ANSWER_SECONDS = 10.0
"""What an answer may take beyond the poll itself; a dead connection is noticed after that."""
DEAF = timedelta(seconds=60)
"""Without a successful poll for so long somebody should look (telegram-api.md 3)."""
WATCH = timedelta(seconds=15)
DRAIN_SECONDS = 5.0

Take = Callable[[Json, datetime], Awaitable[None]]
"""Returns when the effects of an update are durable."""


class Poller:
    """The one consumer of a bot's updates, while it holds the bot's lease.

    Attributes:
        last_poll_at: when a poll last succeeded; None before the first.
    """

    def __init__(
        self, api: BotApi, bot: str, clock: Clock, take: Take, lease: PollingLease
    ) -> None:
        self._api = api
        self._bot = bot
        self._clock = clock
        self._take = take
        self._lease = lease
        self._offset = 0
        self._ladder = Ladder()
        self._standing = Standing()
        self._is_deaf = False
        self.last_poll_at: datetime | None = None

    async def run(self) -> None:
        """Poll until cancelled; what has been taken in by then is still delivered.

        Raises:
            SecondPoller: if another process was polling for this bot before and goes on, alone in a
                group of exceptions.
        """
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(self._watch(), name=f"telegram-watch-{self._bot}")
            try:
                while True:
                    pause = await self._step()
                    if pause is not None:
                        await self._clock.sleep(pause)
            finally:
                watching.cancel()

    async def _step(self) -> timedelta | None:
        """Poll once and deliver; returns how long to wait before the next time."""
        await self._lease.held()
        try:
            updates = await self._api.call("getUpdates", self._request(), self._seconds())
        except MessagingError as error:
            return self._pause_after(error)
        received_at = self.last_poll_at = self._clock.now()
        self._standing.polled(received_at)
        updates = sorted(filter(_is_update, updates), key=_number)
        if self._is_deaf:
            self._is_deaf = False
            log.info("telegram_poll_recovered", bot=self._bot)
        if await self._deliver(updates, received_at):
            self._ladder.reset()
            return None
        return self._ladder.climb()

    def _request(self) -> dict[str, object]:
        return {
            "offset": self._offset,
            "limit": MAX_UPDATES,
            "timeout": POLL_SECONDS,
            "allowed_updates": list(WANTED_UPDATES),
        }

    def _seconds(self) -> float:
        return POLL_SECONDS + ANSWER_SECONDS

    def _pause_after(self, error: MessagingError) -> timedelta:
        if isinstance(error, OtherPoller) and self._standing.met_another():
            log.error("telegram_second_poller_stopped", bot=self._bot)
            raise SecondPoller(self._bot) from None
        pause = self._ladder.pause_after(error)
        if isinstance(error, Conflicting):
            log.error(
                "telegram_second_consumer",
                bot=self._bot,
                advice="another process polls with this token or has set a webhook: stop it",
            )
        log_setback("getUpdates", self._bot, error, pause)
        return pause

    async def _deliver(self, updates: Sequence[Json], received_at: datetime) -> bool:
        """Deliver updates, lanes side by side, and move the offset past those that are durable.

        Args:
            updates: in the order of their ids.

        Returns:
            Whether that was all of them.
        """
        lanes: defaultdict[object, list[Json]] = defaultdict(list)
        for update in updates:
            lanes[lane_of(update)].append(update)
        tasks = [
            asyncio.create_task(self._deliver_lane(lane, received_at)) for lane in lanes.values()
        ]
        try:
            undone = [number for task in tasks if (number := await asyncio.shield(task))]
        except asyncio.CancelledError:
            with anyio.move_on_after(DRAIN_SECONDS, shield=True):
                await asyncio.gather(*tasks)
            raise
        if updates:
            # An update that is delivered twice may be older than what is confirmed already.
            self._offset = max(self._offset, min(undone, default=_number(updates[-1]) + 1))
        return not undone

    async def _deliver_lane(self, updates: Sequence[Json], received_at: datetime) -> int | None:
        """Deliver updates one after the other; returns the id of the first that failed."""
        for update in updates:
            try:
                await self._take(update, received_at)
            except Exception as error:
                # Telegram keeps it, and those behind it, until the offset has moved past them.
                log.error(
                    "telegram_update_not_delivered",
                    bot=self._bot,
                    update=_number(update),
                    error=type(error).__name__,
                )
                return _number(update)
        return None

    async def _watch(self) -> None:
        began_at = self._clock.now()
        while True:
            await self._clock.sleep(WATCH)
            if self._lease.is_standby:
                continue
            heard_at = max(self.last_poll_at or began_at, self._lease.held_since or began_at)
            silence = self._clock.now() - heard_at
            if silence > DEAF and not self._is_deaf:
                self._is_deaf = True
                log.warning(
                    "telegram_poll_silent",
                    bot=self._bot,
                    seconds=round(silence.total_seconds()),
                )


def _is_update(value: object) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("update_id"), int)


def _number(update: Json) -> int:
    number: int = update["update_id"]
    return number
