"""Whether a database holds anything that a restore would destroy."""

from sqlalchemy import Connection, exists, inspect, select

from storage.engine import Database
from storage.tables.contests import contest_table
from storage.tables.people import person_table
from storage.tables.questions import question_table
from storage.tables.units import unit_table

FILLED_FIRST = (unit_table, question_table, contest_table, person_table)
"""One of these has rows as soon as anything has been put into the system."""


async def is_empty(database: Database) -> bool:
    """Whether there is no database, no table of ours, or nothing in them."""
    if database.file is not None and not database.file.exists():
        return True
    async with database.read() as connection:
        return await connection.run_sync(_is_empty)


def _is_empty(connection: Connection) -> bool:
    present = set(inspect(connection).get_table_names())
    return not any(
        connection.scalar(select(exists().select_from(table)))
        for table in FILLED_FIRST
        if table.name in present
    )
