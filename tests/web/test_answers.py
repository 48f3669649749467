"""Answers where something is off: behind TLS, when saving fails, forged headers, odd addresses."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from portfolio.models import Card, Item
from portfolio.web.forms import FORM_BYTES
from tests.cast import FAMILY
from tests.rows import how_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


@pytest.fixture
def failing_commits(database: Database) -> Iterator[None]:
    """The disk is full: whatever is written, committing it fails."""

    def fail(_connection: object) -> None:
        raise OperationalError("COMMIT", {}, OSError("disk full"))

    event.listen(database.engine, "commit", fail)
    yield
    event.remove(database.engine, "commit", fail)


def test_a_form_works_behind_tls_where_our_own_policy_sends_no_referer(
    cast: Cast, client_of: ClientOf
) -> None:
    child = client_of(cast.owner)
    answer = child.post("/sign-out", base_url="https://localhost")
    assert answer.status_code == 303


@pytest.mark.usefixtures("failing_commits")
def test_a_save_that_fails_says_so_and_logs_no_secret(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    app.testing = False
    with caplog.at_level(logging.DEBUG):
        answer = app.test_client().post(
            "/staff", data={"email": "who@school.example", "password": "a long enough one"}
        )
    app.testing = True
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "OperationalError" in caplog.text
    assert "who@school.example" not in caplog.text


def test_an_error_is_logged_without_its_address(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        app.test_request_context("/card/SECRETCARDSECRETCARD"),
        pytest.raises(ValueError, match="words") as caught,
    ):
        int("sdrow"[::-1])
    assert caught.tb is not None
    with caplog.at_level(logging.DEBUG), app.test_request_context("/card/SECRETCARDSECRETCARD"):
        app.log_exception((ValueError, caught.value, caught.tb))
    assert "ValueError" in caplog.text
    assert "SECRETCARD" not in caplog.text
    assert "words" not in caplog.text


@pytest.mark.parametrize("name", ["nothing.css", "..%2f..%2fwsgi.py", "%00", "css/none.css"])
def test_an_unknown_file_of_ours_is_not_there(app: Flask, name: str) -> None:
    assert app.test_client().get(f"/static/{name}").status_code == 404


def test_nobody_is_told_by_a_header_where_they_are(app: Flask) -> None:
    answer = app.test_client().get(
        "/", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    )
    assert "evil.example" not in answer.text


def test_only_forms_with_photos_may_be_large(app: Flask) -> None:
    big = {"email": "x" * (FORM_BYTES + 1)}
    assert app.test_client().post("/staff", data=big).status_code == 413


def test_what_was_not_saved_is_not_said_to_be_done(
    app: Flask, cast: Cast, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    """SECURITY.md: a screen that says something untrue about who can see a thing."""
    thing, child = cast.puts_up(cast.owner, [FAMILY]), client_of(cast.owner)
    request.getfixturevalue("failing_commits")
    app.testing = False
    answer = child.post(f"/items/{thing.public_id}/shares/ending")
    after = child.get("/space")
    app.testing = True
    assert answer.status_code == 503
    assert "Nothing was saved." in answer.text
    for text in (answer.text, after.text):
        assert "It is down." not in text
        assert "Undo" not in text


def test_no_form_is_read_from_json(cast: Cast, client_of: ClientOf) -> None:
    """In which neither the number of fields nor `acting` is looked at (T37)."""
    child = client_of(cast.owner)
    sent = {"title": "A thing", "words": "Words", "place": "home", "acting": "somebody-else"}
    for body in (sent, {**sent, "title": 7}, {**sent, "words": ["a"]}, [sent]):
        answer = child.post(
            "/items",
            data=json.dumps(body),
            content_type="application/json",
            headers={"X-CSRFToken": child.csrf_token()},
        )
        assert answer.status_code == 422
    assert how_many(cast.database, Item) == 0


def test_t37_a_button_is_pressed_only_by_whom_it_was_made_for(
    cast: Cast, client_of: ClientOf
) -> None:
    """Two teachers before one screen: the page of the first makes no card for the second."""
    page = client_of(cast.teacher).get(f"/class/{cast.group.public_id}").text
    form = page.split(f"/children/{cast.owner.public_id}/card")[1].split("</form>")[0]
    acting = form.split('name="acting" value="')[1].split('"')[0]
    assert acting == cast.teacher.public_id
    address = f"/class/{cast.group.public_id}/children/{cast.owner.public_id}/card"
    second = client_of(cast.second_teacher)
    before = how_many(cast.database, Card)
    assert second.post(address, data={"acting": acting}).status_code == 409
    assert how_many(cast.database, Card) == before
    assert second.post(address, data={"acting": cast.second_teacher.public_id}).status_code < 400
    assert how_many(cast.database, Card) == before + 1
