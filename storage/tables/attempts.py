"""Tables of attempts and answers. Their constraints decide what counts once (invariant 2)."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from contest.attempts import State
from handlers.ports.contents import Passed
from storage.tables.base import Row, one_of, table_of
from storage.types import BigId, UtcDateTime

IS_RUNNING = text("state IN ('waiting', 'open')")
IS_OPEN = text("state = 'open'")
IS_RANKED = text("counted AND ended_at IS NOT NULL")
"""Of an attempt with a place on the leaderboard: it has ended, and a void one is never counted."""


class AttemptRow(Row, table=True):
    """One person's attempt; ``storage.codec`` knows the form of ``paper``.

    ``counted`` marks the one attempt of a person that counts in a round. Durations are in
    microseconds, so that an attempt read back is exactly the attempt that was stored.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("round_id", "person_id", "ordinal"),
        Index(
            "uq_attempt_counted",
            "round_id",
            "person_id",
            unique=True,
            sqlite_where=text("counted"),
            postgresql_where=text("counted"),
        ),
        Index(
            "uq_attempt_running",
            "round_id",
            "person_id",
            unique=True,
            sqlite_where=IS_RUNNING,
            postgresql_where=IS_RUNNING,
        ),
        Index("ix_attempt_deadline", "deadline", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("ix_attempt_round_id_state", "round_id", "state"),
        Index("ix_attempt_person_id", "person_id"),
        CheckConstraint(one_of("state", State), name="state_known"),
        CheckConstraint(
            "(state = 'open') = (deadline IS NOT NULL AND delivered_at IS NOT NULL)",
            name="deadline_while_open",
        ),
        CheckConstraint(
            "(state IN ('waiting', 'open')) = (ended_at IS NULL)", name="ended_unless_running"
        ),
        CheckConstraint("ordinal >= 1 AND position >= 1", name="places_from_one"),
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    round_id: int = Field(sa_type=BigId, foreign_key="round.id")
    person_id: int = Field(sa_type=BigId, foreign_key="person.id")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    ordinal: int
    platform: str
    bot: str
    chat_id: str
    locale: str
    seed: str
    paper: str
    state: str
    position: int
    time_left_us: int = Field(sa_type=BigInteger)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deadline: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paused_us: int = Field(default=0, sa_type=BigInteger)
    expired_deadline: datetime | None = Field(default=None, sa_type=UtcDateTime)
    score: int = 0
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    counted: bool = False


class AnswerRow(Row, table=True):
    """What is stored for one place of one attempt; the primary key allows one."""

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint(one_of("passed", Passed), name="passed_known"),
        {"sqlite_with_rowid": False},
    )

    attempt_id: int = Field(sa_type=BigId, foreign_key="attempt.id", primary_key=True)
    position: int = Field(primary_key=True)
    question_id: int | None = Field(default=None, sa_type=BigId, foreign_key="question.id")
    option: int | None = None
    value: int | None = Field(default=None, sa_type=BigInteger)
    passed: str
    points: int
    received_at: datetime = Field(sa_type=UtcDateTime)


attempt_table = table_of(AttemptRow)
answer_table = table_of(AnswerRow)

# Here, as a direction needs the column.
Index(
    "ix_attempt_ranked",
    attempt_table.c.round_id,
    attempt_table.c.score.desc(),
    attempt_table.c.ended_at,
    sqlite_where=IS_RANKED,
    postgresql_where=IS_RANKED,
)
