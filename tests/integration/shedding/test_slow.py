"""A database that is slow: what can wait is refused first, answers last, and it ends by itself.

It is made slow by a lock that somebody else holds, on a real server.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from structlog.testing import capture_logs

from bot.web import health
from handlers import shedding
from handlers.ports.records import Attempt
from handlers.shedding import Work
from storage.engine import Database
from storage.tables.attempts import answer_table
from tests.integration.bot.test_app import Before
from tests.integration.shedding.office import LOOK, PATIENCE, Office, office, until

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]

OTHERS_WAIT = timedelta(milliseconds=300)
ANSWERS_WAIT = timedelta(milliseconds=2500)
PLAYERS = range(1, 5)


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {Work.OTHER: OTHERS_WAIT, Work.ANSWER: ANSWERS_WAIT}
    monkeypatch.setattr(shedding, "LIMITS", limits)
    monkeypatch.setattr(health, "DATABASE_LIMIT", OTHERS_WAIT)


@pytest.fixture
async def attempts(database: Database) -> dict[int, Attempt]:
    """People who have just been sent their first question."""
    before = Before(database)
    await before.prepare()
    await before.last_sign_of_life(before.now)
    return {number: await before.open_question(number, before.now) for number in PLAYERS}


@asynccontextmanager
async def held_up(database: Database, table: str) -> AsyncIterator[None]:
    """Nobody else gets at the table while the body runs."""
    async with database.transaction() as connection:
        await connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield
        await connection.rollback()


def waits(desk: Office, work: Work) -> timedelta:
    return next(one.wait for one in desk.app.shedding.standings() if one.work is work)


async def test_what_can_wait_is_refused_before_answers_are_and_all_is_taken_again_afterwards(
    database_url: str, database: Database, attempts: dict[int, Attempt]
) -> None:
    async with office(database_url) as desk:
        with capture_logs() as logs:
            async with held_up(database, "attempt"):
                answers = [asyncio.create_task(desk.chooses(1, attempts[1], "1"))]
                await until(lambda: waits(desk, Work.ANSWER) > OTHERS_WAIT)
                refused = await desk.says(9, "xin chào", "hello")
                answers += [
                    asyncio.create_task(desk.chooses(n, attempts[n], str(n))) for n in (2, 3)
                ]
                status, checks = await desk.ready()
                figures = await desk.figures()
                await until(lambda: waits(desk, Work.ANSWER) > ANSWERS_WAIT)
                last = await desk.chooses(4, attempts[4], "4")
            taken = await asyncio.gather(*answers)
            again = [
                await desk.says(9, "xin chào", "hello"),
                await desk.chooses(4, attempts[4], "4"),
            ]
        ready_again, _ = await desk.ready()

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    assert (last.status_code, last.headers["retry-after"]) == (503, "3")
    assert [one.text for one in taken] == ["stored"] * 3
    assert [one.text for one in again] == ["handled", "stored"]
    assert (status, ready_again) == (503, 200)
    assert checks["intake_wait"]["ok"] is False
    assert figures['hoithi_updates_refused_total{work="other"}'] == 1
    assert figures['hoithi_updates_refused_total{work="answer"}'] == 0
    assert figures['hoithi_intake_wait_seconds{work="answer"}'] >= OTHERS_WAIT.total_seconds()
    assert await _stored(database) == 4
    changes = [(line["event"], line["work"]) for line in logs if "shedding" in line["event"]]
    assert changes == [
        ("shedding_began", "other"),
        ("shedding_began", "answer"),
        ("shedding_ended", "other"),
        ("shedding_ended", "answer"),
    ]


async def test_conversations_that_hang_do_not_hold_up_answers(
    database_url: str, database: Database, attempts: dict[int, Attempt]
) -> None:
    """More of them than there are connections for them: the rest wait, and others are refused."""
    async with office(database_url) as desk, held_up(database, "dialogue"):
        hanging = [
            asyncio.create_task(desk.says(100 + n, "xin chào", f"hello-{n}")) for n in range(20)
        ]
        await until(lambda: waits(desk, Work.OTHER) > OTHERS_WAIT)
        refused = await desk.says(9, "xin chào", "one-more")
        async with asyncio.timeout(PATIENCE):
            answered = await desk.chooses(1, attempts[1], "1")
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
        await asyncio.sleep(LOOK)

    assert refused.status_code == 503
    assert (answered.status_code, answered.text) == (200, "stored")


async def _stored(database: Database) -> int:
    async with database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(answer_table)) or 0)
