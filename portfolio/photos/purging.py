"""Photos that no thing ever held are thrown away after two days, with their files.

The row goes first, and with it in one unit the job that takes the files: a worker that dies in
between leaves neither a row without its files nor files that nobody knows of. What any revision
holds, of any item, in the bin or out of it, is never touched; nor what was sent by somebody of
whose things one is under a hold, is not right, or is sealed (visibility/held.py).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, exists, or_, select

from portfolio.core.pictures import RenditionName
from portfolio.erasures import actions as erasures
from portfolio.jobs import enqueue
from portfolio.models import InThis, Photo, Pictured, PictureSay, RevisionPhoto, Upload, UploadPart
from portfolio.models.enums import ErasureKind
from portfolio.photos.actions import rendition_key
from portfolio.visibility.held import is_held

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.jobs import Means

KEPT_UNUSED = timedelta(hours=48)
"""How long a photo waits for its thing: a draft on a shared tablet is finished by then."""

AT_A_TIME = 500
"""Photos in one unit, so that nobody waits long for its lock; the rest goes the next time."""

FORGET = "photo_files"


def purge(means: Means) -> int:
    """Throw away photos that no revision has, that came long ago and are not held; how many.

    And those that were covered, as soon as nothing keeps them: nobody sees them meanwhile.
    """
    db, at = means.db, means.at
    used = exists().where(RevisionPhoto.photo_id == Photo.id)
    is_over = or_(Photo.covered_at.is_not(None), Photo.made_at < at.now - KEPT_UNUSED)
    found = db.execute(
        select(Photo.id, Photo.key)
        .where(~used, is_over, ~is_held(Photo.uploader_id))
        .order_by(Photo.id)
        .limit(AT_A_TIME)
    ).all()
    _throw_away(db, found, at)
    return len(found)


def _is_covered_and_free() -> ColumnElement[bool]:
    return and_(Photo.covered_at.is_not(None), ~is_held(Photo.uploader_id))


def throw_covered_away(db: Session, photo_id: int, at: Moment) -> None:
    """The photo that was covered goes now, with its files; or later, where it is held."""
    which = Photo.id == photo_id, _is_covered_and_free()
    _throw_away(db, db.execute(select(Photo.id, Photo.key).where(*which)).all(), at)


def throw_away(db: Session, ids: Collection[int], at: Moment) -> None:
    """Those photos go, whoever sent them: the caller knows that no revision holds them any more."""
    _throw_away(db, db.execute(select(Photo.id, Photo.key).where(Photo.id.in_(ids))).all(), at)


def _throw_away(db: Session, found: Sequence[Row[*tuple[int, str]]], at: Moment) -> None:
    _delete(db, [photo.id for photo in found])
    erasures.note(db, ErasureKind.PHOTO, [photo.key for photo in found], at)
    for photo in found:
        enqueue(db, FORGET, at, key=photo.key)


def _delete(db: Session, ids: list[int]) -> None:
    """The rows, and what was said of them; one that is put to use meanwhile undoes the unit."""
    pictured = select(Pictured.id).where(Pictured.photo_id.in_(ids))
    db.execute(delete(PictureSay).where(PictureSay.pictured_id.in_(pictured)))
    db.execute(delete(Pictured).where(Pictured.photo_id.in_(ids)))
    ways = select(Upload.id).where(Upload.photo_id.in_(ids))
    db.execute(delete(UploadPart).where(UploadPart.upload_id.in_(ways)))
    db.execute(delete(Upload).where(Upload.photo_id.in_(ids)))
    db.execute(delete(InThis).where(InThis.photo_id.in_(ids)))
    db.execute(delete(Photo).where(Photo.id.in_(ids)))


def forget_files(means: Means, about: dict[str, Any]) -> None:
    """Take every rendition under `key` out of the store; those that are gone already, too."""
    for name in RenditionName:
        means.storage.delete(rendition_key(about["key"], name))
