"""Tables of running the system: updates handled, what was done by whom, and the heartbeat."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field

from storage.tables.base import Row, table_of
from storage.types import BigId, UtcDateTime


class ProcessedUpdateRow(Row, table=True):
    """An update whose effects are durable; a repeat of it changes nothing.

    ``verdict`` says what became of an answer, so that every answer sent can be accounted for.
    """

    __tablename__ = "processed_update"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: str = Field(primary_key=True)
    processed_at: datetime = Field(sa_type=UtcDateTime)
    verdict: str | None = None


class AuditRow(Row, table=True):
    """Who did what: ids and counts, never answers or personal data."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    event: str
    actor: str
    facts: dict[str, Any] = Field(sa_type=JSON)


class HeartbeatRow(Row, table=True):
    """The last instant at which any process of the system was alive; a single row."""

    __tablename__ = "heartbeat"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: int = Field(default=1, primary_key=True)
    beat_at: datetime = Field(sa_type=UtcDateTime)


processed_update_table = table_of(ProcessedUpdateRow)
audit_table = table_of(AuditRow)
heartbeat_table = table_of(HeartbeatRow)
