"""How late 20,000 open questions are passed, from the deadline to the durable commit."""

import asyncio
from datetime import datetime, timedelta

from bot.app import CHECKPOINT
from bot.clock import SystemClock
from scheduler.deadlines import Deadlines
from scheduler.timers import Timers
from storage.answers import AnswerIntake
from storage.engine import Database
from storage.unit_of_work import SqlUnitsOfWork
from tests.benchmarks.report import Figure
from tests.benchmarks.seeding import LEASE, seed_players
from tests.fakes.secrets import SECRET

COUNT = 20_000
AHEAD = timedelta(seconds=25)
"""Seeding and arming take less than this on the slowest machine seen."""
SPREAD = timedelta(seconds=10)


async def measure_deadlines(url: str, *, together: bool) -> Figure:
    """Lateness in ms: p99 when spread over 10 s, the maximum when all are due in one instant."""
    step = timedelta(0) if together else SPREAD / COUNT
    lateness = await _lateness(url, [AHEAD + step * number for number in range(COUNT)])
    lateness.sort()
    value = lateness[-1] if together else lateness[COUNT * 99 // 100]
    return Figure(
        name="deadlines_same_instant_20k" if together else "deadlines_spread_20k",
        value=value,
        unit="ms, maximum" if together else "ms, p99",
        reference="2.0 s: the grace sleep of the best public bots (peers.md)",
        reference_value=2000,
        goal="<= 1000 ms, none dropped" if together else "<= 50 ms",
        n=len(lateness),
    )


async def _lateness(url: str, deadlines: list[timedelta]) -> list[float]:
    database, clock = Database(url), SystemClock()
    samples: list[float] = []
    done = asyncio.Event()

    def observe(deadline: datetime, moved_on_at: datetime) -> None:
        samples.append((moved_on_at - deadline) / timedelta(milliseconds=1))
        if len(samples) == len(deadlines):
            done.set()

    await seed_players(database, clock, len(deadlines), deadlines=deadlines)
    # As a serving process does unless told otherwise.
    intake = AnswerIntake(database, clock, LEASE, max_batch=256)
    timers = Timers(clock)
    armed = Deadlines(timers, intake.expire)
    intake.connect(lambda _: None, armed, observe)
    async with SqlUnitsOfWork(database, LEASE, SECRET)() as tx:
        open_questions = await tx.attempts.open_questions()
    first = min(deadline for _, _, deadline in open_questions)
    assert clock.now() < first, "seeding took too long; the measurement would be wrong"
    for attempt, position, deadline in open_questions:
        armed.arm(attempt, position, deadline)
    # As a serving process does.
    timers.every(CHECKPOINT, database.checkpoint, "checkpoint")
    timers.start()
    try:
        await asyncio.wait_for(done.wait(), 120)
    finally:
        timers.stop()
        await database.dispose()
    return samples
