"""Into the bin and back. Gone for everyone at once; its owner has it in the bin for 30 days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portfolio.items.actions import sharing
from portfolio.log import actions as log
from portfolio.models import Item
from portfolio.pictured.actions import asking as pictured
from portfolio.talk import actions as talk
from portfolio.visibility import asked
from portfolio.visibility.rule import BIN_LASTS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.reads import Sight
    from portfolio.visibility.viewer import Viewer


def throw_away(db: Session, sight: Sight, at: Moment) -> None:
    """Put the item into its owner's bin: from now on nobody sees it.

    Of two presses at one moment the second waits here, and finds it there.
    """
    item = db.get_one(Item, sight.item_id, with_for_update=True)
    if item.deleted_at is not None:
        return
    item.deleted_at = at.now
    log.write(db, "item_deleted", at, sight.owner_id, item=item.id)


def is_just_thrown_away(db: Session, viewer: Viewer, public_id: str) -> bool:
    """Whether the viewer's own item lies in their bin since a press of these minutes."""
    return asked.binned(db, viewer, public_id, viewer.at.now - sharing.UNDO_WITHIN) is not None


def restore(db: Session, viewer: Viewer, public_id: str, *, is_undo: bool = False) -> None:
    """Take the viewer's own item out of the bin; nothing where it is not in it (any more).

    It comes back kept: who opens the bin has no longer in mind who saw it (decision 22). Only
    as an undo, by the button that stands there right after *Bin it* and within ten minutes, it
    is up for whom it was up; a wait for a look that nobody gives any more is over (decision 7).
    """
    item = asked.binned(db, viewer, public_id, viewer.at.now - BIN_LASTS)
    since = _in_bin_since(db, item) if item else None
    if item is None or since is None:
        return
    shares = asked.live_shares(db, item.id)
    is_at_once = is_undo and viewer.at.now - since <= sharing.UNDO_WITHIN
    back = sharing.alive_again(db, shares, viewer.at) if is_at_once else []
    for share in shares:
        if share not in back:
            share.ended_at = since  # it ended for everyone then
    item.deleted_at = None
    db.flush()
    pictured.ask(db, item.id, viewer.at)
    talk.keep_in_family(db, item.id, viewer.at)
    log.write(db, "item_restored", viewer.at, item.owner_id, item=item.id)


def _in_bin_since(db: Session, item: Item) -> datetime | None:
    """Since when it lies in the bin, with its row held: a press at the same moment comes after.

    None where it lies there no more, or its time was over and it was erased meanwhile.
    """
    held = select(Item).where(Item.id == item.id).with_for_update()
    found = db.scalars(held.execution_options(populate_existing=True)).first()
    return found.deleted_at if found else None
