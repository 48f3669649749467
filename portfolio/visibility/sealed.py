"""What a safety lead may seal, and what is sealed: where, since when, by whom, and never a word.

That nobody reaches what is sealed stands in the rule (`rule._always`, `talk.may_read`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, exists, literal, not_, or_, select
from sqlalchemy.orm import aliased

from portfolio.core.errors import NotThereError
from portfolio.models import Comment, Person, Seal
from portfolio.models.enums import DutyKind
from portfolio.visibility import standing
from portfolio.visibility.rule import ITEM

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


class Sealable(NamedTuple):
    """A thing, or words on it, by number."""

    item_id: int
    comment_id: int | None


class Sealed(NamedTuple):
    """One seal, for those who open it again. Names are whole."""

    id: int
    public_id: str
    item_id: int
    comment_id: int | None
    child: str
    made_at: datetime
    at: datetime
    by: str
    asked_at: datetime | None
    asked_by: str | None
    asked_by_id: int | None
    why: str
    case_reference: str
    may_open: bool
    """Whether this person may say yes: somebody else asked."""


def item_or_404(db: Session, lead_id: int, public_id: str, at: Moment) -> Sealable:
    """The thing of that address, in whatever state; `NotThereError` where it is none of this lead.

    None of theirs is one of a child from whom they are kept, and what they made themselves.
    """
    found = select(ITEM.c.id).where(
        ITEM.c.public_id == public_id, _is_for(lead_id, at), ITEM.c.owner_id != lead_id
    )
    number = db.scalars(found).first()
    if number is None:
        raise NotThereError
    return Sealable(number, None)


def comment_or_404(db: Session, lead_id: int, public_id: str, at: Moment) -> Sealable:
    """The words of that address, in whatever state; never the lead's own."""
    row = db.execute(
        select(Comment.item_id, Comment.id)
        .join(ITEM, ITEM.c.id == Comment.item_id)
        .where(Comment.public_id == public_id, _is_for(lead_id, at), Comment.author_id != lead_id)
    ).first()
    if row is None:
        raise NotThereError
    return Sealable(row.item_id, row.id)


def seals(db: Session, person_id: int, at: Moment) -> list[Sealed]:
    """All that last, for a safety lead, the newest first."""
    is_lead = standing.is_safety_lead(literal(person_id), at)
    return _seals(db, person_id, at, is_lead)


def to_open(db: Session, person_id: int, at: Moment) -> list[Sealed]:
    """Those that somebody else asked to open again, for a safety lead or one of the office."""
    return _seals(db, person_id, at, _may_open(person_id, at))


def one_or_404(db: Session, person_id: int, public_id: str, at: Moment) -> Sealed:
    """One that lasts: for every safety lead, and for whoever may open it again."""
    is_lead = standing.is_safety_lead(literal(person_id), at)
    reads = and_(Seal.public_id == public_id, or_(is_lead, _may_open(person_id, at)))
    found = _seals(db, person_id, at, reads)
    if not found:
        raise NotThereError
    return found[0]


def lasts(seal: Seal) -> bool:
    """Whether the seal has not been ended."""
    return seal.ended_at is None


def _is_for(lead_id: int, at: Moment) -> ColumnElement[bool]:
    lead = literal(lead_id)
    return and_(
        standing.is_safety_lead(lead, at),
        ITEM.c.owner_id.not_in(standing.kept_from(lead, at)),
    )


def _may_open(person_id: int, at: Moment) -> ColumnElement[bool]:
    """A second person of the safeguarding or office duty; never whoever asked, or made it."""
    them = literal(person_id)
    holds = or_(standing.is_safety_lead(them, at), standing.holds(them, DutyKind.OFFICE, at))
    theirs = exists().where(Comment.id == Seal.comment_id, Comment.author_id == person_id)
    return and_(
        Seal.asked_at.is_not(None),
        Seal.asked_by_id != person_id,
        ITEM.c.owner_id != person_id,
        not_(theirs.correlate_except(Comment)),
        holds,
    )


def _seals(db: Session, person_id: int, at: Moment, which: ColumnElement[bool]) -> list[Sealed]:
    away = standing.kept_from(literal(person_id), at)
    found = _rows(_may_open(person_id, at)).where(
        which, Seal.ended_at.is_(None), not_(ITEM.c.owner_id.in_(away))
    )
    return [Sealed(*row) for row in db.execute(found.order_by(Seal.id.desc()))]


def _rows(may_open: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    child, sealer, asker = aliased(Person), aliased(Person), aliased(Person)
    return (
        select(
            Seal.id,
            Seal.public_id,
            Seal.item_id,
            Seal.comment_id,
            child.first_name + " " + child.surname,
            ITEM.c.made_at,
            Seal.at,
            sealer.first_name + " " + sealer.surname,
            Seal.asked_at,
            asker.first_name + " " + asker.surname,
            Seal.asked_by_id,
            Seal.why,
            Seal.case_reference,
            may_open,
        )
        .select_from(Seal)
        .join(ITEM, ITEM.c.id == Seal.item_id)
        .join(child, child.id == ITEM.c.owner_id)
        .join(sealer, sealer.id == Seal.by_id)
        .outerjoin(asker, asker.id == Seal.asked_by_id)
    )
