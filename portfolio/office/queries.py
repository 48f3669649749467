"""Reading about the school and its roll, for the office and for teachers.

Surnames come out of here, so nothing of it may reach a child's, a family's or the screen's page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from portfolio.core import names
from portfolio.core.errors import NotThereError
from portfolio.models import (
    Card,
    Duty,
    FamilyTie,
    Group,
    Household,
    Invitation,
    Membership,
    Person,
    School,
    Secret,
    SignOn,
)
from portfolio.models.enums import (
    Checks,
    DutyKind,
    GroupKind,
    InvitationKind,
    PersonKind,
    Role,
    Stage,
)
from portfolio.visibility import apart, checks, circle, roll
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
"""A row whose columns each function names; views know it by this name, and no SQLAlchemy."""


_MAKER = aliased(Person)
_MADE = (
    Invitation.made_at,
    func.coalesce(func.nullif(_MAKER.called, ""), _MAKER.first_name).label("maker"),
    Invitation.expires_at,
)
"""When and by whom an invitation was made (the first of all: by nobody), and till when it opens."""


class Child(NamedTuple):
    """A pupil on the roll."""

    id: int
    public_id: str
    name: str
    surname: str
    face: str


@dataclass(slots=True)
class ClassLine:
    """A class in the office's list."""

    id: int
    public_id: str
    name: str
    stage: Stage
    checks: Checks
    children: int = 0
    teachers: list[str] = field(default_factory=list)
    is_over: bool = False
    """It had members and has none any more: last year's, for instance."""


@dataclass(slots=True)
class StaffLine:
    """A member of staff in the office's list."""

    id: int
    public_id: str
    name: str
    first_name: str
    surname: str
    face: str
    duties: list[DutyKind] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    has_way_in: bool = True
    """Whom a list put on the roll has none until they open an invitation or sign on."""


def has_school(db: Session) -> bool:
    """Whether the school has been made."""
    return db.scalars(select(School.id)).first() is not None


def is_empty(db: Session) -> bool:
    """Whether the database holds neither a school nor anybody, and nobody is invited to one."""
    first = (db.scalars(select(table.id).limit(1)).first() for table in (Person, Invitation))
    return not has_school(db) and not any(first)


def school_name(db: Session) -> str | None:
    """The school's name, once somebody gave it one."""
    return db.scalars(select(School.name)).first()


def is_class(db: Session, name: str, at: Moment) -> bool:
    """Whether a class of that name goes on today, whatever its case and accents."""
    word = names.folded(name)
    return any(names.folded(one.name) == word for one in classes(db, at) if not one.is_over)


def classes(db: Session, at: Moment) -> list[ClassLine]:
    """All classes with their teachers and how many children they have today."""
    lines = {
        row.id: ClassLine(row.id, row.public_id, row.name, row.stage, row.checks)
        for row in db.execute(
            select(Group.id, Group.public_id, Group.name, Group.stage, Group.checks)
            .where(Group.kind == GroupKind.CLASS)
            .order_by(Group.id)
        )
    }
    counted = (
        select(Membership.group_id, func.count().label("children"))
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.role == Role.PUPIL, live(Membership, at), live(Person, at))
        .group_by(Membership.group_id)
    )
    for row in db.execute(counted):
        if row.group_id in lines:
            lines[row.group_id].children = row.children
    for row in db.execute(_teaching(at)):
        lines[row.group_id].teachers.append(row.called or row.first_name)
    for group_id in lines.keys() & roll.groups_over(db, at):
        lines[group_id].is_over = True
    return list(lines.values())


def _teaching(at: Moment) -> Select[*tuple[Any, ...]]:
    """Who teaches which class today."""
    return (
        select(
            Membership.group_id,
            Membership.person_id,
            Group.name.label("group"),
            Person.called,
            Person.first_name,
        )
        .join(Person, Person.id == Membership.person_id)
        .join(Group, Group.id == Membership.group_id)
        .where(
            Group.kind == GroupKind.CLASS,
            Membership.role == Role.TEACHER,
            live(Membership, at),
            live(Person, at),
        )
        .order_by(Membership.id)
    )


def staff(db: Session, at: Moment) -> list[StaffLine]:
    """Everyone who works here today, with their duties and classes."""
    found = circle.here_today(db, PersonKind.STAFF, at)
    lines = {
        row.id: StaffLine(row.id, row.public_id, row.name, row.first_name, row.surname, row.face)
        for row in found
    }
    for person_id, kind in db.execute(
        select(Duty.person_id, Duty.kind).where(live(Duty, at)).order_by(Duty.id)
    ):
        if person_id in lines:
            lines[person_id].duties.append(kind)
    for row in db.execute(_teaching(at)):
        if row.person_id in lines:
            lines[row.person_id].classes.append(row.group)
    ways_in = (select(one.person_id).where(one.person_id.in_(lines)) for one in (Secret, SignOn))
    for person_id in lines.keys() - {who for way in ways_in for who in db.scalars(way)}:
        lines[person_id].has_way_in = False
    return list(lines.values())


