"""What somebody changes about how others know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.log import actions as log
from portfolio.models import Person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


def choose_face(db: Session, person_id: int, face: str, at: Moment) -> None:
    """From now on the person is drawn with that face, a code that web/faces.py reads."""
    db.execute(update(Person).where(Person.id == person_id).values(face=face))
    log.write(db, "face_chosen", at, person_id)
