"""What all tables share: one metadata, constraint names, and the way from a class to its table."""

from enum import Enum
from typing import ClassVar

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel

# Named constraints can be changed by a migration on every database.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """Base of every table class. The classes declare; statements are written on their tables."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


def table_of(row: type[Row]) -> Table:
    """The table that a class declares."""
    return Row.metadata.tables[str(row.__tablename__)]


def one_of(column: str, values: type[Enum]) -> str:
    """SQL of a check that a column holds a value of an enumeration of texts."""
    listed = ", ".join(f"'{member.value}'" for member in values)
    return f"{column} IN ({listed})"
