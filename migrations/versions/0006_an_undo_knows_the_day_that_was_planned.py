"""An undo knows the day that was planned: what was to end in July is not made endless."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("membership", "family_tie")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("planned_until_on", sa.Date(), nullable=True))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_column(table, "planned_until_on")
