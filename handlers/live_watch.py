"""Looks after live rounds that are going on: platforms that are down, groups that are parted."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from contest.live_rooms import Trouble
from handlers.live_counter import LiveCounters
from handlers.live_hosting.texts import WEB
from handlers.platform_watch import PlatformWatch
from handlers.ports.addresses import ChatRef
from handlers.ports.live import LiveIntake
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import HostedRound
from handlers.ports.outbox import Bot
from handlers.ports.repositories import UnitsOfWork


class LiveWatch:
    """Tells the intake what nobody says, again and again; everything is safe to tell twice.

    Args:
        reading: units of work that only read.
        counters: kept up to date with the rounds that are read here.
    """

    def __init__(self, live: LiveIntake, reading: UnitsOfWork, counters: LiveCounters) -> None:
        self._live = live
        self._reading = reading
        self._counters = counters
        self._watches: Mapping[Bot, PlatformWatch] = {}
        self._rounds: dict[LiveRoundId, HostedRound] = {}
        self._bound: frozenset[ChatRef] | None = None

    def connect(self, watches: Mapping[Bot, PlatformWatch]) -> None:
        """From now on watch these bots."""
        self._watches = watches

    async def look(self, now: datetime) -> None:
        """One pass; what it cannot do now the next one does."""
        rounds = await self._read()
        if not rounds:
            self._bound = None
            return
        await self._tell_of_platforms(rounds, now)
        await self._tell_of_groups(rounds, now)
        await self._counters.update(rounds, now)

    async def _read(self) -> Sequence[HostedRound]:
        """The rounds that go on; read again only when they have moved."""
        async with self._reading() as tx:
            timers = {each.live_round: each.version for each in await tx.live.timers()}
            for live_round, version in timers.items():
                known = self._rounds.get(live_round)
                if known is None or known.version != version:
                    found = await tx.live.find(live_round)
                    if found is not None:
                        self._rounds[live_round] = found
        self._rounds = {one: self._rounds[one] for one in timers if one in self._rounds}
        return list(self._rounds.values())

    async def _tell_of_platforms(self, rounds: Sequence[HostedRound], now: datetime) -> None:
        used = {
            (room.chat.platform, room.chat.bot) for one in rounds for room in one.rooms.values()
        }
        for bot, watch in self._watches.items():
            if bot not in used:
                continue
            if (since := watch.down_since(now)) is not None:
                await self._live.platform_down(bot, since)
            elif (up_at := watch.succeeded_at) is not None and _is_over(rounds, bot, up_at):
                await self._live.platform_up(bot, up_at)

    async def _tell_of_groups(self, rounds: Sequence[HostedRound], now: datetime) -> None:
        """A group that is parted from its unit gets nothing more, so its people cannot play."""
        async with self._reading() as tx:
            bound = frozenset(group.chat for group in await tx.groups.all())
        before, self._bound = self._bound, bound
        if before is None:
            # What was parted while nobody looked is known by the unit that the room was to be of.
            before = frozenset(_of_units(rounds)) | bound
        rooms = {room.chat for one in rounds for room in one.rooms.values()}
        for chat in rooms & before - bound:
            await self._live.lost(chat, now)
        for chat in rooms & bound - before:
            await self._live.regained(chat)


def _of_units(rounds: Sequence[HostedRound]) -> Iterator[ChatRef]:
    """Rooms that can only be groups of units; a page on the web is bound to none."""
    for one in rounds:
        for room in one.rooms.values():
            if room.unit is not None and room.chat.platform != WEB:
                yield room.chat


def _is_over(rounds: Sequence[HostedRound], bot: Bot, up_at: datetime) -> bool:
    """Whether a room is still flagged that a platform was down which has answered since."""
    return any(
        room.trouble is Trouble.PLATFORM_DOWN
        and room.trouble_at is not None
        and room.trouble_at < up_at
        and (hosted.rooms[room.id].chat.platform, hosted.rooms[room.id].chat.bot) == bot
        for hosted in rounds
        for room in hosted.live.rooms.values()
    )
