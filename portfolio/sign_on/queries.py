"""Which person of the staff signed on: by issuer and subject, or by an address that is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from portfolio.models import Person, SignOn
from portfolio.models.enums import PersonKind
from portfolio.visibility.standing import live

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.sign_on.id_tokens import Known


@dataclass(frozen=True, slots=True)
class Found:
    """A person of the staff, and whether they come this way for the first time."""

    person_id: int
    is_new: bool


def staff(db: Session, known: Known, at: Moment) -> Found | None:
    """Who of the staff that is today; None for everybody else.

    A subject that was kept is that person for ever: its address finds nobody else any more.
    """
    kept = (SignOn.issuer == known.issuer, SignOn.subject == known.subject)
    person_id = db.scalar(select(SignOn.person_id).where(*kept))
    if person_id is not None:
        is_here = db.scalar(select(Person.id).where(Person.id == person_id, *_staff(at)))
        return None if is_here is None else Found(person_id, is_new=False)
    return _by_address(db, known, at) if known.email else None


def newcomer(db: Session, known: Known, person_id: int) -> Found | None:
    """That person, if neither they nor the subject is known yet; an address is not asked for."""
    theirs = or_(SignOn.subject == known.subject, SignOn.person_id == person_id)
    is_known = db.scalar(select(SignOn.id).where(SignOn.issuer == known.issuer, theirs))
    return None if is_known is not None else Found(person_id, is_new=True)


def has_one(db: Session, person_id: int, issuer: str) -> bool:
    """Whether that person is known by a subject of that issuer."""
    found = select(SignOn.id).where(SignOn.issuer == issuer, SignOn.person_id == person_id)
    return db.scalar(found) is not None


def _by_address(db: Session, known: Known, at: Moment) -> Found | None:
    """Once only: whoever has a subject of that issuer already is found by it alone."""
    known_so = select(SignOn.id).where(SignOn.person_id == Person.id, SignOn.issuer == known.issuer)
    found = select(Person.id).where(Person.email == known.email, *_staff(at), ~known_so.exists())
    person_id = db.scalar(found)
    return None if person_id is None else Found(person_id, is_new=True)


def _staff(at: Moment) -> tuple[ColumnElement[bool], ...]:
    return (Person.kind == PersonKind.STAFF, live(Person, at))
