"""Indexes for claiming from a large outbox."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def where(condition: str) -> dict[str, Any]:
    """Arguments that make an index partial on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.drop_index("ix_outbox_due", "outbox")
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["platform", "bot", "lane", "id"],
        **where("state = 'pending' AND not_before IS NULL"),
    )
    op.create_index(
        "ix_outbox_postponed",
        "outbox",
        ["platform", "bot", "not_before"],
        **where("state = 'pending' AND not_before IS NOT NULL"),
    )
