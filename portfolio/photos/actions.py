"""Keeping a photo that was read: its renditions in the store, then its row.

The store comes first and without the database, so that no lock is held while files are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.core import tokens
from portfolio.core.pictures import RenditionName
from portfolio.core.storage import MissingError
from portfolio.models import Photo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.core.pictures import Picture
    from portfolio.core.storage import Storage


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture whose renditions lie in the store under `key`; no row speaks of it yet."""

    key: str
    picture: Picture


def store(storage: Storage, picture: Picture) -> Stored:
    """Put every rendition into the store for good, under a folder of its own."""
    key = f"photos/{tokens.public_id()}{tokens.public_id()}"
    for rendition in picture.renditions:
        storage.put(rendition_key(key, rendition.name), rendition.data)
    return Stored(key, picture)


def forget(storage: Storage, stored: Iterable[Stored]) -> None:
    """Take renditions back of which no row was made: a form that came twice."""
    for one in stored:
        for rendition in one.picture.renditions:
            storage.delete(rendition_key(one.key, rendition.name))


def is_among(storage: Storage, stored: Stored, keys: Iterable[str]) -> bool:
    """Whether one of the photos with those keys is the very same picture: a file sent again."""
    medium = next(one for one in stored.picture.renditions if one.name is RenditionName.MEDIUM)
    return any(_bytes(storage, rendition_key(key, medium.name)) == medium.data for key in keys)


def _bytes(storage: Storage, key: str) -> bytes | None:
    """What is stored under the key; None where it was lost."""
    try:
        opened = storage.open(key)
    except MissingError:
        return None
    with opened.file as file:
        return file.read()


def add(db: Session, uploader_id: int, stored: Stored, at: Moment) -> Photo:
    """The row of a stored photo: its uploader's alone until a revision holds it."""
    photo = Photo(
        public_id=tokens.public_id(),
        uploader_id=uploader_id,
        made_at=at.now,
        width=stored.picture.width,
        height=stored.picture.height,
        thumbhash=stored.picture.thumbhash,
        key=stored.key,
        bytes=sum(len(rendition.data) for rendition in stored.picture.renditions),
    )
    db.add(photo)
    db.flush()
    return photo


def rendition_key(key: str, name: RenditionName) -> str:
    """Where a rendition of the photo with that key lies in the store."""
    return f"{key}/{name.file_name}"
