"""Keeping somebody from a child, and ending that. It holds at once and shows itself to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import update

from portfolio.core import clock
from portfolio.core.errors import RefusedError
from portfolio.log import actions as log
from portfolio.models import Restriction
from portfolio.office import invitations
from portfolio.signin import actions as signin
from portfolio.visibility import apart

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.jobs import Means


@dataclass(frozen=True, slots=True)
class Keeping:
    """Whom to keep from which child, why, and when: `until_on` is the first day without it."""

    person_id: int
    pupil_id: int
    reason: str
    from_on: date
    until_on: date | None


def keep_apart(db: Session, new: Keeping, at: Moment, *, by: int) -> int:
    """From its first day on they see nothing of the child; gives how many letters ended with it.

    Where it begins today, what lets them in and leads to that child alone ends in the same unit
    (promise T45), and so does an unused letter into their home or under any name that the child
    had for them: as somebody new they would be kept from nobody. `RefusedError` where one holds
    already.
    """
    if apart.of_pair(db, new.person_id, new.pupil_id, at):
        raise RefusedError("kept", field="person")
    row = Restriction(
        person_id=new.person_id,
        pupil_id=new.pupil_id,
        reason=new.reason,
        set_by_id=by,
        from_on=new.from_on,
        until_on=new.until_on,
    )
    db.add(row)
    db.flush()
    log.write(db, "kept_apart", at, by, restriction=row.id)
    known_as = apart.known_as(db, new.person_id, new.pupil_id)
    ended = invitations.end_all_like(db, new.pupil_id, known_as, at, by=by)
    _shut_doors(db, new.person_id, new.pupil_id, at, by=by)
    return ended


def end(db: Session, person_id: int, pupil_id: int, at: Moment, *, by: int) -> None:
    """What stands between those two ends today; what they see is for the rule to say again."""
    for number in apart.of_pair(db, person_id, pupil_id, at):
        db.execute(update(Restriction).where(Restriction.id == number).values(until_on=at.today))
        log.write(db, "kept_apart_ended", at, by, restriction=number)


def begin(means: Means) -> None:
    """The chore: shut the doors of those whose restriction was set before and begins today.

    Letters that the office made on the day itself stay: it knew by then.
    """
    db, at = means.db, means.at
    midnight = clock.beginning(at.today, means.settings.time_zone)
    for person_id, pupil_id in apart.begun_today(db, at):
        known_as = apart.known_as(db, person_id, pupil_id)
        invitations.end_all_like(db, pupil_id, known_as, at, by=None, made_before=midnight)
        _shut_doors(db, person_id, pupil_id, at, by=None)


def _shut_doors(db: Session, person_id: int, pupil_id: int, at: Moment, *, by: int | None) -> None:
    """End what may be in their hands; of staff also the letters of the child that they made."""
    invitations.end_all_for(db, pupil_id, at, by=by)
    if apart.leads_nowhere_else(db, person_id, at):
        signin.end_all(db, person_id, at)
    invitations.end_staff_by(db, person_id, at, by=by)
    signin.end_resets_by(db, person_id, at)  # a colleague's way in could lead them to the child
    if apart.lets_in_no_more(db, person_id, pupil_id, at):
        signin.end_within_reach(db, pupil_id, person_id, at)
