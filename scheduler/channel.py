"""The outgoing messages of one bot: in order per chat and lane, one at a time per chat."""

import asyncio
from bisect import insort
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter

import structlog

from handlers.delivery import try_to_send
from handlers.ports.addresses import ChatRef
from handlers.ports.messaging import Lane, MessagingAdapter
from handlers.ports.outbox import Dead, Postponed, Settlement, Unknown
from handlers.ports.records import OutboxRow
from handlers.ports.timing import Clock
from scheduler.pacing import NO_WAIT, Limits

log = structlog.get_logger()

Note = Callable[[OutboxRow, Settlement], Awaitable[None]]
"""Makes durable what became of a row; for a delivered question this starts its clock."""

Wake = Callable[[str], Awaitable[None]]
"""Makes the postponed messages of a chat due at once."""


@dataclass(slots=True)
class _Chat:
    """Messages waiting for one chat; at most one of them is on its way.

    Attributes:
        postponed: lanes whose first message waits in the outbox; what comes after it waits there
            too, so that the claim gives everything back in order.
        is_resting: whether it is offered again by itself, as it has been sent enough for now.
        was_reached: whether the person came back while a message was on its way.
    """

    waiting: dict[Lane, deque[OutboxRow]] = field(
        default_factory=lambda: {lane: deque() for lane in Lane}
    )
    postponed: set[Lane] = field(default_factory=set)
    is_sending: bool = False
    is_resting: bool = False
    was_reached: bool = False

    def can_send(self, lane: Lane) -> bool:
        return bool(self.waiting[lane]) and not (self.is_sending or self.is_resting)

    @property
    def is_idle(self) -> bool:
        return not (self.is_sending or self.postponed or any(self.waiting.values()))


