import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from contest.attempts import Progress, State
from contest.model import AttemptId
from handlers.ports.outages import Heartbeat, MovedDeadline, Outage
from storage.codec import progress_from_row
from storage.engine import Database, Patience
from storage.outage import SqlHeartbeat
from storage.tables.attempts import attempt_table
from storage.tables.operations import audit_table, heartbeat_table
from tests.integration.storage.world import (
    NOW,
    SECOND,
    WINDOW,
    World,
    chat,
    opened,
    playing,
    set_progress,
)

THRESHOLD = 3 * SECOND
PATIENCE = Patience(urgent=8 * SECOND, other=60 * SECOND)


@pytest.fixture
def heartbeat(database: Database) -> Heartbeat:
    return SqlHeartbeat(database)


async def attempt_open_since(world: World, number: int, at: datetime) -> AttemptId:
    async with world.begin() as tx:
        attempt = await playing(tx, world, number)
        await tx.commit()
    await set_progress(world, attempt.id, opened(at))
    return attempt.id


async def progress_of(world: World, attempt: AttemptId) -> Progress:
    async with world.database.read() as connection:
        statement = select(attempt_table).where(attempt_table.c.id == attempt)
        return progress_from_row((await connection.execute(statement)).one())


async def test_a_system_that_never_ran_was_not_down(
    heartbeat: Heartbeat, database: Database
) -> None:
    assert await heartbeat.repair(NOW, THRESHOLD) is None

    async with database.read() as connection:
        assert (await connection.execute(select(heartbeat_table.c.beat_at))).scalar_one() == NOW


async def test_a_short_silence_is_no_outage(heartbeat: Heartbeat) -> None:
    await heartbeat.beat(NOW)

    assert await heartbeat.repair(NOW + THRESHOLD - timedelta(microseconds=1), THRESHOLD) is None


async def test_a_silence_as_long_as_the_threshold_is_an_outage(heartbeat: Heartbeat) -> None:
    await heartbeat.beat(NOW)

    outage = await heartbeat.repair(NOW + THRESHOLD, THRESHOLD)

    assert outage == Outage(down_from=NOW, up_at=NOW + THRESHOLD, moved=())


async def test_an_outage_is_repaired_once(heartbeat: Heartbeat) -> None:
    await heartbeat.beat(NOW)
    assert await heartbeat.repair(NOW + 60 * SECOND, THRESHOLD) is not None

    assert await heartbeat.repair(NOW + 61 * SECOND, THRESHOLD) is None


async def test_a_clock_that_is_behind_does_not_turn_the_heart_back(heartbeat: Heartbeat) -> None:
    await heartbeat.beat(NOW)
    await heartbeat.beat(NOW - 60 * SECOND)

    assert await heartbeat.repair(NOW + SECOND, THRESHOLD) is None


async def test_of_several_processes_one_gives_the_time_back(
    world: World, heartbeat: Heartbeat, other_database: Database
) -> None:
    attempt = await attempt_open_since(world, 1, NOW)
    await heartbeat.beat(NOW + 10 * SECOND)
    other = SqlHeartbeat(other_database)

    outages = await asyncio.gather(
        *(heart.repair(NOW + 70 * SECOND, THRESHOLD) for heart in (heartbeat, other) * 3)
    )

    assert len([outage for outage in outages if outage is not None]) == 1
    assert (await progress_of(world, attempt)).deadline == NOW + 100 * SECOND


async def test_an_open_question_gets_back_the_time_of_the_outage(
    world: World, heartbeat: Heartbeat
) -> None:
    """Delivered at 0 s with 40 s to answer; down from 10 s to 70 s: the deadline is at 100 s."""
    attempt = await attempt_open_since(world, 1, NOW)
    await heartbeat.beat(NOW + 10 * SECOND)

    outage = await heartbeat.repair(NOW + 70 * SECOND, THRESHOLD)

    assert outage is not None
    assert outage.moved == (
        MovedDeadline(
            attempt,
            (await progress_of(world, attempt)).position,
            old=NOW + 40 * SECOND,
            new=NOW + 100 * SECOND,
            chat=chat(1),
            locale="vi",
        ),
    )
    progress = await progress_of(world, attempt)
    assert (progress.state, progress.deadline) == (State.OPEN, NOW + 100 * SECOND)
    assert progress.paused == 60 * SECOND


async def test_the_audit_log_keeps_both_deadlines(world: World, heartbeat: Heartbeat) -> None:
    attempt = await attempt_open_since(world, 1, NOW)
    await heartbeat.beat(NOW + 10 * SECOND)
    await heartbeat.repair(NOW + 70 * SECOND, THRESHOLD)

    async with world.database.read() as connection:
        line = (await connection.execute(select(audit_table))).one()
    assert (line.event, line.actor, line.at) == ("deadline_moved", "system", NOW + 70 * SECOND)
    assert line.facts == {
        "attempt": attempt,
        "position": 1,
        "old_deadline": "2023-11-07T01:00:40+00:00",
        "new_deadline": "2023-11-07T01:01:40+00:00",
    }


async def test_no_deadline_is_moved_past_the_end_of_the_round(
    world: World, heartbeat: Heartbeat
) -> None:
    attempt = await attempt_open_since(world, 1, WINDOW.closes_at - 50 * SECOND)
    await heartbeat.beat(WINDOW.closes_at - 45 * SECOND)

    await heartbeat.repair(WINDOW.closes_at - 5 * SECOND, THRESHOLD)

    assert (await progress_of(world, attempt)).deadline == WINDOW.closes_at


async def test_what_had_expired_before_the_outage_and_what_waits_is_not_moved(
    world: World, heartbeat: Heartbeat
) -> None:
    expired = await attempt_open_since(world, 1, NOW - 60 * SECOND)
    async with world.begin() as tx:
        waiting = await playing(tx, world, 2)
        await tx.commit()
    await heartbeat.beat(NOW)

    outage = await heartbeat.repair(NOW + 60 * SECOND, THRESHOLD)

    assert outage is not None
    assert outage.moved == ()
    assert (await progress_of(world, expired)).deadline == NOW - 20 * SECOND
    assert await progress_of(world, waiting.id) == waiting.progress


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_whoever_serves_and_is_connected_is_seen_whatever_the_dates_say(
    database: Database, database_url: str
) -> None:
    mine, other = [Database(database_url, PATIENCE) for _ in range(2)]
    async with database.read(), mine.read():
        assert await SqlHeartbeat(mine).is_alone()

    async with other.read():
        assert not await SqlHeartbeat(mine).is_alone()

    await other.dispose()
    async with asyncio.timeout(10):  # until the server has noticed
        while not await SqlHeartbeat(mine).is_alone():  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
    await mine.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_file_has_one_process_that_serves(database: Database) -> None:
    assert await SqlHeartbeat(database).is_alone()
