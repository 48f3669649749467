"""Reading who has looked, for the owner; and whether a look has its line already."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, bindparam, select

from portfolio.core.database import at_most
from portfolio.models import BreakGlass, Look, Person
from portfolio.models.enums import PersonKind
from portfolio.visibility import looked

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.reads import Sight

FIRST = ""
"""One line for ever: that of the first opening."""

MOST = 100
"""Lines on one page, the newest; nothing says how many there are (product.md, rule 11)."""


@dataclass(frozen=True, slots=True)
class Looker:
    """Who opens a page, and what they are here."""

    id: int
    kind: PersonKind


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody opened the item at that time; a safety lead perhaps to keep its owner safe."""

    viewer_id: int
    at: datetime
    keeps_safe: bool


def line_to_write(db: Session, sight: Sight, looker: Looker, at: Moment) -> str | None:
    """Of what the look would be the one line (`Look.once`); None where there is nothing to note.

    Family and children are noted once for each item. So are staff where it is for teachers; of
    anything else each day on which they open it (issue 4). Only what a child made is noted: staff
    are told of nobody's looks.
    """
    asked = {
        "which": sight.item_id,
        "owner_id": sight.owner_id,
        "looker_id": looker.id,
        "lines": [FIRST, at.today.isoformat()],
    }
    rows = db.execute(_noted(), asked).all()
    is_staff = looker.kind is PersonKind.STAFF
    once = at.today.isoformat() if is_staff and not rows[0].is_for_teachers else FIRST
    is_noted = once in {row.once for row in rows}
    return None if is_noted or rows[0].kind is not PersonKind.PUPIL else once


@cache
def _noted() -> Select[*tuple[Any, ...]]:
    """The owner's kind, whether it is for teachers, and the lines of these that there are."""
    which = bindparam("which", type_=Integer)
    line = and_(
        Look.item_id == which,
        Look.viewer_id == bindparam("looker_id"),
        Look.once.in_(bindparam("lines", expanding=True)),
    )
    return (
        select(Person.kind, looked.is_for_teachers(which).label("is_for_teachers"), Look.once)
        .select_from(Person)
        .outerjoin(Look, line)
        .where(Person.id == bindparam("owner_id"))
    )


def lines(db: Session, sight: Sight) -> list[Line]:
    """Who has looked at an item, newest first; for nobody but its owner.

    A look that was made stays told, also of somebody whose tie has ended since, or who is kept
    from the child by now: it opens no way to them (decision 31).
    """
    if not sight.is_owner:
        return []
    return [Line(*row) for row in db.execute(_lines(), {"which": sight.item_id})]


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(Look.viewer_id, Look.at, Look.opening_id.is_not(None))
        .outerjoin(BreakGlass, BreakGlass.id == Look.opening_id)
        .where(Look.item_id == bindparam("which"), looked.is_told())
        .order_by(Look.at.desc(), Look.id.desc())
        .limit(at_most(MOST))
    )
