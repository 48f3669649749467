"""Restrictions as the office and the safety lead read them: who is kept from whom, and why.

Nobody else is ever shown a row of this, nor a gap where one is (product.md, rule 10). What a
restriction does to sight stands in the rule, not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import and_, exists, literal, or_, select
from sqlalchemy.orm import aliased

from portfolio.core.words import bare
from portfolio.models import (
    Card,
    FamilyTie,
    Group,
    Household,
    LogRow,
    Membership,
    Person,
    Restriction,
)
from portfolio.models.enums import GroupKind, PersonKind, Role
from portfolio.visibility import circle
from portfolio.visibility.roll import ended_today, has_ended
from portfolio.visibility.standing import kept_from, live, tied_pupils

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
"""A row whose columns each function names."""


def restrictions(
    db: Session, reader_id: int, at: Moment, pupil_id: int | None = None
) -> Sequence[AnyRow]:
    """All that hold today or will, for one child or (None) the school, the newest first.

    Not those of a child from whom the reader is kept, and never one about the reader.
    Rows (person_id, pupil_id: public ids; person, kind, called: how the child calls them or None;
    pupil, surname, pupil_face, reason, from_on, until_on, set_by).
    """
    person, pupil, setter = aliased(Person), aliased(Person), aliased(Person)
    found = (
        select(
            person.public_id.label("person_id"),
            pupil.public_id.label("pupil_id"),
            person.first_name.label("person"),
            person.surname.label("person_surname"),
            person.kind,
            _called().label("called"),
            pupil.first_name.label("pupil"),
            pupil.surname,
            pupil.face.label("pupil_face"),
            Restriction.reason,
            Restriction.from_on,
            Restriction.until_on,
            circle.called_or_first(setter.called, setter.first_name).label("set_by"),
        )
        .join(person, person.id == Restriction.person_id)
        .join(pupil, pupil.id == Restriction.pupil_id)
        .outerjoin(setter, setter.id == Restriction.set_by_id)
        .where(~has_ended(Restriction, at), Restriction.person_id != reader_id)
        .where(Restriction.pupil_id.not_in(circle.are_kept_from(db, reader_id, at)))
        .order_by(Restriction.id.desc())
    )
    return db.execute(found if pupil_id is None else found.where(pupil.id == pupil_id)).all()


def _called() -> Any:  # noqa: ANN401 -- a scalar subquery
    return (
        select(FamilyTie.called)
        .where(
            FamilyTie.adult_id == Restriction.person_id,
            FamilyTie.pupil_id == Restriction.pupil_id,
        )
        .order_by(FamilyTie.id.desc())
        .limit(1)
        .correlate(Restriction)
        .scalar_subquery()
    )


def of_pair(db: Session, person_id: int, pupil_id: int, at: Moment) -> list[int]:
    """The numbers of the restrictions between those two that hold today or will."""
    pair = Restriction.person_id == person_id, Restriction.pupil_id == pupil_id
    return list(db.scalars(select(Restriction.id).where(*pair, ~has_ended(Restriction, at))))


def is_kept(db: Session, person_id: int, pupil_id: int, at: Moment) -> bool:
    """Whether a restriction keeps that person from that child today."""
    return pupil_id in circle.are_kept_from(db, person_id, at)


def classes_of_kept(db: Session, person_id: int, at: Moment) -> set[int]:
    """The classes, today's and later ones, of children from whom they are kept today."""
    kept = Membership.person_id.in_(kept_from(literal(person_id), at))
    found = select(Membership.group_id).join(Group, Group.id == Membership.group_id)
    a_child = kept, Membership.role == Role.PUPIL, ~has_ended(Membership, at)
    return set(db.scalars(found.where(*a_child, Group.kind == GroupKind.CLASS)))


def teachers_of_kept(db: Session, person_id: int, at: Moment) -> set[int]:
    """Who teaches one of those classes, today or later: whose way in would lead to such a child.

    Whose teaching ended this very day, too: that may be undone.
    """
    stays = or_(~has_ended(Membership, at), ended_today(Membership, at))
    rooms = Membership.group_id.in_(classes_of_kept(db, person_id, at))
    teaches = select(Membership.person_id).where(rooms, Membership.role == Role.TEACHER, stays)
    return set(db.scalars(teaches))


def leads_nowhere_else(db: Session, person_id: int, at: Moment) -> bool:
    """Whether a family member is kept from every child whom they are tied to today."""
    kind = db.scalar(select(Person.kind).where(Person.id == person_id))
    kept = kept_from(literal(person_id), at)
    other = tied_pupils(literal(person_id), at).where(FamilyTie.pupil_id.not_in(kept))
    return kind is PersonKind.FAMILY and not db.scalar(select(other.exists()))


def lets_in_no_more(db: Session, person_id: int, pupil_id: int, at: Moment) -> bool:
    """Whether they are kept away today, and the child may be signed in on a device of theirs.

    At the word of family, or by its card: those who work here may have that, too.
    """
    kept = kept_from(literal(person_id), at).where(Restriction.pupil_id == pupil_id)
    staff = select(Person.id).where(Person.id == person_id, Person.kind == PersonKind.STAFF)
    is_known = bool(known_as(db, person_id, pupil_id)) or bool(db.scalar(select(staff.exists())))
    return is_known and bool(db.scalar(select(kept.exists())))


