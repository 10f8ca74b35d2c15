"""Tables of rosters: the people whom units have nominated, and those who must not take part."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from handlers.ports.rosters import Duty, Match
from storage.tables.base import Row, one_of, table_of
from storage.types import BigId, UtcDateTime


class RosterEntryRow(Row, table=True):
    """Somebody on the roster of a unit.

    ``match`` says how sure it is that ``person_id`` is this somebody; a suggestion counts for
    nothing until the liaison has confirmed it.
    """

    __tablename__ = "roster_entry"
    __table_args__ = (
        Index(
            "uq_roster_entry_confirmed",
            "person_id",
            unique=True,
            sqlite_where=text("match = 'confirmed'"),
            postgresql_where=text("match = 'confirmed'"),
        ),
        Index("ix_roster_entry_person_id", "person_id"),
        Index("ix_roster_entry_unit_id_category", "unit_id", "category"),
        Index("ix_roster_entry_phone_digest", "phone_digest"),
        Index("ix_roster_entry_folded_name_birth_date", "folded_name", "birth_date"),
        CheckConstraint(one_of("match", Match), name="match_known"),
        CheckConstraint("(match = 'none') = (person_id IS NULL)", name="matched_to_somebody"),
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    category: str
    full_name: str
    folded_name: str
    birth_date: date | None = None
    phone_digest: str | None = None
    phone_masked: str | None = None
    is_nominated: bool = True
    match: str = Match.NONE.value
    person_id: int | None = Field(default=None, sa_type=BigId, foreign_key="person.id")
    matched_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ExclusionRow(Row, table=True):
    """Somebody whose duty in the contest bars them from taking part (seed 001, Lưu ý)."""

    __tablename__ = "exclusion"
    __table_args__ = (
        Index("ix_exclusion_phone_digest", "phone_digest"),
        Index("ix_exclusion_folded_name_birth_date", "folded_name", "birth_date"),
        CheckConstraint(one_of("duty", Duty), name="duty_known"),
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    duty: str
    full_name: str
    folded_name: str
    birth_date: date | None = None
    phone_digest: str | None = None
    phone_masked: str | None = None
    excluded_by: str
    excluded_at: datetime = Field(sa_type=UtcDateTime)


class BarredPersonRow(Row, table=True):
    """A contestant whose exclusion has been carried out; one exclusion may bar two of them."""

    __tablename__ = "barred_person"

    person_id: int = Field(sa_type=BigId, foreign_key="person.id", primary_key=True)


roster_entry_table = table_of(RosterEntryRow)
exclusion_table = table_of(ExclusionRow)
barred_person_table = table_of(BarredPersonRow)
