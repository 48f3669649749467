"""Who pressed *I am in this* on a thing's photos (promise T68), and whom its owner covered.

What an adult's open word does to sight stands in `pictured.py`; here, for whom it waits.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, exists, func, not_, or_, select

from portfolio.models import InThis, Pictured, Revision, RevisionPhoto
from portfolio.models.enums import ShareKind
from portfolio.visibility import rule, statements
from portfolio.visibility.rule import ITEM, SHARE
from portfolio.visibility.standing import WHEN, asked_at, kept_from

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.rule import Reason

UNDO_WITHIN = timedelta(minutes=10)
"""How long an adult takes their own word back; later a teacher settles it."""


class ToSettle(NamedTuple):
    """A thing that an adult's word hides, until a teacher of its owner has settled it."""

    public_id: str
    owner: str
    owner_face: str
    since: datetime


def spoken_of() -> Select[int]:
    """The items of which a photo has an open word, whether it hides them or not.

    From the few words to their items, by lists: from a join SQLite would walk all revisions.
    """
    photos = select(InThis.photo_id).where(_is_open())
    revisions = select(RevisionPhoto.revision_id).where(RevisionPhoto.photo_id.in_(photos))
    return select(Revision.item_id).where(Revision.id.in_(revisions))


def hidden_since(item_id: ColumnElement[int]) -> ColumnElement[Any]:
    """Since when an open word hides what a share of the item shows, or will show; else empty."""
    return (
        select(func.min(InThis.at))
        .select_from(Revision)
        .join(RevisionPhoto, RevisionPhoto.revision_id == Revision.id)
        .join(InThis, InThis.photo_id == RevisionPhoto.photo_id)
        .where(Revision.item_id == item_id, _is_open(), _is_shared())
        .correlate(ITEM)
        .scalar_subquery()
    )


def viewers_and_word(
    db: Session, item_id: int, at: Moment, for_whom: int
) -> tuple[dict[int, frozenset[Reason]], bool]:
    """As `reads.viewers_of` for a teacher of its owner, and whether a word hides it: one question.

    Such a word is for that teacher to settle.
    """
    asked = {"which": item_id, "for_whom": for_whom, **asked_at(at)}
    rows = db.execute(_viewers(), asked).all()
    return rule.by_viewer(rows), any(row.hidden_since for row in rows)


@cache
def _viewers() -> Select[*tuple[Any, ...]]:
    which = bindparam("which", type_=ITEM.c.id.type)
    return statements.viewers(None).add_columns(hidden_since(which).label("hidden_since"))


def _is_shared() -> ColumnElement[bool]:
    """A share shows the revision, or waits to; not one for teachers, who see it in any case."""
    shows = or_(SHARE.c.up_revision_id == Revision.id, SHARE.c.waiting_revision_id == Revision.id)
    share = exists().where(
        SHARE.c.item_id == Revision.item_id,
        shows,
        SHARE.c.ended_at.is_(None),
        SHARE.c.kind != ShareKind.TEACHERS,
    )
    return share.correlate_except(SHARE)


def _is_open() -> ColumnElement[bool]:
    return and_(InThis.pupil_id.is_(None), InThis.settled_at.is_(None))


def pressed(db: Session, photo_ids: Collection[int], person_id: int) -> set[int]:
    """Those of the photos of which that person pressed it before, settled or not."""
    mine = InThis.photo_id.in_(photo_ids), InThis.by_id == person_id
    return set(db.scalars(select(InThis.photo_id).where(*mine)))


def objections(db: Session, item_id: int) -> Sequence[Row[*tuple[int, int]]]:
    """The words of adults that nobody has settled: (id, by_id); for the checking teacher alone."""
    found = _open(item_id).with_only_columns(InThis.id, InThis.by_id)
    return db.execute(found.order_by(InThis.id)).all()


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
    return select(InThis.id).where(InThis.photo_id.in_(_photos(item_id)), _is_open())


def _photos(item_id: int) -> Select[int]:
    return (
        select(RevisionPhoto.photo_id)
        .join(Revision, Revision.id == RevisionPhoto.revision_id)
        .where(Revision.item_id == item_id)
    )
