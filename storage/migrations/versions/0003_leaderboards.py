"""Leaderboards of rounds."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column declared exactly INTEGER PRIMARY KEY.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def where(condition: str) -> dict[str, Any]:
    """Arguments that make an index partial on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_index(
        "ix_attempt_ranked",
        "attempt",
        ["round_id", sa.text("score DESC"), "ended_at"],
        **where("counted AND ended_at IS NOT NULL"),
    )
    op.create_table(
        "board",
        sa.Column("round_id", BIG_ID, nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("making_until", UtcDateTime()),
        sa.Column("made_at", UtcDateTime()),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.Column("truth", sa.JSON()),
        sa.CheckConstraint("version <= wanted", name=op.f("ck_board_version_was_wanted")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_board_round_id")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_board")),
    )
    op.create_table(
        "standing",
        sa.Column("round_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("group_rank", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("attempt_id", BIG_ID, nullable=False),
        sa.Column("distance", sa.BigInteger()),
        sa.PrimaryKeyConstraint("round_id", "version", "place", name=op.f("pk_standing")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "uq_standing_round_id_version_person_id",
        "standing",
        ["round_id", "version", "person_id"],
        unique=True,
    )
