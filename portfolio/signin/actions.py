"""Beginning and ending sessions, counting wrong guesses, and using up letters and links.

What is used up is claimed by one statement that only the first of two senders wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from portfolio.core import tokens
from portfolio.core.errors import NotThereError, RefusedError
from portfolio.log import actions as log
from portfolio.models import (
    AddressLink,
    Duty,
    FamilyTie,
    FreshLink,
    Guess,
    Invitation,
    Membership,
    Person,
    Secret,
    SignIn,
)
from portfolio.models.enums import PersonKind, Role, SecretKind
from portfolio.signin import queries
from portfolio.signin.queries import LIMITS
from portfolio.visibility import roll

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row, Update
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

GUESSES_KEPT = timedelta(days=1)
"""Older ones say nothing any more and are thrown away."""


def begin(db: Session, person_id: int, at: Moment, *, way: str, device: str) -> str:
    """A new session for the person; gives its token, which is kept nowhere else."""
    kind = db.scalars(select(Person.kind).where(Person.id == person_id)).one()
    token = tokens.new_token()
    db.add(
        SignIn(
            public_id=tokens.public_id(),
            person_id=person_id,
            token_hash=tokens.fingerprint(token),
            device=device[:120],
            made_at=at.now,
            expires_at=at.now + LIMITS[kind].in_all,
        )
    )
    log.write(db, "signed_in", at, person_id, way=way)
    return token


def end(db: Session, sign_in_id: int, at: Moment) -> None:
    """End one session."""
    person_id = db.scalar(select(SignIn.person_id).where(SignIn.id == sign_in_id))
    db.execute(update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=at.now))
    log.write(db, "signed_out", at, person_id)


def end_begun(db: Session, person_id: int, device: str, since: datetime, at: Moment) -> bool:
    """End what began on such a device since then and goes on; whether there was any."""
    begun = update(SignIn).where(
        SignIn.person_id == person_id,
        SignIn.device == device[:120],
        SignIn.made_at >= since,
        SignIn.ended_at.is_(None),
    )
    return bool(db.execute(begun.values(ended_at=at.now).returning(SignIn.id)).all())


def end_all(db: Session, person_id: int, at: Moment, *, but: int | None = None) -> None:
    """End every session of a person, save `but`, and every link on its way to them (T45)."""
    live = [SignIn.person_id == person_id, SignIn.ended_at.is_(None)]
    if but is not None:
        live.append(SignIn.id != but)
    db.execute(update(SignIn).where(*live).values(ended_at=at.now))
    _end_links(db, FreshLink, person_id, at)
    _end_links(db, AddressLink, person_id, at)


def _end_links(
    db: Session, table: type[FreshLink | AddressLink], person_id: int, at: Moment
) -> None:
    unused = update(table).where(table.person_id == person_id, table.used_at.is_(None))
    db.execute(unused.values(expires_at=at.now))


def note_wrong_guess(db: Session, subject: str, at: Moment) -> None:
    """Count a wrong secret against what it was tried on."""
    db.execute(delete(Guess).where(Guess.at < at.now - GUESSES_KEPT))
    db.add(Guess(subject=subject, at=at.now))


def open_letter(
    db: Session, token: str, at: Moment, *, face: str, adult_id: int | None = None
) -> int:
    """Use the letter up: the adult is tied to the child. Gives the adult's number.

    `adult_id` is a family member who is here already; None makes a new person with that face.
    `NotThereError` where the letter does not open (any more). `RefusedError` where that family
    member belongs to the child already: a letter moves nobody to another home (product.md, rule
    8), and stays for whomever it is for.
    """
    letter = queries.letter(db, token, at)
    if letter is None:
        raise NotThereError
    if adult_id is not None and roll.is_tied(db, adult_id, letter.pupil_id, at):
        raise RefusedError("tied")
    if not _claim(db, Invitation, letter.id, at):
        raise NotThereError
    adult_id = adult_id or _add_person(
        db, Newcomer(PersonKind.FAMILY, first_name=letter.called, face=face), at
    )
    tie = FamilyTie(
        public_id=tokens.public_id(),
        pupil_id=letter.pupil_id,
        adult_id=adult_id,
        called=letter.called,
        household_id=letter.household_id,
        from_on=at.today,
    )
    db.add(tie)
    db.flush()
    _note_use(db, letter.id, adult_id, at)
    log.write(db, "tie_made", at, adult_id, tie=tie.id)
    return adult_id


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody for whom a letter makes a place."""

    kind: PersonKind
    first_name: str
    face: str
    called: str = ""
    email: str | None = None


