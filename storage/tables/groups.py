"""Table of groups: which unit a group of a platform belongs to."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Row, table_of
from storage.types import BigId, UtcDateTime


class UnitGroupRow(Row, table=True):
    """A group bound to a unit; a unit may have several, a group has one unit."""

    __tablename__ = "unit_group"

    chat_key: str = Field(primary_key=True)
    platform: str
    bot: str
    chat_id: str
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id", index=True)
    bound_by: str
    bound_at: datetime = Field(sa_type=UtcDateTime)


unit_group_table = table_of(UnitGroupRow)
