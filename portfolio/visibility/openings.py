"""The safety lead's exceptional openings: what may be opened, who reviews, when the child is told.

It shows nothing of an item but that it is there, since when, and how it stands: no title, no word,
no photo. What an opening shows is the rule's to say (`rule.may_be_opened`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Date, and_, exists, func, literal, not_, or_, select
from sqlalchemy.orm import aliased

from portfolio.core.errors import NotThereError
from portfolio.models import BreakGlass, Duty, Person, Restriction, Revision
from portfolio.models.enums import DutyKind, PersonKind
from portfolio.visibility import rule, standing
from portfolio.visibility.rule import ITEM, PERSON, SHARE
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.models.enums import Place
    from portfolio.visibility.reads import Sight

LASTS = timedelta(hours=1)
"""How long an opening lasts (product.md, rule 9)."""

TOLD_AFTER = timedelta(days=3)
"""So long after the day of review the child is told, where no lead said anything."""


class Thing(NamedTuple):
    """A thing of a child, as little as a safety lead has to know to open it or seal it."""

    item_id: int
    public_id: str
    owner_id: int
    made_at: datetime
    place: Place
    waits: bool
    is_up: bool
    may_be_opened: bool
    child: str
    """Whose it is, by the whole name."""


class Opening(NamedTuple):
    """One opening, for the safety leads and whoever reviews it. Names are whole."""

    id: int
    public_id: str
    item_id: int
    item: str
    owner_id: int
    child: str
    lead_id: int
    lead: str
    reason: str
    case_reference: str
    from_at: datetime
    until_at: datetime
    is_live: bool
    reviewed_at: datetime | None
    told_at: datetime | None
    tell_on: date | None
    put_off_why: str
    is_due: bool
    """The day has come on which a lead says anew whether the child is told."""
    may_review: bool


def things_of(db: Session, lead_id: int, pupil_id: int, at: Moment) -> Sequence[Thing]:
    """The things of a child, newest first; none of a child from whom the lead is kept."""
    found = _things(lead_id, at).where(ITEM.c.owner_id == pupil_id).order_by(ITEM.c.id.desc())
    return [Thing(*row) for row in db.execute(found)]


def thing_or_404(db: Session, lead_id: int, public_id: str, at: Moment) -> Thing:
    """One thing by its address; `NotThereError` where there is none for this lead."""
    row = db.execute(_things(lead_id, at).where(ITEM.c.public_id == public_id)).first()
    if row is None:
        raise NotThereError
    return Thing(*row)


def _things(lead_id: int, at: Moment) -> Select[*tuple[Any, ...]]:
    lead = literal(lead_id)
    theirs = aliased(Revision)
    newest = select(func.max(theirs.id)).where(theirs.item_id == ITEM.c.id).scalar_subquery()
    waits = exists().where(SHARE.c.item_id == ITEM.c.id, rule.is_waiting(SHARE))
    is_up = exists().where(SHARE.c.item_id == ITEM.c.id, rule.is_shown(SHARE))
    return (
        select(ITEM.c.id, ITEM.c.public_id, ITEM.c.owner_id, ITEM.c.made_at, Revision.place)
        .add_columns(waits, is_up, rule.may_be_opened(lead, at))
        .add_columns(PERSON.c.first_name + " " + PERSON.c.surname)
        .select_from(ITEM)
        .join(Revision, Revision.id == newest)
        .join(PERSON, PERSON.c.id == ITEM.c.owner_id)
        .where(
            PERSON.c.kind == PersonKind.PUPIL,
            ITEM.c.deleted_at.is_(None),
            ITEM.c.sealed_at.is_(None),
            standing.is_here(ITEM.c.owner_id, at),
            standing.is_safety_lead(lead, at),
            ITEM.c.owner_id.not_in(standing.kept_from(lead, at)),
        )
    )


def live_of(db: Session, lead_id: int, at: Moment) -> list[Opening]:
    """What this lead has open now."""
    return _openings(db, lead_id, at, and_(BreakGlass.lead_id == lead_id, _is_live(at)))


def hold(db: Session, item_id: int) -> None:
    """Let whoever opens the item at this moment come after."""
    db.execute(select(ITEM.c.id).where(ITEM.c.id == item_id).with_for_update())


def live_number(db: Session, lead_id: int, item_id: int, at: Moment) -> int | None:
    """The number of this lead's newest opening of the item that lasts still.

    Also of one that began since this request came: a press just before it.
    """
    lasts = BreakGlass.until_at > at.now
    mine = BreakGlass.lead_id == lead_id, BreakGlass.item_id == item_id, lasts
    return db.scalars(select(BreakGlass.id).where(*mine).order_by(BreakGlass.id.desc())).first()


def open_until(db: Session, sight: Sight, lead_id: int, at: Moment) -> datetime | None:
    """Until when the lead has the seen item open; None, and no question, where they have not."""
    if not sight.is_by_opening:
        return None
    mine = BreakGlass.lead_id == lead_id, BreakGlass.item_id == sight.item_id, _is_live(at)
    return db.scalar(select(func.max(BreakGlass.until_at)).where(*mine))


def to_review(db: Session, person_id: int, at: Moment) -> list[Opening]:
    """What waits for this person's review, the oldest first."""
    return _openings(db, person_id, at, _may_review(person_id, at))


