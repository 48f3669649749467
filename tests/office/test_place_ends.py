"""A place that ends: whatever let its person in opens nothing, and what they gave out neither."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import passwords
from portfolio.models import (
    Authenticator,
    Duty,
    Passkey,
    PasswordReset,
    Person,
    RecoveryCode,
    RollKey,
    Secret,
    SignIn,
    SignOn,
)
from portfolio.models.enums import DutyKind, RollKeyKind, SecretKind
from portfolio.office import actions
from portfolio.passkeys import actions as passkeys
from portfolio.passkeys.ceremony import Made
from portfolio.roll.actions import apart
from tests.apps import set_up
from tests.client import client_for, nobody_for
from tests.roll.conftest import Desk
from tests.rows import fingerprint

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody

OLD, NEW = "seven quiet herons", "nine loud red geese"
EMAIL, LATER = "ada@school.example", "ada.lars@school.example"
SHOWN = re.compile(r'value="https?://[^"/]+(/staff/reset/[^"]+)"')
STAFF = "Number,First name,Surname,Children call them,E-mail,Classes\n"
WAYS = (Secret, SignOn, Authenticator, RecoveryCode)


@dataclass
class Office:
    """Two of the office, and what they do to the teacher of Oak and to each other."""

    app: Flask
    cast: Cast
    database: Database
    at: Moment

    def second(self) -> Somebody:
        """Somebody of the office who is not the one who works on: the safety lead, as a rule."""
        with self.database.unit() as db:
            duty = Duty(person_id=self.cast.lead.id, kind=DutyKind.OFFICE)
            duty.from_on = self.at.today
            db.add(duty)
        lead: Somebody = self.cast.lead
        return lead

    def reset_by(self, maker: Somebody) -> str:
        """The address for the teacher's new password, as that person's page shows it."""
        path = f"/office/staff/{self.cast.teacher.public_id}/password"
        found = SHOWN.search(client_for(self.app, maker).post(path).text)
        assert found is not None
        return found[1]

    def has_everything(self) -> None:
        """The teacher has every way in that there is, a number, and a session."""
        with self.database.unit() as db:
            teacher = db.get_one(Person, self.cast.teacher.id)
            teacher.email = EMAIL
            db.add(RollKey(kind=RollKeyKind.STAFF, key="t1", person_id=teacher.id))
            hashed = passwords.hash_secret(OLD)
            mine = {"person_id": teacher.id}
            db.add(Secret(**mine, kind=SecretKind.WORD, hash=hashed, set_at=self.at.now))
            known = SignOn(**mine, issuer="https://id.example", subject="ada", made_at=self.at.now)
            db.add(known)
        client = nobody_for(self.app)
        client.fill_in("/staff", email=EMAIL, password=OLD)
        set_up(client)
        with self.database.unit() as db:
            passkeys.add(db, mine["person_id"], Made("cred", "key", 0), self.at, device="Phone")

    def ways(self) -> list[str]:
        """Which ways in the teacher has."""
        number = self.cast.teacher.id
        with self.database.reading() as db:
            found = {
                one.__name__: select(one.person_id).where(one.person_id == number) for one in WAYS
            }
            for ended in (Passkey, SignIn):
                live = ended.person_id == number, ended.ended_at.is_(None)
                found[ended.__name__] = select(ended.person_id).where(*live)
            return [name for name, one in found.items() if db.scalars(one).first() is not None]


@pytest.fixture
def school(app: Flask, cast: Cast, database: Database, moment: Moment) -> Office:
    """The school's office."""
    return Office(app, cast, database, moment)


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Desk:
    """The office's own, at the lists."""
    return Desk(client_for(app, cast.office))


@pytest.mark.parametrize("ends", ["place", "duty", "kept apart"])
def test_t45_an_address_for_a_colleague_ends_with_its_makers_place(
    school: Office, cast: Cast, database: Database, *, ends: str
) -> None:
    school.has_everything()
    second = school.second()
    address = school.reset_by(second)
    assert nobody_for(school.app).get(address).status_code == 200
    with database.unit() as db:
        if ends == "place":
            actions.end_place(db, second.id, school.at, by=cast.office.id)
        elif ends == "duty":
            held = update(Duty).where(Duty.person_id == second.id, Duty.kind == DutyKind.OFFICE)
            db.execute(held.values(until_on=school.at.today))
        else:
            why = apart.Keeping(second.id, cast.owner.id, "a court", school.at.today, None)
            apart.keep_apart(db, why, school.at, by=cast.office.id)
    before = fingerprint(database)
    assert nobody_for(school.app).get(address).status_code == 404
    sent = {"password": NEW}
    assert nobody_for(school.app).post(address, data=sent).status_code == 404
    assert fingerprint(database) == before


