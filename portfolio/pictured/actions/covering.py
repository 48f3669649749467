"""Covering somebody: a photo drawn anew takes the old one's place wherever its thing has it.

Also in what was sent and checked, which else never changes: the old pixels are to be nowhere
(promise T57), and the new ones only show less. Never commits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.core.errors import NotThereError
from portfolio.log import actions as log
from portfolio.models import InThis, Photo, Pictured, RevisionPhoto
from portfolio.photos import actions as photos
from portfolio.photos import purging
from portfolio.pictured import queries
from portfolio.pictured.actions import asking

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.photos.actions import Stored
    from portfolio.visibility.reads import Sight


def cover(
    db: Session,
    sight: Sight,
    photo_id: str,
    stored: Stored,
    pupil_ids: Collection[int],
    at: Moment,
) -> None:
    """Put the covered picture in the photo's place; those children are in it no more.

    What they held back ends, and its owner asks anew: the paper may lie beside the face.
    `NotThereError` where the photo is no longer in the thing.
    """
    asking.hold(db, sight.item_id)
    old = next((h for h in queries.held(db, sight.revision_id) if h.public_id == photo_id), None)
    if old is None:
        raise NotThereError
    inside = queries.in_photos(db, [old.id])
    gone = [row for row in inside if row.pupil_id in pupil_ids]
    asking.take_off(db, gone, at, by=sight.owner_id)
    new = photos.add(db, sight.owner_id, stored, at)
    new.who_said_at = old.who_said_at
    _move(db, old.id, new.id)
    _say_covered(db, new.id, {row.pupil_id for row in gone}, at, by=sight.owner_id)
    _leave(db, old.id, at)
    log.write(db, "picture_covered", at, sight.owner_id, photo=old.id, instead=new.id)
    asking.tell_owner(db, sight.item_id, sight.owner_id, at)


def _move(db: Session, old_id: int, new_id: int) -> None:
    """Whatever speaks of the old photo speaks of the new one: a photo is in one thing only."""
    for table in (RevisionPhoto, Pictured, InThis):
        db.execute(update(table).where(table.photo_id == old_id).values(photo_id=new_id))


def _say_covered(
    db: Session, photo_id: int, pupil_ids: Collection[int], at: Moment, *, by: int
) -> None:
    """Keep whom the owner says to have covered: nobody asks them any more, so a teacher looks."""
    for pupil_id in sorted(set(pupil_ids) - {by}):
        db.add(InThis(photo_id=photo_id, by_id=by, pupil_id=pupil_id, at=at.now))


def _leave(db: Session, old_id: int, at: Moment) -> None:
    """Nobody sees the old one from now on, nor its blur; its files go, or wait where held."""
    db.execute(update(Photo).where(Photo.id == old_id).values(covered_at=at.now, thumbhash=""))
    purging.throw_covered_away(db, old_id, at)
