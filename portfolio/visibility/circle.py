"""Who may know whom: the people and groups around a person today.

Menus, faces and pickers offer only these (promise T14). A restriction takes somebody out of
both sides without a trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, exists, literal, or_, select

from portfolio.models import Duty, FamilyTie, Group, Membership, Person, Restriction
from portfolio.models.enums import DutyKind, GroupKind, PersonKind, Role, ShareKind, Stage
from portfolio.visibility.rule import SHARE, is_shown
from portfolio.visibility.standing import groups, is_here, live

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    return db.execute(
        _people()
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.group_id == group_id,
            Membership.role == role,
            live(Membership, at),
            live(Person, at),
        )
        .order_by(Person.first_name, Person.id)
    ).all()


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


def class_name(person: Any, at: Moment) -> ColumnElement[str]:  # noqa: ANN401 -- a column
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
        .limit(1)
        .scalar_subquery()
    )


def here_today(db: Session, kind: PersonKind, at: Moment) -> Sequence[Row[*tuple[Any, ...]]]:
    """Everyone of a kind with a place here, for the office: rows as in `members_of`."""
    found = _people().where(Person.kind == kind, live(Person, at))
    return db.execute(found.order_by(Person.first_name, Person.id)).all()


def is_here_today(db: Session, person_id: int, at: Moment) -> bool:
    """Whether the person has a place here today."""
    return bool(db.scalar(select(is_here(literal(person_id), at))))


def _people() -> Any:  # noqa: ANN401 -- a Select whose row is described above
    name = Person.first_name
    called = Person.called
    return select(
        Person.id,
        Person.public_id,
        _called_or_first(called, name).label("name"),
        Person.face,
        Person.surname,
        Person.first_name,
    )


def _called_or_first(called: Any, first_name: Any) -> ColumnElement[str]:  # noqa: ANN401 -- columns
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
        .limit(1)
        .scalar_subquery()
    )


def teaches(person: PersonId, at: When) -> ColumnElement[bool]:
    """The person teaches some group today."""
    return exists().where(
        Membership.person_id == person,
        Membership.role == Role.TEACHER,
        live(Membership, at),
    )


def holds(person: PersonId, duty: DutyKind, at: When) -> ColumnElement[bool]:
    """The person holds the duty today."""
    return exists().where(Duty.person_id == person, Duty.kind == duty, live(Duty, at))