def may_let_in_or_404(db: Session, staff_id: int, colleague_id: int, at: Moment) -> None:
    """Go on only where the colleague's way in leads to no child from whom that person is kept."""
    if colleague_id in apart.teachers_of_kept(db, staff_id, at):
        raise NotThereError


def without_way_in_or_404(db: Session, public_id: str, at: Moment) -> AnyRow:
    """One of the staff who is here and has no way in: (id, name); else `NotThereError`."""
    name = func.coalesce(func.nullif(Person.called, ""), Person.first_name).label("name")
    row = db.execute(
        select(Person.id, name).where(
            Person.public_id == public_id,
            Person.kind == PersonKind.STAFF,
            live(Person, at),
            Person.id.not_in(select(Secret.person_id)),
            Person.id.not_in(select(SignOn.person_id)),
        )
    ).first()
    if row is None:
        raise NotThereError
    return row


def staff_or_404(db: Session, public_id: str, at: Moment) -> int:
    """The number of a member of staff who is here today; `NotThereError` otherwise."""
    return _number(
        db,
        select(Person.id).where(
            Person.public_id == public_id, Person.kind == PersonKind.STAFF, live(Person, at)
        ),
    )


def public_id_of(db: Session, person_id: int) -> str:
    """What stands for that person in addresses."""
    return db.scalars(select(Person.public_id).where(Person.id == person_id)).one()


def class_or_404(db: Session, public_id: str) -> AnyRow:
    """A class, for the office: (id, public_id, name, checks); `NotThereError` otherwise."""
    row = db.execute(
        select(Group.id, Group.public_id, Group.name, Group.checks).where(
            Group.public_id == public_id, Group.kind == GroupKind.CLASS
        )
    ).first()
    if row is None:
        raise NotThereError
    return row


def waits_in(db: Session, group_id: int, at: Moment) -> bool:
    """Whether anything waits for the teachers of that class: no title, no name, no number."""
    rows = checks.everything(db, at, reason="whether a class may begin to read less")
    return any(row.number for row in rows if row.id == group_id)


def member_or_404(db: Session, group_id: int, public_id: str, at: Moment, role: Role) -> AnyRow:
    """One of that class today, as in `circle.members_of`; `NotThereError` otherwise."""
    for row in circle.members_of(db, group_id, at, role):
        if row.public_id == public_id:
            return row
    raise NotThereError


def _number(db: Session, found: Select[int]) -> int:
    number = db.scalars(found).first()
    if number is None:
        raise NotThereError
    return number


def my_classes(db: Session, teacher_id: int, at: Moment) -> list[AnyRow]:
    """The classes that somebody teaches today: rows as in `circle.groups_of`."""
    groups = circle.groups_of(db, teacher_id, at, Role.TEACHER)
    return [group for group in groups if group.kind is GroupKind.CLASS]


def my_class_or_404(db: Session, teacher_id: int, public_id: str, at: Moment) -> AnyRow:
    """One of them; `NotThereError` for any other class."""
    for group in my_classes(db, teacher_id, at):
        if group.public_id == public_id:
            return group
    raise NotThereError


def child_in_class_or_404(
    db: Session, staff_id: int, group_id: int, public_id: str, at: Moment
) -> Child:
    """A child of that class today, for one of the staff; `NotThereError` otherwise."""
    found = {child.public_id: child for child in circle.children_for(db, staff_id, group_id, at)}
    if public_id not in found:
        raise NotThereError
    row = found[public_id]
    return Child(row.id, row.public_id, row.name, row.surname, row.face)


def not_kept_or_404(db: Session, staff_id: int, public_id: str, at: Moment) -> None:
    """Go on only where nothing keeps somebody from that person; else `NotThereError`."""
    number = db.scalar(select(Person.id).where(Person.public_id == public_id))
    if number in circle.are_kept_from(db, staff_id, at):
        raise NotThereError


def with_card(db: Session, ids: Collection[int]) -> set[int]:
    """Which of these pupils have a card that opens."""
    return set(
        db.scalars(select(Card.person_id).where(Card.person_id.in_(ids), Card.ended_at.is_(None)))
    )


def children(
    db: Session, staff_id: int, at: Moment, *, is_office: bool
) -> list[tuple[Child, str, str]]:
    """The children whose families somebody may invite, each with their class: name, public id.

    All for the office, a teacher's own for a teacher; in the order of classes and first names.
    """
    rows = db.execute(
        select(
            Person.id,
            Person.public_id,
            Person.first_name,
            Person.surname,
            Person.face,
            Group.name,
            Group.public_id,
            Group.id.label("group_id"),
        )
        .join(Membership, Membership.person_id == Person.id)
        .join(Group, Group.id == Membership.group_id)
        .where(
            Group.kind == GroupKind.CLASS,
            Membership.role == Role.PUPIL,
            live(Membership, at),
            live(Person, at),
        )
        .order_by(Group.id, Person.id)
    ).all()
    rows = sorted(rows, key=lambda row: (row.group_id, names.in_order(row.first_name)))
    is_mine = _in_hands_of(db, staff_id, at, is_office=is_office)
    return [(Child(*row[:5]), row[5], row[6]) for row in rows if is_mine(row[0])]


