"""Bringing a database's schema up to date with Alembic, at start and in tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from sqlalchemy import Connection

    from portfolio.core.database import Database

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7301)")
"""Several servers may start in the same moment; the number is ours and means nothing."""

_HOWEVER_LONG = text("SET LOCAL lock_timeout = 0")
"""Whoever comes second waits until the first is done, and then finds that nothing is lacking."""

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"


def upgrade(database: Database, to: str = "head") -> None:
    """Run the migrations that the database lacks, all in one transaction or none.

    As far as the migration `to`: the newest, unless an older backup is put back.
    """
    from alembic import command  # noqa: PLC0415 -- slow import, needed once a start

    with database.engine.connect() as connection:
        if database.is_sqlite:
            # Rebuilding a table under foreign keys would delete its children (parts.md); the
            # switch works only outside a transaction, so it is thrown below SQLAlchemy.
            _foreign_keys(connection, "OFF")
        with connection.begin():
            if not database.is_sqlite:  # SQLite's own lock does it there
                connection.execute(_HOWEVER_LONG)
                connection.execute(_ONE_AT_A_TIME)
            command.upgrade(_config(connection), to)
        if database.is_sqlite:
            _foreign_keys(connection, "ON")


def is_ready(database: Database) -> bool:
    """Whether the database answers and lacks no migration.

    A newer schema is ready, too: while machines are brought up to date one by one, the old code
    goes on beside the new on what the new one made.
    """
    try:
        return stands_at(database) not in _lacking()
    except SQLAlchemyError:
        return False


def is_newest(revision: str | None) -> bool:
    """Whether that is the newest migration that this code knows."""
    return is_known(revision) and revision not in _lacking()


def is_known(revision: str | None) -> bool:
    """Whether this code knows the migration: not one of a newer code."""
    return revision in _known()


def stands_at(database: Database) -> str | None:
    """The database's newest migration; None where it has none yet."""
    if not inspect(database.engine).has_table("alembic_version"):
        return None
    with database.reading() as session:
        return session.scalars(text("SELECT version_num FROM alembic_version")).first()


@cache
def _lacking() -> set[str | None]:
    """Every revision that this code knows but the newest; None is an empty database."""
    return {None, *_known()} - {_scripts().get_current_head()}


@cache
def _known() -> set[str]:
    return {one.revision for one in _scripts().walk_revisions()}


def _scripts() -> ScriptDirectory:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 -- slow import, needed once

    return ScriptDirectory(str(MIGRATIONS))


def _foreign_keys(connection: Connection, switch: str) -> None:
    raw: Any = connection.connection.driver_connection
    raw.execute(f"PRAGMA foreign_keys={switch}")


def _config(connection: object) -> Config:
    from alembic.config import Config  # noqa: PLC0415 -- slow import, needed once a start

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
