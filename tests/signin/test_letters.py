"""A family's letter: opened by a button, once, for one child; an address afterwards, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import FamilyTie, Person, SignIn
from tests.client import nobody_for
from tests.letters import number_on
from tests.rows import fingerprint, how_many, surname_of
from tests.visibility.sweeping import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.signin.conftest import Doors


def _email_of(database: Database, person_id: int) -> str | None:
    with database.reading() as db:
        return db.scalars(select(Person.email).where(Person.id == person_id)).one()


def _newest(database: Database) -> int:
    with database.reading() as db:
        return db.scalars(select(Person.id).order_by(Person.id.desc())).first() or 0


def test_reading_the_letter_says_for_whom_and_changes_nothing(
    doors: Doors, cast: Cast, nobody: SiteClient, database: Database
) -> None:
    surname = surname_of(database, cast.owner)
    address = doors.letter(cast.owner, "Granny")
    before = fingerprint(database)
    nobody.get(address)
    text = nobody.get(address).text
    assert "Amina calls you Granny" in text
    assert surname not in text
    assert fingerprint(database) == before
    assert nobody.get("/shared").status_code == 404


def test_the_button_makes_a_family_member_with_a_tie_and_a_session(
    doors: Doors, cast: Cast, nobody: SiteClient, database: Database
) -> None:
    address = doors.letter(cast.owner, "Granny")
    answer = nobody.fill_in(address, number=number_on(address))
    assert (answer.status_code, answer.location) == (303, "/letters/email")
    with database.reading() as db:
        tie = db.scalars(select(FamilyTie).order_by(FamilyTie.id.desc())).first()
        assert tie is not None
        assert (tie.pupil_id, tie.called) == (cast.owner.id, "Granny")
        assert tie.adult_id == _newest(database)
    assert nobody.get("/letters/email").status_code == 200


def test_it_opens_once(doors: Doors, cast: Cast, app: Flask, database: Database) -> None:
    address = doors.letter(cast.owner)
    first, second = nobody_for(app), nobody_for(app)
    second.get(address)
    assert first.fill_in(address, number=number_on(address)).status_code == 303
    before = [how_many(database, table) for table in (Person, FamilyTie, SignIn)]
    assert second.post(address, data={"number": number_on(address)}).status_code == 404
    assert second.get("/letters/email").status_code == 404
    assert [how_many(database, table) for table in (Person, FamilyTie, SignIn)] == before


def test_used_expired_and_unknown_letters_look_the_same(
    doors: Doors, cast: Cast, app: Flask, database: Database
) -> None:
    used = doors.letter(cast.owner)
    nobody_for(app).fill_in(used, number=number_on(used))
    expired = doors.letter(cast.owner, days_ago=14)
    of_nobody = "/letters/" + "7" * 26
    gone = doors.letter(cast.left)
    before = [how_many(database, table) for table in (Person, FamilyTie, SignIn)]
    for method in ("get", "post"):
        answers = [
            getattr(nobody_for(app), method)(path) for path in (used, expired, of_nobody, gone)
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({str(told(answer)) for answer in answers}) == 1
        assert "Ask the school for a new one" in answers[0].text
    assert [how_many(database, table) for table in (Person, FamilyTie, SignIn)] == before


def test_a_letter_of_staff_is_none_of_a_family(doors: Doors, nobody: SiteClient) -> None:
    token = doors.first_office().rpartition("/")[2]
    assert nobody.post(f"/letters/{token}").status_code == 404


def test_whoever_is_signed_in_as_family_may_take_the_child_along(
    doors: Doors, cast: Cast, client_of: Callable[[Somebody], SiteClient], database: Database
) -> None:
    dad = client_of(cast.dad)
    people = how_many(database, Person)
    address = doors.letter(cast.other_child, "Uncle")
    assert "Is that you?" in dad.get(address).text
    answer = dad.post(address, data={"who": "me", "number": number_on(address)})
    assert answer.location == "/shared"
    assert how_many(database, Person) == people
    with database.reading() as db:
        ties = db.scalars(select(FamilyTie.pupil_id).where(FamilyTie.adult_id == cast.dad.id))
        assert cast.other_child.id in set(ties)


def test_nobody_is_tied_twice_to_the_same_child(
    doors: Doors, cast: Cast, client_of: Callable[[Somebody], SiteClient], database: Database
) -> None:
    address = doors.letter(cast.owner, "Nana")
    mum = client_of(cast.mum)
    assert "Is that you?" not in mum.get(address).text
    before = fingerprint(database)
    number = number_on(address)
    # From a page of before she was tied:
    answer = mum.post(address, data={"who": "me", "number": number})
    assert answer.location == "/shared"
    assert "is on your page already" in mum.get("/shared").text
    assert fingerprint(database) == before, "the letter is still somebody else's"
    people = how_many(database, Person)
    mum.post(address, data={"who": "new", "number": number})
    assert how_many(database, Person) == people + 1


@pytest.mark.parametrize("role", ["owner", "teacher"])
def test_a_child_or_teacher_who_opens_it_does_not_use_it_up(
    doors: Doors,
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    nobody: SiteClient,
    role: str,
) -> None:
    address = doors.letter(cast.owner)
    client = client_of(getattr(cast, role))
    assert "Sign out first" in client.get(address).text
    assert client.post(address).status_code == 409
    assert nobody.fill_in(address, number=number_on(address)).status_code == 303


@pytest.mark.parametrize(
    "email", ["", "gran", "a@b.org, c@d.org", "a@b.org\r\nBcc: c@d.org", "x" * 250 + "@b.org"]
)
def test_what_is_no_address_comes_back_with_what_was_typed(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], email: str, database: Database
) -> None:
    client = client_of(cast.mum)
    was = _email_of(database, cast.mum.id)
    answer = client.post("/letters/email", data={"email": email})
    assert answer.status_code == 422
    assert client.last_page is not None
    typed = client.last_page.form("/letters/email").fields["email"][0]
    assert typed.split() == email.split()
    assert _email_of(database, cast.mum.id) == was


@pytest.mark.parametrize("how", ["tie ended", "kept away"])
def test_t23_taking_a_child_along_is_answered_alike_whether_kept_away_or_untied(
    doors: Doors, cast: Cast, client_of: Callable[[Somebody], SiteClient], how: str
) -> None:
    """Only "on your page already" would say that something stands between the two."""
    gran, address = client_of(cast.gran), doors.letter(cast.owner, "Auntie")
    if how == "kept away":
        cast.restricts(cast.gran, cast.owner)
    else:
        cast.ends_tie(cast.gran, cast.owner)
    before = how_many(cast.database, FamilyTie)
    assert "Yes, show me Amina too" in gran.get(address).text
    answer = gran.post(address, data={"number": number_on(address), "who": "me"})
    assert (answer.status_code, answer.location) == (303, "/shared")
    page = gran.get("/shared").text
    assert "Amina is on your page now." in page
    assert "already" not in page
    again = gran.post(address, data={"number": number_on(address), "who": "me"})
    assert (gran.get(address).status_code, again.status_code) == (302, 303)
    assert nobody_for(gran.application).get(address).status_code == 404, "it is used up"
    more = how_many(cast.database, FamilyTie) - before
    assert more == (how == "tie ended"), "nothing comes of it for whom the office keeps away"
