"""Who reads a concern, and what an open one allows: the safety leads, and never about themselves.

A concern is read by every safety lead but whoever it is about and whoever is kept from one of its
children (decision 32). It shows nothing of the item: that stays with the rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, case, exists, false, literal, not_, or_, select, true
from sqlalchemy.orm import aliased

from portfolio.models import Comment, Concern, Group, Item, Membership, Person, Restriction
from portfolio.models.enums import ConcernFor, DutyKind, GroupKind, PersonKind, Role
from portfolio.visibility import standing
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, FromClause, Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.standing import PersonId, When

CONCERN: FromClause = Concern.__table__


def is_open() -> ColumnElement[bool]:
    """Nobody has settled it."""
    return CONCERN.c.settled_at.is_(None)


def mine_open(reporter_id: int, item_id: int | None, comment_id: int | None) -> Select[Concern]:
    """The open ones that this person raised about the item, or about those words on it; locked.

    The newest first.
    """
    return (
        select(Concern)
        .where(
            is_open(),
            CONCERN.c.reporter_id == reporter_id,
            CONCERN.c.item_id == item_id,
            CONCERN.c.comment_id.is_(None)
            if comment_id is None
            else CONCERN.c.comment_id == comment_id,
        )
        .order_by(CONCERN.c.id.desc())
        .with_for_update()
    )


def is_held(db: Session, item_id: int | None, comment_id: int | None) -> bool:
    """Whether the words are held back, or else the item."""
    of_item = select(Item.id).where(Item.id == item_id, Item.held_back_at.is_not(None))
    words = Comment.id == comment_id, Comment.held_back_at.is_not(None)
    found = of_item if comment_id is None else select(Comment.id).where(*words)
    return db.scalars(found).first() is not None


def is_unread(db: Session, concern_id: int) -> bool:
    """Whether it is open, and nobody has read it for whom it is by now."""
    unread = CONCERN.c.id == concern_id, is_open(), CONCERN.c.read_by_id.is_(None)
    return db.scalars(select(CONCERN.c.id).where(*unread)).first() is not None


def _is_not_about(person: PersonId) -> ColumnElement[bool]:
    return or_(CONCERN.c.about_id.is_(None), CONCERN.c.about_id != person)


def _is_of_nobody_kept(lead: PersonId, at: When) -> ColumnElement[bool]:
    """The lead is kept from none of its people: whose space, who said it, whose words it is about.

    Asked also two selects deep, where SQLAlchemy correlates no more by itself.
    """
    away = standing.kept_from(lead, at).correlate_except(Restriction)
    return and_(
        CONCERN.c.owner_id.not_in(away),
        or_(CONCERN.c.reporter_id.is_(None), CONCERN.c.reporter_id.not_in(away)),
        or_(CONCERN.c.about_id.is_(None), CONCERN.c.about_id.not_in(away)),
    )


def is_not_right(item_id: ColumnElement[int], lead: PersonId, at: When) -> ColumnElement[bool]:
    """Somebody's concern about the item, or words on it, is open, and for that lead to settle.

    What the patterns found by themselves opens nothing.
    """
    return exists().where(
        CONCERN.c.item_id == item_id,
        CONCERN.c.reporter_id.is_not(None),
        CONCERN.c.reads == ConcernFor.LEAD,
        is_open(),
        _is_not_about(lead),
        _is_of_nobody_kept(lead, at),
    )


def may_read(lead: PersonId, at: When) -> ColumnElement[bool]:
    """Whether that person reads the concern as a safety lead today.

    What was told to teachers is the lead's where the child has no teacher any more who may know
    the child.
    """
    no_teacher = CONCERN.c.owner_id.not_in(_taught_by_anybody(at))
    return and_(
        or_(CONCERN.c.reads == ConcernFor.LEAD, no_teacher),
        standing.is_safety_lead(lead, at),
        standing.is_here(lead, at),
        _is_not_about(lead),
        _is_of_nobody_kept(lead, at),
    )


def may_read_as_teacher(teacher: PersonId, at: When) -> ColumnElement[bool]:
    """Whether it was told to the child's teachers, of whom that person is one today."""
    return and_(
        CONCERN.c.reads == ConcernFor.TEACHER,
        standing.is_here(teacher, at),
        CONCERN.c.owner_id.in_(standing.taught(teacher, at)),
        CONCERN.c.owner_id.not_in(standing.kept_from(teacher, at)),
    )


def _taught_by_anybody(at: When) -> Select[int]:
    """Those who have a teacher today from whom no restriction keeps them."""
    mine, theirs, teacher = aliased(Membership), aliased(Membership), aliased(Person)
    kept = exists().where(
        Restriction.person_id == mine.person_id,
        Restriction.pupil_id == theirs.person_id,
        live(Restriction, at),
    )
    return (
        select(theirs.person_id)
        .join(mine, mine.group_id == theirs.group_id)
        .join(Group, Group.id == mine.group_id)
        .join(teacher, teacher.id == mine.person_id)
        .where(
            Group.kind == GroupKind.CLASS,
            mine.role == Role.TEACHER,
            live(mine, at),
            live(theirs, at),
            live(teacher, at),
            not_(kept.correlate_except(Restriction)),
        )
    )


