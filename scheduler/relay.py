"""The relay: takes stored messages to the platforms, at least once, in order per chat and lane.

Rows arrive leased: handed over right after the commit that wrote them, or claimed from the outbox
when a process before us left them, or when their time for another try has come.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

import structlog

from handlers.platform_watch import PlatformWatch
from handlers.ports.addresses import ChatRef
from handlers.ports.faults import StorageAwayError
from handlers.ports.limits import LimitsOf
from handlers.ports.messaging import Lane, MessagingAdapter
from handlers.ports.outbox import Bot, OutboxStore
from handlers.ports.records import OutboxRow
from handlers.ports.timing import Clock
from scheduler.channel import Channel, Note

log = structlog.get_logger()

RENEWAL = timedelta(seconds=10)
POLL = timedelta(milliseconds=250)
"""How soon a message left by another process, or due for another try, is noticed."""
WITHOUT_DATABASE = timedelta(seconds=1)
CLAIM = 500
"""Rows claimed at once: enough to keep every sender busy until the next poll.

Of a bot that has as many there is no need for more; broadcasts never stand in the way of replies.
"""
RECALLABLE = (Lane.LIVE_ROUND, Lane.BROADCAST)
"""Broadcasts are paused and cancelled; of a live round, what belongs to a question that is over."""


class Relay:
    """All channels of this process, and the poll that finds what nobody handed over.

    It also knows how busy each is: ``handlers.ports.load.Load``.

    Args:
        senders: messages of one bot on their way at once.
        dice: for pauses after failures.
        watches: of the platforms of those bots for which somebody wants to know.
    """

    def __init__(
        self,
        adapters: Sequence[MessagingAdapter],
        store: OutboxStore,
        note: Note,
        clock: Clock,
        senders: int,
        limits_of: LimitsOf,
        dice: Random,
        watches: Mapping[Bot, PlatformWatch] | None = None,
    ) -> None:
        watches = watches or {}
        self._channels: Mapping[tuple[str, str], Channel] = {
            (each.platform, each.bot): Channel(
                each,
                note,
                self._wake,
                clock,
                senders,
                limits_of(each.platform, each.bot, each.capabilities),
                dice,
                watches.get((each.platform, each.bot)),
                begin=store.begin,
            )
            for each in adapters
        }
        self._store = store
        self._clock = clock

    def hand_over(self, rows: Sequence[OutboxRow]) -> None:
        """Take over rows just committed and leased to this process."""
        self._take(rows, is_claimed=False)

    async def reached(self, chat: ChatRef) -> None:
        """Somebody who was away is there again: what was held for them goes out."""
        channel = self._channels.get((chat.platform, chat.bot))
        if channel is not None:
            await channel.reached(chat.key)
            await self._poll()

    def delay(self, platform: str, bot: str, now: datetime) -> timedelta:
        """How long a reply queued now would wait before it is sent; none for an unknown bot."""
        channel = self._channels.get((platform, bot))
        return timedelta(0) if channel is None else channel.delay(now)

    def rate(self, platform: str, bot: str) -> float | None:
        """Replies a second that the bot may send now; None where nothing limits them."""
        channel = self._channels.get((platform, bot))
        return None if channel is None else channel.reply_rate

    async def run(self) -> None:
        """Send and poll until cancelled."""
        async with asyncio.TaskGroup() as group:
            for (platform, bot), channel in self._channels.items():
                group.create_task(channel.run(), name=f"channel-{platform}-{bot}")
            group.create_task(self._repeat(self._poll, POLL), name="relay-poll")
            group.create_task(self._repeat(self._renew, RENEWAL), name="relay-leases")

    async def drain(self, limit: timedelta) -> bool:
        """Wait until nothing is on its way; False if ``limit`` passed before that."""
        try:
            async with asyncio.timeout(limit.total_seconds()):
                for channel in self._channels.values():
                    await channel.emptied()
        except TimeoutError:
            return False
        return True

    async def _wake(self, chat_key: str) -> None:
        await self._store.wake(chat_key, self._clock.now())

    def _take(self, rows: Sequence[OutboxRow], *, is_claimed: bool) -> None:
        for row in rows:
            chat = row.message.chat
            channel = self._channels.get((chat.platform, chat.bot))
            if channel is not None:
                channel.take(row, is_claimed=is_claimed)

    async def _poll(self) -> None:
        await self._recall()
        free = [bot for bot, channel in self._channels.items() if channel.size < CLAIM]
        urgent = [
            bot
            for bot, channel in self._channels.items()
            if bot not in free and channel.urgent < CLAIM
        ]
        if free or urgent:
            rows = await self._store.claim(free, self._clock.now(), CLAIM, urgent)
            self._take(rows, is_claimed=True)

    async def _recall(self) -> None:
        """Drop what was paused or cancelled while it waited here."""
        waiting = {
            channel: [row for lane in RECALLABLE for row in channel.waiting(lane)]
            for channel in self._channels.values()
        }
        rows = [row for ids in waiting.values() for row in ids]
        if not rows:
            return
        recalled = set(await self._store.recalled(rows))
        for channel, ids in waiting.items():
            channel.forget(recalled.intersection(ids))

    async def _renew(self) -> None:
        """Rows that wait here for their turn stay ours however long that takes."""
        for channel in self._channels.values():
            channel.forget_postponed()
        rows = [row for channel in self._channels.values() for row in channel.rows()]
        if rows:
            await self._store.renew(self._clock.now(), rows)

    async def _repeat(self, job: Callable[[], Awaitable[None]], period: timedelta) -> None:
        while True:
            try:
                await job()
            except StorageAwayError as error:
                log.info("relay_without_database", job=job.__name__, error=error.kind)
                await asyncio.sleep(WITHOUT_DATABASE.total_seconds())
            except Exception:
                log.exception("relay_job_failed", job=job.__name__)
            await asyncio.sleep(period.total_seconds())
