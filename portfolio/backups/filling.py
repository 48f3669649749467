"""Filling an empty database with tables from elsewhere, in one transaction, and comparing them.

The same for a backup that is put back and for a database that moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, inspect

from portfolio.backups import tables
from portfolio.backups.errors import BackupError
from portfolio.core import schema
from portfolio.models import Standstill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from portfolio.backups.tables import Counted, Described
    from portfolio.core.database import Database
    from portfolio.models.enums import StandstillKind

    Say = Callable[[str], object]


def refuse_filled(database: Database) -> None:
    """`BackupError` where anything is in the database."""
    if not inspect(database.engine).has_table("alembic_version"):
        if inspect(database.engine).get_table_names():
            raise BackupError("That database holds something else: name an empty one.")
        return
    if not schema.is_newest(schema.stands_at(database)):
        raise BackupError("That database has tables of another version: name an empty one.")
    with database.engine.connect() as connection:
        filled = tables.first_filled(connection)
    if filled is not None:
        raise BackupError(f"That database is not empty (“{filled}” has rows): name an empty one.")


def fill(
    database: Database,
    found: Iterable[tuple[Described, Counted]],
    lines: Callable[[Described], Iterator[bytes]],
    standstill: tuple[StandstillKind, datetime],
    say: Say,
) -> None:
    """Put all rows in and read each back, in one transaction: all of it is there, or nothing.

    The database stands still with it, in the same transaction. Its tables are there and empty.
    `BackupError` where what was read back is not what was put in.
    """
    kind, since = standstill
    with database.engine.begin() as connection:
        connection.execute(insert(Standstill).values(id=1, kind=kind, since=since))
        for one, counted in found:
            tables.load(connection, one, lines(one))
            if tables.counted(tables.lines(connection, one)) != counted:
                raise BackupError(f"“{one.name}” did not come out as it went in: nothing was done.")
            if counted.rows:
                say(f"{one.name}: {counted.rows} rows")
