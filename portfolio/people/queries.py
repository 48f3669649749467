"""How people are named and drawn for whoever is looking. No surname leaves here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, or_, select

from portfolio.core import names
from portfolio.core.database import at_most
from portfolio.models import FamilyTie, Membership, Person
from portfolio.models.enums import PersonKind, Role
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import ColumnElement, Row, Select
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
    found = db.execute(_by_number(), {"ids": list(ids), "child_id": child_id})
    return {row.id: _face(row) for row in found}


def faces_and_more(
    db: Session,
    ids: Collection[int],
    more: tuple[Select[int], ...],
    values: Mapping[str, Any],
    child_id: int,
) -> tuple[dict[int, Face], list[set[int]]]:
    """The same with the people whom each of `more` selects, at no more cost; and who those are.

    Each is one object for all requests (it is kept), with `values` for what is bound in them.
    """
    asked = {"ids": list(ids), "child_id": child_id, **values}
    rows = db.execute(_and_more(more), asked).all()
    who = [{row.id for row in rows if row[place]} for place in range(-len(more), 0)]
    return {row.id: _face(row) for row in rows}, who


@cache
def _and_more(more: tuple[Select[int], ...]) -> Select[*tuple[Any, ...]]:
    are_more = [Person.id.in_(one) for one in more]
    labelled = [one.label(f"is_more_{place}") for place, one in enumerate(are_more)]
    return _named().add_columns(*labelled).where(or_(_among(), *are_more))


def _face(row: Row[*tuple[Any, ...]]) -> Face:
    name = row.tie_name or row.called or row.first_name
    return Face(row.id, row.public_id, row.kind, name, row.face)


def _among() -> ColumnElement[bool]:
    return Person.id.in_(bindparam("ids", expanding=True))


@cache
def _by_number() -> Select[*tuple[Any, ...]]:
    return _named().where(_among())


def _named() -> Select[*tuple[Any, ...]]:
    """People, each with the newest name by which the child called them."""
    tie_name = (
        select(FamilyTie.called)
        .where(FamilyTie.adult_id == Person.id, FamilyTie.pupil_id == bindparam("child_id"))
        .order_by(FamilyTie.id.desc())
        .limit(at_most(1))
        .scalar_subquery()
    )
    return select(
        Person.id,
        Person.public_id,
        Person.kind,
        Person.first_name,
        Person.called,
        Person.face,
        tie_name.label("tie_name"),
    )


def mates(
    db: Session, person_id: int, group_ids: Collection[int], at: Moment, role: Role = Role.PUPIL
) -> dict[int, list[Face]]:
    """The other children (or the teachers) of each of these groups today, by first name."""
    found: dict[int, list[Face]] = {group_id: [] for group_id in group_ids}
    rows = db.execute(
        select(
            Membership.group_id,
            Person.id,
            Person.public_id,
            Person.kind,
            Person.first_name,
            Person.called,
            Person.face,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.group_id.in_(group_ids),
            Membership.role == role,
            Person.id != person_id,
            live(Membership, at),
            live(Person, at),
        )
        .order_by(Person.id)
    )
    for row in sorted(rows, key=lambda row: names.in_order(row.first_name)):
        mate = Face(row.id, row.public_id, row.kind, row.called or row.first_name, row.face)
        found[row.group_id].append(mate)
    return found
