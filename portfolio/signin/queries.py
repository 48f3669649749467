"""Finding what a browser carries: a session, a card, a letter, an invitation, a fresh link.

Idle and absolute limits are product.md section 6. The idle time stands in the signed cookie,
because a GET may change no row; everything else stands here and can be ended at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import and_, bindparam, func, or_, select

from portfolio.core import tokens
from portfolio.models import (
    AddressLink,
    Card,
    FreshLink,
    Guess,
    Invitation,
    Person,
    Secret,
    SignIn,
    Tablet,
)
from portfolio.models.enums import DutyKind, InvitationKind, PersonKind, StopKind
from portfolio.visibility import apart, circle, concerned, roll, standing, stopped
from portfolio.visibility.rule import PERSON
from portfolio.visibility.standing import WHEN, asked_at, is_stopped, live

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.settings import Settings

AnyRow: TypeAlias = "Row[*tuple[Any, ...]]"
"""A row whose columns each function names; views know it by this name, and no SQLAlchemy."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts without a visit, and in all."""

    idle: timedelta
    in_all: timedelta


def limits_by_kind(settings: Settings) -> dict[PersonKind, Limits]:
    """How long each kind's sessions last in this installation."""
    return {
        PersonKind.PUPIL: Limits(
            timedelta(minutes=settings.pupil_idle_minutes),
            timedelta(minutes=settings.pupil_minutes),
        ),
        PersonKind.FAMILY: Limits(
            timedelta(days=settings.family_idle_days), timedelta(days=settings.family_days)
        ),
        PersonKind.STAFF: Limits(
            timedelta(minutes=settings.staff_idle_minutes),
            timedelta(minutes=settings.staff_minutes),
        ),
    }


LIMITS = {
    PersonKind.PUPIL: Limits(timedelta(minutes=15), timedelta(hours=10)),
    PersonKind.FAMILY: Limits(timedelta(days=30), timedelta(days=180)),
    PersonKind.STAFF: Limits(timedelta(minutes=20), timedelta(hours=10)),
}
"""The same where nobody set anything (product.md, section 6)."""


ON_A_TABLET = Limits(timedelta(minutes=4), timedelta(minutes=45))
"""A child on a shared tablet: after three minutes the page asks, and waits less than one more."""


def _first(db: Session, found: Any) -> AnyRow | None:  # noqa: ANN401 -- a Select of any columns
    row: AnyRow | None = db.execute(found).first()
    return row


def find(db: Session, token: str, at: Moment) -> AnyRow | None:
    """The live session with that token and its person, who must still have a place here.

    With it what menus and guards need, so that a page asks once who is there: `stage`,
    `teaches`, `is_office`, `is_safety_lead`, what the school has stopped, and whether a concern
    (`has_concerns`) or something told (`is_told`) waits for them.
    """
    asks = {"token_hash": tokens.fingerprint(token), **asked_at(at)}
    row: AnyRow | None = db.execute(_session(), asks).first()
    return row


@cache
def _session() -> Select[*tuple[Any, ...]]:
    return (
        select(
            SignIn.id.label("sign_in_id"),
            SignIn.made_at,
            SignIn.proved_at,
            SignIn.seen_on,
            SignIn.tablet_id,
            SignIn.expires_at,
            Tablet.on_until,
            Person.id,
            Person.public_id,
            Person.kind,
            Person.first_name,
            Person.called,
            Person.face,
            Person.paper,
            circle.stage_of(PERSON.c.id, WHEN).label("stage"),
            circle.teaches(PERSON.c.id, WHEN).label("teaches"),
            standing.holds(PERSON.c.id, DutyKind.OFFICE, WHEN).label("is_office"),
            standing.is_safety_lead(PERSON.c.id, WHEN).label("is_safety_lead"),
            is_stopped(StopKind.COMMENTS).label("comments_stopped"),
            is_stopped(StopKind.FAMILIES).label("families_stopped"),
            concerned.waits_for_lead(PERSON.c.id, WHEN).label("has_concerns"),
            concerned.waits_for_teacher(PERSON.c.id, WHEN).label("is_told"),
            concerned.is_answered(PERSON.c.id).label("is_answered"),
        )
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(Tablet, Tablet.id == SignIn.tablet_id)
        .where(
            SignIn.token_hash == bindparam("token_hash"),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > WHEN.now,
            # One on a shared tablet holds only while its class is on, whatever ended that.
            or_(
                SignIn.tablet_id.is_(None),
                and_(Tablet.revoked_at.is_(None), Tablet.on_until > WHEN.now),
            ),
            live(Person, WHEN),
        )
    )


