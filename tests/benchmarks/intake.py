"""Answers per second through the intake, beside the naive way, in the same run."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable

from bot.clock import SystemClock
from contest.attempts import Verdict
from contest.model import Position
from handlers.dispatcher import Dispatcher
from handlers.payloads import answer_payload
from handlers.ports.messaging import InboundMessage
from scheduler.deadlines import Deadlines
from scheduler.timers import Timers
from storage.answers import AnswerIntake
from storage.engine import Database
from storage.unit_of_work import SqlUnitsOfWork
from tests.benchmarks.naive import NaiveIntake
from tests.benchmarks.report import Figure
from tests.benchmarks.seeding import LEASE, Player, seed_players
from tests.fakes.secrets import SECRET

CONCURRENCY = 64
PLAYERS = 512
POSITIONS = 15
ROUNDS = 3
"""Ours and the reference take turns; the best of each counts, as the machine is shared."""

Answer = Callable[[InboundMessage], Awaitable[str]]


async def measure_intake(name: str, urls: "Urls") -> Figure:
    """Answers per second from the dispatcher to the durable commit, 64 at once."""
    ours, naive = [], []
    for _ in range(ROUNDS):
        ours.append(await _ours(await urls()))
        naive.append(await _naive(await urls()))
    return Figure(
        name=name,
        value=max(ours),
        unit="answers/s",
        reference="one ORM transaction per answer, same work",
        reference_value=max(naive),
        goal=">= 5 x reference",
        n=PLAYERS * POSITIONS,
    )


Urls = Callable[[], Awaitable[str]]


async def _ours(url: str) -> float:
    database, clock = Database(url), SystemClock()
    players = await seed_players(database, clock, PLAYERS)
    intake = AnswerIntake(database, clock, LEASE, max_batch=256)
    intake.connect(lambda _: None, Deadlines(Timers(clock), intake.expire))
    dispatcher = Dispatcher(SqlUnitsOfWork(database, LEASE, SECRET), intake, _NoRelay())

    async def answer(message: InboundMessage) -> str:
        return (await dispatcher.deliver(message)).verdict

    try:
        return await _rate(answer, clock, players, POSITIONS)
    finally:
        await database.dispose()


async def _naive(url: str) -> float:
    database, clock = Database(url), SystemClock()
    players = await seed_players(database, clock, PLAYERS)
    try:
        # Slower by several times: fewer answers for a measurement of the same length.
        return await _rate(NaiveIntake(database).answer, clock, players, 4)
    finally:
        await database.dispose()


async def _rate(answer: Answer, clock: SystemClock, players: list[Player], positions: int) -> float:
    queue = iter(list(itertools.product(range(1, positions + 1), players)))

    async def work() -> None:
        for position, player in queue:
            verdict = await answer(_press(player, Position(position), clock))
            assert verdict == Verdict.STORED, verdict

    started = time.perf_counter()
    await asyncio.gather(*[work() for _ in range(CONCURRENCY)])
    return positions * len(players) / (time.perf_counter() - started)


def _press(player: Player, position: Position, clock: SystemClock) -> InboundMessage:
    return InboundMessage(
        update_id=f"{player.attempt}-{position}",
        chat=player.chat,
        sender=player.user,
        received_at=clock.now(),
        choice=answer_payload(player.attempt, position, 0),
    )


class _NoRelay:
    def hand_over(self, rows: object) -> None:
        """Nobody sends in this measurement."""
