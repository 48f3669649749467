"""Everybody in the demonstration school, in the order in which a visitor best meets them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portfolio.core.errors import NotThereError
from portfolio.demo import ways_in
from portfolio.demo.people import PEOPLE
from portfolio.models import Authenticator, Group, Person, School
from portfolio.models.enums import GroupKind, PersonKind
from portfolio.visibility import circle, roll
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

BEGIN_WITH = ("amina", "okafor", "amina-gran", "amina-dad", "ben", "yusuf")
"""With whom a visitor begins: those around one thing that Amina put up."""

FIRST_LINES = tuple(PEOPLE[key].line for key in BEGIN_WITH)
"""By their lines, which no two share: the database knows no keys."""


class Part(StrEnum):
    """Under which heading somebody stands, in this order."""

    FIRST = "first"
    """Those with whom to begin."""
    PUPIL = "pupil"
    """Children, class by class."""
    FAMILY = "family"
    """Their families."""
    STAFF = "staff"
    """Who works at the school."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody whom one may become, and how they would come in by themselves.

    `class_name` is a child's class, `card` the code on their card, `email` an adult's address;
    each empty for the others.
    """

    id: int
    public_id: str
    name: str
    kind: PersonKind
    line: str
    face: str
    class_name: str
    card: str
    email: str
    part: Part


def school_name(db: Session) -> str:
    """The demonstration school's name; empty before it is loaded."""
    return db.scalars(select(School.name)).first() or ""


def people(db: Session, at: Moment) -> list[DemoPerson]:
    """Everybody with a place here today: those to begin with, then part by part."""
    found = [_person(row) for row in db.execute(_people(at).order_by(Person.id))]
    return sorted(found, key=_place)


def apps(db: Session, at: Moment) -> list[tuple[int, str, str]]:
    """The authenticator app of each of the staff: number, name, and the chance behind its key."""
    found = (
        _people(at)
        .join(Authenticator, Authenticator.person_id == Person.id)
        .add_columns(Authenticator.chance)
        .order_by(Person.id)
    )
    return [(row.id, row.called or row.first_name, row.chance) for row in db.execute(found)]


def classes(db: Session, at: Moment) -> Sequence[Row[*tuple[Any, ...]]]:
    """The classes of this year, for a shared tablet: rows (id, public_id, name)."""
    found = select(Group.id, Group.public_id, Group.name).where(
        Group.kind == GroupKind.CLASS, Group.id.not_in(roll.groups_over(db, at))
    )
    return db.execute(found.order_by(Group.id)).all()


def class_or_404(db: Session, public_id: str, at: Moment) -> int:
    """The number of that class; `NotThereError` otherwise."""
    for group in classes(db, at):
        if group.public_id == public_id:
            return int(group.id)
    raise NotThereError


def person_or_404(db: Session, public_id: str, at: Moment) -> int:
    """The number of whoever has that public id and a place here; else `NotThereError`."""
    row = db.execute(_people(at).where(Person.public_id == public_id)).first()
    if row is None:
        raise NotThereError
    return int(row.id)


def _people(at: Moment) -> Select[*tuple[Any, ...]]:
    return select(
        Person.id,
        Person.public_id,
        Person.kind,
        Person.first_name,
        Person.surname,
        Person.called,
        Person.line,
        Person.face,
        Person.email,
        circle.class_name(Person.id, at).label("class_name"),
    ).where(live(Person, at))


def _person(row: Row[*tuple[Any, ...]]) -> DemoPerson:
    is_pupil = row.kind is PersonKind.PUPIL
    return DemoPerson(
        id=row.id,
        public_id=row.public_id,
        name=row.called or row.first_name,
        kind=row.kind,
        line=row.line,
        face=row.face,
        class_name=row.class_name or "" if is_pupil else "",
        card=ways_in.card_code(row.first_name, row.surname) if is_pupil else "",
        email=row.email or "",
        part=Part.FIRST if row.line in FIRST_LINES else Part(row.kind.value),
    )


def _place(person: DemoPerson) -> tuple[int, int, str]:
    """Where somebody stands: `sorted` leaves those of one place in the order of their rows."""
    first = FIRST_LINES.index(person.line) if person.part is Part.FIRST else 0
    return list(Part).index(person.part), first, person.class_name
