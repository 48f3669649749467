"""Counting a wrong secret against whatever counts it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete

from portfolio.models import Guess

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.guesses.queries import Try

KEPT = timedelta(days=1)
"""Older ones say nothing any more and are thrown away."""


def note(db: Session, one: Try, at: Moment) -> None:
    """Count a wrong secret."""
    db.execute(delete(Guess).where(Guess.at < at.now - KEPT))
    db.add_all(Guess(subject=counter, at=at.now) for counter in one.counters())
