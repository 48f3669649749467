"""Jobs that were given up, the newest first. A job names nobody, and neither does this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portfolio.core.database import at_most
from portfolio.models import Job

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

MANY = 50
"""So many are told one by one; whoever has more has one cause, not fifty."""


@dataclass(frozen=True, slots=True)
class Undone:
    """A job: its kind, since when it is wanted, when it was given up and at what kind of error.

    `attempts` is how often it was tried.
    """

    kind: str
    made_at: datetime
    failed_at: datetime | None
    failure: str
    attempts: int


def number(db: Session) -> int:
    """How many jobs are given up."""
    return db.scalar(select(func.count()).where(Job.failed_at.is_not(None))) or 0


def given_up(db: Session) -> list[Undone]:
    """The newest of them, at most `MANY`."""
    rows = db.execute(
        select(Job.kind, Job.made_at, Job.failed_at, Job.failure, Job.attempts)
        .where(Job.failed_at.is_not(None))
        .order_by(Job.failed_at.desc(), Job.id.desc())
        .limit(at_most(MANY))
    )
    return [Undone(*row) for row in rows]
