"""Tables of leaderboards: made anew from the attempts whenever those have changed.

Everything in ``standing`` is derived, and written in bulk: it has no foreign keys.
"""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index
from sqlmodel import Field

from storage.tables.base import Row, table_of
from storage.types import BigId, UtcDateTime


class BoardRow(Row, table=True):
    """The leaderboard of a round.

    ``version`` is the one that can be read; it is out of date once ``wanted`` is higher.
    ``making_until`` is the lease of whoever is making the next one.
    """

    __tablename__ = "board"
    __table_args__ = (CheckConstraint("version <= wanted", name="version_was_wanted"),)

    round_id: int = Field(sa_type=BigId, foreign_key="round.id", primary_key=True)
    wanted: int
    version: int = 0
    making_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    participants: int = 0
    truth: dict[str, int] | None = Field(default=None, sa_type=JSON(none_as_null=True))


class StandingRow(Row, table=True):
    """One person's place in one version of a leaderboard; places count from 1 without gaps."""

    __tablename__ = "standing"
    __table_args__ = (
        Index(
            "uq_standing_round_id_version_person_id",
            "round_id",
            "version",
            "person_id",
            unique=True,
        ),
        {"sqlite_with_rowid": False},
    )

    round_id: int = Field(sa_type=BigId, primary_key=True)
    version: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    rank: int
    group_rank: int
    person_id: int = Field(sa_type=BigId)
    attempt_id: int = Field(sa_type=BigId)
    distance: int | None = Field(default=None, sa_type=BigInteger)


board_table = table_of(BoardRow)
standing_table = table_of(StandingRow)
