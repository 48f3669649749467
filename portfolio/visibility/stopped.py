"""What the school has stopped: all comments, or all families. The clauses stand in `standing`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, update

from portfolio.core.database import at_most
from portfolio.models import Person, Stop
from portfolio.visibility import standing

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Update
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models.enums import StopKind

SHOWN = 10
"""How many stops the page lists: the newest."""


class Stopped(NamedTuple):
    """One stop, and who began and who ended it; `ended_at` is None while it holds."""

    kind: StopKind
    begun_at: datetime
    begun_by: str
    ended_at: datetime | None
    ended_by: str


def is_on(db: Session, kind: StopKind) -> bool:
    """Whether the school has stopped it."""
    return bool(db.scalar(select(standing.is_stopped(kind))))


def latest(db: Session) -> list[Stopped]:
    """The newest stops, the newest first."""
    begun, ended = Person.__table__.alias("begun"), Person.__table__.alias("ended")
    rows = db.execute(
        select(
            Stop.kind,
            Stop.begun_at,
            (begun.c.first_name + " " + begun.c.surname).label("begun_by"),
            Stop.ended_at,
            (ended.c.first_name + " " + ended.c.surname).label("ended_by"),
        )
        .join(begun, begun.c.id == Stop.begun_by_id)
        .outerjoin(ended, ended.c.id == Stop.ended_by_id)
        .order_by(Stop.id.desc())
        .limit(at_most(SHOWN))
    )
    return [Stopped(kind, at, who, until, by or "") for kind, at, who, until, by in rows]


def ending(kind: StopKind, by: int, at: Moment) -> Update:
    """The stop of that kind that holds, ended."""
    on = update(Stop).where(Stop.kind == kind, Stop.ended_at.is_(None))
    return on.values(ended_at=at.now, ended_by_id=by)
