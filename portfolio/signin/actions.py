"""Beginning and ending sessions, counting wrong guesses, and using up letters and links.

What is used up is claimed by one statement that only the first of two senders wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from portfolio.core import tokens
from portfolio.core.errors import NotThereError, RefusedError
from portfolio.log import actions as log
from portfolio.models import (
    AddressLink,
    Duty,
    FamilyCard,
    FamilyDevice,
    FamilyTie,
    FreshLink,
    Guess,
    Invitation,
    Membership,
    PasswordReset,
    Person,
    Secret,
    SignIn,
    Tablet,
    Threshold,
)
from portfolio.models.enums import PersonKind, Role, SecretKind
from portfolio.notices import actions as notices
from portfolio.signin import queries
from portfolio.signin.queries import LIMITS, ON_A_TABLET
from portfolio.visibility import apart, roll
from portfolio.visibility.standing import is_member

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Row, Update
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment
    from portfolio.signin.queries import Limits

LET_IN = "let_in"
"""The way in on a family member's device, at their word."""

GUESSES_KEPT = timedelta(days=1)
"""Older ones say nothing any more and are thrown away."""


def begin(  # noqa: PLR0913 -- a session has these facts
    db: Session,
    person_id: int,
    at: Moment,
    *,
    way: str,
    device: str,
    is_proved: bool = False,
    limits: Mapping[PersonKind, Limits] = LIMITS,
) -> str:
    """A new session for the person; gives its token, which is kept nowhere else.

    `is_proved` where a second factor was shown, or the way in stands for one: duties are open for
    a while. Nobody but staff is ever asked for one.
    """
    kind = db.scalars(select(Person.kind).where(Person.id == person_id)).one()
    token = tokens.new_token()
    db.add(
        SignIn(
            public_id=tokens.public_id(),
            person_id=person_id,
            token_hash=tokens.fingerprint(token),
            device=device[:120],
            way=way,
            made_at=at.now,
            expires_at=at.now + limits[kind].in_all,
            seen_on=at.today,
            proved_at=at.now if is_proved else None,
        )
    )
    log.write(db, "signed_in", at, person_id, way=way)
    return token


def end(db: Session, sign_in_id: int, at: Moment) -> None:
    """End one session."""
    person_id = db.scalar(select(SignIn.person_id).where(SignIn.id == sign_in_id))
    db.execute(update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=at.now))
    log.write(db, "signed_out", at, person_id)


def note_seen(db: Session, sign_in_id: int, at: Moment) -> None:
    """Its person was here today."""
    db.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_on=at.today))


def prove(db: Session, sign_in_id: int, at: Moment) -> str:
    """Its person showed a second factor again: gives the session's new token (T32).

    The old token opens nothing from now on. The session ends when it would have ended.
    """
    token = tokens.new_token()
    renewed = update(SignIn).where(SignIn.id == sign_in_id).returning(SignIn.person_id)
    named = {"token_hash": tokens.fingerprint(token), "proved_at": at.now}
    person_id = db.scalars(renewed.values(named)).one()
    log.write(db, "proved_again", at, person_id)
    return token


def end_begun(db: Session, person_id: int, device: str, since: datetime, at: Moment) -> bool:
    """End what began on such a device since then and goes on; whether there was any."""
    begun = update(SignIn).where(
        SignIn.person_id == person_id,
        SignIn.device == device[:120],
        SignIn.made_at >= since,
        SignIn.ended_at.is_(None),
    )
    return bool(db.execute(begun.values(ended_at=at.now).returning(SignIn.id)).all())


def end_all(
    db: Session,
    person_id: int,
    at: Moment,
    *,
    but: int | None = None,
    keeps_card: bool = False,
) -> None:
    """End every session of a person, save `but`, their own card, and every link (T45)."""
    live = [SignIn.person_id == person_id, SignIn.ended_at.is_(None)]
    if but is not None:
        live.append(SignIn.id != but)
    db.execute(update(SignIn).where(*live).values(ended_at=at.now))
    if not keeps_card:
        end_card(db, person_id, at)
    end_links(db, person_id, at)


def end_card(db: Session, person_id: int, at: Moment) -> bool:
    """Their own card opens no more, on none of its devices; whether there was one."""
    own = update(FamilyCard).where(FamilyCard.person_id == person_id, FamilyCard.ended_at.is_(None))
    ended = db.scalars(own.values(ended_at=at.now).returning(FamilyCard.id)).all()
    if ended:
        db.execute(delete(FamilyDevice).where(FamilyDevice.card_id.in_(ended)))
    return bool(ended)


def end_links(db: Session, person_id: int, at: Moment) -> None:
    """Whatever is on its way to that person, or half used by them, opens nothing any more."""
    for table in (FreshLink, AddressLink, Threshold, PasswordReset):
        _end_links(db, table, person_id, at)


def end_resets_by(db: Session, maker_id: int, at: Moment) -> None:
    """Addresses for a new password that this person made for others open nothing any more."""
    unused = update(PasswordReset).where(
        PasswordReset.made_by_id == maker_id, PasswordReset.used_at.is_(None)
    )
    db.execute(unused.values(expires_at=at.now))


