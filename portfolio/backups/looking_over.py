"""Looking a school over: does all of it fit together? And opening it after it was put back.

It reads every file of every photo. It shows nobody anything: numbers and opaque names only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from portfolio.backups import boxes, tables
from portfolio.backups.taking import picture_file
from portfolio.core import pictures, schema
from portfolio.core.pictures import RenditionName
from portfolio.core.storage import MissingError
from portfolio.erasures import ledger
from portfolio.log import actions as log
from portfolio.log import chain
from portfolio.models import Item, Photo, Standstill
from portfolio.models.enums import ErasureKind
from portfolio.photos.actions import rendition_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portfolio.backups.manifest import Manifest
    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.core.storage import Storage

    Say = Callable[[str], object]


@dataclass
class Found:
    """What there is, and what is wrong with it, each in a sentence."""

    rows: int = 0
    photos: int = 0
    faults: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Keys of files that the storage has not."""
    log_link: str = ""
    """The last link of the log that holds."""


def look_over(
    database: Database, storage: Storage, say: Say, against: Manifest | None = None
) -> Found:
    """All of it, compared with a backup where one is given (then with each file's own hash)."""
    found = Found()
    if not schema.is_newest(schema.stands_at(database)):
        found.faults.append("The database lacks migrations, or is of a newer Third Space.")
        return found
    found.faults += [f"A row of “{one}” points to nothing." for one in database.loose_ends()]
    with database.reading() as db:
        _look_at_rows(db, found)
        _look_at_log(db, found, against)
        _look_at_erasures(db, storage, found)
        keys = list(db.scalars(select(Photo.key).order_by(Photo.id)))
    _look_at_pictures(storage, keys, found, against, say)
    return found


def _look_at_rows(db: Session, found: Found) -> None:
    for one in tables.described():
        found.rows += db.scalar(select(func.count()).select_from(one.table)) or 0


def _look_at_log(db: Session, found: Found, against: Manifest | None) -> None:
    chained = chain.verify(db, against.log_link if against else "")
    found.log_link = chained.last
    if chained.broken_at is not None:
        found.faults.append(f"The log's chain breaks at row {chained.broken_at}.")
    elif not chained.has_link:
        found.faults.append("The log is not the one of that backup.")


def _look_at_erasures(db: Session, storage: Storage, found: Found) -> None:
    """Nothing that was erased is here, as far as database and storage know."""
    known = {(one.kind, one.what) for one in [*ledger.noted(db), *ledger.kept(storage)]}
    here = {
        *((ErasureKind.ITEM, one) for one in db.scalars(select(Item.public_id))),
        *((ErasureKind.PHOTO, one) for one in db.scalars(select(Photo.key))),
    }
    back = len(known & here)
    if back:
        found.faults.append(f"{back} things or photos are here that were erased for good.")


def _look_at_pictures(
    storage: Storage, keys: list[str], found: Found, against: Manifest | None, say: Say
) -> None:
    for number, key in enumerate(keys, start=1):
        for name in RenditionName:
            _look_at_file(storage, rendition_key(key, name), found, against)
        if number % 1000 == 0:
            say(f"{number} of {len(keys)} photos")
    found.photos = len(keys)


def _look_at_file(storage: Storage, key: str, found: Found, against: Manifest | None) -> None:
    try:
        opened = storage.open(key)
    except MissingError:
        found.missing.append(key)
        return
    with opened.file as file:
        hashed = boxes.Hashed(file)
        data = b"".join(iter(hashed.read, b""))
    wanted = against.pieces.get(picture_file(key)) if against else None
    is_right = hashed.piece() == wanted if wanted else pictures.is_whole(data)
    if not is_right:
        found.faults.append(f"The file {key} is damaged.")


def open_again(database: Database, at: Moment) -> None:
    """What was put back was looked over: everybody writes again, and the log says so."""
    with database.unit_alone() as db:
        log.write(db, "backup_put_back", at, None)
        db.execute(delete(Standstill))
