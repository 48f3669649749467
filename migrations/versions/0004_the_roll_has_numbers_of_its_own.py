"""Numbers from the school's own system, and lists that wait for their yes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roll_key",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("pupil", "staff", "class", name="rollkeykind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_roll_key_person_id")),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_roll_key_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_key")),
        sa.UniqueConstraint("kind", "key", name="uq_roll_key_kind_key"),
        sa.UniqueConstraint("person_id", name=op.f("uq_roll_key_person_id")),
        sa.UniqueConstraint("group_id", name=op.f("uq_roll_key_group_id")),
    )
    op.create_table(
        "roll_upload",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sheet", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_roll_upload_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_upload")),
        sa.UniqueConstraint("public_id", name=op.f("uq_roll_upload_public_id")),
        sa.UniqueConstraint("person_id", name=op.f("uq_roll_upload_person_id")),
    )


def downgrade() -> None:
    op.drop_table("roll_upload")
    op.drop_table("roll_key")
