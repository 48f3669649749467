"""Who may know whom: the people and groups around a person today.

Menus, faces and pickers offer only these (promise T14). A restriction takes somebody out of
both sides without a trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import case, exists, literal, or_, select

from portfolio.core import names
from portfolio.core.database import at_most
from portfolio.models import FamilyTie, Group, Membership, Person, Restriction
from portfolio.models.enums import GroupKind, PersonKind, Role, ShareKind, Stage
from portfolio.visibility.rule import SHARE, is_shown
from portfolio.visibility.standing import groups, is_here, kept_from, live

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.reads import Sight
    from portfolio.visibility.standing import PersonId, When


def family_of(db: Session, pupil_id: int, at: Moment) -> Sequence[Row[*tuple[Any, ...]]]:
    """The adults tied to a pupil: rows (id, public_id, name, face, household_id, tie_id).

    `name` is what the child calls them.
    """
    return db.execute(
        select(
            Person.id,
            Person.public_id,
            FamilyTie.called.label("name"),
            Person.face,
            FamilyTie.household_id,
            FamilyTie.public_id.label("tie_id"),
        )
        .join(FamilyTie, FamilyTie.adult_id == Person.id)
        .where(
            FamilyTie.pupil_id == pupil_id,
            live(FamilyTie, at),
            live(Person, at),
            ~_kept_apart(FamilyTie.adult_id, FamilyTie.pupil_id, at),
        )
        .order_by(FamilyTie.id)
    ).all()


def children_of(db: Session, adult_id: int, at: Moment) -> Sequence[Row[*tuple[Any, ...]]]:
    """The pupils tied to an adult: rows (id, public_id, name, face, called, household_id)."""
    return db.execute(
        select(
            Person.id,
            Person.public_id,
            Person.first_name.label("name"),
            Person.face,
            FamilyTie.called,
            FamilyTie.household_id,
        )
        .join(FamilyTie, FamilyTie.pupil_id == Person.id)
        .where(
            FamilyTie.adult_id == adult_id,
            live(FamilyTie, at),
            live(Person, at),
            ~_kept_apart(FamilyTie.adult_id, FamilyTie.pupil_id, at),
        )
        .order_by(FamilyTie.id)
    ).all()


def kept_from_child(db: Session, pupil_id: int, at: Moment) -> set[int]:
    """Those whom a restriction keeps from the child today; no page may say who they are."""
    kept = select(Restriction.person_id).where(
        Restriction.pupil_id == pupil_id, live(Restriction, at)
    )
    return set(db.scalars(kept))


def groups_of(
    db: Session, person_id: int, at: Moment, role: Role | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The person's groups, classes first: rows (id, public_id, name, kind, stage, checks, role)."""
    found = (
        select(
            Group.id,
            Group.public_id,
            Group.name,
            Group.kind,
            Group.stage,
            Group.checks,
            Membership.role,
        )
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.person_id == person_id, live(Membership, at))
        .order_by(Group.kind != GroupKind.CLASS, Group.id)
    )
    return db.execute(found if role is None else found.where(Membership.role == role)).all()


def members_of(
    db: Session, group_id: int, at: Moment, role: Role = Role.PUPIL
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The group's children (or teachers): rows (id, public_id, name, face, surname)."""
    rows = db.execute(
        _people()
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.group_id == group_id,
            Membership.role == role,
            live(Membership, at),
            live(Person, at),
        )
        .order_by(Person.id)
    ).all()
    return _by_name(rows)


def _by_name(rows: Sequence[Row[*tuple[Any, ...]]]) -> Sequence[Row[*tuple[Any, ...]]]:
    return sorted(rows, key=lambda row: names.in_order(row.first_name))


class Children(NamedTuple):
    """The children of one group today, by number."""

    name: str
    ids: frozenset[int]


def children_by_group(db: Session, group_ids: Collection[int], at: Moment) -> dict[int, Children]:
    """The children of each of these groups, by the group's number; no question for no group."""
    if not group_ids:
        return {}
    rows = db.execute(
        select(Group.id, Group.name, Membership.person_id)
        .join(Membership, Membership.group_id == Group.id)
        .where(Group.id.in_(group_ids), Membership.role == Role.PUPIL, live(Membership, at))
        .order_by(Group.kind != GroupKind.CLASS, Group.id)
    ).all()
    names = {row.id: row.name for row in rows}
    return {
        number: Children(name, frozenset(row.person_id for row in rows if row.id == number))
        for number, name in names.items()
    }