WRONG_GUESSES = 10
"""As many within `GUESS_WINDOW`; then the card or address waits. Beside a card of 130 bits."""

GUESS_WINDOW = timedelta(minutes=10)

ASKED_AT_MOST = 5
"""Fresh links for one person within `GUESS_WINDOW`: nobody's letter box is filled from here."""


def is_guessed_out(db: Session, subject: str, at: Moment) -> bool:
    """Whether too many wrong secrets were tried on it of late."""
    tried = select(func.count()).where(Guess.subject == subject, Guess.at > at.now - GUESS_WINDOW)
    return (db.scalar(tried) or 0) >= WRONG_GUESSES


def card(db: Session, token: str, at: Moment) -> AnyRow | None:
    """The live card and its pupil: (card_id, person_id, name, face, paper, kind, hash)."""
    return _first(
        db,
        select(
            Card.id.label("card_id"),
            Person.id.label("person_id"),
            Person.first_name.label("name"),
            Person.face,
            Person.paper,
            Secret.kind,
            Secret.hash,
        )
        .join(Person, Person.id == Card.person_id)
        .join(Secret, Secret.person_id == Person.id)
        .where(
            Card.token_hash == tokens.fingerprint(token),
            Card.ended_at.is_(None),
            Person.kind == PersonKind.PUPIL,
            live(Person, at),
        ),
    )


def letter(db: Session, token: str, at: Moment) -> AnyRow | None:
    """The family's letter that still opens, and its pupil; None also while it waits for the office.

    (id, pupil_id, called, household_id, confirmed_at, expires_at, name, face)
    """
    found = _first(
        db,
        select(
            Invitation.id,
            Invitation.pupil_id,
            Invitation.called,
            Invitation.household_id,
            Invitation.confirmed_at,
            Invitation.expires_at,
            Person.first_name.label("name"),
            Person.face,
        )
        .join(Person, Person.id == Invitation.pupil_id)
        .where(*_opens(token, InvitationKind.FAMILY, at), live(Person, at)),
    )
    return None if found is None or apart.waiting(db, [found], at) else found


def staff_invitation(db: Session, token: str, at: Moment) -> AnyRow | None:
    """The staff invitation that still opens.

    (id, expires_at, called, group_id, duty, person_id, email)

    One for somebody of the roll, who has that address there, opens while they are here and have no
    password: it makes nobody a second one.
    """
    is_open = or_(
        Invitation.person_id.is_(None),
        and_(live(Person, at), Person.id.not_in(select(Secret.person_id))),
    )
    said = Invitation.called, Invitation.group_id, Invitation.duty, Invitation.person_id
    return _first(
        db,
        select(Invitation.id, Invitation.expires_at, *said, Person.email)
        .outerjoin(Person, Person.id == Invitation.person_id)
        .where(*_opens(token, InvitationKind.STAFF, at), is_open),
    )


def _opens(token: str, kind: InvitationKind, at: Moment) -> tuple[ColumnElement[bool], ...]:
    return (
        Invitation.token_hash == tokens.fingerprint(token),
        Invitation.kind == kind,
        Invitation.used_at.is_(None),
        Invitation.ended_at.is_(None),
        Invitation.expires_at > at.now,
    )


def fresh_link(db: Session, token: str, at: Moment) -> AnyRow | None:
    """The mailed link that still opens: (id, person_id, browser_hash, expires_at)."""
    return _first(
        db,
        select(FreshLink.id, FreshLink.person_id, FreshLink.browser_hash, FreshLink.expires_at)
        .join(Person, Person.id == FreshLink.person_id)
        .where(
            FreshLink.token_hash == tokens.fingerprint(token),
            FreshLink.used_at.is_(None),
            FreshLink.expires_at > at.now,
            Person.kind == PersonKind.FAMILY,
            live(Person, at),
        ),
    )


