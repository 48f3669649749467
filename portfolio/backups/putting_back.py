"""Putting a backup back: into an empty database and an empty storage, whole, or not at all.

First every byte of the backup is read. Then come the files, then in one transaction all rows, with
the standstill in it: whoever starts a server meanwhile has an empty school, or one in which nothing
is written. What was erased since, as far as the backup, the storage or a newer backup know, is
erased anew before anything is opened. Whatever lets somebody in by itself is ended: what ended
after the backup was taken would else be alive again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portfolio.backups import boxes, filling
from portfolio.backups.errors import BackupError, NotWholeError
from portfolio.core import schema
from portfolio.erasures import ledger, replaying
from portfolio.erasures.actions import TELL
from portfolio.jobs import enqueue
from portfolio.models import (
    AddressLink,
    Erasure,
    FreshLink,
    Invitation,
    PasswordReset,
    SignIn,
    Standstill,
    Tablet,
    TabletCode,
    Threshold,
)
from portfolio.models.enums import ErasureKind, StandstillKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from sqlalchemy.orm import Session

    from portfolio.backups.manifest import Manifest, Piece
    from portfolio.backups.reading import Backup
    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.core.storage import Storage
    from portfolio.erasures.ledger import Gone

    Say = Callable[[str], object]


def put_back(
    backup: Backup,
    database: Database,
    storage: Storage,
    erased: Iterable[Gone],
    at: Moment,
    say: Say,
) -> int:
    """All of the backup but what was erased since; how many things and photos that were.

    `BackupError`, and nothing changed, where the database or the storage is not empty, or the
    backup is of a newer Third Space.
    """
    said = backup.manifest
    refuse(database, storage, said)
    gone = {*said.erased, *erased, *ledger.kept(storage)}
    _put_files(backup, storage, {one.what for one in gone if one.kind is ErasureKind.PHOTO}, say)
    schema.upgrade(database, said.schema)
    still = (StandstillKind.PUTTING_BACK, at.now)
    filling.fill(database, said.tables, backup.lines, still, say)
    schema.upgrade(database)
    with database.unit_alone() as db:
        number = replaying.replay(db, storage, gone, at)
        _tell_this_storage(db, at)
        _end_ways_in(db, at)
        db.execute(update(Standstill).values(kind=StandstillKind.PUT_BACK))
    return number


def refuse(database: Database, storage: Storage, said: Manifest) -> None:
    """`BackupError` where it may not be put back here."""
    if not schema.is_known(said.schema):
        raise BackupError(
            "This backup is of a newer Third Space than this one: install that first."
        )
    filling.refuse_filled(database)
    if schema.stands_at(database) not in {None, said.schema}:
        raise BackupError("That database has tables of another version: name a new one.")
    if any(not one.key.startswith(f"{ledger.FOLDER}/") for one in storage.listed()):
        raise BackupError("The storage of pictures is not empty: name another, or empty it.")


def _put_files(backup: Backup, storage: Storage, erased: set[str], say: Say) -> None:
    for number, (key, path, piece) in enumerate(backup.pictures(), start=1):
        if key.rpartition("/")[0] in erased:
            continue
        storage.put(key, path.read_bytes())
        if _piece(storage, key) != piece:
            raise NotWholeError("A picture did not come out of the storage as it went in.")
        if number % 1000 == 0:
            say(f"{number} files of pictures")


def _piece(storage: Storage, key: str) -> Piece:
    with storage.open(key).file as file:
        hashed = boxes.Hashed(file)
        while hashed.read():
            pass
    return hashed.piece()


def _tell_this_storage(db: Session, at: Moment) -> None:
    """Whatever storage the rows speak of, this one has not been told of what is erased."""
    if db.scalars(select(Erasure.id).limit(1)).first() is not None:
        db.execute(update(Erasure).values(kept_at=None))
        enqueue(db, TELL, at)


def _end_ways_in(db: Session, at: Moment) -> None:
    """Sessions, links, letters that nobody had opened, and tablets: none of them opens anything.

    Any of them may have been used up, ended or lost after the backup was taken.
    """
    for table in (FreshLink, AddressLink, PasswordReset, Threshold, TabletCode):
        live: Any = table
        db.execute(update(live).where(live.expires_at > at.now).values(expires_at=at.now))
    db.execute(update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=at.now))
    db.execute(update(Tablet).where(Tablet.revoked_at.is_(None)).values(revoked_at=at.now))
    unused = Invitation.used_at.is_(None), Invitation.ended_at.is_(None)
    db.execute(update(Invitation).where(*unused).values(ended_at=at.now))
