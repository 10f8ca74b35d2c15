"""Tables of one-time codes: what each gives, and the wrong ones that somebody has tried."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from handlers.ports.invitations import Purpose
from handlers.ports.records import Role
from storage.tables.base import Row, one_of, table_of
from storage.types import BigId, UtcDateTime


class InvitationRow(Row, table=True):
    """A one-time code, kept as a keyed digest; what it gives depends on its purpose."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint(one_of("purpose", Purpose), name="purpose_known"),
        CheckConstraint(one_of("role", Role), name="role_known"),
        CheckConstraint("(used_at IS NULL) = (used_by IS NULL)", name="used_by_somebody"),
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    code_digest: str = Field(unique=True)
    purpose: str
    role: str | None = None
    unit_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    person_id: int | None = Field(default=None, sa_type=BigId, foreign_key="person.id")
    issued_by: str
    issued_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_by: str | None = None


class WrongCodeRow(Row, table=True):
    """A code that meant nothing: too many in an hour and a sender has to wait."""

    __tablename__ = "wrong_code"
    __table_args__ = (Index("ix_wrong_code_sender_tried_at", "sender", "tried_at"),)

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    sender: str
    tried_at: datetime = Field(sa_type=UtcDateTime)


invitation_table = table_of(InvitationRow)
wrong_code_table = table_of(WrongCodeRow)
