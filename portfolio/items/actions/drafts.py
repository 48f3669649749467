"""Making an item and changing what it says. Kept is safe: nothing here gives anybody a view.

A draft is changed in place, by a page that knew what it said; a revision that was sent is never
touched again, its change is a new draft.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.items import queries
from portfolio.items.content import stamp
from portfolio.models import Item, Revision, RevisionPhoto
from portfolio.photos import queries as photos
from portfolio.visibility import asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.items.content import Content, Placed
    from portfolio.visibility.reads import Sight


def create(db: Session, owner_id: int, content: Content, at: Moment) -> Item:
    """A new item with its first draft: its owner's alone. `NotThereError` for others' photos."""
    item = Item(public_id=tokens.public_id(), owner_id=owner_id, made_at=at.now)
    db.add(item)
    db.flush()
    revision = _draft(db, item.id, 1, content, at)
    _place_photos(db, owner_id, revision, content.photos or ())
    return item


class ChangedError(Exception):
    """The item says by now what the page that sends this never showed."""


def hold(db: Session, item_id: int) -> None:
    """Let whoever saves the same item at this moment come after: two tabs, or a page and itself."""
    db.execute(select(Item.id).where(Item.id == item_id).with_for_update())


def save(
    db: Session,
    sight: Sight,
    content: Content,
    at: Moment,
    began: str | None = None,
) -> bool:
    """Make the item say this; whether that changed anything. `NotThereError` for others' photos.

    `began` is the stamp of what the page showed or last saved, None where no page is behind it.
    Where the item says something else by now, nothing is overwritten: `ChangedError`, unless
    nothing was changed on the page.
    """
    revision = newest(db, sight.item_id)
    stands = queries.standing(db, revision.id)
    wanted = replace(content, photos=stands.photos) if content.photos is None else content
    if wanted == stands or stamp(wanted) == began:
        return False
    if began is not None and stamp(stands) != began:
        raise ChangedError
    draft = revision
    if asked.is_draft(revision):
        _fill(draft, wanted, at)
    else:
        draft = _draft(db, revision.item_id, revision.number + 1, wanted, at)
    if draft is not revision or wanted.photos != stands.photos:
        _place_photos(db, sight.owner_id, draft, wanted.photos or ())
    return True


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
