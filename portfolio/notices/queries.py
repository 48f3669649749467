"""Reading the cards; what a card is about is asked of the rule each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from portfolio.models import Notice

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def has_new(db: Session, person_id: int) -> bool:
    """Whether a card lies there that the person has not put away."""
    unseen = exists().where(Notice.person_id == person_id, Notice.seen_at.is_(None))
    return bool(db.scalar(select(unseen)))
