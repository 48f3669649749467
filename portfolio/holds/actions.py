"""Setting a hold, and ending one. Never commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.core import tokens
from portfolio.log import actions as log
from portfolio.models import Hold

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.held import Held, Holdable


def hold(db: Session, what: Holdable, reason: str, at: Moment, *, by: int) -> None:
    """Nothing of the child, or of the one thing, is purged until somebody ends it."""
    made = Hold(
        public_id=tokens.public_id(),
        pupil_id=what.pupil_id,
        item_id=what.item_id,
        reason=reason,
        by_id=by,
        from_at=at.now,
    )
    db.add(made)
    db.flush()
    log.write(db, "held", at, by, hold=made.id)


def end(db: Session, one: Held, at: Moment, *, by: int) -> None:
    """Purges go on; nothing where a press at the same moment did it."""
    row = db.get_one(Hold, one.id, with_for_update=True, populate_existing=True)
    if row.ended_at is None:
        row.ended_at, row.ended_by_id = at.now, by
        log.write(db, "hold_ended", at, by, hold=row.id)
