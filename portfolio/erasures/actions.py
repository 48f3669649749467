"""Noting an erasure in the unit that erases: both are there, or neither. Never commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portfolio.jobs import enqueue
from portfolio.models import Erasure

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models.enums import ErasureKind

TELL = "erasures_kept"


def note(db: Session, kind: ErasureKind, what: Collection[str], at: Moment) -> None:
    """Those things are gone for good; the storage is told of it once the unit is committed."""
    known = set(
        db.scalars(select(Erasure.what).where(Erasure.kind == kind, Erasure.what.in_(what)))
    )
    new = [one for one in dict.fromkeys(what) if one not in known]
    db.add_all(Erasure(kind=kind, what=one, at=at.now) for one in new)
    if new:
        enqueue(db, TELL, at)
