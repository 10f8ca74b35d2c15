"""The waiting line of those who want to begin."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column declared exactly INTEGER PRIMARY KEY.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def where(condition: str) -> dict[str, Any]:
    """Arguments that make an index partial on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "waiting_line",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("round_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("chat_id", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("expected_at", UtcDateTime(), nullable=False),
        sa.Column("was_noticed", sa.Boolean(), nullable=False),
        sa.Column("was_told", sa.Boolean(), nullable=False),
        sa.Column("was_warned", sa.Boolean(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.CheckConstraint(
            "state IN ('waiting', 'admitted', 'left', 'closed')",
            name=op.f("ck_waiting_line_state_known"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (ended_at IS NULL)",
            name=op.f("ck_waiting_line_ended_unless_waiting"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_waiting_line_person_id")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_waiting_line_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_line")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_waiting_line_person",
        "waiting_line",
        ["round_id", "person_id"],
        unique=True,
        **where("state = 'waiting'"),
    )
    op.create_index(
        "ix_waiting_line_bot",
        "waiting_line",
        ["platform", "bot", "id"],
        **where("state = 'waiting'"),
    )
    op.create_index("ix_waiting_line_person_id", "waiting_line", ["person_id"])
