"""Alembic's environment: the database of the caller, and the metadata only for comparing.

Migrations themselves import no models: they say in full what they do, so that they still do it
when the models have moved on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from alembic import context

from portfolio.models import Base

if TYPE_CHECKING:
    from sqlalchemy import Connection


def run(connection: Connection) -> None:
    """Bring the connection's schema to where the command says, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(cast("Connection", context.config.attributes["connection"]))
