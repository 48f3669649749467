"""Staff whom a list put on the roll get a way in, and stay the person whom the roll knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.core import tokens
from portfolio.models import Invitation, Membership, Person, Secret, SignOn
from portfolio.models.enums import PersonKind, Role, SecretKind
from portfolio.office import actions, invitations
from tests.client import nobody_for
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

ADDRESS = re.compile(r'value="https?://[^"/]+(/staff/invitations/[^"]+)"')
PASSWORD = "three plain words"
FIELDS = {"called": "Mr Sow", "email": "sow@school.example", "password": PASSWORD}


@pytest.fixture
def imported(cast: Cast, database: Database) -> str:
    """A teacher of Oak as a list makes one: without a password. Gives the public id."""
    with database.unit() as db:
        person = Person(
            public_id=tokens.public_id(),
            kind=PersonKind.STAFF,
            first_name="Ibou",
            surname="Sow",
            email="sow@school.example",
            face="face-1",
            from_on=cast.at.today,
        )
        db.add(person)
        db.flush()
        place = Membership(group_id=cast.group.id, person_id=person.id, role=Role.TEACHER)
        place.from_on = cast.at.today
        db.add(place)
        return person.public_id


@pytest.fixture
def office(cast: Cast, client_of: Callable[[Somebody], SiteClient]) -> SiteClient:
    """The office person's browser."""
    return client_of(cast.office)


def invite(office: SiteClient, public_id: str) -> str:
    """Make the invitation by its button; gives the address that is shown once."""
    answer = office.fill_in("/office", f"/staff/{public_id}/invitation")
    assert answer.status_code == 200, answer.text
    found = ADDRESS.search(answer.text)
    assert found
    return found[1]


def number_of(database: Database, public_id: str) -> int:
    """Their number."""
    with database.reading() as db:
        return db.scalars(select(Person.id).where(Person.public_id == public_id)).one()


def test_they_come_in_as_who_they_are_and_nobody_is_there_twice(
    office: SiteClient, imported: str, app: Flask, cast: Cast, database: Database
) -> None:
    people = how_many(database, Person)
    assert "has no way in yet" in office.get("/office").text
    address = invite(office, imported)
    browser = nobody_for(app)
    page = browser.get(address).text
    assert "You are on our list of staff." in page
    assert "First name" not in page
    answer = browser.fill_in(address, **FIELDS)
    assert (answer.status_code, answer.location) == (303, "/staff/second/first")
    assert how_many(database, Person) == people
    with database.reading() as db:
        person = db.scalars(select(Person).where(Person.public_id == imported)).one()
        assert (person.first_name, person.surname, person.called) == ("Ibou", "Sow", "Mr Sow")
        assert person.email == "sow@school.example"
        places = select(Membership.group_id).where(Membership.person_id == person.id)
        assert db.scalars(places).all() == [cast.group.id]
        used_by = select(Invitation.used_by_id).where(Invitation.person_id == person.id)
        assert db.scalars(used_by).all() == [person.id]
    assert nobody_for(app).post(address, data=FIELDS).status_code == 404
    other = nobody_for(app).post("/staff", data={"email": FIELDS["email"], "password": PASSWORD})
    assert other.status_code == 303
    assert f"/staff/{imported}/invitation" not in office.get("/office").text


def test_only_the_last_one_opens_and_the_office_can_end_it(
    office: SiteClient, imported: str, app: Flask, database: Database
) -> None:
    first, last = invite(office, imported), invite(office, imported)
    assert nobody_for(app).get(first).status_code == 404
    assert nobody_for(app).get(last).status_code == 200
    assert "on the roll" in office.get("/office").text
    with database.reading() as db:
        still = select(Invitation.public_id).where(Invitation.ended_at.is_(None))
        (public_id,) = db.scalars(still).all()
    office.fill_in("/office", f"/invitations/{public_id}/end")
    assert nobody_for(app).post(last, data=FIELDS).status_code == 404


def test_nobody_gets_a_second_password_by_it(
    office: SiteClient, imported: str, app: Flask, cast: Cast, database: Database
) -> None:
    address, number = invite(office, imported), number_of(database, imported)
    with database.unit() as db:
        secret = Secret(person_id=number, kind=SecretKind.WORD, hash="none", set_at=cast.at.now)
        db.add(secret)
    office.get("/office")
    before = fingerprint(database)
    assert nobody_for(app).get(address).status_code == 404
    assert nobody_for(app).post(address, data=FIELDS).status_code == 404
    assert office.post(f"/office/staff/{imported}/invitation").status_code == 404
    assert fingerprint(database) == before


def test_whoever_came_by_the_schools_sign_on_has_a_way_in(
    office: SiteClient, imported: str, cast: Cast, database: Database
) -> None:
    number = number_of(database, imported)
    with database.unit() as db:
        known = SignOn(person_id=number, issuer="https://id.example")
        known.subject, known.made_at = "sow", cast.at.now
        db.add(known)
    assert f"/staff/{imported}/invitation" not in office.get("/office").text
    assert office.post(f"/office/staff/{imported}/invitation").status_code == 404


def test_it_ends_with_their_place(
    office: SiteClient, imported: str, app: Flask, cast: Cast, database: Database
) -> None:
    address, number = invite(office, imported), number_of(database, imported)
    with database.unit() as db:
        actions.end_place(db, number, cast.at, by=cast.office.id)
        db.get_one(Person, number).until_on = None
    assert nobody_for(app).get(address).status_code == 404
    assert nobody_for(app).post(address, data=FIELDS).status_code == 404
    with database.reading() as db:
        assert db.get(Secret, number) is None


def test_another_ones_address_stays_theirs(
    office: SiteClient, imported: str, app: Flask, cast: Cast, database: Database
) -> None:
    with database.unit() as db:
        db.get_one(Person, cast.mum.id).email = "mum@example.org"
    address = invite(office, imported)
    answer = nobody_for(app).fill_in(address, **{**FIELDS, "email": "mum@example.org"})
    assert answer.status_code == 422
    assert "This address cannot be used." in answer.text
    assert nobody_for(app).fill_in(address, **FIELDS).status_code == 303


@pytest.mark.parametrize("role", ["owner", "mum", "teacher", "lead"])
def test_nobody_but_the_office_makes_it(
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    imported: str,
    database: Database,
    role: str,
) -> None:
    client = client_of(getattr(cast, role))
    before = fingerprint(database)
    assert client.post(f"/office/staff/{imported}/invitation").status_code == 404
    assert fingerprint(database) == before


@pytest.mark.parametrize("role", ["owner", "mum", "kept_away"])
def test_it_is_for_staff_alone(
    cast: Cast, office: SiteClient, database: Database, role: str
) -> None:
    before = fingerprint(database)
    path = f"/office/staff/{getattr(cast, role).public_id}/invitation"
    assert office.post(path).status_code == 404
    assert fingerprint(database) == before


def test_a_new_persons_invitation_names_nobody(cast: Cast, database: Database) -> None:
    with database.unit() as db:
        invitations.invite_staff(db, invitations.OFFICE, cast.at, by=None)
        assert db.scalars(select(Invitation.person_id)).all() == [None]
