"""The school's standing permission for pictures of a child, as the office reads and keeps it.

What it does to sight stands in `pictured.py`; what holds today without a word of the office stands
there, too: a yes for the class, a no for anything wider.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portfolio.models import PhotoPermission
from portfolio.models.enums import ShareKind
from portfolio.visibility.pictured import ONLY_WITH_PERMISSION
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

KINDS = (ShareKind.CLASS, *ONLY_WITH_PERMISSION)
"""What the office says yes or no to, the nearest first."""


def live_rows(db: Session, pupil_id: int, kind: ShareKind, at: Moment) -> Sequence[PhotoPermission]:
    """What the office said of that child and kind, as it holds today."""
    of_kind = PhotoPermission.pupil_id == pupil_id, PhotoPermission.kind == kind
    found = select(PhotoPermission).where(*of_kind, live(PhotoPermission, at))
    return db.scalars(found.order_by(PhotoPermission.id)).all()


def permits(db: Session, pupil_id: int, at: Moment) -> dict[ShareKind, bool]:
    """How far pictures of the child may go today, by kind: a no beats a yes."""
    return {kind: _permits(db, pupil_id, kind, at) for kind in KINDS}


def _permits(db: Session, pupil_id: int, kind: ShareKind, at: Moment) -> bool:
    said = [row.allowed for row in live_rows(db, pupil_id, kind, at)]
    return all(said) if said else kind not in ONLY_WITH_PERMISSION