def staff_secret(db: Session, email: str, at: Moment) -> AnyRow | None:
    """Who of the staff has that address, and the hash of their password: (person_id, hash)."""
    return _first(
        db,
        select(Person.id.label("person_id"), Secret.hash)
        .join(Secret, Secret.person_id == Person.id)
        .where(Person.email == email, Person.kind == PersonKind.STAFF, live(Person, at)),
    )


def to_be_mailed(db: Session, email: str, at: Moment) -> int | None:
    """Whom a fresh link for that address would let in; None where it is nobody's.

    Families only: who works here proves it by a password, which no letter box may stand in for.
    A family member must be tied to somebody today, and nobody may have asked too often.
    """
    found = _first(
        db,
        select(Person.id).where(
            Person.email == email, Person.kind == PersonKind.FAMILY, live(Person, at)
        ),
    )
    if found is None or not is_let_in(db, found.id, at):
        return None
    asked = select(func.count()).where(
        FreshLink.person_id == found.id, FreshLink.made_at > at.now - GUESS_WINDOW
    )
    return None if (db.scalar(asked) or 0) >= ASKED_AT_MOST else int(found.id)


def is_let_in(db: Session, person_id: int, at: Moment) -> bool:
    """Whether a family member comes in today: tied to somebody, and not stopped by the school."""
    is_open = not stopped.is_on(db, StopKind.FAMILIES)
    return is_open and roll.has_family_here(db, person_id, at)


def address_link(db: Session, token: str, at: Moment) -> AnyRow | None:
    """The link that confirms an address and still opens: (id, person_id, email, expires_at)."""
    return _first(
        db,
        select(AddressLink.id, AddressLink.person_id, AddressLink.email, AddressLink.expires_at)
        .join(Person, Person.id == AddressLink.person_id)
        .where(
            AddressLink.token_hash == tokens.fingerprint(token),
            AddressLink.used_at.is_(None),
            AddressLink.expires_at > at.now,
            live(Person, at),
        ),
    )


def may_be_confirmed(db: Session, person_id: int, email: str, at: Moment) -> bool:
    """Whether a mail may go to that address, so that this family member can confirm it.

    It is nobody's yet, they are tied to somebody today, and neither they nor anybody else asked
    for too many mails of late.
    """
    asked = select(func.count()).where(
        or_(AddressLink.person_id == person_id, AddressLink.email == email),
        AddressLink.made_at > at.now - GUESS_WINDOW,
    )
    return (
        not is_taken(db, email)
        and roll.has_family_here(db, person_id, at)
        and (db.scalar(asked) or 0) < ASKED_AT_MOST
    )


def address_of(db: Session, person_id: int) -> str:
    """Where somebody's fresh links go; empty where they gave no address or never confirmed it."""
    return db.scalars(select(Person.email).where(Person.id == person_id)).one() or ""


def is_taken(db: Session, email: str, *, but: int | None = None) -> bool:
    """Whether the address is somebody's, here today or not: one address is one person.

    `but` is whose it may be.
    """
    owner = db.scalars(select(Person.id).where(Person.email == email)).first()
    return owner is not None and owner != but


def was_letter_of(db: Session, token: str, person_id: int) -> bool:
    """Whether that person used the letter or the invitation up: it may lead them home."""
    used = (Invitation.token_hash == tokens.fingerprint(token), Invitation.used_by_id == person_id)
    return db.scalars(select(Invitation.id).where(*used)).first() is not None


def was_fresh_link_of(db: Session, token: str, person_id: int) -> bool:
    """The same of a mailed link that lets in."""
    return _was_used(db, FreshLink, token, person_id)


def was_address_link_of(db: Session, token: str, person_id: int) -> bool:
    """The same of a mailed link that confirms an address."""
    return _was_used(db, AddressLink, token, person_id)


def _was_used(
    db: Session, table: type[FreshLink | AddressLink], token: str, person_id: int
) -> bool:
    used = select(table.id).where(
        table.token_hash == tokens.fingerprint(token),
        table.person_id == person_id,
        table.used_at.is_not(None),
    )
    return db.scalars(used).first() is not None


def was_here_before(db: Session, person_id: int) -> bool:
    """Whether that person ever had a session."""
    found = select(SignIn.id).where(SignIn.person_id == person_id).limit(1)
    return db.scalars(found).first() is not None
