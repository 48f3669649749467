"""Shared tablets of a class, the codes that open one, and children's sessions on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

A_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "tablet",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", A_TIME, nullable=False),
        sa.Column("on_from", A_TIME, nullable=True),
        sa.Column("on_until", A_TIME, nullable=True),
        sa.Column("revoked_at", A_TIME, nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name="fk_tablet_group_id"),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name="fk_tablet_made_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tablet"),
        sa.UniqueConstraint("public_id", name="uq_tablet_public_id"),
        sa.UniqueConstraint("token_hash", name="uq_tablet_token_hash"),
    )
    op.create_index("ix_tablet_group_id", "tablet", ["group_id"])
    op.create_table(
        "tablet_code",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", A_TIME, nullable=False),
        sa.Column("expires_at", A_TIME, nullable=False),
        sa.Column("used_at", A_TIME, nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name="fk_tablet_code_group_id"),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name="fk_tablet_code_made_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tablet_code"),
        sa.UniqueConstraint("code_hash", name="uq_tablet_code_code_hash"),
        sa.UniqueConstraint("token_hash", name="uq_tablet_code_token_hash"),
    )
    op.create_index("ix_tablet_code_group_id", "tablet_code", ["group_id"])
    # Not in a batch: SQLite would copy the table of all sessions, and needs no copy for this.
    tablet = sa.ForeignKey("tablet.id", name="fk_sign_in_tablet_id")
    op.add_column(
        "sign_in",
        sa.Column("tablet_id", sa.Integer(), tablet, nullable=True),
        inline_references=True,
    )
    op.create_index("ix_sign_in_tablet_id", "sign_in", ["tablet_id"])


def downgrade() -> None:
    op.drop_index("ix_sign_in_tablet_id", table_name="sign_in")
    with op.batch_alter_table("sign_in") as sign_in:
        sign_in.drop_column("tablet_id")
    op.drop_table("tablet_code")
    op.drop_table("tablet")
