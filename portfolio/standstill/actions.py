"""Beginning and ending a standstill, in a unit of its own that no other writes beside."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Claim:
    """A move's own standstill, and what stood there before it."""

    since: datetime
    before: StandstillKind | None


def claim(database: Database, now: datetime) -> Claim | None:
    """Begin a move; None where one has begun already, which is left as it is."""
    with database.unit_alone() as db:
        row = db.scalars(select(Standstill)).first()
        before = None if row is None else row.kind
        if before is StandstillKind.MOVING:
            return None
        if row is None:
            row = Standstill(id=1, kind=StandstillKind.MOVING, since=now)
            db.add(row)
        row.kind, row.since = StandstillKind.MOVING, now
        return Claim(now, before)


def settle(database: Database, claim: Claim, kind: StandstillKind | None) -> bool:
    """Let the move's standstill become one of that kind, or none; False where it is another's."""
    with database.unit_alone() as db:
        row = db.scalars(select(Standstill)).first()
        if row is None or (row.kind, row.since) != (StandstillKind.MOVING, claim.since):
            return False
        if kind is None:
            db.delete(row)
        else:
            row.kind = kind
        return True


def end(database: Database) -> None:
    """Everybody writes again."""
    with database.unit_alone() as db:
        db.execute(delete(Standstill))
