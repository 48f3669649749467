"""Whether anything may be written. Each writing unit asks the same again by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portfolio.models import Standstill

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.models.enums import StandstillKind


def kind(db: Session) -> StandstillKind | None:
    """Why nothing is written for now; None where everything is."""
    return db.scalars(select(Standstill.kind)).first()
