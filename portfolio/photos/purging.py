"""Photos that no thing ever held are thrown away after two days, with their files.

The row goes first, and with it in one unit the job that takes the files: a worker that dies in
between leaves neither a row without its files nor files that nobody knows of. What any revision
holds, of any item, in the bin or out of it, is never touched.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, select

from portfolio.core.pictures import RenditionName
from portfolio.jobs import enqueue
from portfolio.models import InThis, Photo, Pictured, PictureSay, RevisionPhoto
from portfolio.photos.actions import rendition_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.jobs import Means

KEPT_UNUSED = timedelta(hours=48)
"""How long a photo waits for its thing: a draft on a shared tablet is finished by then."""

AT_A_TIME = 500
"""Photos in one unit, so that nobody waits long for its lock; the rest goes the next time."""

FORGET = "photo_files"


def purge(means: Means) -> int:
    """Throw away photos that no revision holds and that came long ago; how many."""
    db, at = means.db, means.at
    held = exists().where(RevisionPhoto.photo_id == Photo.id)
    found = db.execute(
        select(Photo.id, Photo.key)
        .where(Photo.made_at < at.now - KEPT_UNUSED, ~held)
        .order_by(Photo.id)
        .limit(AT_A_TIME)
    ).all()
    ids = [photo.id for photo in found]
    _delete(db, ids)
    for photo in found:
        enqueue(db, FORGET, at, key=photo.key)
    return len(ids)


def _delete(db: Session, ids: list[int]) -> None:
    """The rows, and what was said of them; one that is put to use meanwhile undoes the unit."""
    pictured = select(Pictured.id).where(Pictured.photo_id.in_(ids))
    db.execute(delete(PictureSay).where(PictureSay.pictured_id.in_(pictured)))
    db.execute(delete(Pictured).where(Pictured.photo_id.in_(ids)))
    db.execute(delete(InThis).where(InThis.photo_id.in_(ids)))
    db.execute(delete(Photo).where(Photo.id.in_(ids)))


def forget_files(means: Means, about: dict[str, Any]) -> None:
    """Take every rendition under `key` out of the store; those that are gone already, too."""
    for name in RenditionName:
        means.storage.delete(rendition_key(about["key"], name))
