"""What comes of a letter, an invitation and a link that are used up: all of it, and no more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.models import (
    AddressLink,
    Duty,
    FamilyTie,
    Invitation,
    LogRow,
    Membership,
    Notice,
    Person,
    Secret,
    SignIn,
)
from portfolio.models.enums import DutyKind, NoticeKind, PersonKind, Role, SecretKind
from portfolio.office.invitations import StaffPlace
from portfolio.signin import actions
from portfolio.signin.actions import Newcomer

if TYPE_CHECKING:
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.signin.conftest import Doors

FACE = "s0h0c0p0k0w0a1m0"
NEW = Newcomer(PersonKind.STAFF, "Maya", FACE, "Mrs Lin", "maya@example.org")


def logged(database: Database, event: str) -> list[tuple[int | None, dict[str, object]]]:
    """By whom, and about what, the log tells of such an event."""
    with database.reading() as db:
        rows = db.execute(select(LogRow.by_id, LogRow.about).where(LogRow.event == event))
        return [(row.by_id, dict(row.about)) for row in rows]


def begins(
    cast: Cast, doors: Doors, place: StaffPlace, newcomer: Newcomer = NEW
) -> tuple[int, int]:
    """Somebody of the staff begins; their number and the invitation's."""
    token = doors.staff_invitation(place).rpartition("/")[2]
    with cast.database.unit() as db:
        who = actions.open_staff_invitation(db, token, cast.at, newcomer, "a hash")
        found = select(Invitation.id).where(Invitation.token_hash == tokens.fingerprint(token))
        return who, db.scalars(found).one()


def test_a_letter_ties_its_adult_to_its_child_and_tells_the_child(cast: Cast, doors: Doors) -> None:
    doors.letter(cast.sibling)  # which stays for whomever it is for
    token = doors.letter(cast.owner, "Nana").rpartition("/")[2]
    with cast.database.unit() as db:
        adult = actions.open_letter(db, token, cast.at, face=FACE)
    with cast.database.reading() as db:
        tie = db.scalars(select(FamilyTie).where(FamilyTie.adult_id == adult)).one()
        assert (tie.pupil_id, tie.called, tie.from_on) == (cast.owner.id, "Nana", cast.at.today)
        invitation, other = (
            db.scalars(select(Invitation).where(Invitation.pupil_id == child.id)).one()
            for child in (cast.owner, cast.sibling)
        )
        assert (invitation.used_by_id, invitation.used_at) == (adult, cast.at.now)
        assert (other.used_by_id, other.used_at) == (None, None)
        card = db.scalars(select(Notice)).one()
        told = (card.person_id, card.kind, card.who_id)
        assert told == (cast.owner.id, NoticeKind.NEW_PERSON, adult)
    assert logged(cast.database, "tie_made") == [(adult, {"tie": tie.id})]
    used = [(adult, {"invitation": invitation.id})]
    assert logged(cast.database, "invitation_used") == used


def test_an_invitation_gives_what_it_promised_and_no_more(cast: Cast, doors: Doors) -> None:
    place = StaffPlace("Mrs Lin", cast.group.id, DutyKind.SAFEGUARDING)
    who, invitation = begins(cast, doors, place)
    with cast.database.reading() as db:
        person = db.get_one(Person, who)
        said = (person.kind, person.first_name, person.called, person.face, person.email)
        assert said == (PersonKind.STAFF, "Maya", "Mrs Lin", FACE, "maya@example.org")
        member = db.scalars(select(Membership).where(Membership.person_id == who)).one()
        assert (member.group_id, member.role) == (cast.group.id, Role.TEACHER)
        duty = db.scalars(select(Duty).where(Duty.person_id == who)).one()
        assert (duty.kind, duty.from_on) == (DutyKind.SAFEGUARDING, cast.at.today)
        secret = db.get_one(Secret, who)
        assert (secret.kind, secret.hash) == (SecretKind.WORD, "a hash")
        assert db.get_one(Invitation, invitation).used_by_id == who
    assert logged(cast.database, "invitation_used") == [(who, {"invitation": invitation})]


def test_an_invitation_that_promises_nothing_gives_nothing(cast: Cast, doors: Doors) -> None:
    who, _ = begins(cast, doors, StaffPlace("Mrs Lin"))
    with cast.database.reading() as db:
        for table in (Membership, Duty):
            assert db.scalars(select(table).where(table.person_id == who)).all() == []


def test_whom_the_roll_knows_stays_who_they_are(cast: Cast, doors: Doors) -> None:
    place = StaffPlace(person_id=cast.teacher.id)
    with cast.database.unit() as db:
        before = db.get_one(Person, cast.teacher.id)
        names, other = (before.first_name, before.face), db.get_one(Person, cast.office.id).called
    who, _ = begins(cast, doors, place)
    assert who == cast.teacher.id
    with cast.database.reading() as db:
        person = db.get_one(Person, who)
        assert (person.first_name, person.face) == names
        assert (person.called, person.email) == ("Mrs Lin", "maya@example.org")
        assert db.get_one(Person, cast.office.id).called == other


def test_whoever_has_no_address_begins_without_one(cast: Cast, doors: Doors) -> None:
    """As where others sign people on; everybody else here has none either."""
    newcomer = Newcomer(PersonKind.STAFF, "Maya", FACE, "Mrs Lin")
    who, _ = begins(cast, doors, StaffPlace("Mrs Lin"), newcomer)
    with cast.database.reading() as db:
        assert db.get_one(Person, who).email is None


@pytest.mark.parametrize("had_one", [True, False])
def test_t45_an_address_confirmed_ends_what_another_let_in(cast: Cast, *, had_one: bool) -> None:
    with cast.database.unit() as db:
        mine_before = update(Person).where(Person.id == cast.gran.id)
        db.execute(mine_before.values(email="old@example.org" if had_one else None))
        for _ in range(2):
            actions.begin(db, cast.gran.id, cast.at, way="link", device="a test")
        for token in ("mine", "beside"):
            row = AddressLink(person_id=cast.gran.id, token_hash=tokens.fingerprint(token))
            row.email, row.made_at = f"{token}@example.org", cast.at.now
            row.expires_at = cast.at.now + timedelta(hours=1)
            db.add(row)
        mine, other = db.scalars(select(SignIn.id).order_by(SignIn.id)).all()
    with cast.database.unit() as db:
        actions.confirm_address(db, "mine", cast.gran.id, mine, cast.at)
        live = set(db.scalars(select(SignIn.id).where(SignIn.ended_at.is_(None))))
        assert live == ({mine} if had_one else {mine, other})
        assert db.get_one(Person, cast.gran.id).email == "mine@example.org"
        beside = select(AddressLink.expires_at).where(AddressLink.used_at.is_(None))
        assert db.scalars(beside).all() == [cast.at.now]
    assert logged(cast.database, "address_given") == [(cast.gran.id, {})]
