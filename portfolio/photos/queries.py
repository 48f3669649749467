"""Photos as pages need them, by the numbers of revisions that the rule gave."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, or_, select

from portfolio.models import Photo, Revision, RevisionPhoto

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo as it stands in a revision; sizes are pixels of the largest rendition."""

    public_id: str
    width: int
    height: int
    thumbhash: str
    alt: str = ""


def of_revisions(db: Session, revision_ids: Collection[int]) -> dict[int, list[Shown]]:
    """The photos of each of the revisions, in their order; no key for one without photos."""
    found: dict[int, list[Shown]] = {}
    if not revision_ids:
        return found
    for row in db.execute(_of_revisions(), {"revisions": list(revision_ids)}):
        found.setdefault(row.revision_id, []).append(Shown(*row[1:]))
    return found


@cache
def _of_revisions() -> Select[*tuple[Any, ...]]:
    return (
        select(
            RevisionPhoto.revision_id,
            Photo.public_id,
            Photo.width,
            Photo.height,
            Photo.thumbhash,
            RevisionPhoto.alt,
        )
        .join(Photo, Photo.id == RevisionPhoto.photo_id)
        .where(RevisionPhoto.revision_id.in_(bindparam("revisions", expanding=True)))
        .order_by(RevisionPhoto.revision_id, RevisionPhoto.position, RevisionPhoto.id)
    )


def keys_of(db: Session, revision_id: int) -> list[str]:
    """Under which keys the photos of the revision lie in the store."""
    return list(
        db.scalars(
            select(Photo.key)
            .join(RevisionPhoto, RevisionPhoto.photo_id == Photo.id)
            .where(RevisionPhoto.revision_id == revision_id)
            .order_by(RevisionPhoto.position)
        )
    )


def attachable(
    db: Session, uploader_id: int, item_id: int | None, public_ids: Collection[str]
) -> dict[str, int]:
    """Which of the photos this person may put into the item (None: a new one): their numbers.

    Only the uploader's own, none that was covered, and only those that no revision holds, or one
    of this very item.
    """
    held = exists().where(RevisionPhoto.photo_id == Photo.id)
    held_here = exists().where(
        RevisionPhoto.photo_id == Photo.id,
        RevisionPhoto.revision_id == Revision.id,
        Revision.item_id == item_id,
    )
    rows = db.execute(
        select(Photo.public_id, Photo.id).where(
            Photo.public_id.in_(public_ids),
            Photo.uploader_id == uploader_id,
            Photo.covered_at.is_(None),
            or_(~held, held_here),
        )
    )
    return {row.public_id: row.id for row in rows}


def by_ids(db: Session, uploader_id: int, public_ids: Collection[str]) -> dict[str, Shown]:
    """The uploader's own photos among these, for a form that is given back."""
    rows = db.execute(
        select(Photo.public_id, Photo.width, Photo.height, Photo.thumbhash).where(
            Photo.public_id.in_(public_ids),
            Photo.uploader_id == uploader_id,
            Photo.covered_at.is_(None),
        )
    )
    return {row.public_id: Shown(*row) for row in rows}
