"""Taking a backup while people go on: the database of one moment, then the files that it knows.

Files never change once they are written, so that they may come later; one that was erased
meanwhile is not missed. The manifest comes last.
"""

from __future__ import annotations

import gzip
import tempfile
from typing import IO, TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from portfolio.backups import manifest, tables
from portfolio.backups.errors import BackupError
from portfolio.backups.manifest import Manifest, Piece
from portfolio.core import schema
from portfolio.core.database import at_most
from portfolio.core.pictures import RenditionName
from portfolio.core.storage import MissingError
from portfolio.erasures import ledger
from portfolio.models import LogRow, Photo
from portfolio.models.enums import ErasureKind, StandstillKind
from portfolio.photos.actions import rendition_key
from portfolio.standstill import queries as standstill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from portfolio.backups.boxes import Box
    from portfolio.backups.tables import Counted, Described
    from portfolio.core.database import Database
    from portfolio.core.storage import Storage

    Say = Callable[[str], object]

IN_MEMORY = 32 * 1024 * 1024
"""Bytes of one table that are held before they go to a file that has no name."""


class _Copied(NamedTuple):
    """What came of the database."""

    tables: list[tuple[Described, Counted]]
    photos: list[str]
    log_link: str


class Taking:
    """One backup on its way into a box."""

    def __init__(self, database: Database, storage: Storage, box: Box, say: Say) -> None:
        self._database, self._storage, self._box, self._say = database, storage, box, say
        self._pieces: dict[str, Piece] = {}

    def take(self, now: datetime) -> Manifest:
        """All of it; `BackupError` where the schema is not today's, or the school has moved."""
        revision = schema.stands_at(self._database)
        if revision is None or not schema.is_newest(revision):
            raise BackupError("The database lacks migrations: run “flask --app wsgi migrate”.")
        with self._database.reading() as db:
            if standstill.kind(db) is StandstillKind.MOVED:
                raise BackupError("The school has moved to another database: back that one up.")
        copied = self._copy_database()
        missing = self._copy_pictures(copied.photos)
        with self._database.reading() as db:
            erased = ledger.noted(db)
        gone = {one.what for one in erased if one.kind is ErasureKind.PHOTO}
        lost = [key for photo, key in missing if photo not in gone]
        found = Manifest(now, revision, copied.tables, self._pieces, lost, erased, copied.log_link)
        self._box.close(manifest.written(found))
        return found

    def _copy_database(self) -> _Copied:
        with self._database.snapshot() as connection:
            photos = list(connection.scalars(select(Photo.key).order_by(Photo.id)))
            copied = [
                (one, self._copy_table(connection, one))
                for one in tables.described(without=tables.NOT_KEPT)
            ]
            return _Copied(copied, photos, _last_link(connection))

    def _copy_table(self, connection: Connection, one: Described) -> Counted:
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
            with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
                counted = tables.counted(_passing(tables.lines(connection, one), packed))
            size = file.tell()
            file.seek(0)
            self._put(table_file(one.name), file, size)
        return counted

    def _copy_pictures(self, photos: list[str]) -> list[tuple[str, str]]:
        """Every file of those photos; gives (photo, key) of those that the storage has not."""
        missing: list[tuple[str, str]] = []
        for number, photo in enumerate(photos, start=1):
            for name in RenditionName:
                key = rendition_key(photo, name)
                if not self._copy_picture(key):
                    missing.append((photo, key))
            if number % 1000 == 0:
                self._say(f"{number} of {len(photos)} photos")
        return missing

    def _copy_picture(self, key: str) -> bool:
        try:
            stored = self._storage.open(key)
        except MissingError:
            return False
        with stored.file as file:
            self._put(picture_file(key), file, stored.size)
        return True

    def _put(self, name: str, file: IO[bytes], size: int) -> None:
        piece = self._box.put(name, file, size)
        if piece.size != size:
            raise BackupError("A file changed while it was read: begin again.")
        self._pieces[name] = piece


def table_file(name: str) -> str:
    """Where a table's rows lie in a backup."""
    return f"database/{name}.jsonl.gz"


PICTURES = "pictures/"


def picture_file(key: str) -> str:
    """Where the file of that storage key lies in a backup."""
    return PICTURES + key


def _passing(lines: Iterator[bytes], packed: gzip.GzipFile) -> Iterator[bytes]:
    """The lines, each written on its way."""
    for line in lines:
        packed.write(line)
        yield line


def _last_link(connection: Connection) -> str:
    tied = select(LogRow.link).where(LogRow.place.is_not(None))
    return connection.scalar(tied.order_by(LogRow.place.desc()).limit(at_most(1))) or ""
