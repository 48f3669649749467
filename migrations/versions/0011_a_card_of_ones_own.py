"""A family member without e-mail has a card, six figures, and the devices it was used on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "family_card",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("figures_hash", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_family_card_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_family_card"),
        sa.UniqueConstraint("token_hash", name="uq_family_card_token_hash"),
    )
    op.create_index("ix_family_card_person_id", "family_card", ["person_id"])
    op.create_table(
        "family_device",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["family_card.id"], name="fk_family_device_card_id"),
        sa.PrimaryKeyConstraint("id", name="pk_family_device"),
        sa.UniqueConstraint("token_hash", name="uq_family_device_token_hash"),
    )
    op.create_index("ix_family_device_card_id", "family_device", ["card_id"])


def downgrade() -> None:
    op.drop_table("family_device")
    op.drop_table("family_card")