def open_staff_invitation(
    db: Session, token: str, at: Moment, newcomer: Newcomer, password_hash: str
) -> int:
    """Use the invitation up: a member of staff, with what it promised. Gives their number.

    `NotThereError` where it does not open, `RefusedError` where the address is somebody's.
    """
    invitation = queries.staff_invitation(db, token, at)
    if invitation is None:
        raise NotThereError
    if newcomer.email is not None and queries.is_taken(db, newcomer.email):
        raise RefusedError("taken", field="email")
    if not _claim(db, Invitation, invitation.id, at):
        raise NotThereError
    try:
        with db.begin_nested():
            person_id = _add_person(db, newcomer, at)
    except IntegrityError as error:  # somebody else got the address in this very moment
        raise RefusedError("taken", field="email") from error
    db.add(Secret(person_id=person_id, kind=SecretKind.WORD, hash=password_hash, set_at=at.now))
    _give_place(db, person_id, invitation, at)
    _note_use(db, invitation.id, person_id, at)
    return person_id


def use_fresh_link(db: Session, token: str, browser: str, at: Moment) -> int:
    """Use the mailed link up and give whom it lets in.

    `NotThereError` where it does not open, or not in this browser.
    """
    link = queries.fresh_link(db, token, at)
    if (
        link is None
        or not tokens.is_same(browser, link.browser_hash)
        or not _claim(db, FreshLink, link.id, at)
    ):
        raise NotThereError
    return int(link.person_id)


def confirm_address(db: Session, token: str, person_id: int, sign_in_id: int, at: Moment) -> None:
    """Use the mailed link up: from now on fresh links for that person go to its address.

    Where they had another before, whatever it let in ends, save the session `sign_in_id` (T45).
    `NotThereError` where the link does not open, is another's, or the address is somebody's by
    now; which of these is told to nobody.
    """
    link = queries.address_link(db, token, at)
    if (
        link is None
        or link.person_id != person_id
        or queries.is_taken(db, link.email)
        or not _claim(db, AddressLink, link.id, at)
    ):
        raise NotThereError
    if queries.address_of(db, person_id):
        end_all(db, person_id, at, but=sign_in_id)
    give_address(db, person_id, link.email)
    _end_links(db, AddressLink, person_id, at)
    log.write(db, "address_given", at, person_id)


def give_address(db: Session, person_id: int, email: str) -> None:
    """Make the address theirs; `NotThereError` where somebody else got it in this very moment."""
    try:
        with db.begin_nested():  # the page that says so may still ask the database
            db.execute(update(Person).where(Person.id == person_id).values(email=email))
    except IntegrityError as error:
        raise NotThereError from error


def _claim(
    db: Session, table: type[Invitation | FreshLink | AddressLink], row_id: int, at: Moment
) -> bool:
    """Mark it used; whether this unit was the first."""
    unused: Update = update(table).where(table.id == row_id, table.used_at.is_(None))
    return db.execute(unused.values(used_at=at.now).returning(table.id)).first() is not None


def _add_person(db: Session, newcomer: Newcomer, at: Moment) -> int:
    person = Person(
        public_id=tokens.public_id(),
        kind=newcomer.kind,
        first_name=newcomer.first_name,
        called=newcomer.called,
        face=newcomer.face,
        email=newcomer.email,
        from_on=at.today,
    )
    db.add(person)
    db.flush()
    return person.id


def _give_place(db: Session, person_id: int, invitation: Row[*tuple[Any, ...]], at: Moment) -> None:
    if invitation.group_id is not None:
        db.add(
            Membership(
                group_id=invitation.group_id,
                person_id=person_id,
                role=Role.TEACHER,
                from_on=at.today,
            )
        )
    if invitation.duty is not None:
        db.add(Duty(person_id=person_id, kind=invitation.duty, from_on=at.today))


def _note_use(db: Session, invitation_id: int, person_id: int, at: Moment) -> None:
    db.execute(
        update(Invitation).where(Invitation.id == invitation_id).values(used_by_id=person_id)
    )
    log.write(db, "invitation_used", at, person_id, invitation=invitation_id)