class Channel:
    """Sends what one bot has to send; its senders never wait for another bot's platform.

    Args:
        senders: messages on their way at once.
    """

    def __init__(
        self, adapter: MessagingAdapter, note: Note, wake: Wake, clock: Clock, senders: int
    ) -> None:
        self._adapter = adapter
        self._note = note
        self._wake = wake
        self._clock = clock
        self._senders = senders
        self._chats: dict[str, _Chat] = {}
        self._ready: dict[Lane, deque[str]] = {lane: deque() for lane in Lane}
        self._known: set[int] = set()
        self._work = asyncio.Semaphore(0)
        self._limits = Limits(adapter.capabilities)
        self._gate = asyncio.Lock()
        self._came_back = asyncio.Event()
        self._resting: set[asyncio.Task[None]] = set()
        self._is_empty = asyncio.Event()
        self._is_empty.set()

    @property
    def size(self) -> int:
        """Rows taken and not yet dealt with."""
        return len(self._known)

    def take(self, row: OutboxRow, *, is_claimed: bool) -> None:
        """Queue a row that this process has leased; one that is known already is passed over.

        Args:
            is_claimed: whether it comes from the outbox, which keeps the order of a chat, and not
                straight from the commit that wrote it.
        """
        if row.id in self._known:
            return
        self._known.add(row.id)
        self._is_empty.clear()
        key, lane = row.message.chat.key, row.message.lane
        chat = self._chats.setdefault(key, _Chat())
        if is_claimed:
            chat.postponed.discard(lane)
            # Ahead of what was committed after it and has not had its turn here yet.
            insort(chat.waiting[lane], row, key=attrgetter("id"))
        else:
            chat.waiting[lane].append(row)
        self._offer(key, lane)

    def rows(self) -> Sequence[int]:
        """Ids of the rows taken and not yet dealt with."""
        return list(self._known)

    async def reached(self, key: str) -> None:
        """The person of a chat is there again: what was postponed for them is due."""
        if chat := self._chats.get(key):
            chat.was_reached = True
        await self._wake(key)

    async def emptied(self) -> None:
        """Return when everything taken has been dealt with."""
        await self._is_empty.wait()

    async def run(self) -> None:
        """Send until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                for number in range(self._senders):
                    group.create_task(self._send_forever(), name=f"sender-{number}")
        finally:
            for task in self._resting:
                task.cancel()

    async def _send_forever(self) -> None:
        while True:
            await self._work.acquire()
            # What is sent is chosen once something may be sent, so that a lower lane still goes
            # first however long that took.
            await self._admitted()
            row = self._next()
            if row is not None:
                await self._deal_with(row)
            else:
                self._limits.stay()

    async def _admitted(self) -> None:
        """Return when the bot's own limit allows one more message."""
        async with self._gate:
            while (wait := self._limits.wait(self._clock.now())) != NO_WAIT:
                if wait is None:
                    self._came_back.clear()
                    await self._came_back.wait()
                else:
                    await self._clock.sleep(wait)
            self._limits.leave()

    def _offer(self, key: str, lane: Lane) -> None:
        self._ready[lane].append(key)
        self._work.release()

    def _next(self) -> OutboxRow | None:
        """The oldest message of the first chat that is free, in the lowest lane."""
        now = self._clock.now()
        for lane in Lane:
            ready = self._ready[lane]
            while ready:
                key = ready.popleft()
                chat = self._chats.get(key)
                if chat is None or not chat.can_send(lane):
                    continue
                rest = self._limits.wait_of(chat.waiting[lane][0].message.chat, now)
                if rest > NO_WAIT:
                    self._rest(key, chat, rest)
                    continue
                chat.is_sending = True
                return chat.waiting[lane].popleft()
        return None

    def _rest(self, key: str, chat: _Chat, rest: timedelta) -> None:
        """Offer a chat again when it has rested; meanwhile no sender waits for it."""

        async def wake() -> None:
            await self._clock.sleep(rest)
            chat.is_resting = False
            self._offer_all(key, chat)

        chat.is_resting = True
        task = asyncio.create_task(wake())
        self._resting.add(task)
        task.add_done_callback(self._resting.discard)

    async def _deal_with(self, row: OutboxRow) -> None:
        chat, lane = self._chats[row.message.chat.key], row.message.lane
        chat.was_reached = False
        settlement = await self._settlement(row, is_behind=lane in chat.postponed)
        if isinstance(settlement, Postponed):
            chat.postponed.add(lane)
        try:
            await self._note(row, settlement)
        except Exception:
            # The lease runs out and the row is claimed again: at least once (invariant 6).
            log.exception("settlement_not_noted", row=row.id, key=row.message.key)
        if isinstance(settlement, Postponed) and chat.was_reached:
            # They came back before it was noted that they were away.
            await self._wake(row.message.chat.key)
        self._known.discard(row.id)
        if not self._known:
            self._is_empty.set()
        self._free(row.message.chat.key, chat)

    async def _settlement(self, row: OutboxRow, *, is_behind: bool) -> Settlement:
        if is_behind:
            self._limits.stay()
            return Postponed(row.id, self._clock.now(), has_failed=False)
        try:
            return await self._send(row)
        finally:
            self._limits.count(row.message.chat, self._clock.now())
            self._came_back.set()

    async def _send(self, row: OutboxRow) -> Settlement:
        try:
            settlement = await try_to_send(self._adapter, row, self._clock)
        except Exception:
            log.exception("send_failed", key=row.message.key, platform=self._adapter.platform)
            return Dead(row.id, "internal error")
        if isinstance(settlement, Dead | Unknown):
            # The key leads back to the update or the attempt (docs/operations.md).
            log.info("message_given_up", key=row.message.key, reason=settlement.reason)
        if isinstance(settlement, Postponed) and settlement.is_limited:
            self._note_limit(row.message.chat, settlement.not_before)
        return settlement

    def _note_limit(self, chat: ChatRef, until: datetime) -> None:
        log.warning("sending_limited", chat=chat.key, until=until.isoformat())
        if self._limits.refused(chat, self._clock.now(), until):
            log.warning("bot_paused", platform=self._adapter.platform, bot=self._adapter.bot)

    def _free(self, key: str, chat: _Chat) -> None:
        chat.is_sending = False
        self._offer_all(key, chat)
        if chat.is_idle:
            del self._chats[key]

    def _offer_all(self, key: str, chat: _Chat) -> None:
        for lane in Lane:
            if chat.waiting[lane]:
                self._offer(key, lane)
