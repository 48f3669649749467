"""An invitation of staff may be for somebody who is on the roll already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite needs no copy of the table for this.
    person = sa.ForeignKey("person.id", name="fk_invitation_person_id")
    op.add_column(
        "invitation",
        sa.Column("person_id", sa.Integer(), person, nullable=True),
        inline_references=True,
    )
    op.create_index("ix_invitation_person_id", "invitation", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_invitation_person_id", table_name="invitation")
    with op.batch_alter_table("invitation") as invitation:
        invitation.drop_column("person_id")
