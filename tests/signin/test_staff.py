"""Staff: an invitation makes their place, a password lets them in, wrong ones are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.core import passwords
from portfolio.models import Duty, Membership, Person, Secret
from portfolio.models.enums import DutyKind, PersonKind, Role, SecretKind
from portfolio.office.invitations import StaffPlace
from portfolio.signin.queries import WRONG_GUESSES
from tests.apps import FIRST as FIRST_FACTOR
from tests.apps import set_up
from tests.client import nobody_for
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.client import SiteClient
    from tests.signin.conftest import Doors

PASSWORD = "seven quiet herons"
FIRST = {
    "first_name": "Grace",
    "called": "Miss Okafor",
    "email": "Grace@School.example",
    "password": PASSWORD,
}


@pytest.fixture
def known(database: Database, cast: Cast, doors: Doors) -> str:
    """The address of the teacher, who has a password."""
    with database.unit() as db:
        db.get_one(Person, cast.teacher.id).email = "ada@school.example"
        db.add(
            Secret(
                person_id=cast.teacher.id,
                kind=SecretKind.WORD,
                hash=passwords.hash_secret(PASSWORD),
                set_at=doors.at.now,
            )
        )
    return "ada@school.example"


def test_address_and_password_lead_to_the_second_factor(known: str, nobody: SiteClient) -> None:
    answer = nobody.fill_in("/staff", email=known.upper(), password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, FIRST_FACTOR)
    assert nobody.get("/class").status_code == 404
    assert set_up(nobody)[1] == "/to-check"
    assert nobody.get("/class").status_code == 200


def test_wrong_passwords_and_unknown_addresses_get_the_same_page(known: str, app: Flask) -> None:
    pages = []
    for email, password in ((known, "not the password"), ("nobody@school.example", PASSWORD)):
        client = nobody_for(app)
        answer = client.post("/staff", data={"email": email, "password": password})
        assert answer.status_code == 422
        assert client.last_page is not None
        pages.append([e.text for e in client.last_page.all("p", "h1", "label")])
        assert PASSWORD not in answer.text
        assert client.get("/class").status_code == 404
    assert pages[0] == pages[1]


def test_after_ten_wrong_ones_the_address_waits_and_others_do_not(
    known: str, nobody: SiteClient, cast: Cast
) -> None:
    del cast
    for _ in range(WRONG_GUESSES):
        nobody.post("/staff", data={"email": known, "password": "not the password"})
    assert nobody.post("/staff", data={"email": known, "password": PASSWORD}).status_code == 429
    other = nobody.post("/staff", data={"email": "other@school.example", "password": PASSWORD})
    assert other.status_code == 422


def test_a_family_member_cannot_come_in_by_a_password(
    nobody: SiteClient, cast: Cast, database: Database, doors: Doors
) -> None:
    with database.unit() as db:
        db.get_one(Person, cast.mum.id).email = "mum@example.org"
        hashed = passwords.hash_secret(PASSWORD)
        now = doors.at.now
        db.add(Secret(person_id=cast.mum.id, kind=SecretKind.WORD, hash=hashed, set_at=now))
    answer = nobody.post("/staff", data={"email": "mum@example.org", "password": PASSWORD})
    assert answer.status_code == 422


def test_an_invitation_makes_the_teacher_that_it_promised(
    doors: Doors, cast: Cast, nobody: SiteClient, database: Database
) -> None:
    address = doors.staff_invitation(StaffPlace("Miss Okafor", group_id=cast.group.id))
    answer = nobody.fill_in(address, **FIRST)
    assert (answer.status_code, answer.location) == (303, FIRST_FACTOR)
    app, onward = set_up(nobody)
    assert onward == "/people/face"
    with database.reading() as db:
        person = db.scalars(select(Person).where(Person.first_name == "Grace")).one()
        assert (person.kind, person.email) == (PersonKind.STAFF, "grace@school.example")
        member = db.scalars(select(Membership).where(Membership.person_id == person.id)).one()
        assert (member.group_id, member.role) == (cast.group.id, Role.TEACHER)
        assert db.scalars(select(Duty).where(Duty.person_id == person.id)).first() is None
    nobody.fill_in("/class", "/sign-out")
    again = nobody.fill_in("/staff", email=FIRST["email"], password=PASSWORD)
    assert (again.status_code, again.location) == (303, "/staff/second")
    assert nobody.fill_in("/staff/second", code=app.next_code()).location == "/to-check"


def test_extra_fields_promise_nothing_more(
    doors: Doors, cast: Cast, nobody: SiteClient, database: Database
) -> None:
    address = doors.staff_invitation(StaffPlace("Miss Okafor", group_id=cast.group.id))
    extra = {"duty": "office", "kind": "staff", "group_id": str(cast.other_group.id)}
    nobody.post(address, data={**FIRST, **extra})
    set_up(nobody)
    with database.reading() as db:
        person = db.scalars(select(Person).where(Person.first_name == "Grace")).one()
        assert db.scalars(select(Duty).where(Duty.person_id == person.id)).first() is None
    assert nobody.get("/office").status_code == 404


def test_it_opens_once_and_not_after_two_weeks(
    doors: Doors, app: Flask, database: Database, cast: Cast
) -> None:
    del cast
    used = doors.first_office()
    assert nobody_for(app).fill_in(used, **FIRST).status_code == 303
    late = doors.staff_invitation(StaffPlace(duty=DutyKind.OFFICE), days_ago=14)
    before = fingerprint(database)
    for address in (used, late):
        fields = {**FIRST, "email": "second@school.example"}
        assert nobody_for(app).get(address).status_code == 404
        assert nobody_for(app).post(address, data=fields).status_code == 404
    assert fingerprint(database) == before


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("password", "too short", "at least 12"),
        ("password", "password1234", "Too many people"),
        ("email", "grace", "does not look like"),
        ("called", " ", "what children call you"),
        ("first_name", "x" * 61, "too long"),
    ],
)
def test_what_does_not_fit_is_said_and_the_rest_is_kept(
    doors: Doors, nobody: SiteClient, database: Database, field: str, typed: str, sentence: str
) -> None:
    address = doors.first_office()
    before = fingerprint(database)
    answer = nobody.post(address, data={**FIRST, field: typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert nobody.last_page is not None
    kept = nobody.last_page.form("").fields
    assert PASSWORD not in answer.text
    if field != "first_name":
        assert kept["first_name"] == ["Grace"]
    assert fingerprint(database) == before


def test_an_address_of_somebody_is_refused_and_the_letter_still_opens(
    known: str, doors: Doors, nobody: SiteClient, database: Database
) -> None:
    address = doors.first_office()
    people = how_many(database, Person)
    answer = nobody.post(address, data={**FIRST, "email": known})
    assert answer.status_code == 422
    assert how_many(database, Person) == people
    assert nobody.post(address, data=FIRST).status_code == 303