def _in_hands_of(
    db: Session, staff_id: int, at: Moment, *, is_office: bool
) -> Callable[[int], bool]:
    """Says of a child's number whether somebody may invite the family."""
    if is_office:
        away = circle.are_kept_from(db, staff_id, at)
        return lambda number: number not in away
    return roll.taught_children(db, staff_id, at).__contains__


def child_or_404(
    db: Session, staff_id: int, public_id: str, at: Moment, *, is_office: bool
) -> Child:
    """A child whose family somebody may invite; `NotThereError` for any other (T13)."""
    row = db.execute(
        select(Person.id, Person.public_id, Person.first_name, Person.surname, Person.face).where(
            Person.public_id == public_id, Person.kind == PersonKind.PUPIL, live(Person, at)
        )
    ).first()
    if row is None or not _in_hands_of(db, staff_id, at, is_office=is_office)(row.id):
        raise NotThereError
    return Child(*row)


def open_letters(db: Session, pupil_ids: Collection[int], at: Moment) -> Sequence[AnyRow]:
    """The letters of these pupils that still open: who has not come yet.

    Rows (public_id, pupil_id, called, household_id, household, confirmed_at,
    made_at, maker, expires_at).
    """
    return db.execute(
        select(
            Invitation.public_id,
            Invitation.pupil_id,
            Invitation.called,
            Invitation.household_id,
            Invitation.confirmed_at,
            Household.name.label("household"),
            *_MADE,
        )
        .join(Household, Household.id == Invitation.household_id)
        .outerjoin(_MAKER, _MAKER.id == Invitation.made_by_id)
        .where(Invitation.pupil_id.in_(pupil_ids), *_is_open(at))
        .order_by(Invitation.id)
    ).all()


def open_staff_invitations(db: Session, at: Moment) -> Sequence[AnyRow]:
    """Staff invitations that still open.

    Rows (public_id, called, duty, group, made_at, maker, expires_at).
    """
    return db.execute(
        select(
            Invitation.public_id,
            Invitation.called,
            Invitation.duty,
            Group.name.label("group"),
            *_MADE,
        )
        .outerjoin(Group, Group.id == Invitation.group_id)
        .outerjoin(_MAKER, _MAKER.id == Invitation.made_by_id)
        .where(Invitation.kind == InvitationKind.STAFF, *_is_open(at))
        .order_by(Invitation.id)
    ).all()


def _is_open(at: Moment) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.used_at.is_(None),
        Invitation.ended_at.is_(None),
        Invitation.expires_at > at.now,
    )


def letter_or_404(db: Session, public_id: str, pupil_id: int | None, at: Moment) -> int:
    """An open letter of that pupil, or (None) an open invitation of staff."""
    return _number(
        db,
        select(Invitation.id).where(
            Invitation.public_id == public_id,
            Invitation.pupil_id == pupil_id
            if pupil_id is not None
            else Invitation.kind == InvitationKind.STAFF,
            *_is_open(at),
        ),
    )


def households(db: Session, pupil_id: int, at: Moment) -> Sequence[AnyRow]:
    """The homes of one child's family, come or invited: rows (id, public_id, name)."""
    tied = select(FamilyTie.household_id).where(FamilyTie.pupil_id == pupil_id, live(FamilyTie, at))
    invited = select(Invitation.household_id).where(Invitation.pupil_id == pupil_id, *_is_open(at))
    return db.execute(
        select(Household.id, Household.public_id, Household.name)
        .where(or_(Household.id.in_(tied), Household.id.in_(invited)))
        .order_by(Household.id)
    ).all()


def homes_of(db: Session, pupil_ids: Collection[int], at: Moment) -> dict[int, list[AnyRow]]:
    """The same of many children, by the child's number, each home once; rows also say pupil_id."""
    found: dict[int, dict[int, AnyRow]] = {}
    for source, lives in ((FamilyTie, (live(FamilyTie, at),)), (Invitation, _is_open(at))):
        rows = db.execute(
            select(source.pupil_id, Household.id, Household.public_id, Household.name)
            .join(Household, Household.id == source.household_id)
            .where(source.pupil_id.in_(pupil_ids), *lives)
            .order_by(Household.id)
        )
        for row in rows:
            found.setdefault(row.pupil_id, {})[row.id] = row
    return {pupil: sorted(homes.values(), key=lambda row: row.id) for pupil, homes in found.items()}


def tie_or_404(db: Session, public_id: str, pupil_id: int, at: Moment) -> int:
    """The number of a live tie of that pupil; `NotThereError` otherwise."""
    for tie in roll.ties_of(db, [pupil_id], at):
        if tie.public_id == public_id:
            return int(tie.id)
    raise NotThereError
