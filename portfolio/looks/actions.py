"""Noting that somebody opened a child's thing. Only adds; never commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from portfolio.models import Look
from portfolio.notices import actions as notices
from portfolio.visibility.talk import FAMILY_REASONS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.looks.queries import Looker
    from portfolio.visibility.reads import Sight


def note(db: Session, sight: Sight, looker: Looker, once: str, at: Moment) -> None:
    """Write the one line of that look, and a card for the owner where it is of their family's.

    Of two at the same moment the second finds the line there, and nothing is said twice.
    """
    look = Look(item_id=sight.item_id, viewer_id=looker.id, once=once, at=at.now)
    if _is_new(db, look) and sight.reasons & set(FAMILY_REASONS):
        notices.looked(db, sight.owner_id, sight.item_id, looker.id, at)


def opened(db: Session, item_id: int, lead_id: int, opening_id: int, at: Moment) -> None:
    """Write the line of an exceptional opening; the owner reads it once they are told of it."""
    once = f"opening {opening_id}"
    db.add(Look(item_id=item_id, viewer_id=lead_id, once=once, at=at.now, opening_id=opening_id))


def _is_new(db: Session, look: Look) -> bool:
    try:
        with db.begin_nested():
            db.add(look)
    except IntegrityError:
        return False
    return True
