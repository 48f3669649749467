"""Somebody says that something is not right; the school stops all comments, or all families."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

HELD_BACK = ("item", "comment")


def upgrade() -> None:
    for table in HELD_BACK:
        op.add_column(table, sa.Column("held_back_at", sa.DateTime(timezone=True)))
    _concerns()
    _openings()
    _stops()


def _concerns() -> None:
    people = ("reporter_id", "about_id", "owner_id", "read_by_id", "settled_by_id")
    op.create_table(
        "concern",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("reads", sa.String(length=24), nullable=False),
        sa.Column("item_id", sa.Integer()),
        sa.Column("comment_id", sa.Integer()),
        sa.Column("reporter_id", sa.Integer()),
        sa.Column("about_id", sa.Integer()),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.Column("read_by_id", sa.Integer()),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("settled_by_id", sa.Integer()),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("removed_from", sa.String(length=24)),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name="fk_concern_comment_id"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_concern_item_id"),
        *(
            sa.ForeignKeyConstraint([who], ["person.id"], name=f"fk_concern_{who}")
            for who in people
        ),
        sa.PrimaryKeyConstraint("id", name="pk_concern"),
        sa.UniqueConstraint("public_id", name="uq_concern_public_id"),
    )
    for one in ("comment_id", "item_id", "owner_id", "reporter_id", "settled_at"):
        op.create_index(f"ix_concern_{one}", "concern", [one])


def _openings() -> None:
    op.create_table(
        "words_opening",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name="fk_words_opening_comment_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["person.id"], name="fk_words_opening_lead_id"),
        sa.PrimaryKeyConstraint("id", name="pk_words_opening"),
    )
    op.create_index("ix_words_opening_comment_id", "words_opening", ["comment_id"])


def _stops() -> None:
    op.create_table(
        "stop",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_by_id", sa.Integer()),
        sa.ForeignKeyConstraint(["begun_by_id"], ["person.id"], name="fk_stop_begun_by_id"),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name="fk_stop_ended_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stop"),
        sa.UniqueConstraint("public_id", name="uq_stop_public_id"),
    )
    is_on = sa.column("ended_at").is_(None)
    op.create_index(
        "uq_stop_kind", "stop", ["kind"], unique=True, sqlite_where=is_on, postgresql_where=is_on
    )


def downgrade() -> None:
    for table in ("stop", "words_opening", "concern"):
        op.drop_table(table)
    for table in HELD_BACK:
        with op.batch_alter_table(table) as changed:
            changed.drop_column("held_back_at")
