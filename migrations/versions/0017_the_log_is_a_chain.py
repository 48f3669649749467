"""Each row of the log is tied to the one before, and none is changed or deleted any more."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ROW = sa.table(
    "log_row",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("event", sa.String),
    sa.column("by_id", sa.Integer),
    sa.column("about", sa.JSON),
    sa.column("place", sa.Integer),
    sa.column("link", sa.String),
)

ON_SQLITE = (
    """CREATE TRIGGER log_row_is_not_changed BEFORE UPDATE ON log_row WHEN OLD.place IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END""",
    """CREATE TRIGGER log_row_is_not_deleted BEFORE DELETE ON log_row
    BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END""",
)

ON_POSTGRESQL = (
    """CREATE FUNCTION log_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the log is only added to'; END $$""",
    """CREATE TRIGGER log_row_is_not_changed BEFORE UPDATE ON log_row FOR EACH ROW
    WHEN (OLD.place IS NOT NULL) EXECUTE FUNCTION log_is_only_added_to()""",
    """CREATE TRIGGER log_row_is_not_deleted BEFORE DELETE ON log_row FOR EACH ROW
    EXECUTE FUNCTION log_is_only_added_to()""",
)


def upgrade() -> None:
    op.add_column("log_row", sa.Column("place", sa.Integer()))
    op.add_column(
        "log_row", sa.Column("link", sa.String(length=64), nullable=False, server_default="")
    )
    with op.batch_alter_table("log_row") as table:
        table.create_unique_constraint("uq_log_row_place", ["place"])
    _tie_what_is_there()
    for statement in ON_SQLITE if _on_sqlite() else ON_POSTGRESQL:
        op.execute(statement)


def _tie_what_is_there() -> None:
    db, before = op.get_bind(), "0" * 64
    for place, row in enumerate(db.execute(sa.select(ROW).order_by(ROW.c.id)).all(), start=1):
        said = [before, place, _utc(row.at).isoformat(), row.event, row.by_id, row.about]
        plain = json.dumps(said, sort_keys=True, separators=(",", ":"))
        before = hashlib.sha256(plain.encode()).hexdigest()
        db.execute(sa.update(ROW).where(ROW.c.id == row.id).values(place=place, link=before))


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def downgrade() -> None:
    on_table = "" if _on_sqlite() else " ON log_row"
    for name in ("log_row_is_not_changed", "log_row_is_not_deleted"):
        op.execute(f"DROP TRIGGER {name}{on_table}")
    if not _on_sqlite():
        op.execute("DROP FUNCTION log_is_only_added_to()")
    with op.batch_alter_table("log_row") as table:
        table.drop_constraint("uq_log_row_place", type_="unique")
        table.drop_column("link")
        table.drop_column("place")
