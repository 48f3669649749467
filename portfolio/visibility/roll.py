"""The roll as those see it who look after it: ties, places and duties that stand today.

Unlike `circle`, no adult is left out of a child's ties for a restriction: a gap would tell of it.
What is read here is shown to the office and to the teachers of the child only, and never to a
family or a child; a child from whom a teacher is kept is none of theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, literal, or_, select

from portfolio.models import Duty, FamilyTie, Group, Household, Membership, Person
from portfolio.models.enums import DutyKind, PersonKind, Role
from portfolio.visibility.standing import is_here, kept_from, live, taught, tied_pupils

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

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


def ties_over(db: Session, pupil_ids: Collection[int], at: Moment) -> set[tuple[int, str]]:
    """What these pupils called adults who belong to them no more, each with the pupil's number."""
    is_over = or_(has_ended(FamilyTie, at), has_ended(Person, at))
    rows = (
        select(FamilyTie.pupil_id, FamilyTie.called)
        .join(Person, Person.id == FamilyTie.adult_id)
        .where(FamilyTie.pupil_id.in_(pupil_ids), is_over)
    )
    return {(row.pupil_id, row.called) for row in db.execute(rows)}


def ended_today(row: type[Lasting], at: Moment) -> ColumnElement[bool]:
    """What ended this very day: it may still be put back by whoever ended it."""
    today: ColumnElement[bool] = row.until_on == at.today
    return today


def taught_children(db: Session, teacher_id: int, at: Moment) -> set[int]:
    """The children of the classes that the person teaches today and is not kept from."""
    teacher = literal(teacher_id)
    theirs = taught(teacher, at)
    return set(
        db.scalars(
            select(Person.id).where(
                Person.id.in_(theirs),
                Person.id.not_in(kept_from(teacher, at)),
                Person.kind == PersonKind.PUPIL,
                live(Person, at),
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
    return set(db.scalars(select(Group.id).where(is_over(at))))


def is_over(at: Moment) -> ColumnElement[bool]:
    """The same as a condition on the groups that a statement names."""
    member = exists().where(Membership.group_id == Group.id)
    is_of_today = and_(live(Membership, at), is_here(Membership.person_id, at))
    begins = and_(Membership.from_on > at.today, ~has_ended(Membership, at))
    stays = member.where(or_(is_of_today, begins))
    return and_(member, ~stays)


def has_ended(row: type[Lasting], at: Moment) -> ColumnElement[bool]:
    """What is over already keeps its last day when its person leaves."""
    return and_(row.until_on.is_not(None), row.until_on <= at.today)


def ends_before(row: type[Lasting], day: date) -> ColumnElement[bool]:
    """What is over by that day anyway keeps its own last day."""
    return and_(row.until_on.is_not(None), row.until_on <= day)


def goes_on(row: type[Lasting]) -> ColumnElement[bool]:
    """No last day is set."""
    endless: ColumnElement[bool] = row.until_on.is_(None)
    return endless


def pupils_gone_today(db: Session, at: Moment) -> list[int]:
    """The children whose place ended with this very day."""
    left = Person.kind == PersonKind.PUPIL, ended_today(Person, at)
    return list(db.scalars(select(Person.id).where(*left)))


def teachers_gone_today(db: Session, at: Moment) -> list[int]:
    """Those who teach some class no more from this very day on."""
    ended = Membership.role == Role.TEACHER, ended_today(Membership, at)
    return list(db.scalars(select(Membership.person_id).where(*ended).distinct()))
