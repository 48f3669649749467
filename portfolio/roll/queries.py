"""Reading the roll as it stands, for a comparison and for a file; and what waits for a yes.

Surnames come out of here, so nothing of it may reach a child's, a family's or the screen's page.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sqlalchemy import func, select

from portfolio.core import names
from portfolio.core.errors import NotThereError
from portfolio.models import Duty, FamilyTie, Group, Membership, Person, RollKey, RollUpload
from portfolio.models.enums import GroupKind, PersonKind, Role
from portfolio.office import queries as office
from portfolio.paper import queries as paper
from portfolio.roll.planning.compare import compare
from portfolio.roll.planning.known import Known, KnownClass, KnownPerson
from portfolio.roll.planning.letters import Adult
from portfolio.roll.planning.ties import find_children, plan_letters
from portfolio.roll.planning.year import Teacher, YearClass
from portfolio.roll.reading.rows import Sheet
from portfolio.visibility import circle, roll
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.roll.planning.letters import LettersPlan
    from portfolio.roll.planning.plan import Plan

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
"""A row whose columns each function names."""


def known(db: Session, at: Moment) -> Known:
    """Children, staff and classes as they stand today; of those who left, who has a number."""
    rooms = _rooms(db, at)
    duties = set(db.scalars(select(Duty.person_id).where(live(Duty, at))))
    people = [
        KnownPerson(
            id=row.id,
            public_id=row.public_id,
            kind=row.kind,
            first_name=row.first_name,
            surname=row.surname,
            called=row.called,
            email=row.email or "",
            key=row.key or "",
            is_here=row.is_here,
            holds_duty=row.id in duties,
            rooms=tuple(rooms[row.id]),
        )
        for row in db.execute(_people(at))
    ]
    taken = {row.email: row.id for row in db.execute(_addresses())}
    return Known(people, classes(db, at), taken)


def _people(at: Moment) -> Any:  # noqa: ANN401 -- a Select of the columns above
    is_here = live(Person, at)
    return (
        select(
            Person.id,
            Person.public_id,
            Person.kind,
            Person.first_name,
            Person.surname,
            Person.called,
            Person.email,
            RollKey.key,
            is_here.label("is_here"),
        )
        .outerjoin(RollKey, RollKey.person_id == Person.id)
        .where(Person.kind.in_((PersonKind.PUPIL, PersonKind.STAFF)))
        .where(is_here | RollKey.key.is_not(None))
        .order_by(Person.first_name, Person.surname, Person.id)
    )


def _addresses() -> Any:  # noqa: ANN401 -- a Select of (email, id)
    return select(Person.email, Person.id).where(Person.email.is_not(None))


def _rooms(db: Session, at: Moment) -> dict[int, list[int]]:
    """The classes that each person is in today."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = select(Membership.person_id, Membership.group_id).join(
        Group, Group.id == Membership.group_id
    )
    in_classes = rows.where(Group.kind == GroupKind.CLASS, live(Membership, at))
    for row in db.execute(in_classes.order_by(Membership.group_id).distinct()):
        found[row.person_id].append(row.group_id)
    return found


def classes(db: Session, at: Moment) -> list[KnownClass]:
    """The classes that are not over, with how many children are in each today."""
    counted = (
        select(Membership.group_id, func.count().label("children"))
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.role == Role.PUPIL, live(Membership, at), live(Person, at))
        .group_by(Membership.group_id)
    )
    children = {row.group_id: row.children for row in db.execute(counted)}
    over = roll.groups_over(db, at)
    rows = db.execute(
        select(Group.id, Group.name, Group.stage, RollKey.key)
        .outerjoin(RollKey, RollKey.group_id == Group.id)
        .where(Group.kind == GroupKind.CLASS)
        .order_by(Group.id)
    )
    return [
        KnownClass(row.id, row.name, row.key or "", row.stage, children.get(row.id, 0))
        for row in rows
        if row.id not in over
    ]