def untold(db: Session, lead_id: int, at: Moment) -> list[Opening]:
    """Of what the child has not been told yet, by the day of review; for safety leads."""
    is_lead = standing.is_safety_lead(literal(lead_id), at)
    return _openings(db, lead_id, at, and_(BreakGlass.told_at.is_(None), is_lead))


def one_or_404(db: Session, person_id: int, public_id: str, at: Moment) -> Opening:
    """One opening: for every safety lead, and for whoever of the office is to review it."""
    is_lead = standing.is_safety_lead(literal(person_id), at)
    reads = and_(BreakGlass.public_id == public_id, or_(is_lead, _may_review(person_id, at)))
    found = _openings(db, person_id, at, reads)
    if not found:
        raise NotThereError
    return found[0]


def overdue(db: Session, at: Moment) -> Sequence[BreakGlass]:
    """Openings whose day of review is over and of which nobody said anything; locked."""
    last = at.today - TOLD_AFTER
    is_over = and_(BreakGlass.told_at.is_(None), BreakGlass.tell_on <= literal(last, Date))
    return db.scalars(select(BreakGlass).where(is_over).with_for_update()).all()


def owner_of(db: Session, opening: BreakGlass) -> int:
    """Whose thing it was."""
    return int(db.scalars(select(ITEM.c.owner_id).where(ITEM.c.id == opening.item_id)).one())


def is_told(opening: BreakGlass) -> bool:
    """Whether the child was told of it."""
    return opening.told_at is not None


def _is_due(at: Moment) -> ColumnElement[bool]:
    has_come = func.coalesce(BreakGlass.tell_on <= literal(at.today, Date), literal(value=False))
    return and_(BreakGlass.told_at.is_(None), has_come)


def _is_live(at: Moment) -> ColumnElement[bool]:
    return and_(BreakGlass.from_at <= at.now, BreakGlass.until_at > at.now)


def _may_review(person_id: int, at: Moment) -> ColumnElement[bool]:
    """A second person: another safety lead; where there is none, one of the office."""
    them = literal(person_id)
    return and_(
        BreakGlass.reviewed_at.is_(None),
        BreakGlass.lead_id != person_id,
        or_(
            standing.is_safety_lead(them, at),
            and_(standing.holds(them, DutyKind.OFFICE, at), not_(_has_another_lead(at))),
        ),
    )


def _has_another_lead(at: Moment) -> ColumnElement[bool]:
    """Some other safety lead is here who is not kept from the child."""
    kept = exists().where(
        Restriction.person_id == Duty.person_id,
        Restriction.pupil_id == ITEM.c.owner_id,
        live(Restriction, at),
    )
    return (
        exists()
        .where(
            Duty.kind == DutyKind.SAFEGUARDING,
            Duty.person_id != BreakGlass.lead_id,
            live(Duty, at),
            standing.is_here(Duty.person_id, at),
            not_(kept.correlate_except(Restriction)),
        )
        .correlate_except(Duty)
    )


def _openings(db: Session, person_id: int, at: Moment, which: ColumnElement[bool]) -> list[Opening]:
    child, lead = aliased(Person), aliased(Person)
    found = (
        select(
            BreakGlass.id,
            BreakGlass.public_id,
            BreakGlass.item_id,
            ITEM.c.public_id,
            ITEM.c.owner_id,
            child.first_name + " " + child.surname,
            BreakGlass.lead_id,
            lead.first_name + " " + lead.surname,
            BreakGlass.reason,
            BreakGlass.case_reference,
            BreakGlass.from_at,
            BreakGlass.until_at,
            _is_live(at),
            BreakGlass.reviewed_at,
            BreakGlass.told_at,
            BreakGlass.tell_on,
            BreakGlass.put_off_why,
            _is_due(at),
            _may_review(person_id, at),
        )
        .join(ITEM, ITEM.c.id == BreakGlass.item_id)
        .join(child, child.id == ITEM.c.owner_id)
        .join(lead, lead.id == BreakGlass.lead_id)
        .where(which, ITEM.c.owner_id.not_in(standing.kept_from(literal(person_id), at)))
        .order_by(BreakGlass.id)
    )
    return [Opening(*row) for row in db.execute(found)]
