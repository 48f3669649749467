"""A photo comes in parts; how many bytes each takes is known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("photo", sa.Column("bytes", sa.Integer()))
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.Column("photo_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_upload"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_upload_person_id"),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name="fk_upload_photo_id"),
        sa.UniqueConstraint("public_id", name="uq_upload_public_id"),
        sa.UniqueConstraint("person_id", "key", name="uq_upload_person_id_key"),
    )
    op.create_index("ix_upload_made_at", "upload", ["made_at"])
    op.create_index("ix_upload_person_id", "upload", ["person_id"])
    op.create_index("ix_upload_photo_id", "upload", ["photo_id"])
    op.create_table(
        "upload_part",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_upload_part"),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name="fk_upload_part_upload_id"),
        sa.UniqueConstraint("upload_id", "begins", name="uq_upload_part_upload_id_begins"),
    )
    op.create_index("ix_upload_part_upload_id", "upload_part", ["upload_id"])


def downgrade() -> None:
    op.drop_table("upload_part")
    op.drop_table("upload")
    op.drop_column("photo", "bytes")
