"""Who has looked at a child's thing, and cards in For me about a person alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("viewer_id", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opening_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_look_item_id")),
        sa.ForeignKeyConstraint(["viewer_id"], ["person.id"], name=op.f("fk_look_viewer_id")),
        sa.ForeignKeyConstraint(
            ["opening_id"], ["break_glass.id"], name=op.f("fk_look_opening_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
        sa.UniqueConstraint(
            "item_id", "viewer_id", "once", name=op.f("uq_look_item_id_viewer_id_once")
        ),
    )
    op.create_index(op.f("ix_look_item_id"), "look", ["item_id"])
    op.create_index(op.f("ix_look_viewer_id"), "look", ["viewer_id"])
    with op.batch_alter_table("notice") as table:
        table.alter_column("item_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("who_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_notice_who_id"), "person", ["who_id"], ["id"])


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE item_id IS NULL OR kind = 'looked'")
    with op.batch_alter_table("notice") as table:
        table.drop_constraint(op.f("fk_notice_who_id"), type_="foreignkey")
        table.drop_column("who_id")
        table.alter_column("item_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("look")
