"""Column types that mean the same on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator, TypeEngine

from contest.model import check_aware

# SQLite numbers rows by itself only in a column declared exactly INTEGER PRIMARY KEY.
BigId = BigInteger().with_variant(Integer(), "sqlite")

TEXT_LENGTH = 32
"""Characters of ``2023-11-07 00:00:00.000000+00:00``: a fixed width, so text sorts as time does."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, always UTC when read: timestamptz, or text of fixed width on SQLite.

    Raises:
        NaiveInstantError: when an instant without a time zone is about to be stored or compared.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str] | TypeEngine[datetime]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(TEXT_LENGTH))
        return dialect.type_descriptor(DateTime(timezone=True))

    # Plain functions rather than ``process_bind_param`` and its twin, which cost two calls more for
    # every value: the hot path reads and writes ten instants for each answer.
    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], object]:
        return _to_text if dialect.name == "sqlite" else _to_utc

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[str | None], datetime | None] | None:
        return _from_text if dialect.name == "sqlite" else None


def _to_utc(value: datetime | None) -> datetime | None:
    if value is None or value.tzinfo is UTC:
        return value
    return check_aware(value).astimezone(UTC)


def _to_text(value: datetime | None) -> str | None:
    instant = _to_utc(value)
    return None if instant is None else instant.isoformat(" ", "microseconds")


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
