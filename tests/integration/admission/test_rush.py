"""Many people begin in the same instant: order, estimates, and nobody's time is lost.

Five thousand are measured by ``make bench ARGS=admission_5000``.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage.engine import Database
from storage.tables.attempts import attempt_table
from tests.fakes.clock import FakeClock
from tests.fakes.rush import SECOND, Rush
from tests.integration.admission.conftest import RULES

pytestmark = pytest.mark.anyio

PEOPLE = 100
RATE = 20.0
THREE = replace(RULES, blueprint=((RULES.blueprint[0][0], 3),))
MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_rush_is_served_in_order_at_the_pace_of_the_bot(
    database: Database, clock: FakeClock
) -> None:
    rush = Rush(database, clock, RATE, thinking=(2.0, 8.0))
    await rush.prepare(PEOPLE, THREE, timedelta(hours=1))

    acknowledged = await rush.press_all(range(1, PEOPLE + 1))
    promised = await rush.promises()
    began_at = clock.now()
    await rush.run_until_over(timedelta(minutes=10))

    account = rush.account
    assert [each.verdict for each in acknowledged].count("handled") == 20
    # Everybody played once, those who waited in the order of the line.
    assert sorted(account.asked_at) == list(range(1, PEOPLE + 1))
    turns = [account.asked_at[person] for person in sorted(promised)]
    assert turns == sorted(turns)
    assert await rush.states() == {"admitted": PEOPLE - 20}
    # Whoever was admitted saw their question, and the next ones, within two seconds.
    assert max(account.first_delays) <= 2 * SECOND
    assert _p99(account.next_delays) <= 2 * SECOND
    # What was promised came true, within a third and ten seconds.
    for person, wait in promised.items():
        waited = account.asked_at[person] - began_at
        assert abs(waited - wait) <= max(wait, waited) / 3 + 10 * SECOND
    # The clock ran while questions were open and not a microsecond longer.
    assert account.verdicts == {"stored": 3 * PEOPLE}
    assert await _time_used(database) == account.thought


def _p99(delays: list[timedelta]) -> timedelta:
    return sorted(delays)[len(delays) * 99 // 100]


async def _time_used(database: Database) -> dict[int, timedelta]:
    c = attempt_table.c
    async with database.read() as connection:
        rows = await connection.execute(select(c.id, c.time_left_us).where(c.state == "finished"))
    return {row.id: THREE.attempt_limit - row.time_left_us * MICROSECOND for row in rows}
