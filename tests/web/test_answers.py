"""Answers where something is off: behind TLS, when saving fails, forged headers, odd addresses."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from portfolio.web.forms import FORM_BYTES

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
