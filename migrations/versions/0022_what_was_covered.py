"""A photo that was covered is nobody's to see; it goes for good once nothing holds it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("photo", sa.Column("covered_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("photo", "covered_at")