def test_it_is_dead_in_its_row_and_another_makers_goes_on(
    school: Office, cast: Cast, database: Database
) -> None:
    second = school.second()
    school.reset_by(second)
    with database.unit() as db:
        actions.end_place(db, second.id, school.at, by=cast.office.id)
        (ends,) = db.scalars(select(PasswordReset.expires_at))
        assert ends <= school.at.now
    address = school.reset_by(cast.office)
    with database.unit() as db:
        actions.end_place(db, cast.second_teacher.id, school.at, by=cast.office.id)
    assert nobody_for(school.app).get(address).status_code == 200


def test_no_way_in_outlives_a_place(school: Office, cast: Cast, database: Database) -> None:
    school.has_everything()
    assert len(school.ways()) == 6
    with database.unit() as db:
        actions.end_place(db, cast.teacher.id, school.at, by=cast.office.id)
    assert school.ways() == []


@pytest.mark.parametrize("left", ["by hand", "by a list", "before places ended ways in"])
def test_whoever_comes_back_by_a_list_has_no_way_in_and_the_lists_address(
    school: Office, desk: Desk, cast: Cast, database: Database, *, left: str
) -> None:
    school.has_everything()
    with database.unit() as db:
        if left == "by hand":
            actions.end_place(db, cast.teacher.id, school.at, by=cast.office.id)
        elif left != "by a list":
            gone = update(Person).where(Person.id == cast.teacher.id)
            db.execute(gone.values(until_on=school.at.today))
    if left == "by a list":
        desk.takes_over((STAFF + "t2,Finn,Hall,Mr Hall,,Oak\n").encode(), "staff", "whole")
    came = (STAFF + f"t1,Ada,Lars,Miss Lars,{LATER},Oak\n").encode()
    desk.takes_over(came, "staff")
    assert school.ways() == []
    with database.reading() as db:
        person = db.get_one(Person, cast.teacher.id)
        assert (person.until_on, person.email, person.called) == (None, LATER, "Miss Lars")
    for email in (EMAIL, LATER):
        sent = {"email": email, "password": OLD}
        assert nobody_for(school.app).post("/staff", data=sent).status_code == 422
    page = desk.client.get("/office").text
    assert "has no way in yet" in page
    assert f"/staff/{cast.teacher.public_id}/invitation" in page


def test_t45_a_new_address_from_a_list_ends_what_the_old_one_let_in(
    school: Office, desk: Desk, cast: Cast
) -> None:
    school.has_everything()
    address = school.reset_by(cast.office)
    inside = client_for(school.app, cast.teacher)
    assert inside.get("/class").status_code == 200
    same = (STAFF + f"t1,Ada,Lars,Miss Lars,{EMAIL},Oak\n").encode()
    desk.takes_over(same, "staff")
    assert inside.get("/class").status_code == 200, "the same address ends nothing"
    assert nobody_for(school.app).get(address).status_code == 200
    desk.takes_over(same.replace(EMAIL.encode(), LATER.encode()), "staff")
    assert inside.get("/class").status_code == 404
    assert nobody_for(school.app).get(address).status_code == 404
    sent = {"password": NEW}
    assert nobody_for(school.app).post(address, data=sent).status_code == 404
    assert "SignIn" not in school.ways()
    assert "Secret" in school.ways(), "whose address it is knows the password still"


def test_whoever_says_yes_to_their_own_new_address_stays(
    school: Office, desk: Desk, cast: Cast, database: Database
) -> None:
    with database.unit() as db:
        me = db.get_one(Person, cast.office.id)
        me.email = "office@school.example"
        db.add(RollKey(kind=RollKeyKind.STAFF, key="o1", person_id=me.id))
        row = f"o1,{me.first_name},{me.surname},{me.called},new@school.example,\n"
    elsewhere = client_for(school.app, cast.office)
    desk.takes_over((STAFF + row).encode(), "staff")
    assert desk.client.get("/office").status_code == 200
    assert elsewhere.get("/office").status_code == 404
