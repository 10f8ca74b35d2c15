"""The outgoing messages of one bot: in order per chat and lane, one at a time per chat."""

import asyncio
from bisect import insort
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from random import Random

import structlog

from handlers.delivery import try_to_send
from handlers.pacing.windows import NO_WAIT
from handlers.platform_watch import PlatformWatch
from handlers.ports.addresses import ChatRef
from handlers.ports.limits import FIRST_PATIENT_LANE, Backlog, Limits
from handlers.ports.messaging import Lane, MessagingAdapter
from handlers.ports.outbox import Dead, Postponed, Settlement, Unknown
from handlers.ports.records import OutboxRow
from handlers.ports.timing import Clock

log = structlog.get_logger()

Note = Callable[[OutboxRow, Settlement], Awaitable[None]]
"""Makes durable what became of a row; for a delivered question this starts its clock."""

Begin = Callable[[int], Awaitable[None]]
"""Makes durable that a row is about to be sent which must not go out twice."""

Wake = Callable[[str], Awaitable[None]]
"""Makes the postponed messages of a chat due at once."""

SETTLED = timedelta(minutes=1)
"""Much longer than it takes from a commit to hand over what was queued in it."""


@dataclass(slots=True)
class _Chat:
    """Messages waiting for one chat; at most one of them is on its way.

    Attributes:
        postponed: lanes whose first message waits in the outbox; what comes after it waits there
            too, so that the claim gives everything back in order.
        offered: lanes in which it stands in line to be sent to.
        is_resting: whether it is offered again by itself, as it has been sent enough for now.
        was_reached: whether the person came back while a message was on its way.
        postponed_at: when something was postponed last.
    """

    waiting: dict[Lane, deque[OutboxRow]] = field(
        default_factory=lambda: {lane: deque() for lane in Lane}
    )
    postponed: set[Lane] = field(default_factory=set)
    offered: set[Lane] = field(default_factory=set)
    is_sending: bool = False
    is_resting: bool = False
    was_reached: bool = False
    postponed_at: datetime | None = None

    def can_send(self, lane: Lane) -> bool:
        return bool(self.waiting[lane]) and not (self.is_sending or self.is_resting)

    @property
    def is_idle(self) -> bool:
        return self.is_quiet and not self.postponed

    @property
    def is_quiet(self) -> bool:
        """Whether nothing of it waits or is on its way here."""
        return not (self.is_sending or any(self.waiting.values()))