def has_lead(db: Session, at: Moment) -> bool:
    """Whether anybody is the safety lead today; else what is for one waits for the office."""
    return bool(db.scalar(select(_leads(at).exists())))


def has_lead_for(db: Session, child_id: int, at: Moment) -> bool:
    """Whether any of today's safety leads may read what that child tells: is not kept from them."""
    free = literal(child_id).not_in(standing.kept_from(Person.id, at))
    return bool(db.scalar(select(_leads(at).where(free).exists())))


def _leads(at: Moment) -> Select[int]:
    return select(Person.id).where(live(Person, at), standing.is_safety_lead(Person.id, at))


def readers(db: Session, concern_id: int, at: Moment) -> set[int]:
    """Everybody who may read it today."""
    reads = or_(may_read(Person.id, at), may_read_as_teacher(Person.id, at))
    return set(db.scalars(_staff(concern_id).where(reads)))


def to_tell(db: Session, concern_id: int, at: Moment) -> set[int]:
    """Who is told that it waits: its readers; where there are none the office (decision 46).

    But nobody of one about themselves.
    """
    office = standing.holds(Person.id, DutyKind.OFFICE, at), standing.is_here(Person.id, at)
    found = _staff(concern_id).where(*office, _is_not_about(Person.id))
    return readers(db, concern_id, at) or set(db.scalars(found))


def _staff(concern_id: int) -> Select[int]:
    of_it = select(Person.id).join(CONCERN, CONCERN.c.id == concern_id)
    return of_it.where(Person.kind == PersonKind.STAFF)


def read_by_nobody(db: Session, for_whom: int, at: Moment) -> int:
    """How many open ones nobody may read: each is about every lead, or of a child kept apart.

    Or nobody is the safety lead (`has_lead`), and they wait for one.

    As that person may be told: of one about themselves they are told nothing.
    """
    told = _is_not_about(literal(for_whom))
    everyone = set(db.scalars(select(CONCERN.c.id).where(is_open(), told)))
    reads = or_(may_read(Person.id, at), may_read_as_teacher(Person.id, at))
    read = (
        select(CONCERN.c.id)
        .join(Person, true())
        .where(is_open(), Person.kind == PersonKind.STAFF, reads)
    )
    return len(everyone - set(db.scalars(read)))


def is_answered(person: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether something that person raised was read, and they have not put the word away."""
    new = CONCERN.c.read_at.is_not(None), CONCERN.c.told_at.is_(None)
    return exists().where(CONCERN.c.reporter_id == person, *new)


def is_told_to(db: Session, concern_id: int, teacher_id: int, at: Moment) -> bool:
    """Whether that person reads it as the child's teacher, and not on the safety page."""
    reads = may_read_as_teacher(literal(teacher_id), at)
    return (
        db.scalars(select(CONCERN.c.id).where(CONCERN.c.id == concern_id, reads)).first()
        is not None
    )


def waits_for_lead(person: ColumnElement[int], at: When) -> ColumnElement[bool]:
    """Whether one that nobody has read lies there for that person, as a safety lead.

    For the dot of the menu: one select deep, so that it stands in the question about a session.
    """
    is_theirs = and_(CONCERN.c.reads == ConcernFor.LEAD, _is_not_about(person))
    return _waits(person, at, is_theirs)


def waits_for_teacher(person: ColumnElement[int], at: When) -> ColumnElement[bool]:
    """Whether something that a child told lies there for that person, as their teacher."""
    mine, theirs = aliased(Membership), aliased(Membership)
    told = (
        _unread(person, at)
        .join(theirs, theirs.person_id == CONCERN.c.owner_id)
        .join(mine, mine.group_id == theirs.group_id)
        .join(Group, Group.id == mine.group_id)
        .where(
            CONCERN.c.reads == ConcernFor.TEACHER,
            Group.kind == GroupKind.CLASS,
            mine.person_id == person,
            mine.role == Role.TEACHER,
            live(mine, at),
            live(theirs, at),
        )
    )
    return _of_staff(told)


def _waits(person: ColumnElement[int], at: When, which: ColumnElement[bool]) -> ColumnElement[bool]:
    return _of_staff(_unread(person, at).where(which))


def _unread(person: ColumnElement[int], at: When) -> Select[int]:
    """Open ones, read by nobody yet, of no child from whom the person is kept (as they read it)."""
    kept = and_(
        Restriction.person_id == person,
        or_(
            Restriction.pupil_id == CONCERN.c.owner_id,
            Restriction.pupil_id == CONCERN.c.reporter_id,
            Restriction.pupil_id == CONCERN.c.about_id,
        ),
        live(Restriction, at),
    )
    return (
        select(CONCERN.c.id)
        .outerjoin(Restriction, kept)
        .where(is_open(), CONCERN.c.read_by_id.is_(None), Restriction.id.is_(None))
    )


def _of_staff(found: Select[int]) -> ColumnElement[bool]:
    is_staff = Person.__table__.c.kind == PersonKind.STAFF
    return case((is_staff, found.correlate(Person.__table__).exists()), else_=false())
