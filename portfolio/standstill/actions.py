"""Beginning and ending a standstill, in a unit of its own that no other writes beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portfolio.models import Standstill
from portfolio.models.enums import StandstillKind

if TYPE_CHECKING:
    from datetime import datetime

    from portfolio.core.database import Database


def begin(database: Database, kind: StandstillKind, now: datetime) -> None:
    """From here on nobody writes anything; every unit that had begun is over."""
    with database.unit_alone() as db:
        row = db.scalars(select(Standstill)).first()
        if row is None:
            db.add(Standstill(id=1, kind=kind, since=now))
        else:
            row.kind, row.since = kind, now


def claim(database: Database, now: datetime) -> bool:
    """Begin a move; False where one has begun already, which is left as it is."""
    with database.unit_alone() as db:
        row = db.scalars(select(Standstill)).first()
        if row is not None and row.kind is StandstillKind.MOVING:
            return False
        if row is None:
            row = Standstill(id=1, kind=StandstillKind.MOVING, since=now)
            db.add(row)
        row.kind, row.since = StandstillKind.MOVING, now
        return True


def end(database: Database) -> None:
    """Everybody writes again."""
    with database.unit_alone() as db:
        db.execute(delete(Standstill))
