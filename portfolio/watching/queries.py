"""How much waits and since when, and whether the schema is today's: numbers without names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portfolio.models import Job
from portfolio.visibility import checks

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


@dataclass(frozen=True, slots=True)
class Waiting:
    """Jobs that are due, jobs that were given up, and things that wait for a teacher's look."""

    jobs: int
    jobs_seconds: float
    """For how long the oldest of them is due; 0 where none is."""
    jobs_given_up: int
    jobs_tried_again: int
    """Those that failed and wait for the next try: with a mail server away they wait for a day."""
    checks: int
    checks_seconds: float


def waiting(db: Session, at: Moment) -> Waiting:
    """What waits at that moment, in four statements."""
    is_open = Job.done_at.is_(None), Job.failed_at.is_(None)
    is_due = Job.run_at <= at.now
    due = db.execute(select(func.count(), func.min(Job.run_at)).where(*is_open, is_due)).one()
    again = db.scalar(select(func.count()).where(*is_open, Job.failure != "")) or 0
    given_up = db.scalar(select(func.count()).where(Job.failed_at.is_not(None))) or 0
    rows = checks.everything(db, at, reason="how long work waits: one number for all classes")
    since = min((row.since for row in rows if row.since is not None), default=None)
    return Waiting(
        due[0],
        _seconds(due[1], at),
        given_up,
        again,
        sum(row.number for row in rows),
        _seconds(since, at),
    )


def _seconds(since: datetime | None, at: Moment) -> float:
    return 0.0 if since is None else max(0.0, (at.now - since).total_seconds())
