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
from portfolio.models import Household, Invitation, PaperLine
from portfolio.models.enums import DutyKind, InvitationKind
from portfolio.visibility import apart, circle, roll

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement
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
    person_id: int | None = None
    """Who is on the roll already; None makes somebody new."""


OFFICE = StaffPlace(duty=DutyKind.OFFICE)
"""What the printed address promises."""


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
    return invite_staff(db, OFFICE, at, by=None)


def invite_staff(db: Session, place: StaffPlace, at: Moment, *, by: int | None) -> str:
    """A letter for one of the staff; gives its token.

    Of those for one person who is on the roll already only the last one opens.
    """
    if place.person_id is not None:
        end_all_of(db, place.person_id, at, by=by)
    token = tokens.new_token()
    invitation = _letter(InvitationKind.STAFF, token, at, by)
    invitation.called = place.called
    invitation.group_id = place.group_id
    invitation.duty = place.duty
    invitation.person_id = place.person_id
    _add(db, invitation, at, by)
    return token


def invite_family(
    db: Session, place: FamilyPlace, at: Moment, *, by: int, code: str | None = None
) -> str:
    """A letter for one family member of one child; gives its code, which can be typed too.

    `code` is one that was made already, for paper that is drawn later.
    """
    code = code or tokens.new_code()
    invitation = _letter(InvitationKind.FAMILY, code, at, by)
    invitation.pupil_id = place.pupil_id
    invitation.called = place.called
    invitation.household_id = place.household_id or _new_household(db, place.new_household)
    _add(db, invitation, at, by)
    return code


def end(db: Session, invitation_id: int, at: Moment, *, by: int | None) -> None:
    """The letter opens no more."""
    db.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used_at.is_(None))
        .values(ended_at=at.now)
    )
    log.write(db, "invitation_ended", at, by, invitation=invitation_id)


def confirm(db: Session, invitation_id: int, at: Moment, *, by: int) -> None:
    """The office lets a letter open that waited for it."""
    is_it = Invitation.id == invitation_id
    db.execute(update(Invitation).where(is_it, *_UNUSED).values(confirmed_at=at.now))
    log.write(db, "invitation_confirmed", at, by, invitation=invitation_id)


def end_all_by(
    db: Session, person_id: int, at: Moment, *, by: int | None, but_for: Collection[int] = ()
) -> None:
    """What that person gave out and nobody used opens no more: they speak for nobody here now.

    Save for the children `but_for`, for whom they still do.
    """
    others = or_(Invitation.pupil_id.is_(None), Invitation.pupil_id.not_in(but_for))
    _end_unused(db, at, by, Invitation.made_by_id == person_id, others)


def end_all_of(db: Session, person_id: int, at: Moment, *, by: int | None) -> None:
    """Unused invitations for that person of the roll open no more."""
    _end_unused(db, at, by, Invitation.person_id == person_id)


def end_all_to(
    db: Session, pupil_id: int, household_id: int, at: Moment, *, by: int | None
) -> None:
    """Unused letters into that home of the child open no more.

    Whoever has one may be the one whose tie just ended, and would come straight back in (rule 3).
    """
    here = Invitation.pupil_id == pupil_id, Invitation.household_id == household_id
    _end_unused(db, at, by, *here)


def end_all_like(
    db: Session,
    pupil_id: int,
    known_as: Collection[tuple[str, int]],
    at: Moment,
    *,
    by: int | None,
    made_before: datetime | None = None,
) -> int:
    """Unused letters of the child that one adult may have open no more; gives how many there were.

    `known_as` are the names that the child has or had for that adult, each with its home: into
    such a home or under such a name, in whatever case. What a printing job has still to make is
    left out with them. `made_before` leaves letters that are newer.
    """
    older = () if made_before is None else (Invitation.made_at < made_before,)
    unused = select(Invitation).where(Invitation.pupil_id == pupil_id, *_UNUSED, *older)
    found = [one for one in db.scalars(unused).all() if _is_like(one, known_as)]
    for one in found:
        end(db, one.id, at, by=by)
    _leave_out(db, pupil_id, known_as, at)
    return len(found)


def _is_like(one: Invitation | PaperLine, known_as: Collection[tuple[str, int]]) -> bool:
    return apart.is_like(one.called, one.household_id, known_as)


def _leave_out(
    db: Session, pupil_id: int, known_as: Collection[tuple[str, int]], at: Moment
) -> None:
    is_letter = PaperLine.household_id.is_not(None)
    unmade = select(PaperLine).where(PaperLine.done_at.is_(None), is_letter)
    for line in db.scalars(unmade.where(PaperLine.pupil_id == pupil_id)).all():
        if _is_like(line, known_as):
            line.done_at = at.now


def end_all_for(db: Session, pupil_id: int, at: Moment, *, by: int | None) -> None:
    """Unused letters of the child by those who may invite its family no more open no more."""
    makers = select(Invitation.made_by_id).where(Invitation.pupil_id == pupil_id).distinct()
    for maker_id in db.scalars(makers.where(*_UNUSED)).all():
        if maker_id is not None and not _may_invite(db, maker_id, pupil_id, at):
            theirs = Invitation.pupil_id == pupil_id, Invitation.made_by_id == maker_id
            _end_unused(db, at, by, *theirs)


def end_staff_by(db: Session, maker_id: int, at: Moment, *, by: int | None) -> None:
    """What they made for teachers of a child from whom they are kept opens no more."""
    rooms = apart.classes_of_kept(db, maker_id, at)
    teachers = apart.teachers_of_kept(db, maker_id, at)
    leads = or_(Invitation.group_id.in_(rooms), Invitation.person_id.in_(teachers))
    _end_unused(db, at, by, Invitation.made_by_id == maker_id, leads)


def _may_invite(db: Session, maker_id: int, pupil_id: int, at: Moment) -> bool:
    if pupil_id in circle.are_kept_from(db, maker_id, at):
        return False
    is_office = roll.holds(db, maker_id, DutyKind.OFFICE, at)
    return is_office or pupil_id in roll.taught_children(db, maker_id, at)


_UNUSED = Invitation.used_at.is_(None), Invitation.ended_at.is_(None)


def _end_unused(db: Session, at: Moment, by: int | None, *which: ColumnElement[bool]) -> None:
    for invitation_id in db.scalars(select(Invitation.id).where(*_UNUSED, *which)).all():
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
