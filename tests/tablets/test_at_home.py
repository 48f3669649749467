"""At home: a family member lets their child in, is signed out, and stays nobody to the child."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import SignIn
from portfolio.models.enums import Stage
from portfolio.tablets.queries import WRONG_AT_HOME
from tests.client import client_for
from tests.rows import fingerprint, surname_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.tablets.conftest import Room


@pytest.fixture
def lets_in(app: Flask, cast: Cast) -> Callable[[], SiteClient]:
    """A browser on which Mum let Oak's owner in just now."""

    def done() -> SiteClient:
        browser = client_for(app, cast.mum)
        answer = browser.fill_in("/let-in/children", cast.owner.public_id)
        assert (answer.status_code, answer.location) == (303, "/let-in")
        browser.acting = ""
        return browser

    return done


def test_the_child_comes_in_by_their_own_secret(
    room: Room, cast: Cast, lets_in: Callable[[], SiteClient], database: Database
) -> None:
    browser = lets_in()
    _card, word = room.secret(cast.owner)
    page = browser.get("/let-in").text
    assert f"Is this you, {cast.owner.name}?" in page
    assert surname_of(database, cast.owner) not in page
    assert browser.get("/space").status_code == 404, "asking lets nobody in"
    assert browser.fill_in("/let-in/secret", "/secret", secret=word).status_code == 303
    browser.acting = cast.owner.public_id
    assert cast.owner.name in browser.get("/space").text
    assert browser.post("/sign-out").location == "/"


def test_the_card_does_as_well_and_another_childs_does_not(
    room: Room, cast: Cast, lets_in: Callable[[], SiteClient]
) -> None:
    browser = lets_in()
    card, _pictures = room.secret(cast.owner, Stage.EARLY)
    others, _word = room.secret(cast.classmate)
    assert "Type the code on my card" in browser.get("/let-in/secret").text
    assert browser.post("/let-in/card", data={"code": others}).status_code == 422
    assert browser.fill_in("/let-in/secret", "/card", code=card).status_code == 303


def test_the_adult_is_signed_out_by_it_and_nothing_brings_them_back(
    room: Room, cast: Cast, lets_in: Callable[[], SiteClient], database: Database
) -> None:
    browser = lets_in()
    _card, word = room.secret(cast.owner)
    assert browser.get("/shared").status_code == 404
    with database.reading() as db:
        mums = db.scalars(select(SignIn).where(SignIn.person_id == cast.mum.id)).all()
    assert all(one.ended_at is not None for one in mums)
    browser.post("/let-in/secret", data={"secret": word})
    browser.acting = cast.owner.public_id
    browser.post("/sign-out")
    browser.acting = ""
    for path in ("/let-in", "/let-in/secret", "/let-in/children", "/shared"):
        assert browser.get(path).status_code == 404, path
    assert browser.post("/let-in/secret", data={"secret": word}).status_code == 404


def test_what_the_adult_began_is_not_finished_as_the_child(
    room: Room, cast: Cast, app: Flask, database: Database
) -> None:
    """A family member's words never appear as the child's (T37)."""
    thing = cast.puts_up(cast.owner, [])
    browser = client_for(app, cast.mum)
    browser.get("/let-in/children")
    assert browser.last_page is not None
    form = browser.last_page.form(cast.owner.public_id)
    browser.post(form.action)
    browser.acting = ""
    _card, word = room.secret(cast.owner)
    browser.post("/let-in/secret", data={"secret": word})
    before = fingerprint(database)
    said = {"words": "I am so proud", "acting": cast.mum.public_id}
    answer = browser.post(f"/items/{thing.public_id}/comments", data=said)
    assert answer.status_code == 409
    assert "I am so proud" not in answer.text
    assert fingerprint(database) == before


@pytest.mark.parametrize("role", ["classmate", "other_child", "left"])
def test_t13_another_child_is_not_let_in(
    room: Room, cast: Cast, app: Flask, database: Database, role: str
) -> None:
    child = getattr(cast, role)
    room.secret(child)
    browser = client_for(app, cast.mum)
    before = fingerprint(database)
    assert browser.post(f"/let-in/children/{child.public_id}").status_code == 404
    assert fingerprint(database) == before
    assert browser.get("/shared").status_code == 200, "and Mum is still there"


