"""Sealing by one press, and opening again by two people. Never commits.

The row of what is sealed is held while it is sealed: whatever is done to it at that moment comes
before or after, and none of it takes a seal away (F08).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.log import actions as log
from portfolio.models import Comment, Item, Seal
from portfolio.visibility import asked, sealed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.sealed import Sealable, Sealed


def seal(db: Session, what: Sealable, at: Moment, *, by: int) -> None:
    """From now on nobody reaches it; what is sealed already stays so since then."""
    row = _held(db, what)
    if row.sealed_at is not None:
        return
    row.sealed_at = at.now
    made = Seal(
        public_id=tokens.public_id(),
        item_id=what.item_id,
        comment_id=what.comment_id,
        at=at.now,
        by_id=by,
        why="",
        case_reference="",
    )
    db.add(made)
    db.flush()
    log.write(db, "sealed", at, by, seal=made.id)


def ask_to_open(
    db: Session, one: Sealed, why: str, case_reference: str, at: Moment, *, by: int
) -> None:
    """Ask that it be opened again; nothing where somebody has asked."""
    row = db.get_one(Seal, one.id, with_for_update=True, populate_existing=True)
    if row.asked_at is not None or not sealed.lasts(row):
        return
    row.asked_at, row.asked_by_id = at.now, by
    row.why, row.case_reference = why, case_reference
    log.write(db, "unseal_asked", at, by, seal=row.id)


def refuse_to_open(db: Session, one: Sealed, at: Moment, *, by: int) -> None:
    """It stays sealed, and nobody is asked any more: said by whoever asked, too."""
    row = db.get_one(Seal, one.id, with_for_update=True, populate_existing=True)
    if row.asked_at is None or not sealed.lasts(row):
        return
    row.asked_at = row.asked_by_id = None
    row.why = row.case_reference = ""
    log.write(db, "unseal_refused", at, by, seal=row.id)


def open_again(db: Session, one: Sealed, at: Moment, *, by: int) -> None:
    """A second person says yes: a thing comes back kept, words stand where they stood.

    `NotThereError` where nobody asked, where this person did or made it, or where it is open
    already. A thing is put up again by its owner alone (product.md, rule 2), as one from the bin
    is (decision 22).
    """
    row = db.get_one(Seal, one.id, with_for_update=True, populate_existing=True)
    if not one.may_open or row.asked_at is None or row.asked_by_id == by or not sealed.lasts(row):
        raise NotThereError
    row.ended_at, row.ended_by_id = at.now, by
    what = _held(db, sealed.Sealable(row.item_id, row.comment_id))
    if row.comment_id is None:
        for share in asked.live_shares(db, row.item_id):
            share.ended_at = row.at
    what.sealed_at = None
    log.write(db, "unsealed", at, by, seal=row.id)


def _held(db: Session, what: Sealable) -> Item | Comment:
    """The row that is sealed, held until the unit ends, as it stands by now."""
    if what.comment_id is None:
        return db.get_one(Item, what.item_id, with_for_update=True, populate_existing=True)
    return db.get_one(Comment, what.comment_id, with_for_update=True, populate_existing=True)
