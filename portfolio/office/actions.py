"""Writing the roll: the school, its classes, children and their cards, and places that end.

Whatever ends here ends from the next request on, with its sessions (product.md, rule 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from portfolio.core import passwords, tokens
from portfolio.core.errors import RefusedError
from portfolio.factors import actions as factors
from portfolio.items.actions import sharing
from portfolio.log import actions as log
from portfolio.models import (
    Card,
    Duty,
    FamilyTie,
    Group,
    Membership,
    Person,
    School,
    Secret,
    SignOn,
)
from portfolio.models.enums import Checks, DutyKind, GroupKind, PersonKind, Role, SecretKind, Stage
from portfolio.notices import actions as notices
from portfolio.office import invitations, queries
from portfolio.signin import actions as signin
from portfolio.tablets import actions as tablets
from portfolio.visibility import roll

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portfolio.core.clock import Moment

THE_SCHOOL = 1
"""The single row's number (models/people.py)."""


@dataclass(frozen=True, slots=True)
class NewClass:
    """A class to be made."""

    name: str
    stage: Stage
    checks: Checks


@dataclass(frozen=True, slots=True)
class NewChild:
    """A child to be put on the roll."""

    first_name: str
    surname: str
    face: str


@dataclass(frozen=True, slots=True)
class ChosenSecret:
    """A pupil's secret, made by chance: as it is told to the child, and as it is kept."""

    kind: SecretKind
    words: tuple[str, ...]
    hash: str


def choose_secret(stage: Stage) -> ChosenSecret:
    """Make a secret fit for the stage. Slow by design (33 ms): call it before taking a lock."""
    if stage is Stage.EARLY:
        names = passwords.make_pictures()
        return ChosenSecret(SecretKind.PICTURES, names, passwords.hash_secret(" ".join(names)))
    word = passwords.make_word()
    said = passwords.typed_word(word)
    return ChosenSecret(SecretKind.WORD, (word,), passwords.hash_secret(said))


def name_school(db: Session, name: str, at: Moment, *, by: int) -> None:
    """Give the school its name, the first time or anew."""
    known = db.scalars(select(School).limit(1)).first()
    if known is None:
        db.add(School(id=THE_SCHOOL, name=name, demonstration=False, made_at=at.now))
    else:
        known.name = name
    log.write(db, "school_named", at, by)


def make_class(db: Session, new: NewClass, at: Moment, *, by: int) -> int:
    """A new class; gives its number."""
    group = Group(
        public_id=tokens.public_id(),
        name=new.name,
        kind=GroupKind.CLASS,
        stage=new.stage,
        checks=new.checks,
    )
    db.add(group)
    db.flush()
    log.write(db, "group_made", at, by, group=group.id)
    return group.id


def set_checks(db: Session, group_id: int, checks: Checks, at: Moment, *, by: int) -> None:
    """What the teachers of the class read first of what is shared from now on.

    What was asked for before keeps what its child was told (decision 7): each share remembers.
    `RefusedError` where they would read less while something waits: nobody would ever read it.
    """
    if checks is not Checks.EVERYTHING and queries.waits_in(db, group_id, at):
        raise RefusedError("waits", field="checks")
    db.get_one(Group, group_id).checks = checks
    log.write(db, "group_checks_set", at, by, group=group_id, checks=checks.value)


def end_place(db: Session, person_id: int, at: Moment, *, by: int) -> None:
    """Somebody works here no more: place, duties, classes, letters and every way in end.

    So do the addresses for a new password that they made for others and nobody used (T45), and
    the tablets that they opened.
    """
    for row in (Membership, Duty):
        db.execute(
            update(row)
            .where(row.person_id == person_id, ~roll.has_ended(row, at))
            .values(until_on=at.today)
        )
    db.execute(update(Person).where(Person.id == person_id).values(until_on=at.today))
    invitations.end_all_by(db, person_id, at, by=by)
    invitations.end_all_of(db, person_id, at, by=by)
    signin.end_resets_by(db, person_id, at)
    tablets.revoke_opened_by(db, person_id, at, by=by)
    end_ways_in(db, person_id, at, by=by)
    log.write(db, "place_ended", at, by, person=person_id)


def end_ways_in(db: Session, person_id: int, at: Moment, *, by: int) -> None:
    """Nothing that one of the staff ever had lets them in: they need an invitation.

    Password, sign-on, every second factor, sessions and links; for good, so that whoever comes
    back years later is not let in on what somebody learned meanwhile.
    """
    for way in (Secret, SignOn):
        db.execute(delete(way).where(way.person_id == person_id))
    factors.forget_all(db, person_id, at, by=by)
    signin.end_all(db, person_id, at)


def add_child(
    db: Session, group_id: int, new: NewChild, secret: ChosenSecret, at: Moment, *, by: int
) -> tuple[int, str]:
    """A child on the roll and in the class, with a card; gives their number and the card's code."""
    child = Person(
        public_id=tokens.public_id(),
        kind=PersonKind.PUPIL,
        first_name=new.first_name,
        surname=new.surname,
        face=new.face,
        from_on=at.today,
    )
    db.add(child)
    db.flush()
    db.add(Membership(group_id=group_id, person_id=child.id, role=Role.PUPIL, from_on=at.today))
    log.write(db, "pupil_added", at, by, pupil=child.id, group=group_id)
    return child.id, make_card(db, child.id, secret, at, by=by)


