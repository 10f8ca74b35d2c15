"""Live rounds in one process: what runs them, built, connected and started together."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import structlog

from bot.abilities import bot_of, editing
from bot.clock import SystemClock
from handlers.live_counter import LiveCounters
from handlers.live_door import LiveDoor
from handlers.live_hosting.hosting import Hosting
from handlers.live_watch import LiveWatch
from handlers.platform_watch import PATIENCE, PlatformWatch
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import LiveTimer
from handlers.ports.messaging import MessagingAdapter
from handlers.ports.observers import CommitObserver
from handlers.ports.outbox import Bot
from handlers.ports.repositories import UnitsOfWork
from scheduler.live import LiveRoundTimers
from scheduler.relay import Relay
from scheduler.timers import Timers
from storage.live_intake import LiveIntake, SettleObserver

log = structlog.get_logger()

LOOK = timedelta(seconds=1)
"""Of the wall: how soon it is noticed that a platform is down, and when rooms are told counts."""
GRACE = timedelta(seconds=1)
"""A timer that is at work is left alone by the sweep for that long."""


class Live:
    """The live rounds of a process.

    Args:
        announcing: units of work whose messages wait in the outbox for whoever polls first.
        reading: units of work that only read.
        is_held: whether nothing may be decided now, as time is about to be given back.
        observe, watch: as in ``LiveIntake.connect``.

    Attributes:
        intake: through which everything goes that happens to live rounds.
        door: asked by the dispatcher.
    """

    def __init__(
        self,
        intake: LiveIntake,
        clock: SystemClock,
        timers: Timers,
        announcing: UnitsOfWork,
        reading: UnitsOfWork,
        *,
        is_held: Callable[[], bool],
        observe: SettleObserver,
        watch: CommitObserver,
    ) -> None:
        self.intake = intake
        self._clock = clock
        self._timers = timers
        self._reading = reading
        self._is_held = is_held
        self._observe = observe
        self._watch_commits = watch
        self.door = LiveDoor(intake, Hosting(reading, intake), reading)
        grace = GRACE * clock.speed
        self._rounds = LiveRoundTimers(timers, self._stored, self._due, clock, grace)
        self._counters = LiveCounters(announcing, reading)
        self._watch = LiveWatch(intake, reading, self._counters)

    def watches(self, adapters: Sequence[MessagingAdapter]) -> Mapping[Bot, PlatformWatch]:
        """What is to be told of the calls of these bots."""
        patience = PATIENCE * self._clock.speed
        watches = {bot_of(each): PlatformWatch(self._clock, patience) for each in adapters}
        self._watch.connect(watches)
        self._counters.connect(editing(adapters))
        return watches

    def connect(self, relay: Relay, join_address: str | None) -> None:
        """Say where messages go.

        Args:
            join_address: where people register.
        """
        self.intake.connect(
            relay.hand_over, self._rounds, join_address, self._observe, self._watch_commits
        )

    async def start(self) -> None:
        """Arm the timers of what is stored, and look after it from now on."""
        await self._rounds.start()
        self._timers.every(LOOK, self._look, "live-look")

    async def look(self) -> None:
        """Tell what nobody says: platforms that are down, counts, groups that are parted."""
        await self._watch.look(self._clock.now())

    async def sweep(self) -> None:
        """Do what a timer should have done, and notice what other processes have."""
        await self._rounds.sweep()

    async def _look(self) -> None:
        try:
            await self.look()
        except Exception:
            log.exception("live_look_failed")

    async def _due(self, live_round: LiveRoundId) -> None:
        if not self._is_held():
            await self.intake.due(live_round)

    async def _stored(self) -> Sequence[LiveTimer]:
        async with self._reading() as tx:
            return await tx.live.timers()
