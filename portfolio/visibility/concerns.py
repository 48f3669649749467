"""Concerns as a safety lead or a teacher reads them, with names; never with what they are about.

Words that somebody is concerned about are shown to a lead who opened them, for an hour
(`words_of`); an item is opened by break-glass alone.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, case, func, literal, not_, or_, select

from portfolio.core.database import at_most
from portfolio.core.errors import NotThereError
from portfolio.models import Comment, FamilyTie, Item, Person, WordsOpening
from portfolio.models.enums import CommentState
from portfolio.visibility import concerned, talk
from portfolio.visibility.concerned import CONCERN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, FromClause
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models.enums import ConcernKind

LIES_OPEN = timedelta(hours=1)
"""How long opened words lie open: as long as what a lead opens by break-glass."""


class Raised(NamedTuple):
    """One concern, and how its thing or words stand. Names are whole: these are staff's pages."""

    id: int
    public_id: str
    kind: ConcernKind
    line: str
    made_at: datetime
    read_at: datetime | None
    """When it was read by one of those for whom it is by now."""
    settled_at: datetime | None
    note: str
    reporter: str
    owner: str
    owner_id: int
    about: str
    item_id: int | None
    item: str | None
    comment_id: int | None
    is_held_back: bool
    waits: bool
    """Words that wait for a safety lead: nobody but their author has read them."""
    is_removed: bool
    comment: str | None
    is_sealed: bool
    """A safety lead sealed the words, or the thing."""
    is_removed_by_lead: bool


def open_for(db: Session, lead_id: int, at: Moment) -> list[Raised]:
    """The open ones that this safety lead reads, the oldest first."""
    return _rows(db, and_(concerned.is_open(), concerned.may_read(literal(lead_id), at)))


def still_hidden(db: Session, lead_id: int, at: Moment) -> list[Raised]:
    """Settled ones whose thing or words are held back, or wait, still; the oldest first."""
    is_hidden = or_(_held(), talk.waits_for_the_lead())
    reads = concerned.may_read(literal(lead_id), at)
    return _rows(db, and_(not_(concerned.is_open()), is_hidden, reads))


def one_or_404(db: Session, lead_id: int, public_id: str, at: Moment) -> Raised:
    """One that this safety lead reads, open or settled; `NotThereError` for any other."""
    return _one(_rows(db, and_(_named(public_id), concerned.may_read(literal(lead_id), at))))


def told_to(db: Session, teacher_id: int, at: Moment) -> list[Raised]:
    """What children told this teacher and nobody has settled, the oldest first."""
    reads = concerned.may_read_as_teacher(literal(teacher_id), at)
    return _rows(db, and_(concerned.is_open(), reads))


def told_or_404(db: Session, teacher_id: int, public_id: str, at: Moment) -> Raised:
    """One that was told to this teacher; `NotThereError` for any other."""
    reads = concerned.may_read_as_teacher(literal(teacher_id), at)
    return _one(_rows(db, and_(_named(public_id), reads)))


def _named(public_id: str) -> ColumnElement[bool]:
    named: ColumnElement[bool] = CONCERN.c.public_id == public_id
    return named


def _one(rows: Sequence[Raised]) -> Raised:
    if not rows:
        raise NotThereError
    return rows[0]


def _held() -> ColumnElement[bool]:
    """What the concern is about is held back: the words, or else the thing."""
    return or_(
        Comment.held_back_at.is_not(None),
        and_(CONCERN.c.comment_id.is_(None), Item.held_back_at.is_not(None)),
    )


def _is_sealed() -> ColumnElement[bool]:
    """The thing is sealed, with all that was said about it; or the words are."""
    return or_(
        Item.sealed_at.is_not(None), and_(Comment.id.is_not(None), Comment.sealed_at.is_not(None))
    )


def _rows(db: Session, which: ColumnElement[bool]) -> list[Raised]:
    reporter, owner, about = (Person.__table__.alias(name) for name in ("told", "owns", "said"))
    found = (
        select(
            CONCERN.c.id,
            CONCERN.c.public_id,
            CONCERN.c.kind,
            CONCERN.c.line,
            CONCERN.c.made_at,
            _read_at(),
            CONCERN.c.settled_at,
            CONCERN.c.note,
            _name(reporter),
            _name(owner),
            CONCERN.c.owner_id,
            _name(about),
            CONCERN.c.item_id,
            Item.public_id,
            CONCERN.c.comment_id,
            func.coalesce(_held(), literal(value=False)),
            func.coalesce(talk.waits_for_the_lead(), literal(value=False)),
            func.coalesce(Comment.state == CommentState.REMOVED, literal(value=False)),
            Comment.public_id,
            func.coalesce(_is_sealed(), literal(value=False)),
            CONCERN.c.removed_from.is_not(None),
        )
        .join(owner, owner.c.id == CONCERN.c.owner_id)
        .outerjoin(reporter, reporter.c.id == CONCERN.c.reporter_id)
        .outerjoin(about, about.c.id == CONCERN.c.about_id)
        .outerjoin(Item, Item.id == CONCERN.c.item_id)
        .outerjoin(Comment, Comment.id == CONCERN.c.comment_id)
        .where(which)
        .order_by(CONCERN.c.id)
    )
    return [Raised(*row) for row in db.execute(found)]


def _read_at() -> ColumnElement[datetime]:
    """When it was read by one for whom it is by now: not when a teacher handed it on."""
    return case((CONCERN.c.read_by_id.is_not(None), CONCERN.c.read_at))


def _name(person: FromClause) -> ColumnElement[str]:
    """A whole name, "Ada Lee"; of a family member after the owner's newest word for them."""
    whole = func.trim(person.c.first_name + " " + person.c.surname)
    called = (
        select(FamilyTie.called)
        .where(FamilyTie.adult_id == person.c.id, FamilyTie.pupil_id == CONCERN.c.owner_id)
        .order_by(FamilyTie.id.desc())
        .limit(at_most(1))
        .scalar_subquery()
    )
    named = func.coalesce(called + " (" + whole + ")", whole)
    return func.coalesce(named, "")


def words_of(db: Session, lead_id: int, raised: Raised, at: Moment) -> str | None:
    """The words that the concern is about, where this lead opened them within the hour.

    Sealed words are nobody's. Only of a concern that the lead reads, and while it is open.
    """
    if raised.comment_id is None or raised.settled_at is not None:
        return None
    opened = select(WordsOpening.id).where(
        WordsOpening.comment_id == raised.comment_id,
        WordsOpening.lead_id == lead_id,
        WordsOpening.at > at.now - LIES_OPEN,
    )
    words = select(Comment.words).where(
        Comment.id == raised.comment_id, not_(_is_sealed()), opened.exists()
    )
    words = words.join(Item, Item.id == Comment.item_id)
    return db.scalar(words)
