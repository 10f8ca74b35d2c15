"""Tables of awards: what prizes a contest gives, decisions about ties, and computed awardings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Row, table_of
from storage.types import BigId, UtcDateTime


class AwardPolicyRow(Row, table=True):
    """Which prizes a contest gives, where it has rules of its own."""

    __tablename__ = "award_policy"

    contest_id: int = Field(sa_type=BigId, foreign_key="contest.id", primary_key=True)
    policy: dict[str, Any] = Field(sa_type=JSON)


class AwardDecisionRow(Row, table=True):
    """What was decided about a tie: of people in a round, or of units in a bloc; never updated."""

    __tablename__ = "award_decision"
    __table_args__ = (
        CheckConstraint("(round_id IS NULL) <> (bloc IS NULL)", name="one_scope"),
        CheckConstraint("reason <> ''", name="reason_given"),
        Index("ix_award_decision_contest_id", "contest_id"),
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    contest_id: int = Field(sa_type=BigId, foreign_key="contest.id")
    round_id: int | None = Field(default=None, sa_type=BigId, foreign_key="round.id")
    bloc: str | None = None
    among: list[int] = Field(sa_type=JSON)
    chosen: list[int] = Field(sa_type=JSON)
    reason: str
    decided_by: str
    decided_at: datetime = Field(sa_type=UtcDateTime)


class AwardingRow(Row, table=True):
    """All prizes as they were computed once; ``basis`` has the version of each round's result."""

    __tablename__ = "awarding"
    __table_args__ = (UniqueConstraint("contest_id", "number"),)

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    contest_id: int = Field(sa_type=BigId, foreign_key="contest.id")
    number: int
    made_by: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    basis: dict[str, int] = Field(sa_type=JSON)
    policy: dict[str, Any] = Field(sa_type=JSON)
    ties: list[dict[str, Any]] = Field(sa_type=JSON)


class AwardRow(Row, table=True):
    """A person's prize in a round; ``decision_id`` says who has decided it, and why."""

    __tablename__ = "award"

    awarding_id: int = Field(sa_type=BigId, foreign_key="awarding.id", primary_key=True)
    place: int = Field(primary_key=True)
    round_id: int = Field(sa_type=BigId, foreign_key="round.id")
    version: int
    audience: str
    person_id: int = Field(sa_type=BigId)
    unit_id: int = Field(sa_type=BigId)
    rank: int
    prize: str
    decision_id: int | None = Field(default=None, sa_type=BigId, foreign_key="award_decision.id")


class UnitAwardRow(Row, table=True):
    """A unit's place in its bloc with what it was computed from; ``score`` is an exact fraction."""

    __tablename__ = "unit_award"

    awarding_id: int = Field(sa_type=BigId, foreign_key="awarding.id", primary_key=True)
    place: int = Field(primary_key=True)
    bloc: str
    unit_id: int = Field(sa_type=BigId)
    expected: int
    participants: int
    entries: int
    points: int
    points_possible: int
    full_marks: int
    prize_points: int
    score: str
    rank: int
    prize: str | None = None
    decision_id: int | None = Field(default=None, sa_type=BigId, foreign_key="award_decision.id")


award_policy_table = table_of(AwardPolicyRow)
award_decision_table = table_of(AwardDecisionRow)
awarding_table = table_of(AwardingRow)
award_table = table_of(AwardRow)
unit_award_table = table_of(UnitAwardRow)
