"""A child or a parent asks for somebody of the family; the office answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "family_wish",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("called", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name="fk_family_wish_answered_by_id"
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name="fk_family_wish_asked_by_id"),
        sa.ForeignKeyConstraint(["pupil_id"], ["person.id"], name="fk_family_wish_pupil_id"),
        sa.PrimaryKeyConstraint("id", name="pk_family_wish"),
        sa.UniqueConstraint("public_id", name="uq_family_wish_public_id"),
    )
    op.create_index("ix_family_wish_asked_by_id", "family_wish", ["asked_by_id"])
    op.create_index("ix_family_wish_pupil_id", "family_wish", ["pupil_id"])


def downgrade() -> None:
    op.drop_table("family_wish")
