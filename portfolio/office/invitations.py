"""Letters that make a place for one adult: a family member of one child, or one of the staff.

The address is shown once and never kept: only its fingerprint stands in the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from portfolio.core import tokens
from portfolio.log import actions as log
from portfolio.models import Household, Invitation
from portfolio.models.enums import DutyKind, InvitationKind
from portfolio.visibility import roll

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

LASTS = timedelta(days=14)
"""How long a letter opens (product.md, section 5)."""


@dataclass(frozen=True, slots=True)
class StaffPlace:
    """What an invitation of staff promises."""

    called: str = ""
    group_id: int | None = None
    duty: DutyKind | None = None


@dataclass(frozen=True, slots=True)
class FamilyPlace:
    """What a family's letter promises: `new_household` is a name where `household_id` is None."""

    pupil_id: int
    called: str
    household_id: int | None
    new_household: str = ""


def invite_first_office(db: Session, at: Moment) -> str | None:
    """The token for the first office person, or None once somebody holds that duty.

    Each new one ends those before it, so that only the last printed address opens.
    """
    if roll.anybody_holds(db, DutyKind.OFFICE, at):
        return None
    db.execute(
        update(Invitation)
        .where(
            Invitation.kind == InvitationKind.STAFF,
            Invitation.duty == DutyKind.OFFICE,
            Invitation.used_at.is_(None),
            Invitation.ended_at.is_(None),
        )
        .values(ended_at=at.now)
    )
    return invite_staff(db, StaffPlace(duty=DutyKind.OFFICE), at, by=None)


def invite_staff(db: Session, place: StaffPlace, at: Moment, *, by: int | None) -> str:
    """A letter for one of the staff; gives its token."""
    token = tokens.new_token()
    invitation = _letter(InvitationKind.STAFF, token, at, by)
    invitation.called = place.called
    invitation.group_id = place.group_id
    invitation.duty = place.duty
    _add(db, invitation, at, by)
    return token


def invite_family(db: Session, place: FamilyPlace, at: Moment, *, by: int) -> str:
    """A letter for one family member of one child; gives its code, which can be typed too."""
    code = tokens.new_code()
    invitation = _letter(InvitationKind.FAMILY, code, at, by)
    invitation.pupil_id = place.pupil_id
    invitation.called = place.called
    invitation.household_id = place.household_id or _new_household(db, place.new_household)
    _add(db, invitation, at, by)
    return code


def end(db: Session, invitation_id: int, at: Moment, *, by: int) -> None:
    """The letter opens no more."""
    db.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used_at.is_(None))
        .values(ended_at=at.now)
    )
    log.write(db, "invitation_ended", at, by, invitation=invitation_id)


def end_all_by(
    db: Session, person_id: int, at: Moment, *, by: int, but_for: Collection[int] = ()
) -> None:
    """What that person gave out and nobody used opens no more: they speak for nobody here now.

    Save for the children `but_for`, for whom they still do.
    """
    unused = select(Invitation.id).where(
        Invitation.made_by_id == person_id,
        Invitation.used_at.is_(None),
        Invitation.ended_at.is_(None),
        or_(Invitation.pupil_id.is_(None), Invitation.pupil_id.not_in(but_for)),
    )
    for invitation_id in db.scalars(unused).all():
        end(db, invitation_id, at, by=by)


def _letter(kind: InvitationKind, token: str, at: Moment, by: int | None) -> Invitation:
    return Invitation(
        public_id=tokens.public_id(),
        kind=kind,
        token_hash=tokens.fingerprint(token),
        made_by_id=by,
        made_at=at.now,
        expires_at=at.now + LASTS,
    )


def _new_household(db: Session, name: str) -> int:
    household = Household(public_id=tokens.public_id(), name=name)
    db.add(household)
    db.flush()
    return household.id


def _add(db: Session, invitation: Invitation, at: Moment, by: int | None) -> None:
    db.add(invitation)
    db.flush()
    log.write(db, "invitation_made", at, by, invitation=invitation.id)
