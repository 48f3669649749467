"""What waits has an index of its own: the desk no longer walks all that was ever shared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WAITS = sa.text("waiting_revision_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_share_waiting_since", table_name="share")
    op.create_index(
        "ix_share_waiting", "share", ["item_id"], sqlite_where=WAITS, postgresql_where=WAITS
    )


def downgrade() -> None:
    op.drop_index("ix_share_waiting", table_name="share")
    op.create_index("ix_share_waiting_since", "share", ["waiting_since"])
