"""`hoithi serve` that is killed in the middle of a broadcast, again and again."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import anyio
from sqlalchemy import func, select

from bot.clock import SystemClock
from handlers.announcing.reporting import report
from handlers.ports.announcements import AnnouncementId, Fate
from storage import schema
from storage.engine import Database
from storage.outbox import Lease
from storage.tables.outbox import outbox_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.e2e.serving import ServeProcess
from tests.fakes.broadcast import announce, is_sent, received, register, start_chats
from tests.fakes.secrets import SECRET
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.faults import Faults
from tests.platforms.telegram.limits import Rates

RATES = Rates(overall_per_second=60)
SENDERS = 24
"""So many messages are on their way at once, at most."""
PATIENCE_SECONDS = 120.0
LATENCY_SECONDS = 0.2
"""Of every call, half of it before its effect: so some are on their way at whatever moment."""
LOOK_SECONDS = 0.005


@dataclass
class Outcome:
    """What has come of a broadcast.

    Attributes:
        received: how often the announcement stands in whose chat.
        on_their_way: messages that the platform had taken and nobody had noted, at each kill.
        refused: calls answered with 429.
    """

    people: int
    received: Counter[int] = field(default_factory=Counter)
    on_their_way: list[int] = field(default_factory=list)
    delivered: int = 0
    refused: int = 0

    @property
    def missed(self) -> int:
        return self.people - len(self.received)

    @property
    def duplicates(self) -> int:
        return self.received.total() - len(self.received)

    def __str__(self) -> str:
        return (
            f"{self.people} people, {len(self.on_their_way)} kills: {self.missed} missed, "
            f"{self.duplicates} duplicates; on their way at the kills: {self.on_their_way}"
        )


async def kill_again_and_again(folder: Path, people: int, kills: int, seed: int) -> Outcome:
    """Announce to so many people, over a process that is killed at so many random moments.

    Each of them is so many messages after the start, not so much time: a busy machine changes none.
    """
    url = f"sqlite:///{folder / 'hoithi.db'}"
    database, outcome = Database(url), Outcome(people)
    dice = random.Random(seed)  # noqa: S311 - repeatable
    # In sum less than all of them, also if a few more arrive before each kill.
    moments = [dice.randint(1, people // (kills + 2)) for _ in range(kills)]
    try:
        faults = Faults(latency=LATENCY_SECONDS)
        async with TelegramEmulator(rates=RATES, faults=faults) as telegram:
            units_of_work = SqlUnitsOfWork(database, Lease("office", timedelta(0)), SECRET)
            announcement = await _prepare(database, units_of_work, telegram, people)
            server = ServeProcess(url, folder, settings=_settings(telegram))
            try:
                await _run(server, telegram, database, moments, outcome)
                outcome.delivered = await _until_over(units_of_work, announcement)
            finally:
                await server.kill()
            outcome.received = received(telegram, people)
            outcome.refused = telegram.refusals.total()
    finally:
        await database.dispose()
    return outcome


async def _prepare(
    database: Database, units_of_work: SqlUnitsOfWork, telegram: TelegramEmulator, people: int
) -> AnnouncementId:
    await schema.upgrade(database)
    now = SystemClock().now()
    await register(database, units_of_work, now, str(telegram.bot.id), people)
    start_chats(telegram, people)
    return await announce(units_of_work, now)


async def _run(
    server: ServeProcess,
    telegram: TelegramEmulator,
    database: Database,
    moments: Sequence[int],
    outcome: Outcome,
) -> None:
    """Start it, end it when so many more messages have arrived each time, and let it run at last.

    It may send before it says that it serves, and be killed before that.
    """
    for moment in moments:
        until = _arrived(telegram) + moment
        starting = asyncio.create_task(server.start())
        with anyio.fail_after(PATIENCE_SECONDS):
            while _arrived(telegram) < until:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(LOOK_SECONDS)
        await server.kill()
        await asyncio.wait([starting])
        starting.exception()
        await _silent(telegram)
        # What had not been noted at an earlier kill has arrived once too often already.
        unnoted = received(telegram, outcome.people).total() - await _noted(database)
        outcome.on_their_way.append(unnoted - sum(outcome.on_their_way))
    await server.start()


async def _silent(telegram: TelegramEmulator) -> None:
    """Return when everything that was sent has had its effect."""
    with anyio.fail_after(PATIENCE_SECONDS):
        while telegram._server._connections:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(LOOK_SECONDS)
    # What has been read from a connection takes effect by a timer that was set before this one.
    await asyncio.sleep(LATENCY_SECONDS)


async def _until_over(units_of_work: SqlUnitsOfWork, announcement: AnnouncementId) -> int:
    """How many have got it, by the report, once the announcement has ended."""
    with anyio.fail_after(PATIENCE_SECONDS):
        while True:
            async with units_of_work.reading() as tx:
                told = await report(tx, announcement, SystemClock().now())
            assert told is not None
            if told.announcement.ended_at is not None:
                return told.tally.of(Fate.DELIVERED)
            await asyncio.sleep(10 * LOOK_SECONDS)


async def _noted(database: Database) -> int:
    """How many messages are known to have been sent."""
    sent = select(func.count()).where(outbox_table.c.state == "sent")
    async with database.read() as connection:
        return await connection.scalar(sent.select_from(outbox_table)) or 0


def _arrived(telegram: TelegramEmulator) -> int:
    return sum(is_sent(call.method, call.status) for call in telegram.calls)


def _settings(telegram: TelegramEmulator) -> dict[str, str]:
    return {
        "MESSAGING_ADAPTERS": "web,telegram_aiogram",
        "TELEGRAM_TOKENS": telegram.bot.token,
        "TELEGRAM_API_URL": telegram.url,
        "OUTBOX_SENDERS": str(SENDERS),
        "TELEGRAM_MESSAGES_PER_SECOND": str(RATES.overall_per_second),
        "TELEGRAM_REPLIES_PER_SECOND": str(RATES.overall_per_second),
    }
