"""What lay in the bin for its time and nothing keeps any longer: for the purge alone.

It shows nothing to anybody. What is held, and whose, says `held`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, exists, not_, or_, select
from sqlalchemy.orm import aliased

from portfolio.core.database import at_most
from portfolio.models import BreakGlass, Comment, Item, Pictured, Revision, RevisionPhoto
from portfolio.visibility.held import is_held
from portfolio.visibility.rule import BIN_LASTS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.standing import PersonId


class Over(NamedTuple):
    """A thing whose time in the bin is over."""

    id: int
    public_id: str


def everything(db: Session, at: Moment, rows: int, *, reason: str) -> list[Over]:
    """The things that may be erased now, past the door; at most so many, what lay longest first.

    Their rows are locked, so that taking one out of the bin at this moment comes before or after.
    `reason` is for whoever reads the caller; a test lists the callers.
    """
    del reason
    thing = aliased(Item)
    found = (
        select(thing.id, thing.public_id)
        .where(
            thing.deleted_at < at.now - BIN_LASTS,
            thing.sealed_at.is_(None),
            not_(is_held(thing.owner_id)),
            not_(_speaks_of_somebody_held(thing.id)),
            not_(_is_being_told(thing.id, at)),
        )
        .order_by(thing.deleted_at, thing.id)
        .limit(at_most(rows))
        .with_for_update(skip_locked=True, of=thing)
    )
    return [Over(*row) for row in db.execute(found)]


def _speaks_of_somebody_held(item_id: PersonId) -> ColumnElement[bool]:
    """Words on it are of somebody whose things are held, or they are in one of its pictures."""
    said = exists().where(Comment.item_id == item_id, is_held(Comment.author_id))
    shown = exists().where(
        Revision.item_id == item_id,
        RevisionPhoto.revision_id == Revision.id,
        Pictured.photo_id == RevisionPhoto.photo_id,
        is_held(Pictured.pupil_id),
    )
    return or_(said, shown)


def _is_being_told(item_id: PersonId, at: Moment) -> ColumnElement[bool]:
    """An exceptional opening of it waits for its second person, or for the child to read of it."""
    read = and_(BreakGlass.told_at.is_not(None), BreakGlass.told_at < at.now - BIN_LASTS)
    is_over = and_(BreakGlass.reviewed_at.is_not(None), read)
    return exists().where(BreakGlass.item_id == item_id, not_(is_over))
