"""Reading wishes: one's own with how they stand, and for the office those that wait.

An asker reads nobody else's: another home's wish would tell of it, and so would the answer to it.
Whether the one who is asked for is tied, or kept away, is looked at by nobody but the office.
Whoever of the office is kept from a child reads and answers no wish for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import func, or_, select

from portfolio.core import names
from portfolio.core.errors import NotThereError
from portfolio.models import FamilyWish, Invitation, Person
from portfolio.models.enums import InvitationKind
from portfolio.visibility import circle, roll
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
"""A row whose columns each function names; views know it by this name, and no SQLAlchemy."""

SHOWN_FOR = timedelta(days=30)
"""How long an answer stands on its asker's page."""

WAITING_AT_MOST = 5
"""Wishes of one asker that wait at once."""


@dataclass(frozen=True, slots=True)
class WaitingWish:
    """A wish for the office: of which child, and by whom it was asked."""

    public_id: str
    called: str
    name: str
    face: str
    child_id: str
    asked_by: str
    made_at: datetime


def mine(db: Session, asker_id: int, at: Moment) -> Sequence[AnyRow]:
    """One's own wishes, the newest first: rows (called, name, is_granted, made_at).

    Of children to whom one belongs today: what the school answered about another's is not theirs.
    """
    own = {asker_id, *(row.id for row in circle.children_of(db, asker_id, at))}
    recent = or_(FamilyWish.answered_at.is_(None), FamilyWish.answered_at > at.now - SHOWN_FOR)
    return db.execute(
        select(
            FamilyWish.called,
            Person.first_name.label("name"),
            FamilyWish.is_granted,
            FamilyWish.made_at,
        )
        .join(Person, Person.id == FamilyWish.pupil_id)
        .where(FamilyWish.asked_by_id == asker_id, FamilyWish.pupil_id.in_(own))
        .where(live(Person, at), recent)
        .order_by(FamilyWish.id.desc())
    ).all()


def is_full(db: Session, asker_id: int) -> bool:
    """Whether so many of theirs wait that no more is taken for now."""
    waits = select(func.count()).where(
        FamilyWish.asked_by_id == asker_id, FamilyWish.answered_at.is_(None)
    )
    return (db.scalar(waits) or 0) >= WAITING_AT_MOST


def waiting(db: Session, reader_id: int, at: Moment) -> list[WaitingWish]:
    """Those that wait for the office, the oldest first; of children and askers who belong today."""
    return _of_who_belongs(db, _wishes(db, reader_id, FamilyWish.answered_at.is_(None), at), at)


def promised(db: Session, reader_id: int, at: Moment) -> list[WaitingWish]:
    """Those to which the office said yes and whose letter is still to be made, the oldest first.

    Its letter is one of that word for that child, made since it was asked for.
    """
    rows = _wishes(db, reader_id, FamilyWish.is_granted.is_(True), at)
    made = _letters(db, {row.pupil_id for row in rows})
    still = [
        row
        for row in rows
        if not any(
            when >= row.made_at for when in made.get((row.pupil_id, names.folded(row.called)), ())
        )
    ]
    return _of_who_belongs(db, still, at)


def _letters(db: Session, pupil_ids: Collection[int]) -> dict[tuple[int, str], list[datetime]]:
    """When letters were made, by child and folded word."""
    found: dict[tuple[int, str], list[datetime]] = {}
    letters = select(Invitation.pupil_id, Invitation.called, Invitation.made_at).where(
        Invitation.kind == InvitationKind.FAMILY, Invitation.pupil_id.in_(pupil_ids)
    )
    for row in db.execute(letters):
        found.setdefault((row.pupil_id, names.folded(row.called)), []).append(row.made_at)
    return found


def _of_who_belongs(db: Session, rows: Sequence[AnyRow], at: Moment) -> list[WaitingWish]:
    ties = roll.ties_of(db, {row.pupil_id for row in rows}, at)
    known = {(tie.pupil_id, tie.adult_id): tie.called for tie in ties}
    known |= {(row.pupil_id, row.pupil_id): row.name for row in rows}
    return [
        WaitingWish(row.public_id, row.called, row.name, row.face, row.child_id, asker, row.made_at)
        for row in rows
        if (asker := known.get((row.pupil_id, row.asked_by_id)))
    ]


def _wishes(
    db: Session, reader_id: int, which: ColumnElement[bool], at: Moment
) -> Sequence[AnyRow]:
    away = circle.are_kept_from(db, reader_id, at)
    return db.execute(
        select(
            FamilyWish.public_id,
            FamilyWish.called,
            FamilyWish.pupil_id,
            FamilyWish.asked_by_id,
            FamilyWish.made_at,
            Person.first_name.label("name"),
            Person.face,
            Person.public_id.label("child_id"),
        )
        .join(Person, Person.id == FamilyWish.pupil_id)
        .where(which, live(Person, at), Person.id.not_in(away))
        .order_by(FamilyWish.id)
    ).all()


def waiting_or_404(db: Session, reader_id: int, public_id: str, at: Moment) -> WaitingWish:
    """One that waits; `NotThereError` for any other."""
    return _one_or_404(waiting(db, reader_id, at), public_id)


def promised_or_404(db: Session, reader_id: int, public_id: str, at: Moment) -> WaitingWish:
    """One whose letter is still to be made; `NotThereError` for any other."""
    return _one_or_404(promised(db, reader_id, at), public_id)


def _one_or_404(wishes: Sequence[WaitingWish], public_id: str) -> WaitingWish:
    for wish in wishes:
        if wish.public_id == public_id:
            return wish
    raise NotThereError
