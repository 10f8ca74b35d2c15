"""Announcements, their pictures and messages, and what rounds have to say of themselves."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column declared exactly INTEGER PRIMARY KEY.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

STATES = "state IN ('pending', 'sent', 'dead', 'unknown', 'held', 'cancelled')"
OTHER_CHECKS = {
    "chat_kind_known": "chat_kind IN ('private', 'group')",
    "leased_while_pending": ("state = 'pending' OR (lease_owner IS NULL AND lease_until IS NULL)"),
}


def where(condition: str) -> dict[str, Any]:
    """Arguments that make an index partial on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_picture")),
    )
    op.create_table(
        "announcement",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("picture_digest", sa.String()),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("send_at", UtcDateTime()),
        sa.Column("is_forced", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_by", sa.String()),
        sa.Column("confirmed_at", UtcDateTime()),
        sa.Column("begun_at", UtcDateTime()),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.Column("fed_at", UtcDateTime()),
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("resends", sa.Integer(), nullable=False),
        sa.Column("resend_up_to", BIG_ID),
        sa.Column("resends_unknown", sa.Boolean()),
        sa.Column("cancel_reason", sa.String()),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("final", sa.JSON()),
        sa.CheckConstraint(
            "state IN ('draft', 'scheduled', 'sending', 'paused', 'finished', 'cancelled')",
            name=op.f("ck_announcement_state_known"),
        ),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by IS NULL)",
            name=op.f("ck_announcement_confirmed_by_somebody"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'cancelled') OR confirmed_at IS NOT NULL",
            name=op.f("ck_announcement_confirmed_before_it_is_sent"),
        ),
        sa.ForeignKeyConstraint(
            ["picture_digest"], ["picture.digest"], name=op.f("fk_announcement_picture_digest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "round_notice",
        sa.Column("round_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime()),
        sa.CheckConstraint(
            "kind IN ('opened', 'closing_soon', 'closed', 'results')",
            name=op.f("ck_round_notice_kind_known"),
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_notice_round_id")),
        sa.PrimaryKeyConstraint("round_id", "kind", "about", name=op.f("pk_round_notice")),
    )
    op.add_column("outbox", sa.Column("announcement_id", BIG_ID))
    widen_states()
    op.create_index(
        "ix_outbox_announcement",
        "outbox",
        ["announcement_id", "state", "sent_at"],
        **where("announcement_id IS NOT NULL"),
    )


def widen_states() -> None:
    """Nothing refers to outbox, so SQLite may write it anew; numbers are still used once only."""
    connection = op.get_bind()
    name = op.f("ck_outbox_state_known")
    if connection.dialect.name == "postgresql":
        op.drop_constraint(name, "outbox", type_="check")
        op.create_check_constraint(name, "outbox", sa.text(STATES))
        return
    used = connection.scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'"))
    with op.batch_alter_table("outbox", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.create_check_constraint(name, sa.text(STATES))
        for other, condition in OTHER_CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_outbox_{other}"), sa.text(condition))
    connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = 'outbox'"))
    if used is not None:
        connection.execute(
            sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', :seq)"),
            {"seq": used},
        )
