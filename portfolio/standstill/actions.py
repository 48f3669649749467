"""A move's standstill, begun and ended in a unit of its own that no other writes beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portfolio.models import Standstill
from portfolio.models.enums import StandstillKind

if TYPE_CHECKING:
    from datetime import datetime

    from portfolio.core.database import Database


@dataclass(frozen=True, slots=True)
class Claim:
    """A move's own standstill, and what stood there before it."""

    since: datetime
    before: StandstillKind | None


def claim(database: Database, now: datetime) -> Claim | None:
    """From here on nobody writes anything; None where a move has begun already, left as it is."""
    with database.unit_alone() as db:
        before = db.scalars(select(Standstill.kind)).first()
        if before is StandstillKind.MOVING:
            return None
        db.merge(Standstill(id=1, kind=StandstillKind.MOVING, since=now))
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
