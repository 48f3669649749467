"""A photo knows whether its owner was asked who is in it; anyone may say that they are in one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("photo", sa.Column("who_said_at", sa.DateTime(timezone=True)))
    op.create_table(
        "in_this",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by_id", sa.Integer()),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name="fk_in_this_photo_id"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name="fk_in_this_by_id"),
        sa.ForeignKeyConstraint(["pupil_id"], ["person.id"], name="fk_in_this_pupil_id"),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name="fk_in_this_settled_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_in_this"),
    )
    op.create_index("ix_in_this_photo_id", "in_this", ["photo_id"])
    op.create_index("ix_in_this_by_id", "in_this", ["by_id"])


def downgrade() -> None:
    op.drop_table("in_this")
    op.drop_column("photo", "who_said_at")
