"""Executes one statement for many rows with less work for each row than the general way.

SQLAlchemy looks at every parameter of every row. The hot path always gives the same columns, so
here a statement is compiled once for a dialect and rows go to the driver as plain tuples.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import BindParameter, Connection, Dialect
from sqlalchemy.sql.compiler import SQLCompiler


class Statement(Protocol):
    """An insert or update whose parameters all have names and types."""

    def compile(self, *, dialect: Dialect) -> Any: ...


_Convert = Callable[[Any], Any]


class Bulk:
    """A statement to be executed for many rows, each a mapping of all its parameters.

    Args:
        build: makes the statement for a dialect.
    """

    def __init__(self, build: Callable[[Dialect], Statement]) -> None:
        self._build = build
        self._compiled: dict[str, tuple[str, list[tuple[str, _Convert | None]]]] = {}

    def execute(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute the statement for every row; does nothing without rows."""
        if not rows:
            return
        sql, parameters = self._compile(connection.dialect)
        tuples = [
            tuple(
                [
                    row[name] if convert is None else convert(row[name])
                    for name, convert in parameters
                ]
            )
            for row in rows
        ]
        connection.exec_driver_sql(sql, tuples)

    def _compile(self, dialect: Dialect) -> tuple[str, list[tuple[str, _Convert | None]]]:
        if dialect.name not in self._compiled:
            compiled: SQLCompiler = self._build(dialect).compile(dialect=dialect)
            names = compiled.positiontup or ()
            self._compiled[dialect.name] = (
                str(compiled),
                [(name, _converter(compiled.binds[name], dialect)) for name in names],
            )
        return self._compiled[dialect.name]


def _converter(parameter: BindParameter[Any], dialect: Dialect) -> _Convert | None:
    return parameter.type.dialect_impl(dialect).bind_processor(dialect)
