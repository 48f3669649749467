"""The first answer never came: the same browser presses again, and is let in as the same person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import FamilyTie, FormKey, Person, SignIn
from tests.client import nobody_for
from tests.letters import number_on
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.signin.conftest import Doors, Post

WAYS = ("letter", "link")
"""An invitation to work here leads to the second factor instead: tests/factors/test_app.py."""

GRAN = "gran@example.org"


@pytest.fixture(params=WAYS)
def way(
    request: pytest.FixtureRequest,
    doors: Doors,
    cast: Cast,
    nobody: SiteClient,
    post: Post,
    database: Database,
) -> tuple[str, dict[str, str]]:
    """The address of what opens once in this browser, and the fields of its button."""
    if request.param == "letter":
        letter = doors.letter(cast.owner, "Uncle")
        return letter, {"number": number_on(letter)}
    with database.unit() as db:
        db.execute(update(Person).where(Person.id == cast.gran.id).values(email=GRAN))
    nobody.fill_in("/links", email=GRAN)
    (link,) = post.arrives()
    return link, {}


def _lost(client: SiteClient, path: str, fields: dict[str, str]) -> TestResponse:
    """Press the button; the answer does not reach the browser, which keeps its cookie."""
    assert client.get(path).status_code == 200
    before = client.get_cookie("space")
    assert before is not None
    answer = client.post(path, data=fields)
    assert answer.status_code == 303
    client.set_cookie("space", before.value)
    return answer


def _came(database: Database) -> list[int]:
    """How many people, ties and sessions there are; trying a used letter tells the office."""
    return [how_many(database, table) for table in (Person, FamilyTie, SignIn)]


def _live(database: Database) -> list[int]:
    """Whose sessions go on."""
    with database.reading() as db:
        return list(db.scalars(select(SignIn.person_id).where(SignIn.ended_at.is_(None))))


def test_the_same_browser_comes_in_as_the_same_person(
    way: tuple[str, dict[str, str]], nobody: SiteClient, database: Database
) -> None:
    first = _lost(nobody, *way)
    people, (somebody,) = how_many(database, Person), _live(database)
    for _ in range(2):  # and a third time
        kept = nobody.get_cookie("space")
        answer = nobody.post(way[0], data=way[1])
        assert (answer.status_code, answer.location) == (303, first.location)
        assert nobody.get(answer.location).status_code == 200
        assert _live(database) == [somebody], "the session of the lost answer is over"
        assert how_many(database, Person) == people
        assert kept is not None
        nobody.set_cookie("space", kept.value)


def test_no_other_browser_does(
    way: tuple[str, dict[str, str]], nobody: SiteClient, app: Flask, database: Database
) -> None:
    _lost(nobody, *way)
    other = nobody_for(app)
    other.get("/links")  # which gives it a secret of its own
    before = _came(database)
    assert other.post(way[0], data=way[1]).status_code == 404
    assert nobody_for(app).post(way[0], data=way[1]).status_code == 404
    assert _came(database) == before


def test_ten_minutes_later_nobody_does(
    way: tuple[str, dict[str, str]], nobody: SiteClient, doors: Doors, database: Database
) -> None:
    _lost(nobody, *way)
    with database.unit() as db:
        ago = doors.at.now - timedelta(minutes=10)
        db.execute(update(FormKey).values(at=ago))
    before = _came(database)
    assert nobody.post(way[0], data=way[1]).status_code == 404
    assert _came(database) == before


def test_what_somebody_ended_meanwhile_stays_ended(
    way: tuple[str, dict[str, str]], nobody: SiteClient, doors: Doors, database: Database
) -> None:
    _lost(nobody, *way)
    with database.unit() as db:
        db.execute(update(SignIn).values(ended_at=doors.at.now))
    assert nobody.post(way[0], data=way[1]).status_code == 404
    assert _live(database) == []


def test_after_the_answer_came_and_a_signing_out_nobody_does(
    way: tuple[str, dict[str, str]], nobody: SiteClient, database: Database
) -> None:
    nobody.get(way[0])
    landed = nobody.post(way[0], data=way[1])
    with nobody.session_transaction() as session:
        assert "browser" not in session
    with database.reading() as db:
        number = db.scalars(select(SignIn.person_id).order_by(SignIn.id.desc())).first()
        nobody.acting = db.get_one(Person, number).public_id
    again = nobody.post(way[0], data=way[1])
    assert again.status_code == 303, "whoever is in is led home"
    assert len(_live(database)) == 1
    assert nobody.get(landed.location).status_code == 200
    nobody.post("/sign-out")
    nobody.acting = ""
    assert nobody.post(way[0], data=way[1]).status_code == 404
    assert _live(database) == []


def test_one_more_child_pressed_twice_is_one_tie(
    doors: Doors, cast: Cast, client_of: Callable[[Somebody], SiteClient], database: Database
) -> None:
    dad = client_of(cast.dad)
    address = doors.letter(cast.other_child, "Uncle")
    dad.post(address, data={"who": "me", "number": number_on(address)})
    before = fingerprint(database)
    assert dad.post(address, data={"who": "me", "number": number_on(address)}).location == "/shared"
    assert fingerprint(database) == before
