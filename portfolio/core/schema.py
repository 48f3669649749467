"""Bringing a database's schema up to date with Alembic, at start and in tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

    from portfolio.core.database import Database

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"


def upgrade(database: Database) -> None:
    """Run the migrations that the database lacks, all in one transaction or none."""
    from alembic import command  # noqa: PLC0415 -- slow import, needed once a start

    with database.engine.connect() as connection:
        if database.is_sqlite:
            # Rebuilding a table under foreign keys would delete its children (parts.md); the
            # switch works only outside a transaction, so it is thrown below SQLAlchemy.
            _foreign_keys(connection, "OFF")
        with connection.begin():
            command.upgrade(_config(connection), "head")
        if database.is_sqlite:
            _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, switch: str) -> None:
    raw: Any = connection.connection.driver_connection
    raw.execute(f"PRAGMA foreign_keys={switch}")


def _config(connection: object) -> Config:
    from alembic.config import Config  # noqa: PLC0415 -- slow import, needed once a start

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
