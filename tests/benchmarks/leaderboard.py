"""Leaderboard: a page and one's own place in a closed round, and the first page of an open one.

The reference is the common way: sort all attempts of the round again whenever somebody asks.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from contest.attempts import Progress, State
from contest.model import Audience, Level, PersonId, UnitId
from contest.rules import Prediction, PredictionSubject, RoundRules, Window
from handlers.ports.addresses import ChatRef
from handlers.ports.catalogue import NewUnit
from handlers.ports.contents import Passed
from handlers.ports.records import NewAttempt, Round
from storage import codec, schema
from storage.boards import SETTLING, SqlBoardMaker
from storage.engine import Database
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.people import person_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.benchmarks.report import Figure, note
from tests.benchmarks.seeding import LEASE
from tests.fakes.secrets import SECRET

SIZES = (2_000, 20_000, 200_000)
"""Counted attempts. The last is reported; the others show that the cost does not grow with them."""
REPEATS = 60
PAGE = 10
CHUNK = 10_000
NOW = datetime(2023, 11, 22, 1, 0, tzinfo=UTC)
CLOSED = NOW - timedelta(hours=1)
RULES = RoundRules(prediction=Prediction(PredictionSubject.PARTICIPANTS))

Urls = Callable[[], Awaitable[str]]


async def measure_leaderboard(databases: Mapping[str, Urls]) -> Figure:
    """The slowest of a page, one's own place and the first page of an open round: p95 in ms.

    Args:
        databases: new ones by their kind; of these the slower.
    """
    figures = [await _measure(kind, urls) for kind, urls in databases.items()]
    return max(figures, key=lambda figure: figure.value)


async def _measure(kind: str, urls: Urls) -> Figure:
    for size in SIZES:
        database = Database(await urls())
        one = await _seed(database, size)
        began = time.perf_counter()
        pause = await _make(database, one)
        made_in = time.perf_counter() - began
        calls = await _calls(SqlUnitsOfWork(database, LEASE, SECRET), one, size)
        naive = await _naive(database, one)
        note(
            f"{kind}, {size:,} attempts: "
            + ", ".join(f"{name} {value:.1f} ms" for name, value in calls.items())
            + f"; sorted again {naive:.0f} ms; made in {made_in:.1f} s,"
            + f" others waited {pause:.0f} ms at most"
        )
        await database.dispose()
    return Figure(
        name="leaderboard_200k",
        value=max(value for name, value in calls.items() if name != "count"),
        unit="ms, p95",
        reference="all attempts of the round sorted for every call",
        reference_value=naive,
        goal="< 50 ms",
        n=SIZES[-1],
    )


async def _make(database: Database, one: Round) -> float:
    """Make the leaderboard; returns how long the loop stood still at most meanwhile, in ms."""
    making = asyncio.create_task(SqlBoardMaker(database).make(one.id, CLOSED + SETTLING))
    longest = 0.0
    while not making.done():
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, time.perf_counter() - before)
    assert await making
    return longest * 1000


async def _calls(begin: SqlUnitsOfWork, one: Round, size: int) -> dict[str, float]:
    chance = random.Random(7)  # noqa: S311 - only spreads the calls

    async def page() -> None:
        async with begin.reading() as tx:
            found = await tx.boards.page(one, chance.randrange(size - PAGE), PAGE)
        assert len(found) == PAGE

    async def own() -> None:
        async with begin.reading() as tx:
            assert await tx.boards.own(one, PersonId(chance.randrange(size) + 1)) is not None

    async def of_open_round() -> None:
        async with begin.reading() as tx:
            assert len(await tx.boards.so_far(one, 0, PAGE)) == PAGE

    async def ended() -> None:
        async with begin.reading() as tx:
            assert await tx.boards.ended(one.id) == size

    named = {"page": page, "own place": own, "open round": of_open_round, "count": ended}
    return {name: await _p95(call) for name, call in named.items()}


async def _p95(call: Callable[[], Awaitable[None]]) -> float:
    await call()
    took = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        await call()
        took.append(time.perf_counter() - began)
    return sorted(took)[REPEATS * 95 // 100 - 1] * 1000


async def _naive(database: Database, one: Round) -> float:
    c = attempt_table.c
    order = (c.score.desc(), func.abs(answer_table.c.value - 7), c.ended_at, c.time_left_us.desc())
    statement = (
        select(c.person_id, func.rank().over(order_by=order))
        .outerjoin(
            answer_table,
            (answer_table.c.attempt_id == c.id) & (answer_table.c.position == RULES.last_position),
        )
        .where(c.round_id == one.id, c.counted, c.state.in_(("finished", "closed")))
        .order_by(*order)
        .limit(PAGE)
    )
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        async with database.read() as connection:
            await connection.execute(statement)
        best = min(best, time.perf_counter() - began)
    return best * 1000


async def _seed(database: Database, size: int) -> Round:
    await schema.upgrade(database)
    async with SqlUnitsOfWork(database, LEASE, SECRET)() as tx:
        await tx.catalogue.store_units([NewUnit("SO-NV", "Sở Nội vụ", Level("SO"))])
        unit = (await tx.units.existing_on(NOW.date()))[0].id
        contest = await tx.catalogue.create_contest("Đo", "Sở Nội vụ")
        window = Window(CLOSED - timedelta(days=15), CLOSED)
        one = await tx.catalogue.create_round(contest.id, "Vòng 1", window, RULES)
        await tx.rounds.mark_closed(one.id, CLOSED)
        await tx.commit()
    chance = random.Random(size)  # noqa: S311 - only makes the data
    for first in range(1, size + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, size + 1))
        async with database.write() as connection:
            await connection.execute(insert(person_table), [_person(n, unit) for n in numbers])
            attempts = [_attempt(number, unit, one, chance) for number in numbers]
            await connection.execute(insert(attempt_table), attempts)
            await connection.execute(
                insert(answer_table), [_prediction(n, size, chance) for n in numbers]
            )
    return one


def _person(number: int, unit: UnitId) -> dict[str, Any]:
    return {
        "id": number,
        "full_name": f"Người dự thi {number}",
        "birth_date": NOW.date().replace(year=1990),
        "unit_id": unit,
        "audience": Audience.OFFICIALS.value,
        "locale": "vi",
        "created_at": NOW,
    }


def _attempt(number: int, unit: UnitId, one: Round, chance: random.Random) -> dict[str, Any]:
    """Half of all have everything right, as in week 2 of Huế 2025 (domain.md 2.6)."""
    score = 15 if chance.random() < 0.56 else chance.randrange(15)
    ended_at = CLOSED - timedelta(seconds=chance.randrange(15 * 86_400))
    used = timedelta(seconds=chance.randrange(60, 600))
    new = NewAttempt(
        person=PersonId(number),
        round=one.id,
        unit=unit,
        chat=ChatRef("bench", "b", str(number)),
        locale="vi",
        seed=f"{number:032x}",
        paper=(),
        progress=Progress(
            RULES.attempt_limit - used, State.FINISHED, score=score, ended_at=ended_at
        ),
        started_at=ended_at - used,
        ordinal=1,
    )
    return {"id": number, "counted": True, **codec.attempt_to_columns(new)}


def _prediction(number: int, size: int, chance: random.Random) -> dict[str, Any]:
    return {
        "attempt_id": number,
        "position": RULES.last_position,
        "value": chance.randrange(size),
        "passed": Passed.ANSWERED.value,
        "points": 0,
        "received_at": CLOSED,
    }
