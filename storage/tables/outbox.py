"""Table of outgoing messages, from the commit that queues them to what became of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlmodel import Field

from handlers.ports.addresses import ChatKind
from storage.tables.base import Row, one_of, table_of
from storage.types import BigId, UtcDateTime

IS_PENDING = text("state = 'pending'")
IS_SENT = text("state = 'sent'")
IS_LEASED = text("lease_owner IS NOT NULL")


class Delivery(StrEnum):
    """What has become of a message."""

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"
    UNKNOWN = "unknown"


class OutboxMessageRow(Row, table=True):
    """A message; ``id`` is the order of queueing and is never used again.

    ``lease_owner`` is the process that is sending it; another may take it after ``lease_until``.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "lane", "id", sqlite_where=IS_PENDING, postgresql_where=IS_PENDING),
        Index(
            "ix_outbox_chat_pending",
            "chat_key",
            "lane",
            "id",
            sqlite_where=IS_PENDING,
            postgresql_where=IS_PENDING,
        ),
        Index(
            "ix_outbox_chat_sent", "chat_key", "id", sqlite_where=IS_SENT, postgresql_where=IS_SENT
        ),
        Index(
            "ix_outbox_leased",
            "lease_owner",
            sqlite_where=IS_LEASED,
            postgresql_where=IS_LEASED,
        ),
        CheckConstraint(one_of("state", Delivery), name="state_known"),
        CheckConstraint(one_of("chat_kind", ChatKind), name="chat_kind_known"),
        CheckConstraint(
            "state = 'pending' OR (lease_owner IS NULL AND lease_until IS NULL)",
            name="leased_while_pending",
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    key: str = Field(unique=True)
    lane: int
    platform: str
    bot: str
    chat_id: str
    chat_kind: str
    chat_key: str
    content: dict[str, Any] = Field(sa_type=JSON)
    state: str = Delivery.PENDING.value
    attempts: int = 0
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_owner: str | None = None
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str | None = None
    queued_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    message_id: str | None = None


outbox_table = table_of(OutboxMessageRow)
