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
IS_TO_BE_SENT = text("state = 'pending' AND not_before IS NULL")
IS_POSTPONED = text("state = 'pending' AND not_before IS NOT NULL")
IS_SENT = text("state = 'sent'")
IS_LEASED = text("lease_owner IS NOT NULL")
IS_ANNOUNCED = text("announcement_id IS NOT NULL")


class Delivery(StrEnum):
    """What has become of a message."""

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"
    UNKNOWN = "unknown"
    HELD = "held"
    """Part of an announcement that is paused, or that waits for the end of the night."""
    CANCELLED = "cancelled"


class OutboxMessageRow(Row, table=True):
    """A message; ``id`` is the order of queueing and is never used again.

    ``lease_owner`` is the process that is sending it; another may take it after ``lease_until``.
    Nothing is sent unless it is pending. ``announcement_id`` counts the message among those of an
    announcement; a message that was sent once more counts no longer. ``update_key`` is of the
    update that it answers.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        # By bot, and without what waits for a time: a claim reads neither the messages of other
        # bots nor those for people who are away, however many there are.
        Index(
            "ix_outbox_due",
            "platform",
            "bot",
            "lane",
            "id",
            sqlite_where=IS_TO_BE_SENT,
            postgresql_where=IS_TO_BE_SENT,
        ),
        Index(
            "ix_outbox_postponed",
            "platform",
            "bot",
            "not_before",
            sqlite_where=IS_POSTPONED,
            postgresql_where=IS_POSTPONED,
        ),
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
        Index(
            "ix_outbox_announcement",
            "announcement_id",
            "state",
            "sent_at",
            sqlite_where=IS_ANNOUNCED,
            postgresql_where=IS_ANNOUNCED,
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
    announcement_id: int | None = Field(default=None, sa_type=BigId)
    update_key: str | None = None


outbox_table = table_of(OutboxMessageRow)
