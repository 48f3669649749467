"""What goes onto paper: whose it is, and never an address that a request made up (T40)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portfolio.models import Card, Invitation, LogRow, Person, School
from tests.rows import how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

FORGED = "evil.example"


@pytest.fixture(autouse=True)
def _named(database: Database, cast: Cast) -> None:
    del cast
    with database.unit() as db:
        db.execute(update(School).values(name="Elm Hill School"))


def _makes(what: str, cast: Cast, client_of: ClientOf, host: str) -> TestResponse:
    """Somebody makes a letter, a card or an invitation, on a site reached by that name."""
    family = f"/families/{cast.owner.public_id}/letters"
    card = f"/class/{cast.group.public_id}/children/{cast.owner.public_id}/card"
    who, path, fields = {
        "letter": (cast.teacher, family, {"called": "Nan", "home": "new", "new_home": "Nan's"}),
        "card": (cast.teacher, card, {}),
        "new child": (cast.teacher, f"/class/{cast.group.public_id}/children", {"first_name": "Z"}),
        "invitation": (cast.office, "/office/invitations", {"called": "Mr F", "place": "office"}),
    }[what]
    return _reached_as(host, client_of(who)).post(path, data=fields, headers={"Host": host})


def _reached_as(host: str, client: SiteClient) -> SiteClient:
    """The same browser with its session under another name of the site."""
    client.csrf_token()
    cookie = client.get_cookie("space")
    assert cookie is not None
    client.set_cookie("space", cookie.value, domain=host.partition(":")[0])
    return client


WHAT = ["letter", "card", "new child", "invitation"]


@pytest.mark.parametrize("what", WHAT)
def test_t40_a_forged_host_gets_onto_no_paper(
    what: str, *, cast: Cast, client_of: ClientOf, database: Database
) -> None:
    before = [how_many(database, table) for table in (Card, Invitation, Person, LogRow)]
    answer = _makes(what, cast, client_of, FORGED)
    assert answer.status_code == 422
    assert "Whoever runs it sets ADDRESS." in answer.text
    assert FORGED not in answer.text
    after = [how_many(database, table) for table in (Card, Invitation, Person, LogRow)]
    assert after == [*before[:3], before[3] + 1], "nothing but the test's own signing in"


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("host", ["localhost:8302", "127.0.0.1:8302", "localhost"])
def test_this_machine_may_call_itself_so(
    what: str, host: str, *, cast: Cast, client_of: ClientOf
) -> None:
    answer = _makes(what, cast, client_of, host)
    assert answer.status_code == 200
    assert f'value="http://{host}/' in answer.text


@pytest.mark.parametrize("what", WHAT)
def test_the_setting_is_what_stands_on_paper(
    what: str,
    *,
    cast: Cast,
    client_of: ClientOf,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = replace(app.extensions["settings"], address="https://space.elm.example")
    monkeypatch.setitem(app.extensions, "settings", settings)
    text = _makes(what, cast, client_of, FORGED).text
    assert 'value="https://space.elm.example/' in text
    assert FORGED not in text
    assert "Elm Hill School" in text


def test_the_office_is_told_what_is_not_set(
    cast: Cast, client_of: ClientOf, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = client_of(cast.office)
    no_mail = "No mail server is set: families come in with their printed letters only."
    no_address = "This site does not know its own address."
    assert no_mail not in office.get("/office").text
    settings = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", replace(settings, mail=""))
    assert no_mail in office.get("/office").text
    answer = _reached_as(FORGED, office).get("/office", headers={"Host": FORGED})
    assert no_address in answer.text


def test_the_letter_tells_how_to_come_without_a_camera(cast: Cast, client_of: ClientOf) -> None:
    text = _makes("letter", cast, client_of, "localhost").text
    assert "Elm Hill School" in text
    assert "Open localhost, choose I am family" in text
