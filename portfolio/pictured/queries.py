"""Who is in the photos of a revision, as their owner, a checker or a child in them reads it.

Which of it somebody may see is the rule's to say; here it gets names and pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, select

from portfolio.models import Item, Photo, Pictured, RevisionPhoto
from portfolio.photos.queries import Shown
from portfolio.visibility import says

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


class Held(NamedTuple):
    """A photo of a revision: its number, and when its owner said who is in it (None: never)."""

    id: int
    public_id: str
    who_said_at: datetime | None
    shown: Shown


class InIt(NamedTuple):
    """A child in a photo, and who said so."""

    id: int
    photo_id: int
    pupil_id: int
    said_by_id: int | None


@dataclass(frozen=True, slots=True)
class Named:
    """Who is in some photos: those whom their owner may take off again, and those who stay.

    Once a child was asked, only that child or a teacher takes them off.
    """

    loose: frozenset[int]
    fast: frozenset[int]

    @property
    def everyone(self) -> frozenset[int]:
        """All of them."""
        return self.loose | self.fast


def held(db: Session, revision_id: int) -> list[Held]:
    """The photos of the revision, in their order."""
    rows = db.execute(_held(), {"revision": revision_id})
    return [
        Held(row.id, row.public_id, row.who_said_at, Shown(*row[1:2], *row[3:])) for row in rows
    ]


@cache
def _held() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Photo.id,
            Photo.public_id,
            Photo.who_said_at,
            Photo.width,
            Photo.height,
            Photo.thumbhash,
            RevisionPhoto.alt,
        )
        .join(RevisionPhoto, RevisionPhoto.photo_id == Photo.id)
        .where(RevisionPhoto.revision_id == bindparam("revision"))
        .order_by(RevisionPhoto.position, RevisionPhoto.id)
    )


def is_to_say(db: Session, revision_id: int) -> bool:
    """Whether the revision has a photo of which its owner never said who is in it."""
    open_ones = (
        select(Photo.id)
        .join(RevisionPhoto, RevisionPhoto.photo_id == Photo.id)
        .where(RevisionPhoto.revision_id == revision_id, Photo.who_said_at.is_(None))
    )
    return db.scalars(open_ones).first() is not None


def in_photos(db: Session, photo_ids: Collection[int]) -> list[InIt]:
    """Who is in those photos."""
    columns = Pictured.id, Pictured.photo_id, Pictured.pupil_id, Pictured.said_by_id
    rows = db.execute(
        select(*columns).where(Pictured.photo_id.in_(photo_ids)).order_by(Pictured.id)
    )
    return [InIt(*row) for row in rows]


def others_in(db: Session, revision_id: int, owner_id: int) -> set[int]:
    """The other children who are said to be in the photos of a revision."""
    return set(db.scalars(_others(), {"revision": revision_id, "owner": owner_id}))


@cache
def _others() -> Select[int]:
    return (
        select(Pictured.pupil_id)
        .join(RevisionPhoto, RevisionPhoto.photo_id == Pictured.photo_id)
        .where(
            RevisionPhoto.revision_id == bindparam("revision"),
            Pictured.pupil_id != bindparam("owner"),
        )
    )


def named(db: Session, photo_ids: Collection[int], owner_id: int) -> Named:
    """Who is in those photos, by whether their owner may take them off again."""
    rows = in_photos(db, photo_ids)
    asked = says.asked_of(db, [row.id for row in rows])
    fast = {r.pupil_id for r in rows if r.id in asked or r.said_by_id != owner_id}
    return Named(frozenset({row.pupil_id for row in rows} - fast), frozenset(fast))


def shown(db: Session, photo_ids: Collection[int]) -> dict[int, Shown]:
    """Those photos as pages need them, without words of their item."""
    rows = db.execute(
        select(Photo.id, Photo.public_id, Photo.width, Photo.height, Photo.thumbhash).where(
            Photo.id.in_(photo_ids)
        )
    )
    return {row.id: Shown(*row[1:]) for row in rows}


def number_of(db: Session, public_id: str) -> int:
    """An item's number, 0 for none: says nothing about who sees it."""
    return db.scalars(select(Item.id).where(Item.public_id == public_id)).first() or 0
