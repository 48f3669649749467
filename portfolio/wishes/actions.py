"""Asking for somebody, and the office's answer. A yes makes no tie: it leads to a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.core.errors import NotThereError
from portfolio.log import actions as log
from portfolio.models import FamilyWish

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


def ask(db: Session, pupil_id: int, called: str, at: Moment, *, by: int) -> None:
    """Ask the office for that adult. The same whoever it is, known here or kept away."""
    wish = FamilyWish(
        public_id=tokens.public_id(),
        pupil_id=pupil_id,
        asked_by_id=by,
        called=called,
        made_at=at.now,
    )
    db.add(wish)
    db.flush()
    log.write(db, "wish_made", at, by, wish=wish.id)


def answer(db: Session, public_id: str, at: Moment, *, is_granted: bool, by: int) -> None:
    """The office says yes or no; `NotThereError` where somebody was first."""
    waits = select(FamilyWish.id).where(
        FamilyWish.public_id == public_id, FamilyWish.answered_at.is_(None)
    )
    said = update(FamilyWish).where(FamilyWish.id.in_(waits)).returning(FamilyWish.id)
    values = {"is_granted": is_granted, "answered_at": at.now, "answered_by_id": by}
    wish_id = db.scalars(said.values(values)).first()
    if wish_id is None:
        raise NotThereError
    log.write(db, "wish_answered", at, by, wish=wish_id, answer="yes" if is_granted else "no")


def withdraw(db: Session, public_id: str, at: Moment, *, by: int) -> None:
    """The office takes its yes back: whoever asked reads a no."""
    granted = FamilyWish.public_id == public_id, FamilyWish.is_granted.is_(True)
    taken = update(FamilyWish).where(*granted).returning(FamilyWish.id)
    values = {"is_granted": False, "answered_at": at.now, "answered_by_id": by}
    wish_id = db.scalars(taken.values(values)).first()
    if wish_id is None:
        raise NotThereError
    log.write(db, "wish_answered", at, by, wish=wish_id, answer="no")
