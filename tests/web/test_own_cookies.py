"""The cookies beside the session: a shared tablet's, a family device's, and known browsers'."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import Response

from portfolio.web import family_devices, guesses, tablets
from tests.conftest import app_on, settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from portfolio.core.database import Database

NAMES = {"tablet": tablets, "device": family_devices, "known": guesses}


@pytest.fixture(params=[True, False], ids=["TLS", "plain"])
def site(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Flask:
    """The application with TLS before it, and without."""
    settings = replace(settings_for(database, tmp_path), secure=request.param)
    return app_on(database, settings)


def _kept(name: str) -> Response:
    answer = Response("")
    if name == "tablet":
        return tablets.keep(answer, "a token")
    return family_devices.keep(answer, "a token")


def _is_sent_as_it_should(cookie: str, name: str, app: Flask) -> bool:
    is_secure = app.extensions["settings"].secure
    begins = f"__Host-{name}=" if is_secure else f"{name}="
    parts = {part.strip() for part in cookie.split(";")}
    return (
        cookie.startswith(begins)
        and {"HttpOnly", "Path=/", "SameSite=Lax"} <= parts
        and ("Secure" in parts) is is_secure
        and not any(part.startswith("Domain") for part in parts)
        and any(part.startswith("Max-Age=") and int(part[8:]) > 0 for part in parts)
    )


@pytest.mark.parametrize("name", ["tablet", "device"])
def test_no_script_reads_it_and_under_tls_it_is_this_hosts_alone(site: Flask, name: str) -> None:
    with site.test_request_context("/"):
        site.preprocess_request()
        cookie = _kept(name).headers["Set-Cookie"]
    assert _is_sent_as_it_should(cookie, name, site), cookie


def test_the_same_holds_of_where_a_browser_is_known(site: Flask) -> None:
    with site.test_request_context("/"):
        site.preprocess_request()
        guesses.know("a card")
        answer = site.process_response(Response(""))
    (cookie,) = (one for one in answer.headers.getlist("Set-Cookie") if "known=" in one)
    assert _is_sent_as_it_should(cookie, "known", site), cookie


@pytest.mark.parametrize("said", [{"doors": []}, {"browser": "b"}, [], 7, None, {"doors": 7}])
def test_a_cookie_of_ours_that_says_nothing_sensible_is_a_strangers(
    site: Flask, said: object
) -> None:
    """Signed by us, as one of an older version might be."""
    with site.test_request_context("/"):
        site.preprocess_request()
        cookie = str(guesses._serializer().dumps(said))
        name = guesses._cookie()
    with site.test_request_context("/", headers={"Cookie": f"{name}={cookie}"}):
        site.preprocess_request()
        assert guesses.this_try("a card").browser == ""


def test_a_browser_is_known_at_the_last_doors_that_it_came_in_by(site: Flask) -> None:
    doors = [f"card:{number}" for number in range(guesses.MOST)]

    def known(cookie: str, *subjects: str) -> str:
        with site.test_request_context("/", headers={"Cookie": cookie} if cookie else {}):
            site.preprocess_request()
            guesses.know(*subjects)
            answer = site.process_response(Response(""))
        cookies = answer.headers.getlist("Set-Cookie")
        return next(one.partition(";")[0] for one in cookies if "known=" in one)

    cookie = known(known("", *doors), doors[0], "card:new")
    with site.test_request_context("/", headers={"Cookie": cookie}):
        site.preprocess_request()
        at = {door for door in [*doors, "card:new"] if guesses.this_try(door).browser}
    assert at == {*doors[:-1], "card:new"}


def test_strangers_of_one_place_are_counted_together(site: Flask) -> None:
    for place in ("192.0.2.7", ""):
        with site.test_request_context("/", environ_base={"REMOTE_ADDR": place}):
            site.preprocess_request()
            assert guesses.this_try("a card").place == place
    with site.test_request_context("/", environ_base={}):
        site.preprocess_request()
        assert isinstance(guesses.this_try("a card").place, str)
