"""A family's letter that is like a tie under a restriction opens once the office has said so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Empty in the letters that are there: of these, too, the office lets none open unseen.
    confirmed = sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("invitation", confirmed)


def downgrade() -> None:
    op.drop_column("invitation", "confirmed_at")
