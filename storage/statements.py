"""The few statements that SQLAlchemy spells differently for each database."""

from sqlalchemy import Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Insert = postgresql.Insert | sqlite.Insert


def insert_into(connection: AsyncConnection, table: Table) -> Insert:
    """An insert that knows ``on_conflict_do_nothing`` and ``on_conflict_do_update``."""
    return insert_for(connection.dialect, table)


def insert_for(dialect: Dialect, table: Table) -> Insert:
    """The same, before there is a connection."""
    return sqlite.insert(table) if dialect.name == "sqlite" else postgresql.insert(table)
