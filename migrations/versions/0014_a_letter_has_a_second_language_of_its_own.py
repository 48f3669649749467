"""Each letter of a class set may have a second language of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default fills the lines that are there: none of them has a language of its own.
    language = sa.Column("language", sa.String(length=8), nullable=False, server_default="")
    op.add_column("paper_line", language)


def downgrade() -> None:
    op.drop_column("paper_line", "language")
