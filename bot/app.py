"""The composition root: builds every part once, starts them in order and stops them in order."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from random import Random

import structlog

from bot.abilities import capabilities_of, editing, quotas_of, rates_of
from bot.clock import SystemClock
from bot.contest_time import take_up
from bot.limiting import Limiting, Sharing
from bot.live import Live
from bot.metrics import Metrics
from bot.processes import is_gone, new_owner
from bot.pulse import Pulse, persist
from bot.recurring import PLAN_PERIOD, Recurring
from bot.takeover import Takeover
from bot.tasks import Running, alone, cancel
from contest.model import AttemptId, Position
from handlers.admission import Admission as WaitingLine
from handlers.budget_watch import JoinLink
from handlers.call import CheckLink, no_check_link
from handlers.dispatcher import Dispatcher
from handlers.gate import Gate
from handlers.joining import Entrance
from handlers.outages import outage_messages
from handlers.ports.messaging import (
    Acknowledgement,
    Deliver,
    InboundMessage,
    MessagingAdapter,
    NotDurableError,
    SupportsReaders,
)
from handlers.ports.outages import Outage
from handlers.ports.outbox import Settlement
from handlers.ports.records import OutboxRow
from handlers.shedding import Shedding
from scheduler.admission import Admission
from scheduler.deadlines import Deadlines
from scheduler.relay import Relay
from scheduler.sweep import Sweep
from scheduler.timers import Timers
from storage import schema
from storage.answers import AnswerIntake, ExpiryObserver
from storage.engine import Database, Patience
from storage.joins import Joins
from storage.live_intake import LiveIntake, SettleObserver
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
PURGE_PERIOD = timedelta(hours=1)
ADMISSION_DELAY = timedelta(seconds=2)
PATIENCE = Patience(urgent=timedelta(seconds=8), other=timedelta(seconds=60))
"""A commit of play takes milliseconds; the boards of a province a few seconds."""
FAILED = "failed"
"""What the dispatcher acknowledges an apology with."""


class App:
    """One process of the system, without its platforms.

    Args:
        secret: of this installation, for digests of phone numbers and codes.
        join_link: where people reach the web page; if not given, there is none to tell of.
        check_link: where people check a certificate's code, likewise.
        observe: told the deadline of every question that a timer passed, and when that was durable.
        observe_live: told the last deadline of every question of a live round, and when its key was
            durable.
        sharing: with which other processes the limits of sending are kept; None for none.
        admission_delay: how long a message to somebody who plays may wait before those who want
            to begin have to, in time of the wall.

    Attributes:
        live: the live rounds.
        metrics: what this process has counted, since it was made.
        shedding: what waits for the database, and whether more is taken in.
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
        observe_live: SettleObserver | None = None,
        sharing: Sharing | None = None,
        admission_delay: timedelta = ADMISSION_DELAY,
    ) -> None:
        self.clock = clock
        self.database = Database(database_url, PATIENCE)
        self.metrics = Metrics(clock, "sqlite" if self.database.is_sqlite else "postgresql")
        self.database.on_error(self.metrics.database_failed)
        self.shedding = Shedding(clock, clock.speed)
        owner = new_owner()
        # Leases are kept in contest time, and renewed in the wall's.
        lease = Lease(owner, LEASE * clock.speed)
        self.units_of_work = SqlUnitsOfWork(self.database, lease, secret)
        self._store = SqlOutboxStore(self.database, lease)
        self._intake = AnswerIntake(self.database, clock, lease, max_batch)
        self._heartbeat = SqlHeartbeat(self.database)
        self._pulse = Pulse(self._heartbeat, clock, OUTAGE * clock.speed, self._regained)
        self.poller_leases = SqlPollerLeases(self.database, lease)
        self._takeover = Takeover(self._store, self.poller_leases)
        self._retention = Retention(self.database)
        self._timers = Timers(clock)
        self._deadlines = Deadlines(self._timers, self._expire)
        # Announcements wait in the outbox for whoever polls first, so that a crash loses none.
        announcing = SqlUnitsOfWork(self.database, Lease(owner, timedelta(0)), secret)
        self._announcing = announcing
        reading = self.units_of_work.reading
        self.live = Live(
            LiveIntake(self.database, clock, lease, max_batch),
            clock,
            self._timers,
            announcing,
            reading,
            is_held=lambda: self._pulse.is_lost,
            observe=self._live_settled,
            watch=self.metrics.live_committed,
        )
        self._settlements = Settlements(
            self._store, self._intake, self.live.intake, clock, max_batch
        )
        self._recurring = Recurring(
            self.database, clock, self._timers, announcing, reading, self._intake, join_link
        )
        self.round_life = self._recurring.round_life
        self._gate = Gate(admission_delay * clock.speed)
        self._joins = Joins(self.units_of_work, self._gate, max_batch)
        self._line = WaitingLine(self.units_of_work, announcing, reading, self._gate)
        self._admission = Admission(self._timers, self._line, clock, self._count_line)
        self._join_link = join_link
        self._check_link = check_link
        self._sweep = Sweep(self._timers, self._overdue, self._expire, clock, GRACE * clock.speed)
        self._senders = senders
        self._limiting = Limiting(clock, owner, sharing)
        self._observe, self._observe_live = observe, observe_live

    async def prepare(self) -> None:
        """Bring the database up to date."""
        async with self.database.without_limits() as patient:
            await schema.upgrade(patient)

    @asynccontextmanager
    async def running(self, adapters: Sequence[MessagingAdapter]) -> AsyncIterator[Running]:
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
            self.live.watches(adapters),
        )
        self._intake.connect(
            relay.hand_over, self._deadlines, self._observe, self.metrics.committed
        )
        self.live.connect(relay, self._join_link(None))
        quotas = quotas_of(adapters)
        self._recurring.connect(quotas, editing(adapters))
        self._connect_line(relay, adapters)
        dispatcher = Dispatcher(
            self.units_of_work,
            self._intake,
            relay,
            self._join_link(None),
            quotas,
            self._check_link,
            self._joins,
            rates_of(adapters),
            shedding=self.shedding,
            live=self.live.door,
        )
        await self._recover()
        try:
            async with self._tasks(relay, dispatcher, adapters) as running:
                yield running
        except BaseExceptionGroup as failures:
            # What went wrong in the body, or in one task, is told as itself.
            raise alone(failures) from None
        await self._store.release()

    async def redis_answers(self) -> bool | None:
        """Whether the server that is shared with other processes answers; None without one."""
        return await self._limiting.answers()

    async def close(self) -> None:
        """Close the database, and the connections to what is shared."""
        await self._limiting.close()
        await self.database.dispose()

    @asynccontextmanager
    async def _tasks(
        self, relay: Relay, dispatcher: Dispatcher, adapters: Sequence[MessagingAdapter]
    ) -> AsyncIterator[Running]:
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
                await cancel(running.adapters)
                await self._stop(relay, until)
                await cancel([relaying])
                # The relay may have been noting what it had just sent.
                await self._settlements.drain()

    async def _recover(self) -> None:
        """Put right what a process that died has left, before anything new comes in."""
        await take_up(self.clock, self._heartbeat, OUTAGE * self.clock.speed)
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
        if outage is not None:
            self._explain(outage)
        await self._arm()

    async def _regained(self, outage: Outage) -> None:
        """The database was away from every process, and the time has been given back."""
        self._explain(outage)
        await self._arm()

    def _explain(self, outage: Outage) -> None:
        if outage.moved or outage.posts:
            since, moved, rooms = outage.down_from.isoformat(), outage.moved, outage.posts
            log.info("outage_repaired", since=since, moved=len(moved), rooms=len(rooms))
            # While answers are taken already: telling 20,000 people takes a second.
            self._timers.at(outage.up_at, self._tell, outage)

    async def _arm(self) -> None:
        async with self.units_of_work.reading() as tx:
            open_questions = await tx.attempts.open_questions()
        for attempt, position, deadline in open_questions:
            self._deadlines.arm(attempt, position, deadline)

    async def _tell(self, outage: Outage) -> None:
        async with self._announcing() as tx:
            await tx.outbox.add(outage_messages(outage), outage.up_at)
            await tx.commit()

    async def _start_timers(self) -> None:
        await self._recurring.start()
        self._sweep.start()
        await self._admission.start()
        await self.live.start()
        self._timers.every(BEAT, self._pulse.beat, "heartbeat")
        self._timers.every(BEAT, self._follow_date, "date")
        self._timers.every(CHECKPOINT, self.database.checkpoint, "checkpoint")
        if not self.database.is_sqlite:
            self._timers.every(PLAN_PERIOD, self._takeover.look, "takeover")
        self._timers.every(PURGE_PERIOD, self._purge, "purge")
        self._timers.start()

    def _counting(self, deliver: Deliver) -> Deliver:
        async def counted(message: InboundMessage) -> Acknowledgement:
            is_failed = True
            try:
                if self._pulse.is_lost:
                    raise NotDurableError
                acknowledgement = await deliver(message)
                is_failed = acknowledgement.verdict == FAILED
            finally:
                self.metrics.taken_in(message.chat.platform, is_failed=is_failed)
            return acknowledgement

        return counted

    def _live_settled(self, deadline: datetime, durable_at: datetime) -> None:
        self.metrics.live_settled(durable_at - deadline)
        if self._observe_live is not None:
            self._observe_live(deadline, durable_at)

    async def _note(self, row: OutboxRow, settlement: Settlement) -> None:
        noting = partial(self._settlements.note, row, settlement)
        await persist(noting, self.clock, self.clock.speed)
        self.metrics.settled(row, settlement)

    async def _stop(self, relay: Relay, until: datetime) -> None:
        await self._joins.drain()
        await self._intake.drain()
        await self.live.intake.drain()
        await self._timers.rest(self._left(until))
        self._timers.stop()
        if not await relay.drain(self._left(until)):
            log.warning("relay_not_drained")
        await self._pulse.beat()

    def _left(self, until: datetime) -> timedelta:
        """Time of the wall until then, none if it has passed."""
        return max(self.clock.real(until - self.clock.now()), timedelta(0))

    def _connect_line(self, relay: Relay, adapters: Sequence[MessagingAdapter]) -> None:
        can = capabilities_of(adapters)
        self._gate.connect(relay, can)
        noticing = [bot for bot, each in can.items() if each.callback_answer]
        entrance = Entrance(self._gate, noticing, quotas_of(adapters), self._join_link(None))
        self._joins.connect(relay, entrance)
        self._line.connect(relay, entrance)

    async def _follow_date(self) -> None:
        self.clock.follow()

    def _count_line(self) -> None:
        self.metrics.lined_up(self._gate.waiting)

    async def _purge(self) -> None:
        await self._retention.purge(self.clock.now())

    async def _expire(self, due: Sequence[tuple[AttemptId, Position]]) -> None:
        if not self._pulse.is_lost:
            await self._intake.expire(due)

    async def _overdue(self, before: datetime) -> Sequence[tuple[AttemptId, Position]]:
        async with self.units_of_work.reading() as tx:
            found = await tx.attempts.open_questions(due_before=before)
        return [(attempt, position) for attempt, position, _ in found]
