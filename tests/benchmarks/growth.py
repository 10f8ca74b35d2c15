"""What an answer costs with 200,000 people in the database, beside one with 2,000.

The same 512 people play the same questions, in the middle of an open round in which all others have
an attempt as well. Small and large take turns, and the best of each counts, as the machine is
shared.
"""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import String, cast, insert, literal, select, true

from bot.clock import SystemClock
from contest.attempts import Verdict
from contest.model import Position
from handlers.dispatcher import Dispatcher
from handlers.payloads import answer_payload
from handlers.ports.contents import Passed
from handlers.ports.messaging import InboundMessage
from scheduler.deadlines import Deadlines
from scheduler.timers import Timers
from storage.answers import AnswerIntake
from storage.engine import Database
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.operations import processed_update_table
from storage.types import UtcDateTime
from storage.unit_of_work import SqlUnitsOfWork
from tests.benchmarks.report import Figure, note
from tests.benchmarks.seeding import LEASE, PLATFORM, Player, seed_players
from tests.fakes.secrets import SECRET

SMALL = 2_000
LARGE = 200_000
PLAYERS = 512
CONCURRENCY = 64
TURNS = 5
POSITIONS = 3
"""Questions that the players answer in one turn."""
ANSWERED = 15
"""Questions that everybody else has answered."""
FIRST_UPDATE = 100_000_000
FIRST_UPDATE_OF_PLAYERS = 900_000_000
"""As Telegram numbers updates: one after the other, with nine digits."""

Urls = Callable[[], Awaitable[str]]


async def measure_growth(databases: Mapping[str, Urls], large: int) -> Figure:
    """Time of an answer, large beside small; the database on which it grows most."""
    figures = [await _measure(kind, urls, large) for kind, urls in databases.items()]
    return max(figures, key=lambda figure: figure.value)


async def _measure(kind: str, urls: Urls, large: int) -> Figure:
    games = {size: await _Game.of(await urls(), size) for size in (SMALL, large)}
    took: dict[int, list[float]] = {size: [] for size in games}
    try:
        for _ in range(TURNS):
            for size, game in games.items():
                took[size].append(await game.turn())
    finally:
        for game in games.values():
            await game.close()
    best = {size: min(times) * 1_000_000 for size, times in took.items()}
    note(
        f"{kind}: "
        + "; ".join(f"{size:,} people: {time:.0f} microseconds" for size, time in best.items())
    )
    return Figure(
        name="growth_200k",
        value=best[large] / best[SMALL],
        unit=f"time of an answer with {large:,} people over that with {SMALL:,}",
        reference=f"the same with {SMALL:,} people",
        reference_value=1.0,
        goal="<= 1.2",
        n=large,
    )


class _Game:
    """A database of some size, and a few people in it who answer."""

    def __init__(self, database: Database, players: Sequence[Player], clock: SystemClock) -> None:
        intake = AnswerIntake(database, clock, LEASE, max_batch=256)
        intake.connect(lambda _: None, Deadlines(Timers(clock), intake.expire))
        self._database = database
        self._clock = clock
        self._players = players
        self._dispatcher = Dispatcher(SqlUnitsOfWork(database, LEASE, SECRET), intake, _NoRelay())
        self._answered = 0
        self._updates = itertools.count(FIRST_UPDATE_OF_PLAYERS)

    @classmethod
    async def of(cls, url: str, size: int) -> "_Game":
        """Fill a database; everybody but the players has answered everything."""
        database, clock = Database(url), SystemClock()
        people = await seed_players(database, clock, size)
        # From all over the tables, as people are who happen to answer in the same minute.
        players = people[:: size // PLAYERS][:PLAYERS]
        await _answer_for_others(database, {player.attempt for player in players})
        return cls(database, players, clock)

    async def turn(self) -> float:
        """Seconds for one answer, while everybody answers the next few questions."""
        positions = range(self._answered + 1, self._answered + POSITIONS + 1)
        self._answered += POSITIONS
        queue = iter(list(itertools.product(positions, self._players)))

        async def work() -> None:
            for position, player in queue:
                press = _press(player, Position(position), next(self._updates), self._clock)
                verdict = (await self._dispatcher.deliver(press)).verdict
                assert verdict == Verdict.STORED, verdict

        began = time.perf_counter()
        await asyncio.gather(*[work() for _ in range(CONCURRENCY)])
        return (time.perf_counter() - began) / (POSITIONS * len(self._players))

    async def close(self) -> None:
        await self._database.dispose()


async def _answer_for_others(database: Database, players: Collection[int]) -> None:
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < ANSWERED))
    c = attempt_table.c
    at = literal(datetime(2023, 11, 7, tzinfo=UTC), UtcDateTime())
    chosen = select(c.id).where(c.id.not_in(players)).subquery()
    each = chosen.c.id, numbers.c.n
    everywhere = chosen.join(numbers, true())
    async with database.write() as connection:
        await connection.execute(
            insert(answer_table).from_select(
                ["attempt_id", "position", "passed", "points", "received_at"],
                select(*each, literal(Passed.ANSWERED.value), literal(1), at)
                .select_from(everywhere)
                .order_by(*each),
            )
        )
        number = FIRST_UPDATE + chosen.c.id * ANSWERED + each[1]
        key = literal(f"{PLATFORM}:b:") + cast(number, String)
        await connection.execute(
            insert(processed_update_table).from_select(
                ["key", "processed_at", "verdict"],
                select(key, at, literal(Verdict.STORED.value)).select_from(everywhere),
            )
        )
        await connection.exec_driver_sql("ANALYZE")


def _press(player: Player, position: Position, update: int, clock: SystemClock) -> InboundMessage:
    return InboundMessage(
        update_id=str(update),
        chat=player.chat,
        sender=player.user,
        received_at=clock.now(),
        choice=answer_payload(player.attempt, position, 0),
    )


class _NoRelay:
    def hand_over(self, rows: object) -> None:
        """Nobody sends in this measurement."""
