"""What stands between people today: ties, memberships, teaching, restrictions.

The building blocks of the rule, each written over a *person expression*: bound to a number it
speaks of one viewer, bound to a column of all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, exists, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portfolio.models import (
    Duty,
    FamilyTie,
    Group,
    Household,
    Membership,
    Person,
    Restriction,
    Screen,
    Stop,
)
from portfolio.models.base import UtcDateTime
from portfolio.models.enums import Checks, DutyKind, GroupKind, PersonKind, Role, StopKind

if TYPE_CHECKING:
    from enum import StrEnum

PersonId: TypeAlias = (
    "ColumnElement[int] | InstrumentedAttribute[int] | InstrumentedAttribute[int | None]"
)
"""A column that is empty is nobody."""

GroupId: TypeAlias = "ColumnElement[int] | InstrumentedAttribute[int]"


class When(Protocol):
    """A moment, or the parameters that will hold one (`WHEN`)."""

    @property
    def now(self) -> Any:  # noqa: ANN401 -- a time, or an expression of one
        """The instant, UTC."""

    @property
    def today(self) -> Any:  # noqa: ANN401 -- a date, or an expression of one
        """The school's date."""


class _Parameters:
    """The moment at which a statement will be asked."""

    now = bindparam("now", type_=UtcDateTime())
    today = bindparam("today", type_=Date())


WHEN: When = _Parameters()


def asked_at(at: When) -> dict[str, Any]:
    """The values of the parameters in `WHEN` for one moment."""
    return {"now": at.now, "today": at.today}


class Lasting(Protocol):
    """A row that begins on a day and ends before another."""

    from_on: Any
    until_on: Any


def live(row: type[Lasting] | Lasting, at: When) -> ColumnElement[bool]:
    """Begun, and not ended: `until_on` is the first day without it, so ending is instant."""
    return and_(row.from_on <= at.today, or_(row.until_on.is_(None), row.until_on > at.today))


def one_of(column: ColumnElement[Any], values: tuple[StrEnum, ...]) -> ColumnElement[bool]:
    """The column holds one of the values; written out, so that the statement stays the same."""
    return or_(*(column == value for value in values))


def is_here(person: PersonId, at: When) -> ColumnElement[bool]:
    """The person has a place here today."""
    they = aliased(Person)
    return exists().where(they.id == person, live(they, at))


def is_stopped(kind: StopKind) -> ColumnElement[bool]:
    """The school stopped it, and nobody has ended that."""
    return select(Stop.id).where(Stop.kind == kind, Stop.ended_at.is_(None)).exists()


def is_let_in(person: PersonId, at: When) -> ColumnElement[bool]:
    """The person has a place here today, and the school is not closed for them."""
    they = aliased(Person)
    is_open = or_(they.kind != PersonKind.FAMILY, not_(is_stopped(StopKind.FAMILIES)))
    return exists().where(they.id == person, live(they, at), is_open)


def is_hung(screen: PersonId) -> ColumnElement[bool]:
    """The screen's key has not been revoked."""
    return exists().where(Screen.id == screen, Screen.revoked_at.is_(None))


def tied_pupils(adult: PersonId, at: When) -> Select[int]:
    """The pupils to whom the adult is tied today."""
    return select(FamilyTie.pupil_id).where(FamilyTie.adult_id == adult, live(FamilyTie, at))


def households(adult: PersonId, at: When) -> Select[int]:
    """The households of the adult's ties today."""
    return (
        select(Household.id)
        .join(FamilyTie, FamilyTie.household_id == Household.id)
        .where(FamilyTie.adult_id == adult, live(FamilyTie, at))
    )


def groups(person: PersonId, at: When) -> Select[int]:
    """The groups of which the person is a member today, child or teacher."""
    return select(Membership.group_id).where(Membership.person_id == person, live(Membership, at))


def is_member(person: PersonId, group: GroupId, at: When) -> ColumnElement[bool]:
    """The person is a member of the group today."""
    return exists().where(
        Membership.person_id == person, Membership.group_id == group, live(Membership, at)
    )


def groups_of_my_children(adult: PersonId, at: When) -> Select[int]:
    """The groups in which a pupil tied to the adult is a child today.

    Not those of a child from whom the adult is kept: nothing comes to them through that child.
    """
    return (
        select(Membership.group_id)
        .join(FamilyTie, FamilyTie.pupil_id == Membership.person_id)
        .where(
            FamilyTie.adult_id == adult,
            live(FamilyTie, at),
            Membership.role == Role.PUPIL,
            live(Membership, at),
            is_here(Membership.person_id, at),
            # Two selects deep, where SQLAlchemy correlates no more by itself.
            FamilyTie.pupil_id.not_in(kept_from(adult, at).correlate_except(Restriction)),
        )
    )


def taught(teacher: PersonId, at: When, checks: Checks | None = None) -> Select[int]:
    """The members of the classes that the person teaches today; of those that check so."""
    mine, theirs = aliased(Membership), aliased(Membership)
    members = (
        select(theirs.person_id)
        .join(mine, mine.group_id == theirs.group_id)
        .join(Group, Group.id == mine.group_id)
        .where(
            Group.kind == GroupKind.CLASS,
            mine.person_id == teacher,
            mine.role == Role.TEACHER,
            live(mine, at),
            live(theirs, at),
        )
    )
    return members if checks is None else members.where(Group.checks == checks)


def teaches_in(teacher: PersonId, group: GroupId, at: When) -> ColumnElement[bool]:
    """The person has a place here and teaches that very group today."""
    teaching = exists().where(
        Membership.person_id == teacher,
        Membership.group_id == group,
        Membership.role == Role.TEACHER,
        live(Membership, at),
    )
    return and_(teaching, is_here(teacher, at))


def classes_that_check(checks: Checks | None, person_id: PersonId, at: When) -> Select[int]:
    """The classes of which the person is a member today; of those, the ones that check so."""
    classes = (
        select(Group.id)
        .join(Membership, Membership.group_id == Group.id)
        .where(
            Membership.person_id == person_id,
            Group.kind == GroupKind.CLASS,
            live(Membership, at),
        )
    )
    return classes if checks is None else classes.where(Group.checks == checks)


def holds(person: PersonId, duty: DutyKind, at: When) -> ColumnElement[bool]:
    """The person holds the duty today."""
    return exists().where(Duty.person_id == person, Duty.kind == duty, live(Duty, at))


def is_safety_lead(person: PersonId, at: When) -> ColumnElement[bool]:
    """The person holds the safeguarding duty today."""
    return holds(person, DutyKind.SAFEGUARDING, at)


def kept_from(person: PersonId, at: When) -> Select[int]:
    """The pupils from whom a restriction keeps the person today."""
    return select(Restriction.pupil_id).where(
        Restriction.person_id == person, live(Restriction, at)
    )