class Channel:
    """Sends what one bot has to send; its senders never wait for another bot's platform.

    Args:
        senders: messages on their way at once.
        dice: for pauses after failures.
        watch: told of every call.
        begin: told before each reminder; none where sending twice does no harm.
    """

    def __init__(  # noqa: PLR0913 - all that one bot is sent with
        self,
        adapter: MessagingAdapter,
        note: Note,
        wake: Wake,
        clock: Clock,
        senders: int,
        limits: Limits,
        dice: Random,
        watch: PlatformWatch | None = None,
        *,
        begin: Begin | None = None,
    ) -> None:
        self._begin = begin
        self._watch = watch or PlatformWatch(clock)
        self._adapter = adapter
        self._note = note
        self._wake = wake
        self._clock = clock
        self._senders = senders
        self._chats: dict[str, _Chat] = {}
        self._ready: dict[Lane, deque[str]] = {lane: deque() for lane in Lane}
        self._known: dict[int, Lane] = {}
        self._work = asyncio.Semaphore(0)
        self._limits = limits
        self._dice = dice
        self._gate = asyncio.Lock()
        self._changed = asyncio.Event()
        self._held_up: Lane | None = None
        self._resting: set[asyncio.Task[None]] = set()
        self._is_empty = asyncio.Event()
        self._is_empty.set()

    @property
    def size(self) -> int:
        """Rows taken and not yet dealt with."""
        return len(self._known)

    @property
    def urgent(self) -> int:
        """Of these, how many are for people who are waiting."""
        return sum(lane < FIRST_PATIENT_LANE for lane in self._known.values())

    def take(self, row: OutboxRow, *, is_claimed: bool) -> None:
        """Queue a row that this process has leased; one that is known already is passed over.

        Args:
            is_claimed: whether it comes from the outbox, which keeps the order of a chat, and not
                straight from the commit that wrote it.
        """
        if row.id in self._known:
            return
        key, lane = row.message.chat.key, row.message.lane
        self._known[row.id] = lane
        self._is_empty.clear()
        chat = self._chats.setdefault(key, _Chat())
        if is_claimed:
            chat.postponed.discard(lane)
            # Ahead of what was committed after it and has not had its turn here yet.
            insort(chat.waiting[lane], row, key=attrgetter("id"))
        else:
            chat.waiting[lane].append(row)
        self._offer(key, chat, lane)

    def rows(self) -> Sequence[int]:
        """Ids of the rows taken and not yet dealt with."""
        return list(self._known)

    def waiting(self, lane: Lane) -> Sequence[int]:
        """Ids of the rows of a lane that are not on their way."""
        return [row.id for chat in self._chats.values() for row in chat.waiting[lane]]

    def forget(self, rows: Collection[int]) -> None:
        """Drop rows that are not to be sent any more; those on their way are let go."""
        for key, chat in list(self._chats.items()):
            for waiting in chat.waiting.values():
                for row in [row for row in waiting if row.id in rows]:
                    waiting.remove(row)
                    self._let_go(row)
            self._tidy(key, chat)

    def forget_postponed(self) -> None:
        """Drop chats of which only something postponed long ago is known.

        Another process may have sent that, and then nothing of it ever comes here again. What was
        handed over before it was noted as postponed has come by now, and what is queued behind it
        is not handed over at all.
        """
        before = self._clock.now() - SETTLED
        quiet = [chat for chat in self._chats.items() if chat[1].is_quiet]
        for key, chat in quiet:
            if chat.postponed_at is not None and chat.postponed_at < before:
                del self._chats[key]

    def delay(self, now: datetime) -> timedelta:
        """How long a reply to a chat that has rested would wait, if it were queued now."""
        pause, rate = self._limits.pause(now), self._limits.reply_rate
        if rate is None:
            return pause
        return pause + timedelta(seconds=self._backlog().replies / max(rate, 1.0))

    @property
    def reply_rate(self) -> float | None:
        """Replies a second that may be sent now; None without a limit."""
        return self._limits.reply_rate

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
                limiting = self._limits.run(self._backlog, self._changed.set)
                group.create_task(limiting, name="limits")
                for number in range(self._senders):
                    group.create_task(self._send_forever(), name=f"sender-{number}")
        finally:
            for task in self._resting:
                task.cancel()

    async def _send_forever(self) -> None:
        while True:
            await self._work.acquire()
            if (row := await self._next()) is not None:
                await self._deal_with(row)

    async def _next(self) -> OutboxRow | None:
        """The oldest message of the first chat that is free, in the lowest lane.

        It is chosen once something may be sent, so that a lower lane still goes first however long
        that took.
        """
        async with self._gate:
            while True:
                now = self._clock.now()
                if (lane := self._first_lane(now)) is None:
                    return None
                if (wait := self._limits.wait(lane, now)) == NO_WAIT:
                    return self._first_of(lane, now)
                await self._hold_up(lane, wait)

    async def _hold_up(self, lane: Lane, wait: timedelta | None) -> None:
        """Return after a wait, or when something has changed that may make it shorter."""
        self._held_up = lane
        self._changed.clear()
        waits: set[asyncio.Task[object]] = {asyncio.create_task(self._changed.wait())}
        if wait is not None:
            waits.add(asyncio.create_task(self._clock.sleep(wait)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._held_up = None
            for each in waits:
                each.cancel()

    def _offer(self, key: str, chat: _Chat, lane: Lane) -> None:
        """Let a chat stand in line, once; one that cannot be sent to now is offered again then."""
        if lane in chat.offered or not chat.can_send(lane):
            return
        chat.offered.add(lane)
        self._ready[lane].append(key)
        self._work.release()
        if self._held_up is not None and lane < self._held_up:
            self._changed.set()

    def _first_lane(self, now: datetime) -> Lane | None:
        """The lowest lane in which a chat can be sent to; such a chat stands first in its line."""
        for lane in Lane:
            ready = self._ready[lane]
            while ready:
                chat = self._chats.get(ready[0])
                if chat is not None and self._is_free(ready[0], chat, lane, now):
                    return lane
                ready.popleft()
                if chat is not None:
                    chat.offered.discard(lane)
        return None

    def _is_free(self, key: str, chat: _Chat, lane: Lane, now: datetime) -> bool:
        if not chat.can_send(lane):
            return False
        rest = self._limits.wait_of(chat.waiting[lane][0].message.chat, now)
        if rest > NO_WAIT:
            self._rest(key, chat, rest)
        return rest == NO_WAIT

    def _first_of(self, lane: Lane, now: datetime) -> OutboxRow:
        chat = self._chats[self._ready[lane].popleft()]
        chat.offered.discard(lane)
        chat.is_sending = True
        if lane not in chat.postponed:
            self._limits.leave(lane, now)
        return chat.waiting[lane].popleft()

    def _backlog(self) -> Backlog:
        lines = [len(self._ready[lane]) for lane in Lane]
        return Backlog(sum(lines[:FIRST_PATIENT_LANE]), sum(lines[FIRST_PATIENT_LANE:]))

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
        key, lane = row.message.chat.key, row.message.lane
        chat = self._chats[key]
        chat.was_reached = False
        if lane in chat.postponed:
            settlement: Settlement = Postponed(row.id, self._clock.now(), has_failed=False)
        elif (rest := await self._limits.admit(row.message.chat, self._clock.now())) > NO_WAIT:
            self._put_back(row, chat, rest)
            return
        elif not await self._has_begun(row):
            settlement = Postponed(row.id, self._clock.now(), has_failed=False)
        else:
            settlement = await self._settlement(row)
        if isinstance(settlement, Postponed):
            chat.postponed.add(lane)
            chat.postponed_at = self._clock.now()
        try:
            await self._note(row, settlement)
        except Exception:
            # The lease runs out and the row is claimed again: at least once (invariant 6).
            log.exception("settlement_not_noted", row=row.id, **_trace(row))
        if isinstance(settlement, Postponed) and chat.was_reached:
            # They came back before it was noted that they were away.
            await self._wake(key)
        self._let_go(row)
        self._free(key, chat)

    async def _has_begun(self, row: OutboxRow) -> bool:
        """Note that a reminder is on its way: twice is once too often (invariant 10)."""
        if self._begin is None or row.message.lane is not Lane.REMINDER:
            return True
        try:
            await self._begin(row.id)
        except Exception:
            log.exception("sending_not_noted", row=row.id, **_trace(row))
            return False
        return True

    def _put_back(self, row: OutboxRow, chat: _Chat, rest: timedelta) -> None:
        """Another process has just sent to the chat, or is sending."""
        self._limits.stay(row.message.lane)
        self._changed.set()
        chat.is_sending = False
        insort(chat.waiting[row.message.lane], row, key=attrgetter("id"))
        self._rest(row.message.chat.key, chat, rest)

    async def _settlement(self, row: OutboxRow) -> Settlement:
        try:
            return await self._send(row)
        finally:
            self._limits.count(row.message.chat, row.message.lane, self._clock.now())
            self._changed.set()

    async def _send(self, row: OutboxRow) -> Settlement:
        try:
            settlement = await try_to_send(self._adapter, row, self._clock, self._dice, self._watch)
        except Exception:
            log.exception("send_failed", platform=self._adapter.platform, **_trace(row))
            return Dead(row.id, "internal error")
        if isinstance(settlement, Dead | Unknown):
            log.info("message_given_up", reason=settlement.reason, **_trace(row))
        else:
            # Two lines for each message are for whoever looks into something.
            log.debug("message_tried", outcome=type(settlement).__name__.lower(), **_trace(row))
        if isinstance(settlement, Postponed) and settlement.is_limited:
            self._note_limit(row.message.chat, settlement.not_before)
        return settlement

    def _note_limit(self, chat: ChatRef, until: datetime) -> None:
        log.warning("sending_limited", chat=chat.key, until=until.isoformat())
        if self._limits.refused(chat, self._clock.now(), until):
            log.warning("bot_paused", platform=self._adapter.platform, bot=self._adapter.bot)

    def _let_go(self, row: OutboxRow) -> None:
        self._known.pop(row.id, None)
        if not self._known:
            self._is_empty.set()

    def _free(self, key: str, chat: _Chat) -> None:
        chat.is_sending = False
        self._offer_all(key, chat)
        self._tidy(key, chat)

    def _tidy(self, key: str, chat: _Chat) -> None:
        if chat.is_idle:
            self._chats.pop(key, None)

    def _offer_all(self, key: str, chat: _Chat) -> None:
        for lane in Lane:
            self._offer(key, chat, lane)


def _trace(row: OutboxRow) -> dict[str, str | None]:
    """What leads back to the update or the attempt (docs/observability.md)."""
    return {"key": row.message.key, "update": row.message.update_key}
