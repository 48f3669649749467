"""What may not be purged for good: the one place that says so, for every purge there is.

A hold, an open concern, or a seal stops a purge. None of them shows anything to anybody: what was
deleted stays hidden from everyone (product.md, section 5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, exists, literal, or_, select
from sqlalchemy.orm import aliased

from portfolio.core.errors import NotThereError
from portfolio.models import Concern, Hold, Item, Person, Seal
from portfolio.models.enums import PersonKind
from portfolio.visibility import concerned, standing

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.standing import PersonId


class Held(NamedTuple):
    """One hold that lasts, for the safety leads. Names are whole."""

    id: int
    public_id: str
    child: str
    made_at: datetime | None
    """Since when there is the one thing; None where all of the child's is held."""
    reason: str
    by: str
    from_at: datetime


class Holdable(NamedTuple):
    """A child, or one thing of theirs, by number."""

    pupil_id: int
    item_id: int | None
    child: str
    made_at: datetime | None


def is_held(owner: PersonId) -> ColumnElement[bool]:
    """Something of that person's is under a hold, is not right, or is sealed: keep all of it.

    Wider than the one thing: what was taken out of it last may be what matters.
    """
    thing = aliased(Item)  # never the caller's own item: any of that person's counts
    return or_(
        exists().where(Hold.pupil_id == owner, Hold.ended_at.is_(None)),
        exists().where(Concern.owner_id == owner, concerned.is_open()),
        exists().where(Seal.item_id == thing.id, Seal.ended_at.is_(None), thing.owner_id == owner),
    )


def holds(db: Session, lead_id: int, at: Moment) -> list[Held]:
    """Those that last, the newest first; none of a child from whom the lead is kept."""
    child, by = aliased(Person), aliased(Person)
    found = (
        select(
            Hold.id,
            Hold.public_id,
            child.first_name + " " + child.surname,
            Item.made_at,
            Hold.reason,
            by.first_name + " " + by.surname,
            Hold.from_at,
        )
        .select_from(Hold)
        .join(child, child.id == Hold.pupil_id)
        .join(by, by.id == Hold.by_id)
        .outerjoin(Item, Item.id == Hold.item_id)
        .where(Hold.ended_at.is_(None), _is_for(lead_id, Hold.pupil_id, at))
        .order_by(Hold.id.desc())
    )
    return [Held(*row) for row in db.execute(found)]


def hold_or_404(db: Session, lead_id: int, public_id: str, at: Moment) -> Held:
    """One that lasts; `NotThereError` for any other."""
    for one in holds(db, lead_id, at):
        if one.public_id == public_id:
            return one
    raise NotThereError


def item_or_404(db: Session, lead_id: int, public_id: str, at: Moment) -> Holdable:
    """The thing of that address in whatever state, deleted or sealed too, of a child."""
    found = (
        select(Item.owner_id, Item.id, Person.first_name + " " + Person.surname, Item.made_at)
        .join(Person, Person.id == Item.owner_id)
        .where(Item.public_id == public_id, Person.kind == PersonKind.PUPIL)
        .where(_is_for(lead_id, Item.owner_id, at))
    )
    row = db.execute(found).first()
    if row is None:
        raise NotThereError
    return Holdable(*row)


def _is_for(lead_id: int, owner: PersonId, at: Moment) -> ColumnElement[bool]:
    lead = literal(lead_id)
    return and_(standing.is_safety_lead(lead, at), owner.not_in(standing.kept_from(lead, at)))
