"""Who somebody is at the school's own sign-on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_on",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_sign_on_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_on"),
        sa.UniqueConstraint("issuer", "subject", name="uq_sign_on_issuer_subject"),
        sa.UniqueConstraint("issuer", "person_id", name="uq_sign_on_issuer_person_id"),
    )
    op.create_index("ix_sign_on_person_id", "sign_on", ["person_id"])


def downgrade() -> None:
    op.drop_table("sign_on")
