"""How long a system that was killed needs until it takes answers again, with 20,000 open attempts.

Their time is given back and every timer is armed; the friendly line to each follows.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from sqlalchemy import func, insert, select, update

from bot.app import App
from bot.clock import SystemClock
from handlers.ports.contents import Text
from handlers.ports.messaging import OutboundMessage
from storage import heartbeat
from storage.engine import Database
from storage.outbox import queue_messages
from storage.tables.attempts import attempt_table
from storage.tables.operations import audit_table
from storage.tables.outbox import outbox_table
from tests.benchmarks.report import Figure, note
from tests.benchmarks.seeding import LEASE, Player, seed_players
from tests.fakes.secrets import SECRET

COUNT = 20_000
DOWN_FOR = timedelta(seconds=30)
AHEAD = timedelta(minutes=10)
SAMPLE = 400
"""Attempts that the reference moves; the time for all follows from theirs."""

Urls = Callable[[], Awaitable[str]]


async def measure_recovery(databases: Mapping[str, Urls], count: int) -> Figure:
    """Seconds from the start to the first answer that could be taken; the slower database."""
    figures = [await _measure(kind, urls, count) for kind, urls in databases.items()]
    return max(figures, key=lambda figure: figure.value)


async def _measure(kind: str, urls: Urls, count: int) -> Figure:
    naive = await _one_by_one(await urls()) * count
    url = await urls()
    await _seed_outage(url, count)
    began = time.perf_counter()
    app = App(url, SystemClock(), SECRET)
    try:
        await app.prepare()
        async with app.running([]):
            took = time.perf_counter() - began
            await _all_told(app.database, count)
    finally:
        await app.close()
    note(f"{kind}: {count:,} open attempts ready in {took:.2f} s; one by one {naive:.1f} s")
    return Figure(
        name="recovery_20k",
        value=took,
        unit="s from the start of the system to the first answer taken",
        reference="each attempt moved and told in a transaction of its own",
        reference_value=naive,
        goal="<= 2 s",
        n=count,
    )


async def _seed_outage(url: str, count: int) -> None:
    database, clock = Database(url), SystemClock()
    await seed_players(database, clock, count, deadlines=[AHEAD] * count)
    async with database.write() as connection:
        await heartbeat.beat(connection, clock.now() - DOWN_FOR)
    await database.dispose()


async def _all_told(database: Database, count: int) -> None:
    async with asyncio.timeout(60):
        while await _told(database) < count:  # noqa: ASYNC110 - rows come without an event
            await asyncio.sleep(0.1)


async def _told(database: Database) -> int:
    async with database.read() as connection:
        return (await connection.execute(select(func.count(outbox_table.c.id)))).scalar_one()


async def _one_by_one(url: str) -> float:
    """Seconds for one attempt in the common way."""
    database, clock = Database(url), SystemClock()
    players = await seed_players(database, clock, SAMPLE, deadlines=[AHEAD] * SAMPLE)
    began = time.perf_counter()
    for player in players:
        await _move(database, player, clock)
    took = time.perf_counter() - began
    await database.dispose()
    return took / SAMPLE


async def _move(database: Database, player: Player, clock: SystemClock) -> None:
    c, now = attempt_table.c, clock.now()
    line = OutboundMessage(player.chat, f"outage:{player.attempt}", Text("Bạn được bù thời gian."))
    async with database.write() as connection:
        found = await connection.execute(select(attempt_table).where(c.id == player.attempt))
        later = found.one().deadline + DOWN_FOR
        await connection.execute(
            update(attempt_table).where(c.id == player.attempt).values(deadline=later)
        )
        await connection.execute(
            insert(audit_table).values(at=now, event="deadline_moved", actor="system", facts={})
        )
        await connection.run_sync(queue_messages, [line], now, LEASE)