@pytest.mark.parametrize("role", ["kept_away", "former", "classmates_parent"])
def test_who_is_kept_away_or_not_tied_any_more_lets_nobody_in(
    cast: Cast, app: Flask, role: str
) -> None:
    browser = client_for(app, getattr(cast, role))
    assert cast.owner.name not in browser.get("/let-in/children").text
    assert browser.post(f"/let-in/children/{cast.owner.public_id}").status_code == 404


@pytest.mark.parametrize("role", ["teacher", "owner", "office"])
def test_nobody_but_family_lets_anybody_in(cast: Cast, app: Flask, role: str) -> None:
    browser = client_for(app, getattr(cast, role))
    assert browser.get("/let-in/children").status_code == 404
    assert browser.post(f"/let-in/children/{cast.owner.public_id}").status_code == 404


def test_t45_a_restriction_ends_it_between_two_pages(
    room: Room, cast: Cast, lets_in: Callable[[], SiteClient]
) -> None:
    browser = lets_in()
    _card, word = room.secret(cast.owner)
    cast.restricts(cast.mum, cast.owner)
    assert browser.get("/let-in").status_code == 404
    assert browser.post("/let-in/secret", data={"secret": word}).status_code == 404


def test_ten_minutes_later_it_opens_nothing(
    room: Room, cast: Cast, lets_in: Callable[[], SiteClient], database: Database
) -> None:
    browser = lets_in()
    _card, word = room.secret(cast.owner)
    with database.unit() as db:
        ended = update(SignIn).where(SignIn.person_id == cast.mum.id)
        db.execute(ended.values(ended_at=room.at.now - timedelta(minutes=10, seconds=1)))
    assert browser.get("/let-in").status_code == 404
    assert browser.post("/let-in/secret", data={"secret": word}).status_code == 404


def test_an_adult_guesses_ten_times_a_day_and_locks_nobody_else_out(
    room: Room, cast: Cast, app: Flask, lets_in: Callable[[], SiteClient]
) -> None:
    browser, tablet = lets_in(), room.tablet()
    card, word = room.secret(cast.owner)
    for _ in range(WRONG_AT_HOME):
        assert browser.post("/let-in/secret", data={"secret": "nonsense"}).status_code == 422
    assert browser.post("/let-in/secret", data={"secret": word}).status_code == 429
    room.comes_in(tablet, cast.owner, word)
    gran = client_for(app, cast.gran)
    gran.post(f"/let-in/children/{cast.owner.public_id}")
    gran.acting = ""
    assert gran.post("/let-in/secret", data={"secret": word}).status_code == 303
    assert browser.post("/let-in/card", data={"code": card}).status_code == 303


def test_who_could_not_come_back_is_asked_for_an_address_first(
    cast: Cast, client_of: Callable[[Somebody], SiteClient], database: Database
) -> None:
    with database.unit() as db:
        db.connection().exec_driver_sql(
            f"UPDATE person SET email = NULL WHERE id = {cast.mum.id}"  # noqa: S608 -- a number
        )
    mum = client_of(cast.mum)
    page = mum.get("/let-in/children").text
    assert "First make sure that you can come back" in page
    assert "with your card" not in page
    assert "Give my e-mail address" in page
    answer = mum.post(f"/let-in/children/{cast.owner.public_id}")
    assert answer.location == "/letters/email"
    assert mum.get("/shared").status_code == 200


def test_the_page_names_the_ways_back_that_the_adult_has(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    gran = client_of(cast.gran)
    assert "with your card and its six figures" not in gran.get("/let-in/children").text
    made = gran.fill_in("/my-card", "/my-card", secret="471 902", word="471902")
    assert made.status_code == 200
    page = gran.get("/let-in/children").text
    assert "with your card and its six figures" in page
    assert "with your passkey" not in page
    assert "I have a letter or a card" in client_of(cast.mum).get("/family").text
