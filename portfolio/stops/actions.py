"""Stopping all comments, or all families, and ending that. Never commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portfolio.core import tokens
from portfolio.log import actions as log
from portfolio.models import Stop
from portfolio.visibility import stopped

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models.enums import StopKind


def stop(db: Session, kind: StopKind, by: int, at: Moment) -> None:
    """Stop it from the next request on; where it is stopped already, that is done."""
    if stopped.is_on(db, kind):
        return
    row = Stop(public_id=tokens.public_id(), kind=kind, begun_at=at.now, begun_by_id=by)
    db.add(row)
    db.flush()
    log.write(db, "stopped", at, by, stop=row.id)


def end(db: Session, kind: StopKind, by: int, at: Moment) -> None:
    """Let it go on; where nothing is stopped, that is done."""
    for number in db.scalars(stopped.ending(kind, by, at).returning(Stop.id)).all():
        log.write(db, "stop_ended", at, by, stop=number)
