"""Rosters, quotas, reminders, one-time codes and groups of units."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column declared exactly INTEGER PRIMARY KEY.
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

ROLES = (
    "role IN ('unit_liaison', 'unit_leader', 'secretary', 'organiser', 'author', 'reviewer', "
    "'technician')"
)


def where(condition: str) -> dict[str, Any]:
    """Arguments that make an index partial on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.add_column("contest", sa.Column("quotas", sa.JSON()))
    op.add_column("contest", sa.Column("reminders", sa.JSON()))
    op.add_column("unit", sa.Column("more_headcounts", sa.JSON()))
    op.add_column("unit", sa.Column("target_percent", sa.Integer()))
    op.add_column("person", sa.Column("phone_digest", sa.String()))
    op.add_column("person", sa.Column("phone_masked", sa.String()))
    op.create_index(op.f("ix_person_phone_digest"), "person", ["phone_digest"])
    widen_roles()
    op.create_table(
        "invitation",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("role", sa.String()),
        sa.Column("unit_id", BIG_ID),
        sa.Column("person_id", BIG_ID),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
        sa.Column("used_by", sa.String()),
        sa.CheckConstraint(
            "purpose IN ('role', 'group', 'link')", name=op.f("ck_invitation_purpose_known")
        ),
        sa.CheckConstraint(ROLES, name=op.f("ck_invitation_role_known")),
        sa.CheckConstraint(
            "(used_at IS NULL) = (used_by IS NULL)", name=op.f("ck_invitation_used_by_somebody")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_invitation_unit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_invitation_code_digest")),
    )
    op.create_table(
        "wrong_code",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("tried_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_code")),
    )
    op.create_index("ix_wrong_code_sender_tried_at", "wrong_code", ["sender", "tried_at"])
    op.create_table(
        "unit_group",
        sa.Column("chat_key", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("chat_id", sa.String(), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("bound_by", sa.String(), nullable=False),
        sa.Column("bound_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_group_unit_id")),
        sa.PrimaryKeyConstraint("chat_key", name=op.f("pk_unit_group")),
    )
    op.create_index(op.f("ix_unit_group_unit_id"), "unit_group", ["unit_id"])
    create_rosters()
    create_reminders()


def widen_roles() -> None:
    """Nothing refers to role_grant, so SQLite may write it anew."""
    with op.batch_alter_table("role_grant") as batch:
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint(op.f("ck_role_grant_role_known"), type_="check")
        batch.create_check_constraint(op.f("ck_role_grant_role_known"), sa.text(ROLES))


def create_rosters() -> None:
    op.create_table(
        "roster_entry",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date()),
        sa.Column("phone_digest", sa.String()),
        sa.Column("phone_masked", sa.String()),
        sa.Column("is_nominated", sa.Boolean(), nullable=False),
        sa.Column("match", sa.String(), nullable=False),
        sa.Column("person_id", BIG_ID),
        sa.Column("matched_at", UtcDateTime()),
        sa.CheckConstraint(
            "match IN ('none', 'suggested', 'confirmed')", name=op.f("ck_roster_entry_match_known")
        ),
        sa.CheckConstraint(
            "(match = 'none') = (person_id IS NULL)",
            name=op.f("ck_roster_entry_matched_to_somebody"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_roster_entry_unit_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_roster_entry_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_entry")),
    )
    op.create_index(
        "uq_roster_entry_confirmed",
        "roster_entry",
        ["person_id"],
        unique=True,
        **where("match = 'confirmed'"),
    )
    op.create_index("ix_roster_entry_person_id", "roster_entry", ["person_id"])
    op.create_index("ix_roster_entry_unit_id_category", "roster_entry", ["unit_id", "category"])
    op.create_index("ix_roster_entry_phone_digest", "roster_entry", ["phone_digest"])
    op.create_index(
        "ix_roster_entry_folded_name_birth_date", "roster_entry", ["folded_name", "birth_date"]
    )
    op.create_table(
        "exclusion",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date()),
        sa.Column("phone_digest", sa.String()),
        sa.Column("phone_masked", sa.String()),
        sa.Column("excluded_by", sa.String(), nullable=False),
        sa.Column("excluded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "duty IN ('organising_committee', 'secretariat', 'drafting_team', 'technical')",
            name=op.f("ck_exclusion_duty_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion")),
    )
    op.create_index("ix_exclusion_phone_digest", "exclusion", ["phone_digest"])
    op.create_index(
        "ix_exclusion_folded_name_birth_date", "exclusion", ["folded_name", "birth_date"]
    )
    op.create_table(
        "barred_person",
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_barred_person_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_barred_person")),
    )


def create_reminders() -> None:
    op.create_table(
        "reminder",
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("round_id", BIG_ID, nullable=False),
        sa.Column("days_left", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_reminder_unit_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_reminder_round_id")),
        sa.PrimaryKeyConstraint("unit_id", "day", name=op.f("pk_reminder")),
    )
    op.create_table(
        "reminder_pause",
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("paused_by", sa.String(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_reminder_pause_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_reminder_pause")),
    )
    op.create_table(
        "nudge",
        sa.Column("entry_id", BIG_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("nudged_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["roster_entry.id"], name=op.f("fk_nudge_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "day", name=op.f("pk_nudge")),
    )
    op.create_table(
        "digest",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_digest")),
    )