def children_for(
    db: Session, staff_id: int, group_id: int, at: Moment
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The group's children as one of the staff has them in hand: rows as in `members_of`.

    Without those from whom a restriction keeps that person: no list, no card and no letter of
    such a child is for them, as if the child were not here.
    """
    away = are_kept_from(db, staff_id, at)
    return [row for row in members_of(db, group_id, at) if row.id not in away]


def are_kept_from(db: Session, person_id: int, at: Moment) -> set[int]:
    """The children from whom a restriction keeps that person today: absent for them."""
    return set(db.scalars(kept_from(literal(person_id), at)))


def teachers_of(db: Session, pupil_id: int, at: Moment) -> Sequence[Row[*tuple[Any, ...]]]:
    """The teachers of the pupil's classes: rows (id, public_id, name, face, surname)."""
    classes = groups(literal(pupil_id), at)
    return db.execute(
        _people()
        .join(Membership, Membership.person_id == Person.id)
        .join(Group, Group.id == Membership.group_id)
        .where(
            Membership.group_id.in_(classes),
            Group.kind == GroupKind.CLASS,
            Membership.role == Role.TEACHER,
            live(Membership, at),
            live(Person, at),
        )
        .distinct()
        .order_by(Person.id)
    ).all()


def household_towards(db: Session, adult_id: int, sight: Sight, at: Moment) -> int | None:
    """The household that a family member's words about an item carry (product.md, rule 8).

    That of their tie to its owner; else of their tie to a child of a group whose families it is
    up for. None where neither holds today: then they have no say there. Never that of a child
    who left or from whom they are kept: their words would lead into that home (rule 10).
    """
    up_for = select(SHARE.c.group_id).where(
        SHARE.c.item_id == sight.item_id,
        SHARE.c.kind == ShareKind.CLASS_FAMILIES,
        is_shown(SHARE),
    )
    children = select(Membership.person_id).where(
        Membership.group_id.in_(up_for), Membership.role == Role.PUPIL, live(Membership, at)
    )
    to_owner = FamilyTie.pupil_id == sight.owner_id
    return db.scalars(
        select(FamilyTie.household_id)
        .where(
            FamilyTie.adult_id == adult_id,
            live(FamilyTie, at),
            is_here(FamilyTie.pupil_id, at),
            ~_kept_apart(FamilyTie.adult_id, FamilyTie.pupil_id, at),
            or_(to_owner, FamilyTie.pupil_id.in_(children)),
        )
        .order_by(case((to_owner, 0), else_=1), FamilyTie.id)
    ).first()


def class_name(person: Any, at: When) -> ColumnElement[str]:  # noqa: ANN401 -- a column
    """The name of the first class of a person (a column), for lists that name many people."""
    return (
        select(Group.name)
        .join(Membership, Membership.group_id == Group.id)
        .where(
            Membership.person_id == person,
            Group.kind == GroupKind.CLASS,
            live(Membership, at),
        )
        .order_by(Group.id)
        .limit(at_most(1))
        .scalar_subquery()
    )


def here_today(db: Session, kind: PersonKind, at: Moment) -> Sequence[Row[*tuple[Any, ...]]]:
    """Everyone of a kind with a place here, for the office: rows as in `members_of`."""
    found = _people().where(Person.kind == kind, live(Person, at))
    return _by_name(db.execute(found.order_by(Person.id)).all())


def pupils_named(
    db: Session, first_names: Collection[str], at: Moment
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Pupils with a place here today who have one of these first names: rows (id, first_name)."""
    named = select(Person.id, Person.first_name).where(
        Person.kind == PersonKind.PUPIL, Person.first_name.in_(first_names), live(Person, at)
    )
    return db.execute(named.order_by(Person.id)).all() if first_names else []


def is_here_today(db: Session, person_id: int, at: Moment) -> bool:
    """Whether the person has a place here today."""
    return bool(db.scalar(select(is_here(literal(person_id), at))))


def _people() -> Any:  # noqa: ANN401 -- a Select whose row is described above
    name = Person.first_name
    called = Person.called
    return select(
        Person.id,
        Person.public_id,
        called_or_first(called, name).label("name"),
        Person.face,
        Person.surname,
        Person.first_name,
    )


def called_or_first(called: Any, first_name: Any) -> ColumnElement[str]:  # noqa: ANN401 -- columns
    """What children call one of the staff, or a first name where there is no such word."""
    return case((called != "", called), else_=first_name)


def _kept_apart(person: Any, pupil: Any, at: Moment) -> ColumnElement[bool]:  # noqa: ANN401 -- columns
    return exists().where(
        Restriction.person_id == person, Restriction.pupil_id == pupil, live(Restriction, at)
    )


def stage_of(person: PersonId, at: When) -> ColumnElement[Stage | None]:
    """The stage of the person's class today, or of their first group where they have no class."""
    return (
        select(Group.stage)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.person_id == person, live(Membership, at))
        .order_by(Group.kind != GroupKind.CLASS, Group.id)
        .limit(at_most(1))
        .scalar_subquery()
    )


def teaches(person: PersonId, at: When) -> ColumnElement[bool]:
    """The person teaches some group today."""
    return exists().where(
        Membership.person_id == person,
        Membership.role == Role.TEACHER,
        live(Membership, at),
    )


def mates_of(db: Session, pupil_id: int, at: Moment) -> list[Row[*tuple[Any, ...]]]:
    """The other children of a child's groups today, each once: rows as in `members_of`.

    Without those between whom and the child a restriction stands, whichever of them it names.
    """
    away = kept_from_child(db, pupil_id, at) | are_kept_from(db, pupil_id, at) | {pupil_id}
    found: dict[int, Row[*tuple[Any, ...]]] = {}
    for group in groups_of(db, pupil_id, at, Role.PUPIL):
        found |= {row.id: row for row in members_of(db, group.id, at)}
    return list(_by_name([row for number, row in found.items() if number not in away]))
