"""Making an item and changing what it says. Kept is safe: nothing here gives anybody a view.

A draft is changed in place; a revision that was sent is never touched again, its change is a
new draft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.items.content import Content, Placed
from portfolio.models import Item, Revision, RevisionPhoto
from portfolio.photos import queries as photos
from portfolio.visibility import asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.reads import Sight


def create(db: Session, owner_id: int, content: Content, at: Moment) -> Item:
    """A new item with its first draft: its owner's alone. `NotThereError` for others' photos."""
    item = Item(public_id=tokens.public_id(), owner_id=owner_id, made_at=at.now)
    db.add(item)
    db.flush()
    revision = _draft(db, item.id, 1, content, at)
    _place_photos(db, owner_id, revision, content.photos or ())
    return item


def save(db: Session, sight: Sight, content: Content, at: Moment) -> bool:
    """Make the item say this; whether that changed anything. `NotThereError` for others' photos."""
    newest = db.get_one(Revision, sight.revision_id)
    photos_now = _placed_now(db, newest.id)
    wanted = photos_now if content.photos is None else content.photos
    if _says(newest, content) and photos_now == wanted:
        return False
    revision = newest if asked.is_draft(newest) else _after(db, newest, content, at)
    _fill(revision, content, at)
    if revision is not newest or photos_now != wanted:
        _place_photos(db, sight.owner_id, revision, wanted)
    return True


def _says(revision: Revision, content: Content) -> bool:
    now = (revision.title, revision.words, revision.place, revision.happened_on, revision.paper)
    then = (content.title, content.words, content.place, content.happened_on, content.paper)
    return now == then


def _after(db: Session, newest: Revision, content: Content, at: Moment) -> Revision:
    return _draft(db, newest.item_id, newest.number + 1, content, at)


def _draft(db: Session, item_id: int, number: int, content: Content, at: Moment) -> Revision:
    revision = Revision(item_id=item_id, number=number, made_at=at.now)
    _fill(revision, content, at)
    db.add(revision)
    db.flush()
    return revision


def _fill(revision: Revision, content: Content, at: Moment) -> None:
    revision.title = content.title
    revision.words = content.words
    revision.place = content.place
    revision.happened_on = content.happened_on
    revision.paper = content.paper
    revision.saved_at = at.now


def _placed_now(db: Session, revision_id: int) -> tuple[Placed, ...]:
    shown = photos.of_revisions(db, [revision_id]).get(revision_id, [])
    return tuple(Placed(photo.public_id, photo.alt) for photo in shown)


def _place_photos(db: Session, owner_id: int, revision: Revision, placed: Sequence[Placed]) -> None:
    """Put exactly these photos into the draft, in this order."""
    ids = {photo.public_id for photo in placed}
    numbers = photos.attachable(db, owner_id, revision.item_id, ids)
    if set(numbers) != ids:
        raise NotThereError
    db.execute(delete(RevisionPhoto).where(RevisionPhoto.revision_id == revision.id))
    for position, photo in enumerate(placed):
        db.add(
            RevisionPhoto(
                revision_id=revision.id,
                photo_id=numbers[photo.public_id],
                position=position,
                alt=photo.alt,
            )
        )
    db.flush()


def newest(db: Session, item_id: int) -> Revision:
    """The newest revision of an item, to be sent."""
    return db.scalars(
        select(Revision).where(Revision.item_id == item_id).order_by(Revision.id.desc()).limit(1)
    ).one()
