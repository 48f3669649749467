"""Cards and letters for a whole class are made by a job."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_run",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("cards", "letters", name="paperkind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("chance", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name="fk_paper_run_group_id"),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name="fk_paper_run_made_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_run"),
        sa.UniqueConstraint("public_id", name="uq_paper_run_public_id"),
    )
    op.create_index("ix_paper_run_group_id", "paper_run", ["group_id"])
    op.create_index("ix_paper_run_made_by_id", "paper_run", ["made_by_id"])

    op.create_table(
        "paper_line",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("called", sa.String(length=60), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column(
            "secret_kind",
            sa.Enum("pictures", "word", name="secretkind", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_made", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name="fk_paper_line_household_id"
        ),
        sa.ForeignKeyConstraint(["pupil_id"], ["person.id"], name="fk_paper_line_pupil_id"),
        sa.ForeignKeyConstraint(["run_id"], ["paper_run.id"], name="fk_paper_line_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_line"),
    )
    op.create_index("ix_paper_line_pupil_id", "paper_line", ["pupil_id"])
    op.create_index("ix_paper_line_run_id", "paper_line", ["run_id"])


def downgrade() -> None:
    op.drop_index("ix_paper_line_run_id", table_name="paper_line")
    op.drop_index("ix_paper_line_pupil_id", table_name="paper_line")

    op.drop_table("paper_line")
    op.drop_index("ix_paper_run_made_by_id", table_name="paper_run")
    op.drop_index("ix_paper_run_group_id", table_name="paper_run")

    op.drop_table("paper_run")
