"""Telling the office that a letter was opened again after its use (T47), and its having looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.letters import queries
from portfolio.log import actions as log
from portfolio.models import Invitation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


def tell(db: Session, token: str, at: Moment) -> None:
    """Note that it was tried, once until the office looks; nothing for any other token."""
    letter_id = queries.used_family_letter(db, token)
    if letter_id is None:
        return
    unknown = update(Invitation).where(Invitation.id == letter_id, Invitation.tried_at.is_(None))
    if db.execute(unknown.values(tried_at=at.now).returning(Invitation.id)).first() is not None:
        log.write(db, "letter_tried", at, None, invitation=letter_id)


def look(db: Session, letter_id: int, at: Moment, *, by: int) -> None:
    """The office has looked at it."""
    db.execute(update(Invitation).where(Invitation.id == letter_id).values(tried_at=None))
    log.write(db, "letter_looked_at", at, by, invitation=letter_id)
