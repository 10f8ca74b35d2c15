"""Which update each message answers, so that both can be followed through logs and tables."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without an index: it is looked at row by row, by whoever follows one update, and every message
    # of the contest would pay for it.
    op.add_column("outbox", sa.Column("update_key", sa.String(), nullable=True))
