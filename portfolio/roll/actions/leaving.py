"""Somebody's place ends, today or on a day to come. Nothing is deleted; what opens a door is shut.

Their things stay, and the rule shows them to nobody while their owner is not here (promise T66).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portfolio.log import actions as log
from portfolio.models import Card, FamilyTie, Invitation, Membership, Person
from portfolio.office import actions as office
from portfolio.office import invitations
from portfolio.signin import actions as signin
from portfolio.visibility import roll

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment


def staff_leave(db: Session, person_id: int, at: Moment, *, by: int) -> None:
    """Somebody works here no more, from now on."""
    office.end_place(db, person_id, at, by=by)


def pupil_leaves(
    db: Session, pupil_id: int, at: Moment, *, by: int, on: date | None = None
) -> None:
    """A child is on the roll no more from that day on (None: today), and tied to nobody.

    Today, cards, letters, links and sessions end in the same unit; before a later day they go on,
    and the rule ends them with the day.
    """
    day = on or at.today
    for row, whose in ((Membership, Membership.person_id), (FamilyTie, FamilyTie.pupil_id)):
        db.execute(
            update(row).where(whose == pupil_id, ~roll.ends_before(row, day)).values(until_on=day)
        )
    db.execute(update(Person).where(Person.id == pupil_id).values(until_on=day))
    log.write(db, "place_ended", at, by, person=pupil_id)
    if day <= at.today:
        shut_doors(db, pupil_id, at, by=by)


def shut_doors(db: Session, pupil_id: int, at: Moment, *, by: int | None) -> None:
    """What still lets in a child who left, or an adult on their account, does so no more."""
    unended = Card.person_id == pupil_id, Card.ended_at.is_(None)
    db.execute(update(Card).where(*unended).values(ended_at=at.now))
    signin.end_all(db, pupil_id, at)
    for letter in db.scalars(_letters(pupil_id)).all():
        invitations.end(db, letter, at, by=by)
    tied = select(FamilyTie.adult_id).where(FamilyTie.pupil_id == pupil_id).distinct()
    for adult in db.scalars(tied).all():
        if not roll.has_family_here(db, adult, at):
            signin.end_all(db, adult, at)


def _letters(pupil_id: int) -> Select[int]:
    return select(Invitation.id).where(
        Invitation.pupil_id == pupil_id,
        Invitation.used_at.is_(None),
        Invitation.ended_at.is_(None),
    )
