"""A browser is known by one token for the cards of all adults who use it."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OLD, NEW = "uq_family_device_token_hash", "uq_family_device_token_hash_card_id"


def upgrade() -> None:
    with op.batch_alter_table("family_device") as table:
        table.drop_constraint(OLD, type_="unique")
        table.create_unique_constraint(NEW, ["token_hash", "card_id"])


def downgrade() -> None:
    with op.batch_alter_table("family_device") as table:
        table.drop_constraint(NEW, type_="unique")
        table.create_unique_constraint(OLD, ["token_hash"])
