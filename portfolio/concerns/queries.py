"""One's own concerns, as whoever raised them reads them: when they were read, and no more.

Not what came of it, nor what it was about: that may be hidden from them by now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import select

from portfolio.core.database import at_most
from portfolio.models import Concern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
"""A row whose columns each function names; views know it by this name, and no SQLAlchemy."""

SHOWN = 20
"""How many of one's own a page shows: the newest."""


def mine(db: Session, reporter_id: int) -> Sequence[AnyRow]:
    """One's own, the newest first: rows (public_id, kind, line, made_at, read_at)."""
    return db.execute(_rows(reporter_id).order_by(Concern.id.desc()).limit(at_most(SHOWN))).all()


def answered(db: Session, reporter_id: int) -> Sequence[AnyRow]:
    """Those that were read since one put such a word away: rows as in `mine`."""
    new = Concern.read_at.is_not(None), Concern.told_at.is_(None)
    return db.execute(_rows(reporter_id).where(*new).order_by(Concern.id)).all()


def _rows(reporter_id: int) -> Any:  # noqa: ANN401 -- a Select of the columns above
    return select(
        Concern.public_id, Concern.kind, Concern.line, Concern.made_at, Concern.read_at
    ).where(Concern.reporter_id == reporter_id)
