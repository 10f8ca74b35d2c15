"""Column types that mean the same on SQLite and PostgreSQL."""

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

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | datetime | None:
        if value is None:
            return None
        if value.tzinfo is not UTC:
            value = check_aware(value).astimezone(UTC)
        return value.isoformat(" ", "microseconds") if dialect.name == "sqlite" else value

    def process_result_value(
        self, value: str | datetime | None, dialect: Dialect
    ) -> datetime | None:
        return datetime.fromisoformat(value) if isinstance(value, str) else value
