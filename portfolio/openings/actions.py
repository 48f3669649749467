"""Opening a kept thing in an emergency, reading it, reviewing that, telling the child.

Everything is logged in the unit that does it: what cannot be logged is not done (T72). Never
commits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portfolio.core import tokens
from portfolio.core.errors import NotAllowedError, NotThereError
from portfolio.log import actions as log
from portfolio.looks import actions as looks
from portfolio.models import BreakGlass
from portfolio.notices import actions as notices
from portfolio.visibility import openings, reads

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.visibility.openings import Opening, Thing
    from portfolio.visibility.viewer import Viewer


@dataclass(frozen=True, slots=True)
class PutOff:
    """Why the child is not told yet, and on which day that is looked at again."""

    why: str
    tell_on: date


@dataclass(frozen=True, slots=True)
class Asked:
    """What a lead says when opening; `put_off` is None where the child is told at once."""

    reason: str
    case_reference: str
    put_off: PutOff | None = None


def open_thing(db: Session, lead: Viewer, thing: Thing, asked: Asked) -> None:
    """Open the thing for an hour; one that this lead has open stays as it is.

    `NotThereError` where the rule does not let this lead see it even so: nothing is kept then.
    """
    lead_id, at = int(lead.id or 0), lead.at
    openings.hold(db, thing.item_id)
    if openings.live_number(db, lead_id, thing.item_id, at) is not None:
        return
    opening = BreakGlass(
        public_id=tokens.public_id(),
        item_id=thing.item_id,
        lead_id=lead_id,
        reason=asked.reason,
        case_reference=asked.case_reference,
        from_at=at.now,
        until_at=at.now + openings.LASTS,
    )
    db.add(opening)
    db.flush()
    sight = reads.sight_of(db, lead, thing.item_id)
    if sight is None or not sight.is_by_opening:
        raise NotThereError
    looks.opened(db, thing.item_id, lead_id, opening.id, at)
    log.write(db, "opened_by_lead", at, lead_id, opening=opening.id, item=thing.item_id)
    if asked.put_off is None:
        _tell(db, opening, thing.owner_id, lead_id, at)
    else:
        _put_off(db, opening, asked.put_off, lead_id, at)


def read(
    db: Session, lead_id: int, item_id: int, at: Moment, *, photo_id: int | None = None
) -> None:
    """Write down that the lead reads the thing, or its photo, before anything of it is sent."""
    opening_id = openings.live_number(db, lead_id, item_id, at)
    if opening_id is None:
        raise NotThereError
    if photo_id is None:
        log.write(db, "opening_read", at, lead_id, opening=opening_id, item=item_id)
    else:
        log.write(db, "opening_photo_read", at, lead_id, opening=opening_id, photo=photo_id)


def listed(db: Session, lead_id: int, pupil_id: int, at: Moment) -> None:
    """Write down that the lead was told which things the child has."""
    log.write(db, "things_listed", at, lead_id, pupil=pupil_id)


def review(db: Session, opening: Opening, at: Moment, *, by: int) -> None:
    """A second person has looked at the use; `NotThereError` where it is not theirs to review."""
    row = db.get_one(BreakGlass, opening.id, with_for_update=True, populate_existing=True)
    if not opening.may_review or row.reviewed_at is not None:
        raise NotThereError
    row.reviewed_at, row.reviewed_by_id = at.now, by
    log.write(db, "opening_reviewed", at, by, opening=row.id)


def tell(db: Session, opening: Opening, at: Moment, *, by: int) -> None:
    """The child is told now."""
    row = db.get_one(BreakGlass, opening.id, with_for_update=True, populate_existing=True)
    _tell(db, row, opening.owner_id, by, at)


def put_off(db: Session, opening: Opening, later: PutOff, at: Moment, *, by: int) -> None:
    """Tell the child later, and ask again on that day; nothing where they were told meanwhile.

    Whoever opened has put it off once, when opening: more is another lead's to say, or one alone
    would keep it from the child for ever. `NotAllowedError` for them.
    """
    row = db.get_one(BreakGlass, opening.id, with_for_update=True, populate_existing=True)
    if openings.is_told(row):
        return
    if row.lead_id == by:
        raise NotAllowedError
    _put_off(db, row, later, by, at)


def tell_overdue(db: Session, at: Moment) -> int:
    """Tell the children of whose openings nobody said anything when it was time; how many."""
    rows = openings.overdue(db, at)
    for row in rows:
        owner_id = openings.owner_of(db, row)
        _tell(db, row, owner_id, None, at)
    return len(rows)


def _tell(db: Session, row: BreakGlass, owner_id: int, by: int | None, at: Moment) -> None:
    if openings.is_told(row):
        return
    row.told_at = at.now
    notices.kept_safe(db, owner_id, row.item_id, row.lead_id, at)
    log.write(db, "opening_told", at, by, opening=row.id)


def _put_off(db: Session, row: BreakGlass, later: PutOff, by: int, at: Moment) -> None:
    row.tell_on, row.put_off_why = later.tell_on, later.why
    log.write(db, "opening_put_off", at, by, opening=row.id)
