"""The limits of a bot for which several processes send, kept in common on Redis or Valkey.

A process holds some of the bot's places and paces itself within those, so a message costs nothing
but the turn of its chat: one round trip. Without the server each goes on with a safe part of the
published rate.
"""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from handlers.pacing.alone import LONGEST_PAUSE, PERIOD, LimitsAlone, Share
from handlers.pacing.rates import LearntRate
from handlers.pacing.windows import NO_WAIT
from handlers.ports.addresses import ChatRef
from handlers.ports.limits import Backlog
from handlers.ports.messaging import Capabilities, Lane
from handlers.ports.timing import Clock
from storage.redis.client import heed_cancellation
from storage.redis.places import Grant, Needs, Places, Turn

log = structlog.get_logger()

LEASE = 30 * PERIOD
SPARE = 3
"""Places that each process asks for though it has nothing to send, so that a first reply leaves at
once."""


class SharedLimits(LimitsAlone):
    """``handlers.ports.limits.Limits``, held in sum by all processes that name the same server.

    Args:
        bot: unique among all bots.
        process: a name that no other process has.
        part: of the published rate, that this process may use while the server is away.
        speed: seconds of contest time in one second of the wall, as leases are kept in contest time
            and the server answers in the wall's.
    """

    def __init__(
        self,
        redis: Redis,
        bot: str,
        process: str,
        can: Capabilities,
        clock: Clock,
        part: float,
        speed: float = 1.0,
    ) -> None:
        super().__init__(can, clock)
        self._bot = bot
        self._period, self._lease = PERIOD * speed, LEASE * speed
        self._part = part
        self._process = Places(redis, bot, process, can, self._lease, part, again=self._period)
        self._share = Share(0, 0)
        self._heard_at: datetime | None = None
        self._is_away = False
        self._version: int | None = None
        self._agreed = self._rate
        self._objection: datetime | None = None
        self._turns: dict[str, Turn] = {}
        self._counted: list[tuple[Turn, datetime]] = []

    def wait(self, lane: Lane, now: datetime) -> timedelta | None:
        if self._is_limited and self._is_stale(now):
            # This process stood still for so long that others were given its places.
            return None
        return super().wait(lane, now)

    async def admit(self, chat: ChatRef, now: datetime) -> timedelta:
        if self._is_away or not self._chats.are_any:
            return NO_WAIT
        turn = self._process.turn(chat)
        try:
            wait = await self._process.take(turn, now)
        except (RedisError, OSError) as error:
            self._lose(error)
            wait = NO_WAIT
        if wait == NO_WAIT:
            self._turns[chat.key] = turn
        return wait

    def count(self, chat: ChatRef, lane: Lane, now: datetime) -> None:
        super().count(chat, lane, now)
        if turn := self._turns.pop(chat.key, None):
            self._counted.append((turn, now))

    def refused(self, chat: ChatRef, now: datetime, until: datetime) -> bool:
        is_paused = super().refused(chat, now, until)
        if is_paused:
            self._objection = self._paused_until
        return is_paused

    async def run(self, backlog: Callable[[], Backlog], changed: Callable[[], None]) -> None:
        if not (self._is_limited or self._chats.are_any):
            return
        try:
            while True:
                await self.exchange(backlog())
                heed_cancellation()
                changed()
                await self._clock.sleep(self._period)
        finally:
            # Nobody else waits then for the places of this process; a lease would end by itself.
            with contextlib.suppress(RedisError, OSError):
                await self._process.exchange(self._needs(Backlog(0, 0), True), self._clock.now())

    async def exchange(self, backlog: Backlog) -> None:
        """Agree with the other processes on who may send how much, or go on without them."""
        now = self._clock.now()
        self._rate = self._rate.after(now, is_pressed=self._is_pressed(backlog))
        try:
            grant = await self._process.exchange(self._needs(backlog, False), now)
            await self._free_chats()
        except (RedisError, OSError) as error:
            self._lose(error)
        else:
            self._accept(grant, now)
        if self._is_away:
            self._share = self._share_without(self._clock.now())

    async def _free_chats(self) -> None:
        if counted := list(self._counted):
            await self._process.free_chats(counted)
            del self._counted[: len(counted)]

    def _needs(self, backlog: Backlog, is_leaving: bool) -> Needs:
        now = self._clock.now()
        occupied, patient = self._places.occupied(now), self._patient.occupied(now)
        return Needs(
            occupied=occupied,
            replies=0 if is_leaving else occupied - patient + backlog.replies + SPARE,
            others=0 if is_leaving else patient + backlog.others,
            rate=self._rate,
            based_on=self._version if self._rate != self._agreed else None,
            paused_until=self._paused_until,
            is_leaving=is_leaving,
        )

    def _accept(self, grant: Grant, now: datetime) -> None:
        self._heard_at, self._version, self._agreed = now, grant.version, grant.rate
        self._rate = grant.rate
        if self._objection is not None:
            # Others may have changed the rate meanwhile; then ours is told again next time.
            if grant.rate.objected_until != self._objection:
                self._rate = grant.rate.objected(now, self._objection)
            if self._rate == grant.rate:
                self._objection = None
        self._share = grant.share
        until = min(grant.paused_until, now + LONGEST_PAUSE)
        if self._paused_until is None or until > self._paused_until:
            self._paused_until = until
        if self._is_away:
            self._is_away = False
            log.info("limits_shared_again", bot=self._bot)

    def _lose(self, error: Exception) -> None:
        if not self._is_away:
            self._is_away = True
            log.warning("limits_not_shared", bot=self._bot, error=type(error).__name__)

    def _share_without(self, now: datetime) -> Share:
        """A part that is safe as soon as the others have noticed too."""
        safe = max(int(min(self._rate.published, self._rate.value) * self._part), 1)
        if self._is_leased(now):
            return Share(min(self._share.published, safe), 0)
        return Share(safe, 0)

    def _is_leased(self, now: datetime) -> bool:
        return self._heard_at is not None and now < self._heard_at + self._lease

    def _is_stale(self, now: datetime) -> bool:
        return not self._is_away and not self._is_leased(now)

    def _learn(self, rate: LearntRate) -> None:
        # The share comes from the server, for the rate that all agree on.
        self._rate = rate
