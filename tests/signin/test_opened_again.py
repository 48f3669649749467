"""A used letter, opened again: it shows nothing, and the office is told (T47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import FamilyTie, Invitation, LogRow, Person, SignIn
from tests.client import nobody_for
from tests.letters import number_on
from tests.rows import fingerprint, how_many
from tests.visibility.sweeping import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.signin.conftest import Doors

    ClientOf = Callable[[Somebody], SiteClient]

TOLD = "Letters that were opened again"


@pytest.fixture
def used(doors: Doors, cast: Cast, app: Flask) -> str:
    """A letter by which Nana has come."""
    address = doors.letter(cast.owner, "Nana")
    assert nobody_for(app).fill_in(address, number=number_on(address)).status_code == 303
    return address


def test_t47_the_second_scan_shows_nothing_and_tells_the_office(
    used: str, *, cast: Cast, client_of: ClientOf, nobody: SiteClient, database: Database
) -> None:
    office = client_of(cast.office)
    assert TOLD not in office.get("/office").text
    counted = [how_many(database, table) for table in (Person, FamilyTie, SignIn)]
    answer = nobody.get(used)
    assert answer.status_code == 404
    for hidden in ("Nana", "Amina"):
        assert hidden not in answer.text
    answer = nobody.post(used)
    assert answer.status_code == 404
    for hidden in ("Nana", "Amina"):
        assert hidden not in answer.text
    assert [how_many(database, table) for table in (Person, FamilyTie, SignIn)] == counted
    text = office.get("/office").text
    assert TOLD in text
    assert "Nana, for Amina" in text
    assert nobody.get("/shared").status_code == 404


def test_a_get_alone_changes_nothing(used: str, *, nobody: SiteClient, database: Database) -> None:
    before = fingerprint(database)
    nobody.get(used)
    nobody.head(used)
    assert fingerprint(database) == before


@pytest.mark.parametrize("fields", [{}, {"number": "000000"}, {"who": "me"}])
def test_whatever_is_sent_in_it_stays_closed(
    used: str, fields: dict[str, str], *, nobody: SiteClient, database: Database
) -> None:
    people = how_many(database, Person)
    assert nobody.post(used, data={"number": number_on(used), **fields}).status_code == 404
    assert how_many(database, Person) == people


def test_what_was_never_used_tells_nobody_and_looks_the_same(
    used: str, *, cast: Cast, client_of: ClientOf, doors: Doors, app: Flask, database: Database
) -> None:
    others = [
        doors.letter(cast.owner, days_ago=14),
        "/letters/" + "7" * 26,
        doors.letter(cast.left),
        "/letters/" + doors.first_office().rpartition("/")[2],
    ]
    before = fingerprint(database)
    pages = {told(nobody_for(app).get(path))[2] for path in (used, *others)}
    assert len(pages) == 1
    pages = {nobody_for(app).post(path).text for path in others}
    assert fingerprint(database) == before
    pages.add(nobody_for(app).post(used).text)
    assert len(pages) == 1
    assert TOLD in client_of(cast.office).get("/office").text


def test_its_own_browser_is_led_home_and_tells_nobody(
    doors: Doors, cast: Cast, nobody: SiteClient, database: Database
) -> None:
    address = doors.letter(cast.owner, "Nana")
    nobody.fill_in(address, number=number_on(address))
    assert nobody.get(address).location == "/shared"
    assert nobody.post(address, data={"number": number_on(address)}).status_code in {303, 409}
    with database.reading() as db:
        assert db.scalars(select(Invitation.tried_at)).all() == [None]


def test_the_office_is_told_once_until_it_has_looked(
    used: str, *, cast: Cast, client_of: ClientOf, app: Flask, database: Database
) -> None:
    for _ in range(3):
        nobody_for(app).post(used)
    with database.reading() as db:
        (letter,) = db.scalars(select(Invitation).where(Invitation.tried_at.is_not(None)))
        rows = db.scalars(select(LogRow).where(LogRow.event == "letter_tried")).all()
        assert [row.about for row in rows] == [{"invitation": letter.id}]
    office = client_of(cast.office)
    path = f"/letters-of/tried/{letter.public_id}/looked"
    for role in ("teacher", "lead", "owner", "mum"):
        assert client_of(getattr(cast, role)).post(path).status_code == 404
    assert office.fill_in("/office", path).status_code == 303
    assert TOLD not in office.get("/office").text
    assert office.post(path).status_code == 404
    nobody_for(app).post(used)
    assert TOLD in office.get("/office").text


def test_typed_at_the_door_it_is_closed_as_well(used: str, *, nobody: SiteClient) -> None:
    answer = nobody.fill_in("/family", "/family", code=used.rpartition("/")[2])
    assert answer.location == used
    assert nobody.get(used).status_code == 404
    assert nobody.post(used).status_code == 404
