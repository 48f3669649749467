"""Trying again what was given up; each kind of job looks itself whether it is still wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.log import actions as log
from portfolio.models import Job

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


def try_again(db: Session, at: Moment, *, by: int) -> int:
    """Let a worker do everything that was given up, as if it had been asked for now; how many."""
    fresh = {"failed_at": None, "attempts": 0, "run_at": at.now, "leased_until": None}
    found = db.execute(update(Job).where(Job.failed_at.is_not(None)).values(fresh))
    number = int(found.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it
    if number:
        log.write(db, "jobs_tried_again", at, by, jobs=number)
    return number
