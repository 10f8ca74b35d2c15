"""The composition root: builds every part once, starts them in order and stops them in order."""

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from bot.clock import SystemClock
from bot.metrics import Metrics
from contest.model import AttemptId, Position
from handlers.budget_watch import BudgetWatch, JoinLink
from handlers.digest import WeeklyDigest
from handlers.dispatcher import Dispatcher
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
from storage.outage import SqlHeartbeat
from storage.outbox import Lease
from storage.outbox_store import SqlOutboxStore
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
FAILED = "failed"
"""What the dispatcher acknowledges an apology with."""


class App:
    """One process of the system, without its platforms.

    Args:
        secret: of this installation, for digests of phone numbers and codes.
        join_link: where people reach the web page; if not given, there is none to tell of.
        observe: told the deadline of every question that a timer passed, and when that was durable.

    Attributes:
        metrics: what this process has counted, since it was made.
    """

    def __init__(
        self,
        database_url: str,
        clock: SystemClock,
        secret: str,
        *,
        senders: int = 256,
        max_batch: int = 256,
        join_link: JoinLink = lambda _: None,
        observe: ExpiryObserver | None = None,
    ) -> None:
        self.clock = clock
        self.database = Database(database_url)
        self.metrics = Metrics(clock, "sqlite" if self.database.is_sqlite else "postgresql")
        self.database.on_error(self.metrics.database_failed)
        owner = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        # Leases are kept in contest time, and renewed in the wall's.
        lease = Lease(owner, LEASE * clock.speed)
        self.units_of_work = SqlUnitsOfWork(self.database, lease, secret)
        self._store = SqlOutboxStore(self.database, lease)
        self._intake = AnswerIntake(self.database, clock, lease, max_batch)
        self._settlements = Settlements(self._store, self._intake, max_batch)
        self._heartbeat = SqlHeartbeat(self.database)
        self._retention = Retention(self.database)
        self._timers = Timers(clock)
        self._deadlines = Deadlines(self._timers, self._intake.expire)
        # Announcements wait in the outbox for whoever polls first, so that a crash loses none.
        announcing = SqlUnitsOfWork(self.database, Lease(owner, timedelta(0)), secret)
        self.round_life = RoundLife(announcing, self.units_of_work.reading, self._intake)
        self._rounds = Rounds(self._timers, self.round_life, clock)
        self._boards = Boards(self._timers, SqlBoardMaker(self.database), clock)
        reminding = Reminding(announcing, self.units_of_work.reading)
        digest = WeeklyDigest(announcing, self.units_of_work.reading)
        self._join_link = join_link
        self._budget_watch = BudgetWatch(announcing, self.units_of_work.reading, join_link)
        recurring = (reminding, digest, self._budget_watch)
        self._reminders = Reminders(self._timers, recurring, clock)
        self._sweep = Sweep(
            self._timers, self._overdue, self._intake.expire, clock, GRACE * clock.speed
        )
        self._senders = senders
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
        relay = Relay(adapters, self._store, self._note, self.clock, senders=self._senders)
        self._intake.connect(
            relay.hand_over, self._deadlines, self._observe, self.metrics.committed
        )
        quotas = _quotas_of(adapters)
        self._budget_watch.connect(quotas)
        dispatcher = Dispatcher(
            self.units_of_work, self._intake, relay, self._join_link(None), quotas
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
        """Close the database."""
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

    async def _recover(self) -> None:
        """Put right what a process that died has left, before anything new comes in."""
        now = self.clock.now()
        threshold = timedelta(0) if self.database.is_sqlite else OUTAGE * self.clock.speed
        outage = await self._heartbeat.repair(now, threshold)
        if self.database.is_sqlite or outage is not None:
            await self._store.release_all()
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
        self._timers.every(BEAT, self._beat, "heartbeat")
        self._timers.every(CHECKPOINT, self.database.checkpoint, "checkpoint")
        self._timers.every(PLAN_PERIOD, self._rounds.plan, "plan-rounds")
        self._timers.every(PLAN_PERIOD, self._reminders.plan, "plan-reminders")
        self._timers.every(PURGE_PERIOD, self._purge, "purge")
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
        await self._intake.drain()
        await self._timers.rest(self._left(until))
        self._timers.stop()
        if not await relay.drain(self._left(until)):
            log.warning("relay_not_drained")
        await self._beat()

    def _left(self, until: datetime) -> timedelta:
        """Time of the wall until then, none if it has passed."""
        return max(self.clock.real(until - self.clock.now()), timedelta(0))

    async def _purge(self) -> None:
        await self._retention.purge(self.clock.now())

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
