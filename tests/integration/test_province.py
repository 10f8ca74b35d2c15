"""Reports of a small province equal a count by hand; the benchmark does it with all of it."""

import pytest
from sqlalchemy import func, select

from storage.engine import Database
from storage.tables.attempts import answer_table, attempt_table
from tests.benchmarks.province import (
    PEOPLE_IN_WEEK,
    UNITS_IN_WEEK,
    seed_province,
)
from tests.benchmarks.recount import check_figures

pytestmark = pytest.mark.anyio

SCALE = 60


def test_the_province_has_the_figures_of_the_seed() -> None:
    """83,200 entries in four weeks, units rising every week (seed 003)."""
    assert sum(PEOPLE_IN_WEEK) == 83_200
    assert (UNITS_IN_WEEK[0], PEOPLE_IN_WEEK[0]) == (184, 20_058)
    assert (UNITS_IN_WEEK[-1], PEOPLE_IN_WEEK[-1]) == (189, 21_008)
    assert sorted(set(UNITS_IN_WEEK)) == list(UNITS_IN_WEEK)


async def test_every_figure_of_the_reports_equals_a_count_by_hand(database: Database) -> None:
    province = await seed_province(database, SCALE)

    assert await check_figures(province) > 1_000
    await check_answers(database)


async def check_answers(database: Database) -> None:
    """The seeded scores are those of the seeded answers."""
    async with database.read() as connection:
        statement = (
            select(attempt_table.c.score, func.sum(answer_table.c.points).label("points"))
            .join(answer_table, answer_table.c.attempt_id == attempt_table.c.id)
            .group_by(attempt_table.c.id, attempt_table.c.score)
        )
        rows = (await connection.execute(statement)).all()
    assert len(rows) > 1_100
    assert all(row.score == row.points for row in rows)
