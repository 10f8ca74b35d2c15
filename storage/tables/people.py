"""Tables of contestants, the platform users they are, their roles, consents and dialogues."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from contest.model import Audience
from handlers.ports.records import Role
from storage.tables.base import Row, one_of, table_of
from storage.types import BigId, UtcDateTime


class PersonRow(Row, table=True):
    """A contestant; name and birth date are NULL once the person has been forgotten.

    ``current_attempt_id`` is the latest attempt, kept here so that the hot path finds it in one
    look-up; no foreign key, as attempt refers to person already.
    """

    __tablename__ = "person"
    __table_args__ = (CheckConstraint(one_of("audience", Audience), name="audience_known"),)

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    full_name: str | None = None
    birth_date: date | None = None
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id", index=True)
    audience: str
    locale: str
    current_attempt_id: int | None = Field(default=None, sa_type=BigId)
    created_at: datetime = Field(sa_type=UtcDateTime)
    forgotten_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    phone_digest: str | None = Field(default=None, index=True)
    phone_masked: str | None = None


class IdentityRow(Row, table=True):
    """A user of a platform and the chat to reach them in; a person only after registration."""

    __tablename__ = "identity"

    key: str = Field(primary_key=True)
    platform: str
    bot: str
    user_id: str
    chat_id: str
    person_id: int | None = Field(default=None, sa_type=BigId, foreign_key="person.id", index=True)


class RoleGrantRow(Row, table=True):
    """A role that a user holds; a leader's is bound to a unit."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("user_key", "role", "unit_id"),
        # NULLs are distinct in a unique constraint: a role without a unit needs its own.
        Index(
            "uq_role_grant_without_unit",
            "user_key",
            "role",
            unique=True,
            sqlite_where=text("unit_id IS NULL"),
            postgresql_where=text("unit_id IS NULL"),
        ),
        CheckConstraint(one_of("role", Role), name="role_known"),
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    user_key: str = Field(foreign_key="identity.key")
    role: str
    unit_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")


class ConsentRow(Row, table=True):
    """Proof of consent: which notice a user said yes to, when and where; never updated."""

    __tablename__ = "consent"

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    person_id: int = Field(sa_type=BigId, foreign_key="person.id", index=True)
    user_key: str
    notice_version: str
    channel: str
    consented_at: datetime = Field(sa_type=UtcDateTime)


class DialogueRow(Row, table=True):
    """Where a user is in a conversation of several steps; they may not be registered yet."""

    __tablename__ = "dialogue"

    user_key: str = Field(primary_key=True)
    step: str
    draft: dict[str, Any] = Field(sa_type=JSON)
    updated_at: datetime = Field(sa_type=UtcDateTime)


person_table = table_of(PersonRow)
identity_table = table_of(IdentityRow)
role_grant_table = table_of(RoleGrantRow)
consent_table = table_of(ConsentRow)
dialogue_table = table_of(DialogueRow)
