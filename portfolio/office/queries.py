"""Reading about the school and its roll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portfolio.models import Person, School

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def has_school(db: Session) -> bool:
    """Whether the school has been made."""
    return db.scalars(select(School.id)).first() is not None


def is_empty(db: Session) -> bool:
    """Whether the database holds neither a school nor anybody."""
    return not has_school(db) and db.scalars(select(Person.id).limit(1)).first() is None
