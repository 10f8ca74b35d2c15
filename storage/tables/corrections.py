"""Tables of corrections and of the review: what was decided about a round, by whom and why."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from contest.result_changes import Cause
from contest.review import Decision
from storage.tables.base import Row, one_of, table_of
from storage.types import BigId, UtcDateTime

OF_ALL_ROUNDS = text("round_id IS NULL")


class CorrectionRow(Row, table=True):
    """A correction as it was decided; never updated. Without a round it is about all of them."""

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint(one_of("cause", Cause), name="cause_known"),
        CheckConstraint("reason <> ''", name="reason_given"),
        Index("ix_correction_round_id", "round_id"),
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    round_id: int | None = Field(default=None, sa_type=BigId, foreign_key="round.id")
    cause: str
    people: list[int] = Field(sa_type=JSON)
    attempts: int
    reason: str
    decided_by: str
    decided_at: datetime = Field(sa_type=UtcDateTime)


class DisqualificationRow(Row, table=True):
    """Nothing of this person counts in a round, or in any; a row goes when they are reinstated."""

    __tablename__ = "disqualification"
    __table_args__ = (
        UniqueConstraint("person_id", "round_id"),
        # NULLs are distinct in a unique constraint: one of all rounds needs its own.
        Index(
            "uq_disqualification_of_all_rounds",
            "person_id",
            unique=True,
            sqlite_where=OF_ALL_ROUNDS,
            postgresql_where=OF_ALL_ROUNDS,
        ),
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    person_id: int = Field(sa_type=BigId, foreign_key="person.id")
    round_id: int | None = Field(default=None, sa_type=BigId, foreign_key="round.id")
    correction_id: int = Field(sa_type=BigId, foreign_key="correction.id")


class CorrectedKeyRow(Row, table=True):
    """The key that counts in a round for a version of a question; ``option`` is an index into the
    options of that version."""

    __tablename__ = "corrected_key"

    round_id: int = Field(sa_type=BigId, foreign_key="round.id", primary_key=True)
    asked_id: int = Field(sa_type=BigId, foreign_key="question.id", primary_key=True)
    by_id: int = Field(sa_type=BigId, foreign_key="question.id")
    option: int
    correction_id: int = Field(sa_type=BigId, foreign_key="correction.id")


class ManualPlaceRow(Row, table=True):
    """A place that the Ban Tổ chức gave to somebody among equals; places compare within a round."""

    __tablename__ = "manual_place"

    round_id: int = Field(sa_type=BigId, foreign_key="round.id", primary_key=True)
    person_id: int = Field(sa_type=BigId, foreign_key="person.id", primary_key=True)
    place: int
    correction_id: int = Field(sa_type=BigId, foreign_key="correction.id")


class ReviewDecisionRow(Row, table=True):
    """What was decided about a signal; ``contest.review`` makes its key."""

    __tablename__ = "review_decision"
    __table_args__ = (CheckConstraint(one_of("decision", Decision), name="decision_known"),)

    round_id: int = Field(sa_type=BigId, foreign_key="round.id", primary_key=True)
    signal: str = Field(primary_key=True)
    decision: str
    note: str
    decided_by: str
    decided_at: datetime = Field(sa_type=UtcDateTime)


class ResultPolicyRow(Row, table=True):
    """How a contest comes to its results, where it has rules of its own."""

    __tablename__ = "result_policy"

    contest_id: int = Field(sa_type=BigId, foreign_key="contest.id", primary_key=True)
    policy: dict[str, Any] = Field(sa_type=JSON)


correction_table = table_of(CorrectionRow)
disqualification_table = table_of(DisqualificationRow)
corrected_key_table = table_of(CorrectedKeyRow)
manual_place_table = table_of(ManualPlaceRow)
review_decision_table = table_of(ReviewDecisionRow)
result_policy_table = table_of(ResultPolicyRow)
