"""Versions of results, manual orders, awards and review signals; letterheads of contests."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations import result_triggers
from storage.types import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column declared exactly INTEGER PRIMARY KEY.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def where(condition: str) -> dict[str, Any]:
    """Arguments that make an index partial on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.add_column("contest", sa.Column("letterhead", sa.JSON()))
    _create_results()
    _create_corrections()
    _create_review()
    _create_awards()


def _create_results() -> None:
    op.create_table(
        "result",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("round_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("board_version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.Column("truth", sa.JSON()),
        sa.Column("rules_version", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String()),
        sa.Column("corrections", sa.BigInteger(), nullable=False),
        sa.Column("corrected_keys", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "state IN ('provisional', 'verified', 'approved', 'published', 'superseded')",
            name=op.f("ck_result_state_known"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_result_version_from_one")),
        sa.CheckConstraint(
            "(version IS NULL) = (fingerprint IS NULL)",
            name=op.f("ck_result_fingerprint_when_frozen"),
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_result_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
        sa.UniqueConstraint("round_id", "version", name=op.f("uq_result_round_id_version")),
    )
    op.create_index(
        "uq_result_published", "result", ["round_id"], unique=True, **where("state = 'published'")
    )
    op.create_table(
        "result_step",
        sa.Column("result_id", BIG_ID, nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "move IN ('verify', 'approve', 'publish', 'replace')",
            name=op.f("ck_result_step_move_known"),
        ),
        sa.ForeignKeyConstraint(
            ["result_id"], ["result.id"], name=op.f("fk_result_step_result_id")
        ),
        sa.PrimaryKeyConstraint("result_id", "move", name=op.f("pk_result_step")),
    )
    op.create_table(
        "result_line",
        sa.Column("result_id", BIG_ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("group_rank", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("attempt_id", BIG_ID, nullable=False),
        sa.Column("full_name", sa.String()),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("time_used_us", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("distance", sa.BigInteger()),
        sa.PrimaryKeyConstraint("result_id", "place", name=op.f("pk_result_line")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "uq_result_line_result_id_person_id", "result_line", ["result_id", "person_id"], unique=True
    )
    op.create_index("ix_result_line_person_id", "result_line", ["person_id"])
    is_sqlite = op.get_context().dialect.name == "sqlite"
    for statement in result_triggers.SQLITE if is_sqlite else result_triggers.POSTGRESQL:
        op.execute(statement)


def _create_corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("round_id", BIG_ID),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "cause IN ('disqualified', 'excluded', 'reinstated', 'void_attempt', 'corrected_key',"
            " 'merged', 'manual_order', 'others')",
            name=op.f("ck_correction_cause_known"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_correction_reason_given")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_correction_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index("ix_correction_round_id", "correction", ["round_id"])
    op.create_table(
        "disqualification",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("round_id", BIG_ID),
        sa.Column("correction_id", BIG_ID, nullable=False),
        *_references("disqualification", "person", "round", "correction"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disqualification")),
        sa.UniqueConstraint(
            "person_id", "round_id", name=op.f("uq_disqualification_person_id_round_id")
        ),
    )
    op.create_index(
        "uq_disqualification_of_all_rounds",
        "disqualification",
        ["person_id"],
        unique=True,
        **where("round_id IS NULL"),
    )
    op.create_table(
        "corrected_key",
        sa.Column("round_id", BIG_ID, nullable=False),
        sa.Column("asked_id", BIG_ID, nullable=False),
        sa.Column("by_id", BIG_ID, nullable=False),
        sa.Column("option", sa.Integer(), nullable=False),
        sa.Column("correction_id", BIG_ID, nullable=False),
        *_references("corrected_key", "round", "correction"),
        *(
            sa.ForeignKeyConstraint(
                [column], ["question.id"], name=op.f(f"fk_corrected_key_{column}")
            )
            for column in ("asked_id", "by_id")
        ),
        sa.PrimaryKeyConstraint("round_id", "asked_id", name=op.f("pk_corrected_key")),
    )
    op.create_table(
        "manual_place",
        sa.Column("round_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("correction_id", BIG_ID, nullable=False),
        *_references("manual_place", "round", "person", "correction"),
        sa.PrimaryKeyConstraint("round_id", "person_id", name=op.f("pk_manual_place")),
    )


def _create_review() -> None:
    op.create_table(
        "review_decision",
        sa.Column("round_id", BIG_ID, nullable=False),
        sa.Column("signal", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('kept', 'disqualified', 'dismissed')",
            name=op.f("ck_review_decision_decision_known"),
        ),
        *_references("review_decision", "round"),
        sa.PrimaryKeyConstraint("round_id", "signal", name=op.f("pk_review_decision")),
    )
    op.create_table(
        "result_policy",
        sa.Column("contest_id", BIG_ID, nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        *_references("result_policy", "contest"),
        sa.PrimaryKeyConstraint("contest_id", name=op.f("pk_result_policy")),
    )


def _create_awards() -> None:
    op.create_table(
        "award_policy",
        sa.Column("contest_id", BIG_ID, nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        *_references("award_policy", "contest"),
        sa.PrimaryKeyConstraint("contest_id", name=op.f("pk_award_policy")),
    )
    op.create_table(
        "award_decision",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("contest_id", BIG_ID, nullable=False),
        sa.Column("round_id", BIG_ID),
        sa.Column("bloc", sa.String()),
        sa.Column("among", sa.JSON(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(round_id IS NULL) <> (bloc IS NULL)", name=op.f("ck_award_decision_one_scope")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_award_decision_reason_given")),
        *_references("award_decision", "contest", "round"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_decision")),
    )
    op.create_index("ix_award_decision_contest_id", "award_decision", ["contest_id"])
    op.create_table(
        "awarding",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("contest_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("ties", sa.JSON(), nullable=False),
        *_references("awarding", "contest"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awarding")),
        sa.UniqueConstraint("contest_id", "number", name=op.f("uq_awarding_contest_id_number")),
    )
    op.create_table(
        "award",
        sa.Column("awarding_id", BIG_ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("round_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("prize", sa.String(), nullable=False),
        sa.Column("decision_id", BIG_ID),
        *_references("award", "awarding", "round"),
        _decision_of("award"),
        sa.PrimaryKeyConstraint("awarding_id", "place", name=op.f("pk_award")),
    )
    op.create_table(
        "unit_award",
        sa.Column("awarding_id", BIG_ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("bloc", sa.String(), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in (
                *("expected", "participants", "entries", "points", "points_possible"),
                *("full_marks", "prize_points"),
            )
        ),
        sa.Column("score", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("prize", sa.String()),
        sa.Column("decision_id", BIG_ID),
        *_references("unit_award", "awarding"),
        _decision_of("unit_award"),
        sa.PrimaryKeyConstraint("awarding_id", "place", name=op.f("pk_unit_award")),
    )


def _decision_of(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["decision_id"], ["award_decision.id"], name=op.f(f"fk_{table}_decision_id")
    )


def _references(table: str, *others: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [f"{other}_id"], [f"{other}.id"], name=op.f(f"fk_{table}_{other}_id")
        )
        for other in others
    ]
