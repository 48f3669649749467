"""Moving into another database: from SQLite to PostgreSQL or back, all of it or nothing.

The one that is left stands still from the beginning, and afterwards for good: nobody goes on in it
by mistake. Where the move breaks off the other one is as empty as before, and it is begun again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.backups import filling, tables
from portfolio.backups.errors import BackupError
from portfolio.core import schema
from portfolio.log import chain
from portfolio.models.enums import StandstillKind
from portfolio.standstill import actions as standstill
from portfolio.standstill import queries

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from portfolio.core.database import Database
    from portfolio.standstill.actions import Claim

    Say = Callable[[str], object]

OURS = (StandstillKind.MOVING, StandstillKind.MOVED)


def move(source: Database, target: Database, now: datetime, say: Say) -> int:
    """Copy all rows, compare them, and leave the source for good; how many there were.

    `BackupError` where the target is not empty or did not get what the source has; then the source
    is as it was before: people go on in it, or it stays left.
    """
    if not schema.is_newest(schema.stands_at(source)):
        raise BackupError("The database lacks migrations: run “flask --app wsgi migrate”.")
    refuse_put_back(source)
    filling.refuse_filled(target)
    schema.upgrade(target)
    claim = standstill.claim(source, now)
    if claim is None:
        raise BackupError(
            "A move is on its way here, or broke off. If none is running, run "
            "“flask --app wsgi database stay” and begin again."
        )
    try:
        rows = _copy(source, target, now, say)
        _leave(source, claim)
    except BaseException:
        standstill.settle(source, claim, claim.before)
        raise
    standstill.end(target)
    return rows


def _leave(source: Database, claim: Claim) -> None:
    """The source is left for good; `BackupError` where people were let in meanwhile."""
    if not standstill.settle(source, claim, StandstillKind.MOVED):
        raise BackupError(
            "Somebody opened the old database meanwhile: what was written there is not moved. "
            "Begin again, into another empty database."
        )


def _copy(source: Database, target: Database, now: datetime, say: Say) -> int:
    with source.snapshot() as connection:
        found = [(one, tables.counted(tables.lines(connection, one))) for one in tables.described()]
        still = (StandstillKind.PUT_BACK, now)
        filling.fill(target, found, lambda one: tables.lines(connection, one), still, say)
    with target.reading() as db:
        if chain.verify(db).broken_at is not None:
            raise BackupError("The log's chain does not hold: it did not hold before, either.")
    return sum(counted.rows for _one, counted in found)


def refuse_put_back(database: Database) -> None:
    """`BackupError` while a backup that was put back waits to be looked over."""
    with database.reading() as db:
        kind = queries.kind(db)
    if kind is not None and kind not in OURS:
        raise BackupError("A backup was put back here: run “flask --app wsgi check” first.")


def stay(database: Database) -> None:
    """Go on in this database after all, whatever became of the other."""
    refuse_put_back(database)
    standstill.end(database)
