"""Live rounds: rooms, the clocks of their questions, and what was answered there."""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column declared exactly INTEGER PRIMARY KEY.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "live_round",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("contest_id", BIG_ID, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("host_key", sa.String(), nullable=False),
        sa.Column("is_rehearsal", sa.Boolean(), nullable=False),
        sa.Column("as_poll", sa.Boolean(), nullable=False),
        sa.Column("shows", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("asked_at", UtcDateTime()),
        sa.Column("resumes_to", sa.String()),
        sa.Column("next_at", UtcDateTime()),
        sa.Column("annulled", sa.JSON(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("history", sa.Integer(), nullable=False),
        sa.Column("wake_at", UtcDateTime()),
        sa.Column("display", sa.JSON(none_as_null=True)),
        sa.Column("concluded_at", UtcDateTime()),
        sa.CheckConstraint(
            "state IN ('announced', 'lobby', 'question_open', 'settling', 'revealed', 'paused', "
            "'finished', 'cancelled')",
            name=op.f("ck_live_round_state_known"),
        ),
        sa.CheckConstraint(
            "shows IN ('units_only', 'names')", name=op.f("ck_live_round_shows_known")
        ),
        sa.CheckConstraint(
            "(state = 'paused') = (resumes_to IS NOT NULL)",
            name=op.f("ck_live_round_resumes_if_paused"),
        ),
        sa.CheckConstraint(
            "(state IN ('finished', 'cancelled')) = (ended_at IS NOT NULL)",
            name=op.f("ck_live_round_ended_at_the_end"),
        ),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contest.id"], name=op.f("fk_live_round_contest_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_round")),
    )
    op.create_table(
        "live_room",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("live_round_id", BIG_ID, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("chat_id", sa.String(), nullable=False),
        sa.Column("chat_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_id", BIG_ID),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("trouble", sa.String()),
        sa.Column("trouble_at", UtcDateTime()),
        sa.CheckConstraint(
            "state IN ('idle', 'posted', 'open', 'left_out', 'lost')",
            name=op.f("ck_live_room_state_known"),
        ),
        sa.CheckConstraint(
            "trouble IN ('failed', 'overdue', 'platform_down')",
            name=op.f("ck_live_room_trouble_known"),
        ),
        sa.CheckConstraint(
            "(trouble IS NULL) = (trouble_at IS NULL)", name=op.f("ck_live_room_trouble_since")
        ),
        sa.ForeignKeyConstraint(
            ["live_round_id"], ["live_round.id"], name=op.f("fk_live_room_live_round_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_live_room_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_room")),
        sa.UniqueConstraint(
            "live_round_id", "chat_key", name=op.f("uq_live_room_live_round_id_chat_key")
        ),
    )
    op.create_index(op.f("ix_live_room_chat_key"), "live_room", ["chat_key"])
    op.create_table(
        "live_question",
        sa.Column("live_round_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("room_id", BIG_ID, nullable=False),
        sa.Column("delivered_at", UtcDateTime()),
        sa.Column("lost_at", UtcDateTime()),
        sa.Column("message_id", sa.String()),
        sa.Column("poll_id", sa.String()),
        sa.ForeignKeyConstraint(
            ["live_round_id"], ["live_round.id"], name=op.f("fk_live_question_live_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["live_room.id"], name=op.f("fk_live_question_room_id")
        ),
        sa.PrimaryKeyConstraint(
            "live_round_id", "position", "room_id", name=op.f("pk_live_question")
        ),
        sa.UniqueConstraint("poll_id", name=op.f("uq_live_question_poll_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "live_break",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("live_round_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("room_id", BIG_ID),
        sa.Column("begins_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime()),
        sa.Column("is_pause", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["live_round_id"], ["live_round.id"], name=op.f("fk_live_break_live_round_id")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["live_room.id"], name=op.f("fk_live_break_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_break")),
    )
    op.create_index(op.f("ix_live_break_live_round_id"), "live_break", ["live_round_id"])
    op.create_table(
        "live_answer",
        sa.Column("live_round_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("room_id", BIG_ID, nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_live_answer_person_id")
        ),
        sa.PrimaryKeyConstraint(
            "live_round_id", "position", "person_id", "room_id", name=op.f("pk_live_answer")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "live_person",
        sa.Column("live_round_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("room_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["live_round_id"], ["live_round.id"], name=op.f("fk_live_person_live_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_live_person_person_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_live_person_unit_id")),
        sa.PrimaryKeyConstraint("live_round_id", "person_id", name=op.f("pk_live_person")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "live_result",
        sa.Column("live_round_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("room_id", BIG_ID, nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("right_answers", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("time_saved_us", sa.BigInteger(), nullable=False),
        sa.Column("streak", sa.Integer(), nullable=False),
        sa.Column("right_at", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["live_round_id"], ["live_round.id"], name=op.f("fk_live_result_live_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_live_result_person_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_live_result_unit_id")),
        sa.PrimaryKeyConstraint("live_round_id", "person_id", name=op.f("pk_live_result")),
        sqlite_with_rowid=False,
    )
