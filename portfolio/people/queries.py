"""How people are named and drawn for whoever is looking. No surname leaves here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from portfolio.models import FamilyTie, Membership, Person
from portfolio.models.enums import PersonKind, Role
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


@dataclass(frozen=True, slots=True)
class Face:
    """A person in a page: their name for this child's circle, and the parts of their face."""

    id: int
    public_id: str
    kind: PersonKind
    name: str
    face: str


def faces(db: Session, ids: Collection[int], child_id: int | None = None) -> dict[int, Face]:
    """The people with those numbers, family members by what the child `child_id` calls them.

    Others go by what children call them, or by their first name.
    """
    if not ids:
        return {}
    found = db.execute(
        select(
            Person.id,
            Person.public_id,
            Person.kind,
            Person.first_name,
            Person.called,
            Person.face,
        ).where(Person.id.in_(ids))
    )
    calls = _called_by(db, ids, child_id)
    return {
        row.id: Face(
            row.id,
            row.public_id,
            row.kind,
            calls.get(row.id) or row.called or row.first_name,
            row.face,
        )
        for row in found
    }


def _called_by(db: Session, ids: Collection[int], child_id: int | None) -> dict[int, str]:
    """The newest name by which the child called each of them."""
    if child_id is None:
        return {}
    rows = db.execute(
        select(FamilyTie.adult_id, FamilyTie.called)
        .where(FamilyTie.pupil_id == child_id, FamilyTie.adult_id.in_(ids))
        .order_by(FamilyTie.id)
    )
    return {row.adult_id: row.called for row in rows}


def mates(
    db: Session, person_id: int, group_ids: Collection[int], at: Moment
) -> dict[int, list[Face]]:
    """The other children of each of these groups today, by first name."""
    found: dict[int, list[Face]] = {group_id: [] for group_id in group_ids}
    rows = db.execute(
        select(
            Membership.group_id,
            Person.id,
            Person.public_id,
            Person.kind,
            Person.first_name,
            Person.face,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.group_id.in_(group_ids),
            Membership.role == Role.PUPIL,
            Person.id != person_id,
            live(Membership, at),
            live(Person, at),
        )
        .order_by(Person.first_name, Person.id)
    )
    for row in rows:
        mate = Face(row.id, row.public_id, row.kind, row.first_name, row.face)
        found[row.group_id].append(mate)
    return found
