"""The first schema: contests, people, attempts, the outbox and the records of running them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column declared exactly INTEGER PRIMARY KEY.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def where(condition: str) -> dict[str, Any]:
    """Arguments that make an index partial on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_table(
        "contest",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("organiser", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
    )
    op.create_table(
        "dialogue",
        sa.Column("user_key", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_key", name=op.f("pk_dialogue")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("beat_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_heartbeat_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("chat_id", sa.String(), nullable=False),
        sa.Column("chat_kind", sa.String(), nullable=False),
        sa.Column("chat_key", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcDateTime()),
        sa.Column("lease_owner", sa.String()),
        sa.Column("lease_until", UtcDateTime()),
        sa.Column("reason", sa.String()),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime()),
        sa.Column("message_id", sa.String()),
        sa.CheckConstraint(
            "chat_kind IN ('private', 'group')", name=op.f("ck_outbox_chat_kind_known")
        ),
        sa.CheckConstraint(
            "state = 'pending' OR (lease_owner IS NULL AND lease_until IS NULL)",
            name=op.f("ck_outbox_leased_while_pending"),
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'sent', 'dead', 'unknown')", name=op.f("ck_outbox_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_chat_pending", "outbox", ["chat_key", "lane", "id"], **where("state = 'pending'")
    )
    op.create_index("ix_outbox_chat_sent", "outbox", ["chat_key", "id"], **where("state = 'sent'"))
    op.create_index("ix_outbox_due", "outbox", ["lane", "id"], **where("state = 'pending'"))
    op.create_index(
        "ix_outbox_leased", "outbox", ["lease_owner"], **where("lease_owner IS NOT NULL")
    )
    op.create_table(
        "processed_update",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("processed_at", UtcDateTime(), nullable=False),
        sa.Column("verdict", sa.String()),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_processed_update")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "question",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("audience", sa.String()),
        sa.CheckConstraint("correct >= 0", name=op.f("ck_question_correct_from_zero")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_question_validity_in_order")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_question_version_from_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_question_code_version")),
    )
    op.create_table(
        "unit",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent_id", BIG_ID),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("leaders", sa.Integer(), nullable=False),
        sa.Column("division_heads", sa.Integer(), nullable=False),
        sa.Column("staff", sa.Integer(), nullable=False),
        sa.Column("onestop", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "leaders >= 0 AND division_heads >= 0 AND staff >= 0 AND onestop >= 0",
            name=op.f("ck_unit_headcounts_from_zero"),
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_unit_validity_in_order")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_unit_code_valid_from")),
    )
    op.create_index(
        "uq_unit_code_undated", "unit", ["code"], unique=True, **where("valid_from IS NULL")
    )
    op.create_table(
        "person",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("full_name", sa.String()),
        sa.Column("birth_date", sa.Date()),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("current_attempt_id", BIG_ID),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("forgotten_at", UtcDateTime()),
        sa.CheckConstraint(
            "audience IN ('officials', 'citizens')", name=op.f("ck_person_audience_known")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_unit_id"), "person", ["unit_id"])
    op.create_table(
        "round",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("contest_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("opens_at", UtcDateTime(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("is_rehearsal", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime()),
        sa.Column("closed_at", UtcDateTime()),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_round_closes_after_it_opens")),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_round_contest_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    op.create_table(
        "attempt",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("round_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("chat_id", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("time_left_us", sa.BigInteger(), nullable=False),
        sa.Column("delivered_at", UtcDateTime()),
        sa.Column("deadline", UtcDateTime()),
        sa.Column("paused_us", sa.BigInteger(), nullable=False),
        sa.Column("expired_deadline", UtcDateTime()),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (deadline IS NOT NULL AND delivered_at IS NOT NULL)",
            name=op.f("ck_attempt_deadline_while_open"),
        ),
        sa.CheckConstraint(
            "(state IN ('waiting', 'open')) = (ended_at IS NULL)",
            name=op.f("ck_attempt_ended_unless_running"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'open', 'finished', 'closed', 'void')",
            name=op.f("ck_attempt_state_known"),
        ),
        sa.CheckConstraint(
            "ordinal >= 1 AND position >= 1", name=op.f("ck_attempt_places_from_one")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attempt_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_attempt_round_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_attempt_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint(
            "round_id", "person_id", "ordinal", name=op.f("uq_attempt_round_id_person_id_ordinal")
        ),
    )
    op.create_index("ix_attempt_deadline", "attempt", ["deadline"], **where("state = 'open'"))
    op.create_index("ix_attempt_person_id", "attempt", ["person_id"])
    op.create_index("ix_attempt_round_id_state", "attempt", ["round_id", "state"])
    op.create_index(
        "uq_attempt_counted", "attempt", ["round_id", "person_id"], unique=True, **where("counted")
    )
    op.create_index(
        "uq_attempt_running",
        "attempt",
        ["round_id", "person_id"],
        unique=True,
        **where("state IN ('waiting', 'open')"),
    )
    op.create_table(
        "consent",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("user_key", sa.String(), nullable=False),
        sa.Column("notice_version", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("consented_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_person_id"), "consent", ["person_id"])
    op.create_table(
        "identity",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("chat_id", sa.String(), nullable=False),
        sa.Column("person_id", BIG_ID),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_identity")),
    )
    op.create_index(op.f("ix_identity_person_id"), "identity", ["person_id"])
    op.create_table(
        "answer",
        sa.Column("attempt_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_id", BIG_ID),
        sa.Column("option", sa.Integer()),
        sa.Column("value", sa.BigInteger()),
        sa.Column("passed", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "passed IN ('answered', 'skipped', 'expired')", name=op.f("ck_answer_passed_known")
        ),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_answer_attempt_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_answer_question_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "position", name=op.f("pk_answer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "role_grant",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("user_key", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", BIG_ID),
        sa.CheckConstraint(
            "role IN ('unit_leader', 'organiser')", name=op.f("ck_role_grant_role_known")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id")),
        sa.ForeignKeyConstraint(
            ["user_key"], ["identity.key"], name=op.f("fk_role_grant_user_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "user_key", "role", "unit_id", name=op.f("uq_role_grant_user_key_role_unit_id")
        ),
    )
    op.create_index(
        "uq_role_grant_without_unit",
        "role_grant",
        ["user_key", "role"],
        unique=True,
        **where("unit_id IS NULL"),
    )
