"""Second factors, passkeys, how a session began. Every session from before counts as unproved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _of_a_person(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=f"fk_{table}_person_id"),
    )


def upgrade() -> None:
    op.create_table(
        "authenticator",
        *_of_a_person("authenticator"),
        sa.Column("chance", sa.String(length=40), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_authenticator"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        *_of_a_person("recovery_code"),
        sa.Column("begins", sa.String(length=4), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_code"),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        *_of_a_person("passkey"),
        sa.Column("credential_hash", sa.String(length=64), nullable=False),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_passkey"),
        sa.UniqueConstraint("public_id", name="uq_passkey_public_id"),
        sa.UniqueConstraint("credential_hash", name="uq_passkey_credential_hash"),
    )
    op.create_table(
        "threshold",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        *_of_a_person("threshold"),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_threshold"),
        sa.UniqueConstraint("token_hash", name="uq_threshold_token_hash"),
    )
    for table in ("recovery_code", "passkey", "threshold"):
        op.create_index(f"ix_{table}_person_id", table, ["person_id"])
    op.add_column("sign_in", sa.Column("way", sa.String(20), nullable=False, server_default=""))
    op.add_column("sign_in", sa.Column("passkey_id", sa.Integer(), nullable=True))
    op.add_column("sign_in", sa.Column("seen_on", sa.Date(), nullable=True))
    op.add_column("sign_in", sa.Column("proved_at", MOMENT, nullable=True))


def downgrade() -> None:
    for column in ("proved_at", "seen_on", "passkey_id", "way"):
        op.drop_column("sign_in", column)
    for table in ("threshold", "passkey", "recovery_code", "authenticator"):
        op.drop_table(table)
