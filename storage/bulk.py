"""Executes one statement for many rows with less work for each row than the general way.

SQLAlchemy looks at every parameter of every row. The hot path always gives the same columns, so
here a statement is compiled once for a dialect and rows go to the driver as plain tuples.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
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

    def execute(
        self, connection: Connection, rows: Sequence[Mapping[str, Any]], **shared: object
    ) -> None:
        """Execute the statement for every row; does nothing without rows.

        Args:
            shared: parameters with one value for all rows; what a row has under their names is
                passed over.
        """
        if not rows:
            return
        sql, parameters = self._compile(connection.dialect)
        columns = [
            _same(shared[name], convert, len(rows)) if name in shared else _own(rows, name, convert)
            for name, convert in parameters
        ]
        connection.exec_driver_sql(sql, list(zip(*columns, strict=True)))

    def _compile(self, dialect: Dialect) -> tuple[str, list[tuple[str, _Convert | None]]]:
        if dialect.name not in self._compiled:
            compiled: SQLCompiler = self._build(dialect).compile(dialect=dialect)
            names = compiled.positiontup or ()
            self._compiled[dialect.name] = (
                str(compiled),
                [(name, _converter(compiled.binds[name], dialect)) for name in names],
            )
        return self._compiled[dialect.name]


def _same(value: object, convert: _Convert | None, count: int) -> Iterable[object]:
    return repeat(value if convert is None else convert(value), count)


def _own(
    rows: Sequence[Mapping[str, Any]], name: str, convert: _Convert | None
) -> Iterable[object]:
    values = [row[name] for row in rows]
    return values if convert is None else map(convert, values)


def _converter(parameter: BindParameter[Any], dialect: Dialect) -> _Convert | None:
    return parameter.type.dialect_impl(dialect).bind_processor(dialect)