def make_card(
    db: Session,
    pupil_id: int,
    secret: ChosenSecret | None,
    at: Moment,
    *,
    by: int,
    code: str | None = None,
) -> str:
    """A new card and secret; the old ones and the child's sessions end. Gives the card's code.

    Without a `secret` the child keeps theirs. `code` is one that was made already. A child who
    had a card is told by whom a new one was made.
    """
    ended = db.scalars(
        update(Card)
        .where(Card.person_id == pupil_id, Card.ended_at.is_(None))
        .values(ended_at=at.now)
        .returning(Card.id)
    ).all()
    if ended:
        notices.new_card(db, pupil_id, by, at)
    signin.end_all(db, pupil_id, at)
    code = code or tokens.new_code()
    db.add(Card(person_id=pupil_id, token_hash=tokens.fingerprint(code), made_at=at.now))
    if secret is not None:
        db.merge(Secret(person_id=pupil_id, kind=secret.kind, hash=secret.hash, set_at=at.now))
    log.write(db, "card_made", at, by, pupil=pupil_id)
    return code


def leave_class(db: Session, group_id: int, person_id: int, at: Moment, *, by: int) -> None:
    """A child or a teacher is in the class no more: a child is signed out on its tablets.

    Unused letters of a teacher for children whose families they may invite no more end with it,
    for good: whoever had one could still come in on their word (product.md, rule 3). So do the
    tablets that they opened for the class.
    """
    ended = (
        update(Membership)
        .where(
            Membership.group_id == group_id,
            Membership.person_id == person_id,
            ~roll.has_ended(Membership, at),
        )
        .values(until_on=at.today, planned_until_on=Membership.until_on)
    )
    if not db.execute(ended.returning(Membership.id)).all():
        return  # a press at the same moment did it
    log.write(db, "left_group", at, by, person=person_id, group=group_id)
    if not roll.holds(db, person_id, DutyKind.OFFICE, at):
        still = roll.taught_children(db, person_id, at)
        invitations.end_all_by(db, person_id, at, by=by, but_for=still)
    invitations.end_all_for(db, person_id, at, by=by)
    tablets.revoke_opened_by(db, person_id, at, by=by)
    signin.end_out_of_class(db, at, pupil_id=person_id)


def put_back_in_class(db: Session, membership_id: int, at: Moment, *, by: int) -> None:
    """Undo a leaving of this very day.

    Letters and tablets that ended with it stay so: nobody has new ones, and those are opened anew.
    """
    ended = select(Membership).where(
        Membership.id == membership_id, roll.ended_today(Membership, at)
    )
    membership = db.scalars(ended.with_for_update()).first()
    if membership is None:
        return  # a press at the same moment did it
    membership.until_on = membership.planned_until_on
    db.flush()
    sharing.settle_unread(db, membership.person_id, at)  # the class may check less by now
    log.write(
        db,
        "put_back_in_group",
        at,
        by,
        person=membership.person_id,
        group=membership.group_id,
    )


def end_tie(db: Session, tie_id: int, at: Moment, *, by: int) -> None:
    """An adult belongs to a child no more, in no home; without another child sessions end too."""
    tie = db.get_one(FamilyTie, tie_id)
    same_two = FamilyTie.adult_id == tie.adult_id, FamilyTie.pupil_id == tie.pupil_id
    live = select(FamilyTie).where(*same_two, ~roll.has_ended(FamilyTie, at)).with_for_update()
    for one in db.scalars(live):
        one.until_on, one.planned_until_on = at.today, one.until_on
        _tie_is_over(db, one, at, by)
    db.flush()
    signin.end_let_in(db, tie.pupil_id, at)
    if not roll.has_family_here(db, tie.adult_id, at):
        signin.end_all(db, tie.adult_id, at)


def _tie_is_over(db: Session, tie: FamilyTie, at: Moment, by: int) -> None:
    invitations.end_all_to(db, tie.pupil_id, tie.household_id, at, by=by)
    log.write(db, "tie_ended", at, by, tie=tie.id)


def end_tie_too(db: Session, tie_id: int, at: Moment, *, by: int) -> None:
    """The office ends what somebody else ended today: what ended is the office's to put back."""
    tie = db.get_one(FamilyTie, tie_id)
    same_two = FamilyTie.adult_id == tie.adult_id, FamilyTie.pupil_id == tie.pupil_id
    for one in db.scalars(select(FamilyTie).where(*same_two, roll.ended_today(FamilyTie, at))):
        _tie_is_over(db, one, at, by)


def put_back_tie(db: Session, tie_id: int, at: Moment, *, by: int) -> None:
    """Undo an ending of this very day; the adult comes in anew.

    `RefusedError` where they belong to that child again already: a second tie could be of another
    home, and two homes never meet (product.md, rule 8).
    """
    tie = db.get_one(FamilyTie, tie_id)
    if roll.is_tied(db, tie.adult_id, tie.pupil_id, at):
        raise RefusedError("tied")
    tie.until_on = tie.planned_until_on
    log.write(db, "tie_put_back", at, by, tie=tie_id)
