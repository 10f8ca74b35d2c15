"""Tables of reminders: what was decided for each unit and day, pauses, nudges and digests."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from storage.tables.base import Row, table_of
from storage.types import BigId, UtcDateTime


class ReminderRow(Row, table=True):
    """What was decided for a unit on a day, and why; the key allows one a day (invariant 10)."""

    __tablename__ = "reminder"

    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id", primary_key=True)
    day: date = Field(primary_key=True)
    round_id: int = Field(sa_type=BigId, foreign_key="round.id")
    days_left: int
    outcome: str
    facts: dict[str, Any] = Field(sa_type=JSON)
    decided_at: datetime = Field(sa_type=UtcDateTime)


class ReminderPauseRow(Row, table=True):
    """A leader's wish not to be reminded: up to and including a day, or until taken back."""

    __tablename__ = "reminder_pause"

    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id", primary_key=True)
    until: date | None = None
    paused_by: str
    paused_at: datetime = Field(sa_type=UtcDateTime)


class NudgeRow(Row, table=True):
    """Somebody on a roster who was reminded by their leader on a day; once each."""

    __tablename__ = "nudge"

    entry_id: int = Field(sa_type=BigId, foreign_key="roster_entry.id", primary_key=True)
    day: date = Field(primary_key=True)
    nudged_by: str


class DigestRow(Row, table=True):
    """The figures of a weekly digest, for comparison with the next."""

    __tablename__ = "digest"

    day: date = Field(primary_key=True)
    figures: dict[str, Any] = Field(sa_type=JSON)
    made_at: datetime = Field(sa_type=UtcDateTime)


reminder_table = table_of(ReminderRow)
reminder_pause_table = table_of(ReminderPauseRow)
nudge_table = table_of(NudgeRow)
digest_table = table_of(DigestRow)
