"""Table of units. Codes are used again by law, so a unit is a number, a code and its days."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.base import Row, table_of
from storage.types import BigId


class UnitRow(Row, table=True):
    """A unit with its headcounts; ``onestop`` is a part of ``staff`` (domain.md 8)."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        # NULLs are distinct in a unique constraint: the undated unit of a code needs its own.
        Index(
            "uq_unit_code_undated",
            "code",
            unique=True,
            sqlite_where=text("valid_from IS NULL"),
            postgresql_where=text("valid_from IS NULL"),
        ),
        CheckConstraint("valid_to >= valid_from", name="validity_in_order"),
        CheckConstraint(
            "leaders >= 0 AND division_heads >= 0 AND staff >= 0 AND onestop >= 0",
            name="headcounts_from_zero",
        ),
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    code: str
    name: str
    level: str
    parent_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    valid_from: date | None = None
    valid_to: date | None = None
    leaders: int = 0
    division_heads: int = 0
    staff: int = 0
    onestop: int = 0
    more_headcounts: dict[str, int] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    target_percent: int | None = None


unit_table = table_of(UnitRow)
