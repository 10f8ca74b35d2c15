"""Tables of results: frozen versions with their lines, and the steps they have taken.

Triggers keep what is frozen from being changed or deleted (invariant 8). A migration that has
SQLite write one of these tables anew must create them again.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    CheckConstraint,
    Index,
    UniqueConstraint,
    event,
    text,
)
from sqlmodel import Field

from contest.results import ResultMove, ResultState
from storage.migrations import result_triggers
from storage.tables.base import Row, one_of, table_of
from storage.types import BigId, UtcDateTime

IS_PUBLISHED = text("state = 'published'")


class ResultRow(Row, table=True):
    """A version of the result of a round; nobody sees one without a number: its lines are still
    being written, or whoever wrote them has died.

    ``board_version`` is the leaderboard it was frozen from, ``corrections`` the last that is in it.
    """

    __tablename__ = "result"
    __table_args__ = (
        UniqueConstraint("round_id", "version"),
        Index(
            "uq_result_published",
            "round_id",
            unique=True,
            sqlite_where=IS_PUBLISHED,
            postgresql_where=IS_PUBLISHED,
        ),
        CheckConstraint(one_of("state", ResultState), name="state_known"),
        CheckConstraint("version >= 1", name="version_from_one"),
        CheckConstraint(
            "(version IS NULL) = (fingerprint IS NULL)", name="fingerprint_when_frozen"
        ),
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    round_id: int = Field(sa_type=BigId, foreign_key="round.id")
    version: int | None = None
    state: str
    board_version: int
    made_by: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    reason: str
    participants: int
    truth: dict[str, int] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    rules_version: str
    fingerprint: str | None = None
    corrections: int = Field(default=0, sa_type=BigInteger)
    corrected_keys: list[dict[str, Any]] = Field(sa_type=JSON)


class ResultStepRow(Row, table=True):
    """A step of a version: who took it and when."""

    __tablename__ = "result_step"
    __table_args__ = (CheckConstraint(one_of("move", ResultMove), name="move_known"),)

    result_id: int = Field(sa_type=BigId, foreign_key="result.id", primary_key=True)
    move: str = Field(primary_key=True)
    taken_by: str
    taken_at: datetime = Field(sa_type=UtcDateTime)


class ResultLineRow(Row, table=True):
    """One person in one version, as everything was; written in bulk, so without foreign keys."""

    __tablename__ = "result_line"
    __table_args__ = (
        Index("uq_result_line_result_id_person_id", "result_id", "person_id", unique=True),
        Index("ix_result_line_person_id", "person_id"),
        {"sqlite_with_rowid": False},
    )

    result_id: int = Field(sa_type=BigId, primary_key=True)
    place: int = Field(primary_key=True)
    rank: int
    group_rank: int
    person_id: int = Field(sa_type=BigId)
    attempt_id: int = Field(sa_type=BigId)
    full_name: str | None = None
    audience: str
    unit_id: int = Field(sa_type=BigId)
    unit_code: str
    unit_name: str
    score: int
    time_used_us: int = Field(sa_type=BigInteger)
    submitted_at: datetime = Field(sa_type=UtcDateTime)
    distance: int | None = Field(default=None, sa_type=BigInteger)


result_table = table_of(ResultRow)
result_step_table = table_of(ResultStepRow)
result_line_table = table_of(ResultLineRow)

for _dialect, _statements in (
    ("sqlite", result_triggers.SQLITE),
    ("postgresql", result_triggers.POSTGRESQL),
):
    for _statement in _statements:
        _create = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(Row.metadata, "after_create", _create)
