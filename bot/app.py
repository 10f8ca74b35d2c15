"""The composition root: builds every part once, starts them in order and stops them in order."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from random import Random

import structlog

from bot.clock import SystemClock
from bot.limiting import Limiting, Sharing
from bot.metrics import Metrics
from bot.processes import is_gone, new_owner
from contest.model import AttemptId, Position
from handlers.admission import Admission as WaitingLine
from handlers.announcing.feeding import Feeder
from handlers.broadcasting import live_bars
from handlers.broadcasting.live_bars import LiveBars
from handlers.budget_watch import BudgetWatch, JoinLink
from handlers.call import CheckLink, no_check_link
from handlers.digest import WeeklyDigest
from handlers.dispatcher import Dispatcher
from handlers.gate import Gate
from handlers.joining import Entrance
from handlers.outages import outage_messages
from handlers.ports.messaging import (
    Acknowledgement,
    Deliver,
    InboundMessage,
    MessagingAdapter,
    Quota,
    SupportsReaders,
)
from handlers.ports.outbox import Bot, Settlement
from handlers.ports.records import OutboxRow
from handlers.reminding import Reminding
from handlers.round_life import RoundLife
from scheduler.admission import Admission
from scheduler.announcements import Announcements
from scheduler.boards import Boards
from scheduler.deadlines import Deadlines
from scheduler.relay import Relay
from scheduler.reminders import Reminders
from scheduler.rounds import Rounds
from scheduler.sweep import Sweep
from scheduler.timers import Timers
from storage import schema
from storage.answers import AnswerIntake, ExpiryObserver
from storage.boards import SqlBoardMaker
from storage.engine import Database
from storage.joins import Joins
from storage.outage import SqlHeartbeat
from storage.outbox import Lease
from storage.outbox_store import SqlOutboxStore
from storage.poller_leases import SqlPollerLeases
from storage.retention import Retention
from storage.settlements import Settlements
from storage.unit_of_work import SqlUnitsOfWork

log = structlog.get_logger()

LEASE = timedelta(seconds=30)
"""Three renewals; what a killed replica was sending goes out after that at the latest."""
BEAT = timedelta(seconds=1)
OUTAGE = timedelta(seconds=3)
"""With several processes, a silence this long means that all of them were down."""
GRACE = timedelta(seconds=1)
"""A timer that is at work on a deadline is left alone by the sweep for that long."""
CHECKPOINT = timedelta(seconds=1)
DRAIN = timedelta(seconds=7)
"""For everything that is still to be done at a stop: with the two seconds of the web server before
it, a process ends within ten (tests/e2e/test_stop.py)."""
PLAN_PERIOD = timedelta(seconds=2)
"""How soon a round that another process created or moved is noticed."""
PURGE_PERIOD = timedelta(hours=1)
ADMISSION_DELAY = timedelta(seconds=2)
FAILED = "failed"
"""What the dispatcher acknowledges an apology with."""


class App:
    """One process of the system, without its platforms.

    Args:
        secret: of this installation, for digests of phone numbers and codes.
        join_link: where people reach the web page; if not given, there is none to tell of.
        check_link: where people check a certificate's code, likewise.
        observe: told the deadline of every question that a timer passed, and when that was durable.
        sharing: with which other processes the limits of sending are kept; None for none.
        admission_delay: how long a message to somebody who plays may wait before those who want
            to begin have to, in time of the wall.

    Attributes:
        metrics: what this process has counted, since it was made.
        poller_leases: by which processes with the same bots agree on who polls.
    """

    def __init__(  # noqa: PLR0913 - every override that the composition root takes
        self,
        database_url: str,
        clock: SystemClock,
        secret: str,
        *,
        senders: int = 256,
        max_batch: int = 256,
        join_link: JoinLink = lambda _: None,
        check_link: CheckLink = no_check_link,
        observe: ExpiryObserver | None = None,
        sharing: Sharing | None = None,
        admission_delay: timedelta = ADMISSION_DELAY,
    ) -> None:
        self.clock = clock
        self.database = Database(database_url)
        self.metrics = Metrics(clock, "sqlite" if self.database.is_sqlite else "postgresql")
        self.database.on_error(self.metrics.database_failed)
        owner = new_owner()
        # Leases are kept in contest time, and renewed in the wall's.
        lease = Lease(owner, LEASE * clock.speed)
        self.units_of_work = SqlUnitsOfWork(self.database, lease, secret)
        self._store = SqlOutboxStore(self.database, lease)
        self._intake = AnswerIntake(self.database, clock, lease, max_batch)
        self._settlements = Settlements(self._store, self._intake, max_batch)
        self._heartbeat = SqlHeartbeat(self.database)
        self.poller_leases = SqlPollerLeases(self.database, lease)
        self._retention = Retention(self.database)
        self._timers = Timers(clock)
        self._deadlines = Deadlines(self._timers, self._intake.expire)
        # Announcements wait in the outbox for whoever polls first, so that a crash loses none.
        announcing = SqlUnitsOfWork(self.database, Lease(owner, timedelta(0)), secret)
        self.round_life = RoundLife(announcing, self.units_of_work.reading, self._intake)
        self._rounds = Rounds(self._timers, self.round_life, clock)
        self._gate = Gate(admission_delay * clock.speed)
        self._joins = Joins(self.units_of_work, self._gate, max_batch)
        self._line = WaitingLine(
            self.units_of_work, announcing, self.units_of_work.reading, self._gate
        )
        self._admission = Admission(self._timers, self._line, clock, self._count_line)
        self._boards = Boards(self._timers, SqlBoardMaker(self.database), clock)
        reminding = Reminding(announcing, self.units_of_work.reading)
        digest = WeeklyDigest(announcing, self.units_of_work.reading)
        self._join_link = join_link
        self._check_link = check_link
        self._budget_watch = BudgetWatch(announcing, self.units_of_work.reading, join_link)
        recurring = (reminding, digest, self._budget_watch, self.round_life.notices)
        self._reminders = Reminders(self._timers, recurring, clock)
        feeder = Feeder(announcing, self.units_of_work.reading)
        self._announcements = Announcements(self._timers, feeder.carry_on, clock)
        self._live_bars = LiveBars(announcing, self.units_of_work.reading)
        self._sweep = Sweep(
            self._timers, self._overdue, self._intake.expire, clock, GRACE * clock.speed
        )
        self._senders = senders
        self._limiting = Limiting(clock, owner, sharing)
        self._observe = observe

    async def prepare(self) -> None:
        """Bring the database up to date."""
        await schema.upgrade(self.database)

    @asynccontextmanager
    async def running(self, adapters: Sequence[MessagingAdapter]) -> AsyncIterator["Running"]:
        """Run the system on these platforms while the body runs, then stop it in order.

        Stopping: adapters take no more in; what was taken in becomes durable; timers stop; the
        relay sends what it has, up to a limit; what is left waits in the outbox.
        """
        relay = Relay(
            adapters,
            self._store,
            self._note,
            self.clock,
            self._senders,
            self._limiting.limits_of,
            Random(),  # noqa: S311 - spreads tries over time, guards nothing
        )
        self._intake.connect(
            relay.hand_over, self._deadlines, self._observe, self.metrics.committed
        )
        quotas = _quotas_of(adapters)
        self._budget_watch.connect(quotas)
        self._live_bars.connect(_editing(adapters))
        self._connect_line(relay, adapters)
        dispatcher = Dispatcher(
            self.units_of_work,
            self._intake,
            relay,
            self._join_link(None),
            quotas,
            self._check_link,
            self._joins,
            _rates_of(adapters),
        )
        await self._recover()
        try:
            async with self._tasks(relay, dispatcher, adapters) as running:
                yield running
        except BaseExceptionGroup as failures:
            # What went wrong in the body, or in one task, is told as itself.
            raise _alone(failures) from None
        await self._store.release()

    async def close(self) -> None:
        """Close the database, and the connections to what is shared."""
        await self._limiting.close()
        await self.database.dispose()

    @asynccontextmanager
    async def _tasks(
        self, relay: Relay, dispatcher: Dispatcher, adapters: Sequence[MessagingAdapter]
    ) -> AsyncIterator["Running"]:
        async with asyncio.TaskGroup() as group:
            relaying = group.create_task(relay.run(), name="relay")
            await self._start_timers()
            for adapter in adapters:
                if isinstance(adapter, SupportsReaders):
                    adapter.on_reader(relay.reached)
            deliver = self._counting(dispatcher.deliver)
            running = Running(
                deliver,
                relay,
                [group.create_task(a.run(deliver), name=a.platform) for a in adapters],
            )
            try:
                yield running
            finally:
                until = self.clock.now() + DRAIN * self.clock.speed
                await _cancel(running.adapters)
                await self._stop(relay, until)
                await _cancel([relaying])
                # The relay may have been noting what it had just sent.
                await self._settlements.drain()

    async def _recover(self) -> None:
        """Put right what a process that died has left, before anything new comes in."""
        now = self.clock.now()
        threshold = timedelta(0) if self.database.is_sqlite else OUTAGE * self.clock.speed
        outage = await self._heartbeat.repair(now, threshold)
        if self.database.is_sqlite or outage is not None:
            await self._store.release_all()
        if outage is not None and now - outage.down_from >= OUTAGE * self.clock.speed:
            # Also on SQLite, where a process that was started twice must not poll twice.
            await self.poller_leases.release_all()
        for lease in await self.poller_leases.all():
            if is_gone(lease.owner):
                # Killed and started again within seconds: nobody else polls, and people wait.
                await self.poller_leases.free(lease)
        if outage is not None and outage.moved:
            log.info("outage_repaired", since=outage.down_from.isoformat(), moved=len(outage.moved))
            async with self.units_of_work() as tx:
                await tx.outbox.add(outage_messages(outage), now)
                await tx.commit()
            await self._store.release()
        async with self.units_of_work.reading() as tx:
            open_questions = await tx.attempts.open_questions()
        for attempt, position, deadline in open_questions:
            self._deadlines.arm(attempt, position, deadline)

    async def _start_timers(self) -> None:
        await self._rounds.plan()
        await self._reminders.plan()
        self._sweep.start()
        self._boards.start()
        self._announcements.start()
        await self._admission.start()
        self._timers.every(BEAT, self._beat, "heartbeat")
        self._timers.every(CHECKPOINT, self.database.checkpoint, "checkpoint")
        self._timers.every(PLAN_PERIOD, self._rounds.plan, "plan-rounds")
        self._timers.every(PLAN_PERIOD, self._reminders.plan, "plan-reminders")
        self._timers.every(PURGE_PERIOD, self._purge, "purge")
        self._timers.every(live_bars.PERIOD, self._move_bars, "live-bars")
        self._timers.start()

    def _counting(self, deliver: Deliver) -> Deliver:
        async def counted(message: InboundMessage) -> Acknowledgement:
            is_failed = True
            try:
                acknowledgement = await deliver(message)
                is_failed = acknowledgement.verdict == FAILED
            finally:
                self.metrics.taken_in(message.chat.platform, is_failed=is_failed)
            return acknowledgement

        return counted

    async def _note(self, row: OutboxRow, settlement: Settlement) -> None:
        await self._settlements.note(row, settlement)
        self.metrics.settled(row, settlement)

    async def _stop(self, relay: Relay, until: datetime) -> None:
        await self._joins.drain()
        await self._intake.drain()
        await self._timers.rest(self._left(until))
        self._timers.stop()
        if not await relay.drain(self._left(until)):
            log.warning("relay_not_drained")
        await self._beat()

    def _left(self, until: datetime) -> timedelta:
        """Time of the wall until then, none if it has passed."""
        return max(self.clock.real(until - self.clock.now()), timedelta(0))

    def _connect_line(self, relay: Relay, adapters: Sequence[MessagingAdapter]) -> None:
        can = {(each.platform, each.bot): each.capabilities for each in adapters}
        self._gate.connect(relay, can)
        noticing = [bot for bot, each in can.items() if each.callback_answer]
        entrance = Entrance(self._gate, noticing, _quotas_of(adapters), self._join_link(None))
        self._joins.connect(relay, entrance)
        self._line.connect(relay, entrance)

    def _count_line(self) -> None:
        self.metrics.lined_up(self._gate.waiting)

    async def _purge(self) -> None:
        await self._retention.purge(self.clock.now())

    async def _move_bars(self) -> None:
        await self._live_bars.update(self.clock.now())

    async def _beat(self) -> None:
        await self._heartbeat.beat(self.clock.now())

    async def _overdue(self, before: datetime) -> Sequence[tuple[AttemptId, Position]]:
        async with self.units_of_work.reading() as tx:
            found = await tx.attempts.open_questions(due_before=before)
        return [(attempt, position) for attempt, position, _ in found]


class Running:
    """A running system.

    Attributes:
        deliver: takes a message in without a platform.
        adapters: one task for each adapter, in the order given; ended when its platform has no
            more messages.
    """

    def __init__(
        self, deliver: Deliver, relay: Relay, adapters: Sequence["asyncio.Task[None]"]
    ) -> None:
        self.deliver = deliver
        self.relay = relay
        self.adapters = adapters


def _quotas_of(adapters: Sequence[MessagingAdapter]) -> Mapping[Bot, Quota]:
    """What the platforms grant to those bots whose messages they count."""
    quotas = {(each.platform, each.bot): each.capabilities.quota for each in adapters}
    return {bot: quota for bot, quota in quotas.items() if quota is not None}


def _rates_of(adapters: Sequence[MessagingAdapter]) -> Mapping[Bot, float]:
    """Messages a second of those bots whose platform says how many it takes."""
    rates = {(each.platform, each.bot): each.capabilities.messages_per_second for each in adapters}
    return {bot: rate for bot, rate in rates.items() if rate is not None}


def _editing(adapters: Sequence[MessagingAdapter]) -> Collection[Bot]:
    """The bots that can change what they have sent."""
    return {(each.platform, each.bot) for each in adapters if each.capabilities.edit}


async def _cancel(tasks: Sequence["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    # The group of tasks tells what went wrong in one; here it must not keep others from stopping.
    await asyncio.gather(*tasks, return_exceptions=True)


def _alone(failure: BaseException) -> BaseException:
    """What is in a group of one, however deep; anything else as it is."""
    while isinstance(failure, BaseExceptionGroup) and len(failure.exceptions) == 1:
        failure = failure.exceptions[0]
    return failure