def upload_of(db: Session, person_id: int, at: Moment) -> AnyRow | None:
    """What somebody sent and has not decided: (public_id, made_at, ends_at); None where nothing."""
    row: AnyRow | None = db.execute(
        select(RollUpload.public_id, RollUpload.made_at, RollUpload.ends_at).where(
            RollUpload.person_id == person_id, RollUpload.ends_at > at.now
        )
    ).first()
    return row


def upload_or_404(db: Session, public_id: str, person_id: int, at: Moment) -> AnyRow:
    """One's own list that waits: (id, public_id, sheet, answers, digest, ends_at).

    `NotThereError` for another's, and once its hour is over.
    """
    row: AnyRow | None = db.execute(
        select(
            RollUpload.id,
            RollUpload.public_id,
            RollUpload.sheet,
            RollUpload.answers,
            RollUpload.digest,
            RollUpload.ends_at,
        ).where(
            RollUpload.public_id == public_id,
            RollUpload.person_id == person_id,
            RollUpload.ends_at > at.now,
        )
    ).first()
    if row is None:
        raise NotThereError
    return row


def plan_of(db: Session, upload: AnyRow, at: Moment) -> Plan:
    """What the list would change, compared with the roll of this very moment."""
    return compare(Sheet.from_json(upload.sheet), known(db, at), upload.answers)


def letters_plan_of(db: Session, upload: AnyRow, known: Known, at: Moment) -> LettersPlan:
    """The letters that a list of ties would make, by the roll and the families of this moment."""
    found = find_children(Sheet.from_json(upload.sheet), known)
    adults = adults_of(db, found.ids, at)
    return plan_letters(found, known, adults, roll.ties_over(db, found.ids, at))


def adults_of(db: Session, pupil_ids: Collection[int], at: Moment) -> list[Adult]:
    """Who is tied to these children, or asked to be, each once: by child, word and home.

    With those whom a restriction keeps away, as on the page where a letter is made by hand.
    """
    tied = roll.ties_of(db, pupil_ids, at)
    asked = office.open_letters(db, pupil_ids, at), paper.unmade_letters(db, pupil_ids, at)
    found = {
        (row.pupil_id, row.called, row.household_id): Adult(
            row.pupil_id, row.called, row.household_id, row.household, is_here=rows is tied
        )
        for rows in (*asked, tied)
        for row in rows
    }
    return [found[key] for key in sorted(found)]


class Somebody(NamedTuple):
    """Somebody whom the office may keep from a child, with words that tell them from others."""

    public_id: str
    kind: PersonKind
    is_theirs: bool
    """Tied to that child today."""
    name: str
    about: str


def child_or_404(db: Session, public_id: str, at: Moment) -> AnyRow:
    """A child who is here today, for the office: (id, public_id, name, surname, face)."""
    row: AnyRow | None = db.execute(
        select(
            Person.id,
            Person.public_id,
            Person.first_name.label("name"),
            Person.surname,
            Person.face,
        ).where(Person.public_id == public_id, Person.kind == PersonKind.PUPIL, live(Person, at))
    ).first()
    if row is None:
        raise NotThereError
    return row


def person_or_404(db: Session, public_id: str) -> int:
    """The number of anybody, here or gone: a restriction outlasts a place."""
    number = db.scalars(select(Person.id).where(Person.public_id == public_id)).first()
    if number is None:
        raise NotThereError
    return number


def everybody_but(db: Session, pupil_id: int, at: Moment) -> list[Somebody]:
    """Whom the office may keep from that child: first the family, then all others who are here."""
    tied = _families(db, at)
    found = [
        Somebody(
            row.public_id,
            row.kind,
            any(child == pupil_id for child, _called, _name in tied[row.id]),
            f"{row.name} {row.surname}".strip(),
            ", ".join(f"{called}: {name}" for _child, called, name in tied[row.id]),
        )
        for kind in (PersonKind.FAMILY, PersonKind.STAFF, PersonKind.PUPIL)
        for row in db.execute(_of_kind(kind, at))
        if row.id != pupil_id
    ]
    return sorted(found, key=lambda one: not one.is_theirs)


