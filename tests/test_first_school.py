"""A school of one's own, from the printed one-time address to a grandmother's words.

The whole story of the main job in an empty database, by pages and their forms alone: nothing is
put into the database from beside.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from portfolio.core import clock
from portfolio.office.invitations import invite_first_office
from tests.apps import FIRST, set_up
from tests.client import nobody_for
from tests.conftest import TIME_ZONE, app_on, settings_for
from tests.letters import number_on

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.core.database import Database
    from tests.client import SiteClient

ADDRESS = re.compile(r'value="https?://[^"/]+(/[^"]+)"')
WORD = re.compile(r'class="secret-word"[^>]*>(\w+)<')
PASSWORD = "seven quiet herons"


@pytest.fixture
def empty(new_database: Callable[[str], Database], tmp_path: Path) -> Flask:
    """The application on an empty database."""
    database = new_database("first-school")
    return app_on(database, settings_for(database, tmp_path))


def _shown(answer: TestResponse) -> str:
    """The path of an address that is shown once."""
    found = ADDRESS.search(answer.text)
    assert answer.status_code == 200
    assert found is not None
    return found[1]


def _comes_in(app: Flask, address: str, name: str) -> SiteClient:
    """Somebody of the staff uses an invitation."""
    client = nobody_for(app)
    email = f"{name.rpartition(' ')[2].lower()}@school.example"
    fields = {"first_name": name, "called": name, "email": email, "password": PASSWORD}
    assert client.fill_in(address, **fields).location == FIRST
    assert set_up(client)[1] == "/people/face"
    return client


def _press(client: SiteClient, path: str, ending: str, **fields: str) -> TestResponse:
    """Send a page's form with a button's own value among the fields; go where it leads."""
    assert client.get(path).status_code == 200
    assert client.last_page is not None
    form = client.last_page.form(ending)
    answer = client.post(form.action, data={**form.filled(), **fields}, bare=True)
    assert answer.status_code == 303, answer.text
    return answer


def _put_up(teacher: SiteClient) -> None:
    """The teacher looks at the first of what waits and puts it up."""
    _press(teacher, "/to-check", "/checks", result="up")


def _opens_school(empty: Flask) -> SiteClient:
    """The office person comes by the printed address, names the school and makes a class."""
    with empty.extensions["database"].unit() as db:
        token = invite_first_office(db, clock.moment(TIME_ZONE))
    office = _comes_in(empty, f"/staff/invitations/{token}", "Mr Bell")
    assert "What is your school called?" in office.get("/", follow_redirects=True).text
    assert office.fill_in("/office", "/office/name", name="Elm Hill").location == "/office"
    office.fill_in("/office/classes", "/office/classes", name="Oak", stage="middle")
    assert "Oak" in office.get("/office").text
    return office


def _puts_on_the_roll(empty: Flask, teacher: SiteClient) -> SiteClient:
    """The teacher makes a card for Amina, who comes in with it."""
    made = teacher.fill_in("/class", "/children", first_name="Amina", surname="Rahman")
    word = WORD.search(made.text)
    assert word is not None
    amina = nobody_for(empty)
    assert amina.fill_in(_shown(made), secret=word[1]).location == "/people/face"
    assert amina.fill_in("/people/face", "/people/face", hair="3", worn="1").status_code == 303
    return amina


def _invites_gran(empty: Flask, teacher: SiteClient) -> SiteClient:
    """The teacher makes a letter for Gran, who opens it."""
    family = re.search(r'href="(/families/[^"]+)"', teacher.get("/families").text)
    assert family is not None
    home = {"home": "new", "new_home": "Gran's"}
    letter = _shown(teacher.fill_in(family[1], "/letters", called="Gran", **home))
    gran = nobody_for(empty)
    assert "Amina calls you Gran" in gran.get(letter).text
    assert gran.fill_in(letter, number=number_on(letter)).location == "/letters/email"
    return gran


def test_from_the_printed_address_to_a_grandmothers_words(empty: Flask) -> None:
    office = _opens_school(empty)
    invite = "/office/invitations"
    place = re.search(r'<option value="(\w{16})"', office.get(invite).text)
    assert place is not None
    invited = office.fill_in(invite, invite, called="Miss Okafor", place=place[1])
    assert "Teacher of Oak" in invited.text
    teacher = _comes_in(empty, _shown(invited), "Miss Okafor")
    amina = _puts_on_the_roll(empty, teacher)
    gran = _invites_gran(empty, teacher)

    kept = _press(amina, "/make", "/items", title="My tower", words="It fell.", then="keep")
    item = str(kept.location).removesuffix("/kept")
    assert gran.get(item).status_code == 404
    _press(amina, f"{item}/shares", "/shares", share="family", said="family")
    assert gran.get(item).status_code == 404
    _put_up(teacher)
    assert "My tower" in gran.get(item).text

    _press(gran, item, "/comments", starter="wonder", words="how tall it was")
    assert "how tall it was" not in amina.get(item).text
    _put_up(teacher)
    assert "I wonder how tall it was" in amina.get(item).text
    assert "Rahman" not in gran.get(item).text
