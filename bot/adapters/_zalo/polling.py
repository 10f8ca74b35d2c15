"""Long polling without acknowledgement: what a poll has brought may never come again.

So each event is delivered before the next poll, however long that takes; and as other bots have
been brought the same event for ever, a repeat makes the poller pause.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta

import anyio
import structlog

from bot.adapters._zalo.calling import log_setback, pause_after
from bot.adapters._zalo.client import ZaloClient
from bot.adapters._zalo.errors import Idle, WebhookIsSet
from bot.adapters._zalo.receiving import Receiver
from bot.adapters._zalo.updates import Json, events_of, message_id_of
from bot.adapters.ladder import Ladder
from bot.adapters.polling_lease import PollingLease
from handlers.ports.messaging import MessagingError
from handlers.ports.timing import Clock

log = structlog.get_logger()

POLL_SECONDS = 25
ANSWER_SECONDS = 10.0
"""What an answer may take beyond the poll itself; a dead connection is noticed after that."""
REST = timedelta(seconds=1)
"""Between polls that bring nothing new at once."""
DRAIN_SECONDS = 5.0
REPEATED = "repeated"
"""What the core says to a message that it has handled before."""
_REMEMBERED = 256


class Poller:
    """The one consumer of a bot's events, while it holds the bot's lease.

    Attributes:
        last_poll_at: when a poll last succeeded; None before the first.
    """

    def __init__(
        self,
        client: ZaloClient,
        bot: str,
        clock: Clock,
        receiver: Receiver,
        lease: PollingLease,
    ) -> None:
        self._client = client
        self._bot = bot
        self._clock = clock
        self._receiver = receiver
        self._lease = lease
        self._ladder = Ladder()
        self._taken: OrderedDict[str, None] = OrderedDict()
        self.last_poll_at: datetime | None = None

    async def run(self) -> None:
        """Poll until cancelled; what has been taken in by then is still delivered."""
        while True:
            pause = await self._step()
            if pause is not None:
                await self._clock.sleep(pause)

    async def _step(self) -> timedelta | None:
        """Poll once and deliver; returns how long to wait before the next time."""
        await self._lease.held()
        began_at = self._clock.now()
        try:
            result = await self._client.call(
                "getUpdates", {"timeout": POLL_SECONDS}, POLL_SECONDS + ANSWER_SECONDS
            )
        except Idle:
            result = None
        except MessagingError as error:
            return self._pause_after(error)
        received_at = self.last_poll_at = self._clock.now()
        self._ladder.reset()
        events = events_of(result)
        if await self._take_all(events, received_at):
            return None
        return REST if events or received_at - began_at < REST else None

    def _pause_after(self, error: MessagingError) -> timedelta:
        pause = pause_after(error, self._ladder)
        if isinstance(error, WebhookIsSet):
            log.error(
                "zalo_second_consumer",
                bot=self._bot,
                advice="another process has set a webhook with this token: stop it",
            )
        log_setback("getUpdates", self._bot, error, pause)
        return pause

    async def _take_all(self, events: Sequence[Json], received_at: datetime) -> bool:
        """Deliver events in their order; returns whether any was new."""
        task = asyncio.create_task(self._deliver_all(events, received_at))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await self._finish(task)
            raise

    async def _deliver_all(self, events: Sequence[Json], received_at: datetime) -> bool:
        return any([await self._deliver_new(event, received_at) for event in events])

    async def _deliver_new(self, event: Json, received_at: datetime) -> bool:
        """Deliver one event unless it is one of the last; returns whether it was new."""
        key = message_id_of(event)
        if key is None or key in self._taken:
            return False
        is_new = await self._deliver(event, received_at)
        self._taken[key] = None
        if len(self._taken) > _REMEMBERED:
            self._taken.popitem(last=False)
        return is_new

    async def _deliver(self, event: Json, received_at: datetime) -> bool:
        """Deliver one event, again and again until its effects are durable."""
        ladder = Ladder()
        while True:
            try:
                acknowledgement = await self._receiver.take(event, received_at)
            except Exception as error:
                # Nobody but us has it now.
                pause = ladder.climb()
                log.error(
                    "zalo_event_not_delivered",
                    bot=self._bot,
                    message=message_id_of(event),
                    error=type(error).__name__,
                    pause_seconds=round(pause.total_seconds(), 1),
                )
                await self._clock.sleep(pause)
            else:
                return acknowledgement is None or acknowledgement.verdict != REPEATED

    async def _finish(self, task: "asyncio.Task[bool]") -> None:
        """Give what is being delivered its time; that some is lost then is told."""
        with anyio.CancelScope(shield=True):
            await asyncio.wait([task], timeout=DRAIN_SECONDS)
            if not task.done():
                log.error("zalo_events_lost", bot=self._bot)
                task.cancel()
                await asyncio.wait([task])
