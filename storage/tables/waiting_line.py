"""Table of the waiting line before the attempts of a bot."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from handlers.ports.admission import Waiting
from storage.tables.base import Row, one_of, table_of
from storage.types import BigId, UtcDateTime

IS_WAITING = text("state = 'waiting'")


class WaitingLineRow(Row, table=True):
    """A place in the line; ``id`` is the order of joining and is never used again.

    ``expected_at`` is what the person was told last. ``was_told`` and ``was_warned`` say whether
    messages about the place and about the coming turn have been queued.
    """

    __tablename__ = "waiting_line"
    __table_args__ = (
        Index(
            "uq_waiting_line_person",
            "round_id",
            "person_id",
            unique=True,
            sqlite_where=IS_WAITING,
            postgresql_where=IS_WAITING,
        ),
        Index(
            "ix_waiting_line_bot",
            "platform",
            "bot",
            "id",
            sqlite_where=IS_WAITING,
            postgresql_where=IS_WAITING,
        ),
        Index("ix_waiting_line_person_id", "person_id"),
        CheckConstraint(one_of("state", Waiting), name="state_known"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_unless_waiting"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    round_id: int = Field(sa_type=BigId, foreign_key="round.id")
    person_id: int = Field(sa_type=BigId, foreign_key="person.id")
    platform: str
    bot: str
    chat_id: str
    locale: str
    state: str = Waiting.WAITING.value
    joined_at: datetime = Field(sa_type=UtcDateTime)
    expected_at: datetime = Field(sa_type=UtcDateTime)
    was_noticed: bool
    was_told: bool = False
    was_warned: bool = False
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


waiting_line_table = table_of(WaitingLineRow)
