"""An error of the database, as it is logged, tells nothing of the row it was about."""

import traceback
from typing import Any

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import DBAPIError

from bot.logs import scrub
from storage.engine import Database
from storage.tables.people import person_table
from tests.integration.storage.world import DAY, NOW, create_world

pytestmark = pytest.mark.anyio

NAME = "Nguyễn Thị Ánh"


async def bad_person(database: Database) -> dict[str, Any]:
    """A row that a constraint of the table refuses."""
    world = await create_world(database)
    return {
        "full_name": NAME,
        "birth_date": DAY,
        "unit_id": world.units["SO-NV"],
        "audience": "nobody",
        "locale": "vi",
        "created_at": NOW,
    }


def logged(error: BaseException) -> str:
    return scrub("".join(traceback.format_exception(error)))


async def test_a_refused_row_is_not_in_the_log(database: Database) -> None:
    row = await bad_person(database)

    with pytest.raises(DBAPIError) as caught:
        async with database.write() as connection:
            await connection.execute(insert(person_table), [row, row])

    assert "audience" in logged(caught.value)
    assert NAME not in logged(caught.value)


async def test_a_row_refused_on_the_hot_path_is_not_in_the_log(database: Database) -> None:
    row = await bad_person(database)

    def work(connection: Connection) -> None:
        connection.execute(insert(person_table), row)

    with pytest.raises(DBAPIError) as caught:
        await database.run_write(work)

    assert "audience" in logged(caught.value)
    assert NAME not in logged(caught.value)
