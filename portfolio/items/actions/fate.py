"""Into the bin and back. Gone for everyone at once; its owner has it in the bin for 30 days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.core.errors import NotThereError
from portfolio.items.actions import sharing
from portfolio.log import actions as log
from portfolio.models import Item
from portfolio.talk import actions as talk
from portfolio.visibility import asked
from portfolio.visibility.rule import BIN_LASTS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.reads import Sight
    from portfolio.visibility.viewer import Viewer


def throw_away(db: Session, sight: Sight, at: Moment) -> None:
    """Put the item into its owner's bin: from now on nobody sees it."""
    item = db.get_one(Item, sight.item_id)
    item.deleted_at = at.now
    log.write(db, "item_deleted", at, sight.owner_id, item=item.id)


def restore(db: Session, viewer: Viewer, public_id: str) -> None:
    """Take the viewer's own item out of the bin; `NotThereError` where it is not in it.

    As an undo, within ten minutes, it is up for whom it was up; a wait for a look that nobody
    gives any more is over (decision 7). Later it comes back kept: after days a child no longer
    has in mind who saw it, and no undo of a taking down brings that back.
    """
    item = asked.binned(db, viewer, public_id, viewer.at.now - BIN_LASTS)
    if item is None or item.deleted_at is None:
        raise NotThereError
    shares = asked.live_shares(db, item.id)
    is_undo = viewer.at.now - item.deleted_at <= sharing.UNDO_WITHIN
    back = sharing.alive_again(db, shares, viewer.at) if is_undo else []
    for share in shares:
        if share not in back:
            share.ended_at = item.deleted_at  # it ended for everyone then
    item.deleted_at = None
    db.flush()
    talk.keep_in_family(db, item.id, viewer.at)
    log.write(db, "item_restored", viewer.at, item.owner_id, item=item.id)
