"""The first page, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portfolio.models import SignIn
from tests.client import client_for
from tests.rows import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient


def test_nobody_sees_three_doors(nobody: SiteClient, app: Flask) -> None:
    text = nobody.get("/").text
    for door in ("/card", "/family", "/staff"):
        assert f'href="{door}"' in text
        assert nobody.get(door).status_code == 200
    assert ('href="/demo"' in text) == app.extensions["settings"].demo


@pytest.mark.parametrize(
    ("role", "home"),
    [
        ("owner", "/space"),
        ("mum", "/shared"),
        ("teacher", "/to-check"),
        ("office", "/office"),
        ("lead", "/safety"),
        ("club_leader", "/to-check"),
    ],
)
def test_who_is_signed_in_goes_home(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], role: str, home: str
) -> None:
    answer = client_of(getattr(cast, role)).get("/")
    assert (answer.status_code, answer.location) == (302, home)


@pytest.mark.parametrize("role", ["owner", "mum", "teacher"])
def test_out_is_out_for_the_server_and_for_the_browser(
    cast: Cast, app: Flask, role: str, database: Database
) -> None:
    client = client_for(app, getattr(cast, role))
    with client.session_transaction() as session:
        stolen = dict(session)
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    page = client.get("/").text
    assert page.count("You are signed out.") == 1
    assert 'data-behaviour="toast"' not in page
    assert "You are signed out." not in client.get("/").text, "said once"
    with client.session_transaction() as session:
        session.update(stolen)
    assert client.get("/").status_code == 200, "the old cookie opens nothing"
    with database.reading() as db:
        newest = db.query(SignIn).order_by(SignIn.id.desc()).first()
        assert newest is not None
        assert newest.ended_at is not None


def test_pages_of_somebody_are_kept_by_no_cache(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    answer = client_of(cast.owner).get("/people")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_going_out_twice_is_no_fault(nobody: SiteClient) -> None:
    assert nobody.post("/sign-out").status_code == 303


def test_a_get_of_every_door_changes_nothing(
    nobody: SiteClient, database: Database, cast: Cast
) -> None:
    del cast
    before = fingerprint(database)
    for path in ("/", "/card", "/family", "/links", "/staff"):
        assert nobody.get(path).status_code == 200
    assert fingerprint(database) == before


@pytest.mark.parametrize("path", ["/sign-out", "/links", "/staff", "/card", "/family"])
def test_without_a_token_against_forgery_nothing_is_done(
    nobody: SiteClient, database: Database, path: str
) -> None:
    before = fingerprint(database)
    answer = nobody.post(path, data={"email": "gran@example.org"}, bare=True)
    assert answer.status_code == 400
    assert "Please try once more" in answer.text
    assert fingerprint(database) == before
