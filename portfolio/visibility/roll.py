"""The roll as those see it who look after it: ties, places and duties that stand today.

Unlike `circle`, nobody is left out for a restriction: a gap would tell of it. What is read here
is shown to the office and to the teachers of the child only, and never to a family or a child.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, literal, or_, select

from portfolio.models import Duty, FamilyTie, Group, Household, Membership, Person
from portfolio.models.enums import DutyKind, PersonKind
from portfolio.visibility.standing import is_here, live, taught, tied_pupils

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.standing import Lasting


def has_family_here(db: Session, adult_id: int, at: Moment) -> bool:
    """Whether the adult is tied to anybody today; a restriction says nothing about that."""
    return bool(db.scalar(select(tied_pupils(literal(adult_id), at).exists())))


def is_tied(db: Session, adult_id: int, pupil_id: int, at: Moment) -> bool:
    """Whether the adult is tied to that child today, in whichever home.

    Until this unit ends nobody else can ask the same about the adult: of two that would tie them
    at one moment the second finds the first one's tie.
    """
    held = select(Person.id).where(Person.id == adult_id).with_for_update(key_share=True)
    db.execute(held)
    tied = tied_pupils(literal(adult_id), at).where(FamilyTie.pupil_id == pupil_id)
    return bool(db.scalar(select(tied.exists())))


def ties_of(db: Session, pupil_ids: Collection[int], at: Moment) -> Sequence[Row[*tuple[Any, ...]]]:
    """For whoever looks after the ties: those of these pupils that are live today.

    Rows (id, public_id, pupil_id, adult_id, called, face, household_id, household); with those
    whom a restriction keeps away, because a gap in this list would tell of it.
    """
    return db.execute(
        select(
            FamilyTie.id,
            FamilyTie.public_id,
            FamilyTie.pupil_id,
            FamilyTie.adult_id,
            FamilyTie.called,
            Person.face,
            FamilyTie.household_id,
            Household.name.label("household"),
        )
        .join(Person, Person.id == FamilyTie.adult_id)
        .join(Household, Household.id == FamilyTie.household_id)
        .where(FamilyTie.pupil_id.in_(pupil_ids), live(FamilyTie, at), live(Person, at))
        .order_by(FamilyTie.id)
    ).all()


def ended_today(row: type[Lasting], at: Moment) -> ColumnElement[bool]:
    """What ended this very day: it may still be put back by whoever ended it."""
    today: ColumnElement[bool] = row.until_on == at.today
    return today


def taught_children(db: Session, teacher_id: int, at: Moment) -> set[int]:
    """The children of the classes that the person teaches today."""
    theirs = taught(literal(teacher_id), at)
    return set(
        db.scalars(
            select(Person.id).where(
                Person.id.in_(theirs), Person.kind == PersonKind.PUPIL, live(Person, at)
            )
        )
    )


def anybody_holds(db: Session, duty: DutyKind, at: Moment) -> bool:
    """Whether somebody with a place here holds the duty today."""
    found = select(Duty.id).join(Person, Person.id == Duty.person_id)
    return bool(
        db.scalar(select(found.where(Duty.kind == duty, live(Duty, at), live(Person, at)).exists()))
    )


def holds(db: Session, person_id: int, duty: DutyKind, at: Moment) -> bool:
    """Whether that person holds the duty today."""
    held = select(Duty.id).where(Duty.person_id == person_id, Duty.kind == duty, live(Duty, at))
    return bool(db.scalar(select(held.exists())))


def groups_over(db: Session, at: Moment) -> set[int]:
    """The groups that had members and will have none from today on: such as last year's class."""
    member = exists().where(Membership.group_id == Group.id)
    is_of_today = and_(live(Membership, at), is_here(Membership.person_id, at))
    stays = member.where(or_(is_of_today, Membership.from_on > at.today))
    return set(db.scalars(select(Group.id).where(member, ~stays)))


def has_ended(row: type[Lasting], at: Moment) -> ColumnElement[bool]:
    """What is over already keeps its last day when its person leaves."""
    return and_(row.until_on.is_not(None), row.until_on <= at.today)
