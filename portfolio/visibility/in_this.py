"""Who pressed *I am in this* on a thing's photos (promise T68), and whom its owner covered.

What an adult's open word does to sight stands in `pictured.py`.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, exists, not_, select

from portfolio.models import InThis, Pictured, Revision, RevisionPhoto
from portfolio.visibility.standing import WHEN, asked_at, kept_from

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

UNDO_WITHIN = timedelta(minutes=10)
"""How long an adult takes their own word back; later a teacher settles it."""


def has_pressed(db: Session, item_id: int, person_id: int) -> bool:
    """Whether that person pressed it before on any photo of the thing."""
    mine = select(InThis.id).where(InThis.photo_id.in_(_photos(item_id)))
    return db.scalars(mine.where(InThis.by_id == person_id)).first() is not None


def objections(db: Session, item_id: int) -> list[int]:
    """The words of adults that nobody has settled, by number."""
    return list(db.scalars(_open(item_id)))


def objectors(db: Session, item_id: int) -> list[int]:
    """The adults whose word nobody has settled, by number: for the checking teacher alone."""
    return list(db.scalars(_open(item_id).with_only_columns(InThis.by_id).distinct()))


def just_said(db: Session, item_id: int, person_id: int, at: Moment) -> list[int]:
    """The person's own open words of these minutes."""
    mine = InThis.by_id == person_id, InThis.at > at.now - UNDO_WITHIN
    return list(db.scalars(_open(item_id).where(*mine)))


def covered(db: Session, revision_id: int, owner_id: int, at: Moment, *, for_whom: int) -> set[int]:
    """Whom the owner says to have covered in a revision's photos, for the checking teacher."""
    asks = {"revision_id": revision_id, "owner_id": owner_id, "for_whom": for_whom}
    return set(db.scalars(are_covered(), {**asks, **asked_at(at)}))


@cache
def are_covered() -> Select[Any]:
    """The same as a question: of `revision_id`, by `owner_id`, for the teacher `for_whom`.

    Without those who were named in it again, and those from whom this teacher is kept.
    """
    named = exists().where(
        Pictured.photo_id == InThis.photo_id, Pictured.pupil_id == InThis.pupil_id
    )
    kept = kept_from(bindparam("for_whom", type_=Integer), WHEN)
    return (
        select(InThis.pupil_id)
        .join(RevisionPhoto, RevisionPhoto.photo_id == InThis.photo_id)
        .where(RevisionPhoto.revision_id == bindparam("revision_id"))
        .where(InThis.by_id == bindparam("owner_id"), InThis.pupil_id.is_not(None))
        .where(not_(named), InThis.pupil_id.not_in(kept))
    )


def _open(item_id: int) -> Select[int]:
    opened = InThis.pupil_id.is_(None), InThis.settled_at.is_(None)
    return select(InThis.id).where(InThis.photo_id.in_(_photos(item_id)), *opened)


def _photos(item_id: int) -> Select[int]:
    return (
        select(RevisionPhoto.photo_id)
        .join(Revision, Revision.id == RevisionPhoto.revision_id)
        .where(Revision.item_id == item_id)
    )
