"""Erasing anew what an older backup brought back (promise F15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portfolio.core.pictures import RenditionName
from portfolio.erasures import actions
from portfolio.items import purging
from portfolio.models import Item, Photo, RevisionPhoto
from portfolio.models.enums import ErasureKind
from portfolio.photos import purging as photos
from portfolio.photos.actions import rendition_key
from portfolio.visibility.over import Over

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.core.storage import Storage
    from portfolio.erasures.ledger import Gone

AT_A_TIME = 500
"""Names in one question."""


def replay(db: Session, storage: Storage, gone: Collection[Gone], at: Moment) -> int:
    """None of those is here afterwards, whatever held it once; how many were.

    A hold that the backup knows was over when they were erased.
    """
    number = 0
    for some in _few(gone, ErasureKind.ITEM):
        found = db.execute(select(Item.id, Item.public_id).where(Item.public_id.in_(some)))
        things = [Over(*row) for row in found]
        purging.erase(db, things, at)
        number += len(things)
    for some in _few(gone, ErasureKind.PHOTO):
        number += _photos(db, storage, some, at)
    for kind in ErasureKind:
        for some in _few(gone, kind):
            actions.note(db, kind, some, at)
    return number


def _few(gone: Collection[Gone], kind: ErasureKind) -> Iterator[list[str]]:
    names = sorted({one.what for one in gone if one.kind is kind})
    yield from (names[i : i + AT_A_TIME] for i in range(0, len(names), AT_A_TIME))


def _photos(db: Session, storage: Storage, keys: list[str], at: Moment) -> int:
    """Also out of revisions that hold them still: a photo that was covered leaves a gap there."""
    ids = list(db.scalars(select(Photo.id).where(Photo.key.in_(keys))))
    db.execute(delete(RevisionPhoto).where(RevisionPhoto.photo_id.in_(ids)))
    photos.throw_away(db, ids, at)
    for key in keys:
        for name in RenditionName:
            storage.delete(rendition_key(key, name))
    return len(ids)
