"""Openings are reviewed and told; things are sealed by one and opened again by two; holds."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OPENING = sa.table("break_glass", sa.column("id", sa.Integer), sa.column("public_id", sa.String))
LASTS = sa.text("ended_at IS NULL")
OF_ITEM = sa.text("comment_id IS NULL AND ended_at IS NULL")
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def upgrade() -> None:
    with op.batch_alter_table("break_glass") as table:
        table.add_column(sa.Column("public_id", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("tell_on", sa.Date(), nullable=True))
        table.add_column(
            sa.Column("put_off_why", sa.String(length=1000), nullable=False, server_default="")
        )
    db = op.get_bind()
    for number in db.scalars(sa.select(OPENING.c.id)).all():
        name = "".join(secrets.choice(ALPHABET) for _ in range(16))
        db.execute(sa.update(OPENING).where(OPENING.c.id == number).values(public_id=name))
    with op.batch_alter_table("break_glass") as table:
        table.alter_column("public_id", existing_type=sa.String(length=32), nullable=False)
        table.alter_column("put_off_why", existing_type=sa.String(1000), server_default=None)
        table.create_unique_constraint("uq_break_glass_public_id", ["public_id"])
    _make_seal()
    _make_hold()


def _make_seal() -> None:
    op.create_table(
        "seal",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=1000), nullable=False),
        sa.Column("case_reference", sa.String(length=120), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_seal_item_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_seal_comment_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_seal_by_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_seal_asked_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_seal_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_seal_public_id")),
    )
    op.create_index(
        "uq_seal_item_id",
        "seal",
        ["item_id"],
        unique=True,
        sqlite_where=OF_ITEM,
        postgresql_where=OF_ITEM,
    )
    op.create_index(
        "uq_seal_comment_id",
        "seal",
        ["comment_id"],
        unique=True,
        sqlite_where=LASTS,
        postgresql_where=LASTS,
    )


def _make_hold() -> None:
    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["pupil_id"], ["person.id"], name=op.f("fk_hold_pupil_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_hold_item_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_hold_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_hold_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sa.UniqueConstraint("public_id", name=op.f("uq_hold_public_id")),
    )
    op.create_index(op.f("ix_hold_pupil_id"), "hold", ["pupil_id"])
    op.create_index(op.f("ix_hold_item_id"), "hold", ["item_id"])


def downgrade() -> None:
    op.drop_table("hold")
    op.drop_table("seal")
    with op.batch_alter_table("break_glass") as table:
        table.drop_constraint("uq_break_glass_public_id", type_="unique")
        for name in ("public_id", "told_at", "tell_on", "put_off_why"):
            table.drop_column(name)
