"""The few statements that SQLAlchemy spells differently for each database."""

from datetime import datetime

from sqlalchemy import ColumnElement, Dialect, Float, Table, cast, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

SECONDS_OF_A_DAY = 24 * 60 * 60

Insert = postgresql.Insert | sqlite.Insert


def insert_into(connection: AsyncConnection, table: Table) -> Insert:
    """An insert that knows ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    return insert_for(connection.dialect, table)


def insert_for(dialect: Dialect, table: Table) -> Insert:
    """The same, before there is a connection."""
    return sqlite.insert(table) if dialect.name == "sqlite" else postgresql.insert(table)


def seconds_between(
    connection: AsyncConnection, earlier: ColumnElement[datetime], later: ColumnElement[datetime]
) -> ColumnElement[float]:
    """From one instant to another; on SQLite rounded to a millisecond or so."""
    if connection.dialect.name == "sqlite":
        return (func.julianday(later) - func.julianday(earlier)) * SECONDS_OF_A_DAY
    return cast(func.extract("epoch", later - earlier), Float)
