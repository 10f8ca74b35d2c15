"""Leases of pollers and limits for strangers."""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "poller_lease",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String()),
        sa.Column("held_until", UtcDateTime()),
        sa.Column("standby", sa.String()),
        sa.Column("standby_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("platform", "bot", name=op.f("pk_poller_lease")),
    )
    op.create_table(
        "reply_count",
        sa.Column("chat_key", sa.String(), nullable=False),
        sa.Column("hour_at", UtcDateTime(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("helped_at", UtcDateTime()),
        sa.Column("excused_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("chat_key", "hour_at", name=op.f("pk_reply_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bot_saving",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("is_saving", sa.Boolean(), nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "bot", name=op.f("pk_bot_saving")),
    )
