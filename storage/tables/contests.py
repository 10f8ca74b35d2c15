"""Tables of contests and their rounds."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field

from storage.tables.base import Row, table_of
from storage.types import BigId, UtcDateTime


class ContestRow(Row, table=True):
    """A contest and the texts that name it; its rules about units and its letterhead if they are
    its own."""

    __tablename__ = "contest"

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    name: str
    organiser: str
    quotas: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    reminders: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    letterhead: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))


class RoundRow(Row, table=True):
    """A round; ``rules`` is what ``contest.rules.rules_to_data`` writes."""

    __tablename__ = "round"
    __table_args__ = (CheckConstraint("closes_at > opens_at", name="closes_after_it_opens"),)

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    contest_id: int = Field(sa_type=BigId, foreign_key="contest.id")
    name: str
    opens_at: datetime = Field(sa_type=UtcDateTime)
    closes_at: datetime = Field(sa_type=UtcDateTime)
    rules: dict[str, Any] = Field(sa_type=JSON)
    is_rehearsal: bool = False
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


contest_table = table_of(ContestRow)
round_table = table_of(RoundRow)
