"""Beginning and ending a standstill, in a unit of its own that no other writes beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portfolio.models import Standstill

if TYPE_CHECKING:
    from datetime import datetime

    from portfolio.core.database import Database
    from portfolio.models.enums import StandstillKind


def begin(database: Database, kind: StandstillKind, now: datetime) -> None:
    """From here on nobody writes anything; every unit that had begun is over."""
    with database.unit_alone() as db:
        row = db.scalars(select(Standstill)).first()
        if row is None:
            db.add(Standstill(id=1, kind=kind, since=now))
        else:
            row.kind, row.since = kind, now


def end(database: Database) -> None:
    """Everybody writes again."""
    with database.unit_alone() as db:
        db.execute(delete(Standstill))