def _end_links(
    db: Session,
    table: type[FreshLink | AddressLink | Threshold | PasswordReset],
    person_id: int,
    at: Moment,
) -> None:
    unused = update(table).where(table.person_id == person_id, table.used_at.is_(None))
    db.execute(unused.values(expires_at=at.now))


def end_let_in(db: Session, pupil_id: int, at: Moment) -> None:
    """End what a child does on devices of adults who let them in: one of these may go no more."""
    let_in = SignIn.person_id == pupil_id, SignIn.way == LET_IN, SignIn.ended_at.is_(None)
    db.execute(update(SignIn).where(*let_in).values(ended_at=at.now))


def end_within_reach(db: Session, pupil_id: int, kept_id: int, at: Moment) -> None:
    """End what a child does where whoever is kept away may have the device in their hands.

    Anywhere but on tablets that others opened for its class: the child simply comes in again.
    """
    opened = select(Tablet.id).where(Tablet.made_by_id == kept_id)
    in_reach = or_(SignIn.tablet_id.is_(None), SignIn.tablet_id.in_(opened))
    theirs = SignIn.person_id == pupil_id, in_reach, SignIn.ended_at.is_(None)
    db.execute(update(SignIn).where(*theirs).values(ended_at=at.now))


def put_on_tablet(db: Session, token: str, tablet_id: int, at: Moment) -> None:
    """Tie a child's session that began just now to a shared tablet, with the limits of one."""
    mine = update(SignIn).where(SignIn.token_hash == tokens.fingerprint(token))
    db.execute(mine.values(tablet_id=tablet_id, expires_at=at.now + ON_A_TABLET.in_all))


def end_on_tablet(db: Session, tablet_id: int, at: Moment) -> None:
    """End whatever goes on on a shared tablet."""
    on_it = update(SignIn).where(SignIn.tablet_id == tablet_id, SignIn.ended_at.is_(None))
    db.execute(on_it.values(ended_at=at.now))


def end_out_of_class(db: Session, at: Moment, *, pupil_id: int | None = None) -> None:
    """End what a child, or (None) any child, does on a tablet of a class in which they are not."""
    found = (
        select(SignIn.id)
        .join(Tablet, Tablet.id == SignIn.tablet_id)
        .where(SignIn.ended_at.is_(None), SignIn.expires_at > at.now)
        .where(~is_member(SignIn.person_id, Tablet.group_id, at))
    )
    mine = found if pupil_id is None else found.where(SignIn.person_id == pupil_id)
    if ended := db.scalars(mine).all():
        db.execute(update(SignIn).where(SignIn.id.in_(ended)).values(ended_at=at.now))


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
    8), and stays for whomever it is for. Where they are kept from the child that refusal would
    tell of it: then it is used up as if their tie had ended, and nothing comes of it.
    """
    letter = queries.letter(db, token, at)
    if letter is None:
        raise NotThereError
    is_tied = adult_id is not None and _is_tied(db, adult_id, letter.pupil_id, at)
    if not _claim(db, Invitation, letter, at):
        raise NotThereError
    if adult_id is not None and is_tied:
        _note_use(db, letter.id, adult_id, at)
        return adult_id
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
    notices.new_person(db, letter.pupil_id, adult_id, at)
    log.write(db, "tie_made", at, adult_id, tie=tie.id)
    return adult_id


def _is_tied(db: Session, adult_id: int, pupil_id: int, at: Moment) -> bool:
    """Whether they are tied and kept away; `RefusedError` where they are tied and may know it."""
    is_tied = roll.is_tied(db, adult_id, pupil_id, at)
    if is_tied and not apart.is_kept(db, adult_id, pupil_id, at):
        raise RefusedError("tied")
    return is_tied


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

    Where it is for somebody of the roll they stay who they are, and are called as `newcomer` says.

    `NotThereError` where it does not open, `RefusedError` where the address is somebody's.
    """
    invitation = queries.staff_invitation(db, token, at)
    if invitation is None:
        raise NotThereError
    if newcomer.email is not None and queries.is_taken(
        db, newcomer.email, but=invitation.person_id
    ):
        raise RefusedError("taken", field="email")
    if not _claim(db, Invitation, invitation, at):
        raise NotThereError
    try:
        with db.begin_nested():
            person_id = _come_in(db, invitation.person_id, newcomer, at)
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
        or not _claim(db, FreshLink, link, at)
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
        or not _claim(db, AddressLink, link, at)
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
    db: Session, table: type[Invitation | FreshLink | AddressLink], read: queries.AnyRow, at: Moment
) -> bool:
    """Mark it used; whether this unit was the first, and it opens still as it did when it was read.

    Somebody may have ended it since: a letter says so itself, of a link the last moment moved.
    """
    is_open = [table.id == read.id, table.used_at.is_(None), table.expires_at == read.expires_at]
    if table is Invitation:
        is_open.append(Invitation.ended_at.is_(None))
    unused: Update = update(table).where(*is_open)
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


def _come_in(db: Session, known_id: int | None, newcomer: Newcomer, at: Moment) -> int:
    """Somebody new, or whom the roll knows: with the names and the face that they have there."""
    if known_id is None:
        return _add_person(db, newcomer, at)
    said = {"called": newcomer.called, "email": newcomer.email}
    db.execute(update(Person).where(Person.id == known_id).values(**said))
    return known_id


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
