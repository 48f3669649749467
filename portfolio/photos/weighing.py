"""What photos take that came before it was counted: looked up once, a few at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select, update

from portfolio.core.pictures import RenditionName
from portfolio.core.storage import MissingError
from portfolio.models import Photo
from portfolio.photos.actions import rendition_key

if TYPE_CHECKING:
    from portfolio.core.storage import Storage
    from portfolio.jobs import Means

AT_A_TIME: Final = 200
"""Photos in one unit: each is opened four times."""


def weigh(means: Means) -> int:
    """Note what photos take that came before it was counted; how many."""
    db = means.db
    unknown = select(Photo.id, Photo.key).where(Photo.bytes.is_(None)).order_by(Photo.id)
    found = db.execute(unknown.limit(AT_A_TIME)).all()
    for photo in found:
        weight = sum(_bytes(means.storage, rendition_key(photo.key, n)) for n in RenditionName)
        db.execute(update(Photo).where(Photo.id == photo.id).values(bytes=weight))
    return len(found)


def _bytes(storage: Storage, key: str) -> int:
    try:
        opened = storage.open(key)
    except MissingError:
        return 0
    opened.file.close()
    return opened.size