def may_have_card(db: Session, pupil_id: int, at: Moment) -> set[str]:
    """Who is kept away and may have the card by which the child comes in: public ids.

    Family and staff, where it was made before the office set the restriction, as the log says.
    """
    tie = FamilyTie.adult_id == Restriction.person_id, FamilyTie.pupil_id == pupil_id
    rows = (
        select(Person.public_id)
        .join(Restriction, Restriction.person_id == Person.id)
        .join(Card, Card.person_id == Restriction.pupil_id)
        .where(Restriction.pupil_id == pupil_id, ~has_ended(Restriction, at))
        .where(or_(Person.kind == PersonKind.STAFF, exists().where(*tie)))
        .where(Card.ended_at.is_(None), ~_is_newer(Card.made_at))
    )
    return set(db.scalars(rows))


def _is_newer(made_at: Any) -> ColumnElement[bool]:  # noqa: ANN401 -- a column
    """Made since the office set the restriction; of one that nobody logged nothing is newer."""
    number = LogRow.about["restriction"].as_integer()
    was_set = LogRow.event == "kept_apart", number == Restriction.id
    return exists().where(*was_set, LogRow.at < made_at).correlate(Restriction, Card)


def nobody_looks(db: Session, pupil_id: int, at: Moment) -> bool:
    """Whether the child has teachers today and is kept from every one: nothing is on a desk."""
    away = circle.kept_from_child(db, pupil_id, at)
    teachers = {row.id for row in circle.teachers_of(db, pupil_id, at)}
    return bool(teachers) and teachers <= away


def known_as(db: Session, person_id: int, pupil_id: int) -> list[tuple[str, int]]:
    """What that child calls them or ever called them, each with the number of a home.

    Of their home and of each that is called like it: a home may be typed as if it were new.
    """
    tie = FamilyTie.adult_id == person_id, FamilyTie.pupil_id == pupil_id
    rows = db.execute(select(FamilyTie.called, FamilyTie.household_id).where(*tie).distinct()).all()
    homes = _homes_like(db, {row.household_id for row in rows})
    return [(row.called, home) for row in rows for home in homes[row.household_id]]


def _homes_like(db: Session, home_ids: Collection[int]) -> dict[int, set[int]]:
    """Of each of these homes, all that are called like it, itself too; one question, or none."""
    if not home_ids:
        return {}
    names = {row.id: bare(row.name) for row in db.execute(select(Household.id, Household.name))}
    return {
        home: {other for other, name in names.items() if name == names[home]} for home in home_ids
    }


def is_like(called: str, household_id: int | None, known_as: Iterable[tuple[str, int]]) -> bool:
    """Whether a letter under that name into that home may be for whom the child knows so.

    Into a home of theirs, or under a name of theirs whatever its case and dots.
    """
    word = bare(called)
    return any(household_id == home or word == bare(name) for name, home in known_as)


def waiting(db: Session, letters: Sequence[AnyRow], at: Moment) -> list[AnyRow]:
    """Those of these letters that do not open before the office says so.

    Each is like a tie to somebody who is kept from the child, today or from a later day: whoever
    opened it would be somebody new, whom no restriction names. Rows with pupil_id, called,
    household_id, confirmed_at.
    """
    known = _known_of_kept(db, {one.pupil_id for one in letters}, at)
    return [
        one
        for one in letters
        if one.confirmed_at is None and is_like(one.called, one.household_id, known[one.pupil_id])
    ]


def _known_of_kept(
    db: Session, pupil_ids: Collection[int], at: Moment
) -> dict[int, list[tuple[str, int]]]:
    """Of each child, what it calls or called those who are kept away, each with the home."""
    pair = Restriction.person_id == FamilyTie.adult_id, Restriction.pupil_id == FamilyTie.pupil_id
    rows = db.execute(
        select(FamilyTie.pupil_id, FamilyTie.called, FamilyTie.household_id)
        .join(Restriction, and_(*pair))
        .where(FamilyTie.pupil_id.in_(pupil_ids), ~has_ended(Restriction, at))
    ).all()
    homes = _homes_like(db, {row.household_id for row in rows})
    found: dict[int, list[tuple[str, int]]] = {number: [] for number in pupil_ids}
    for row in rows:
        found[row.pupil_id] += [(row.called, home) for home in homes[row.household_id]]
    return found


def pupils_kept(at: Moment) -> Select[int]:
    """The children from whom somebody is kept, today or from a later day."""
    return select(Restriction.pupil_id).where(~has_ended(Restriction, at))


def begun_today(db: Session, at: Moment) -> list[tuple[int, int]]:
    """Who is kept from whom from this very day on: (person_id, pupil_id)."""
    begins = Restriction.from_on == at.today, live(Restriction, at)
    pairs = select(Restriction.person_id, Restriction.pupil_id).where(*begins).distinct()
    return [(row.person_id, row.pupil_id) for row in db.execute(pairs)]
