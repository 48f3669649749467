"""A photo on its way, for the one who sends it: how much of it has come, and what it became."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portfolio.core.errors import NotThereError
from portfolio.models import Photo, Upload, UploadPart

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Way:
    """How far a file is: so many bytes have come; the photo, where it is one already."""

    public_id: str
    come: int
    photo: Photo | None


def held(db: Session, person_id: int, public_id: str) -> Upload:
    """That person's own, its row held until the unit ends; `NotThereError` for anybody else's."""
    own = select(Upload).where(Upload.public_id == public_id, Upload.person_id == person_id)
    found = db.scalars(own.with_for_update()).first()
    if found is None:
        raise NotThereError
    return found


def by_key(db: Session, person_id: int, key: str) -> Upload | None:
    """What that person's browser began under this key."""
    own = select(Upload).where(Upload.person_id == person_id, Upload.key == key)
    return db.scalars(own.with_for_update()).first()


def come(db: Session, upload_id: int) -> int:
    """How many bytes have come: parts come one after another, without a gap."""
    total = select(func.sum(UploadPart.size)).where(UploadPart.upload_id == upload_id)
    return db.scalar(total) or 0


def part_at(db: Session, upload_id: int, begins: int) -> str | None:
    """The digest of the part that begins there."""
    part = select(UploadPart.digest).where(
        UploadPart.upload_id == upload_id, UploadPart.begins == begins
    )
    return db.scalar(part)


def whole(db: Session, upload_id: int) -> bytes:
    """All bytes that have come, in their order."""
    parts = select(UploadPart.data).where(UploadPart.upload_id == upload_id)
    return b"".join(db.scalars(parts.order_by(UploadPart.begins)))


def way(db: Session, upload: Upload) -> Way:
    """How far it is."""
    photo = None if upload.photo_id is None else db.get(Photo, upload.photo_id)
    return Way(upload.public_id, upload.size if photo else come(db, upload.id), photo)