def _of_kind(kind: PersonKind, at: Moment) -> Any:  # noqa: ANN401 -- a Select of the columns below
    name = Person.first_name.label("name")
    found = select(Person.id, Person.public_id, Person.kind, name, Person.surname)
    here = found.where(Person.kind == kind, live(Person, at))
    return here.order_by(Person.first_name, Person.surname, Person.id)


def _families(db: Session, at: Moment) -> dict[int, list[tuple[int, str, str]]]:
    """The children of each adult: (number, what they call the adult, the child's name)."""
    found: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    rows = select(FamilyTie.adult_id, FamilyTie.pupil_id, FamilyTie.called, Person.first_name)
    ties = rows.join(Person, Person.id == FamilyTie.pupil_id).where(live(FamilyTie, at))
    for adult, pupil, called, name in db.execute(ties.order_by(FamilyTie.id)):
        found[adult].append((pupil, called, name))
    return found


def children(db: Session, staff_id: int, at: Moment) -> list[tuple[str, AnyRow]]:
    """Every child who is here with the name of their class, in its order, for one of the office.

    Without those from whom a restriction keeps that person.
    """
    away = circle.are_kept_from(db, staff_id, at)
    group = circle.class_name(Person.id, at).label("group")
    rows = db.execute(
        select(
            Person.public_id, Person.first_name.label("name"), Person.surname, Person.face, group
        )
        .where(Person.kind == PersonKind.PUPIL, live(Person, at), Person.id.not_in(away))
        .order_by(Person.id)
    ).all()
    found = [(row.group or "", row) for row in rows]
    return sorted(found, key=lambda one: (one[0], names.in_order(one[1].name, one[1].surname)))


def year_classes(db: Session, at: Moment) -> list[YearClass]:
    """The classes of this year that nobody has turned yet, with who is in them."""
    pupils: dict[int, list[int]] = defaultdict(list)
    teachers: dict[int, list[Teacher]] = defaultdict(list)
    for row in db.execute(_belonging(at)):
        if row.role is Role.PUPIL:
            pupils[row.group_id].append(row.id)
        else:
            teachers[row.group_id].append(Teacher(row.id, row.public_id, row.name))
    groups = db.execute(
        select(Group.id, Group.public_id, Group.name, Group.stage, Group.checks)
        .where(Group.kind == GroupKind.CLASS)
        .order_by(Group.id)
    )
    return [
        YearClass(*row, tuple(pupils[row.id]), tuple(teachers[row.id]))
        for row in groups
        if pupils[row.id]
    ]


def _belonging(at: Moment) -> Any:  # noqa: ANN401 -- a Select of the columns below
    name = func.coalesce(func.nullif(Person.called, ""), Person.first_name).label("name")
    found = select(Membership.group_id, Membership.role, Person.id, Person.public_id, name)
    here = live(Membership, at), live(Person, at), roll.goes_on(Membership)
    joined = found.join(Person, Person.id == Membership.person_id).where(*here)
    return joined.order_by(Person.first_name, Person.id)


def staff(db: Session, at: Moment) -> list[Teacher]:
    """Everybody who works here, to choose from."""
    rows = circle.here_today(db, PersonKind.STAFF, at)
    return [Teacher(row.id, row.public_id, row.name) for row in rows]


def classes_of(db: Session, pupil_id: int, at: Moment) -> list[AnyRow]:
    """The child's classes today: rows as in `circle.groups_of`."""
    groups = circle.groups_of(db, pupil_id, at, Role.PUPIL)
    return [group for group in groups if group.kind is GroupKind.CLASS]
