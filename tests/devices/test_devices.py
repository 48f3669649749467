"""My devices: one's own sessions in plain words, and *not mine*."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.models import FreshLink, SignIn
from portfolio.signin import actions as signin
from tests.client import client_for
from tests.rows import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody


@pytest.fixture
def begin(database: Database, moment: Moment) -> Callable[[Somebody, str, str], str]:
    """Begins a session elsewhere: of whom, by which way, on what; gives its public id."""

    def make(who: Somebody, way: str, device: str) -> str:
        with database.unit() as db:
            token = signin.begin(db, who.id, moment, way=way, device=device)
            db.flush()
            found = select(SignIn.public_id).where(SignIn.token_hash == tokens.fingerprint(token))
            return db.scalars(found).one()

    return make


def _live(database: Database, who: Somebody) -> list[str]:
    with database.reading() as db:
        found = select(SignIn.device).where(SignIn.person_id == who.id, SignIn.ended_at.is_(None))
        return sorted(db.scalars(found))


def test_one_sees_ones_own_and_nobody_elses(
    app: Flask, cast: Cast, begin: Callable[[Somebody, str, str], str]
) -> None:
    for role in ("gran", "teacher"):
        who = getattr(cast, role)
        begin(who, "fresh_link", "Firefox on Windows")
        other = begin(cast.dad, "fresh_link", "Safari on iPhone")
        page = client_for(app, who).get("/devices").text
        assert "Firefox on Windows" in page
        assert "with a link by e-mail" in page
        assert "this one" in page
        assert "Safari on iPhone" not in page
        assert other not in page


def test_what_is_over_is_not_there(
    app: Flask,
    cast: Cast,
    database: Database,
    moment: Moment,
    begin: Callable[[Somebody, str, str], str],
) -> None:
    begin(cast.gran, "letter", "An old one")
    with database.unit() as db:
        db.execute(update(SignIn).values(expires_at=moment.now - timedelta(seconds=1)))
    begin(cast.gran, "letter", "An ended one")
    with database.unit() as db:
        ended = update(SignIn).where(SignIn.device == "An ended one")
        db.execute(ended.values(ended_at=moment.now))
    page = client_for(app, cast.gran).get("/devices").text
    assert "An old one" not in page
    assert "An ended one" not in page


@pytest.mark.parametrize(
    "said",
    [
        ("fresh_link", {"one", "two"}, "Somebody can read your mail"),
        ("password", {"one", "two"}, "Somebody knows your password"),
        ("letter", {"one"}, "Tell the school today"),
    ],
)
def test_not_mine_ends_it_and_what_came_by_the_same_way(
    app: Flask,
    cast: Cast,
    database: Database,
    begin: Callable[[Somebody, str, str], str],
    said: tuple[str, set[str], str],
) -> None:
    way, gone, says = said
    one = begin(cast.gran, way, "one")
    begin(cast.gran, way, "two")
    begin(cast.gran, "passkey", "three")
    begin(cast.dad, way, "his")
    gran = client_for(app, cast.gran)
    answer = gran.post(f"/devices/{one}/not-mine")
    assert answer.status_code == 303
    assert says in gran.get(answer.location).text
    assert set(_live(database, cast.gran)) == {"one", "two", "three", "a test"} - gone
    assert _live(database, cast.dad) == ["his"]


def test_a_link_on_its_way_opens_no_more(
    app: Flask,
    cast: Cast,
    database: Database,
    moment: Moment,
    begin: Callable[[Somebody, str, str], str],
) -> None:
    one = begin(cast.gran, "fresh_link", "one")
    with database.unit() as db:
        db.add(
            FreshLink(
                person_id=cast.gran.id,
                token_hash=tokens.fingerprint("x" * 32),
                browser_hash="y" * 64,
                made_at=moment.now,
                expires_at=moment.now + timedelta(minutes=10),
            )
        )
    client_for(app, cast.gran).post(f"/devices/{one}/not-mine")
    with database.reading() as db:
        left = db.scalars(select(FreshLink.expires_at)).one()
    assert left < moment.now + timedelta(minutes=1)


def test_t13_anothers_and_ones_own_are_not_there(
    app: Flask, cast: Cast, database: Database, begin: Callable[[Somebody, str, str], str]
) -> None:
    his = begin(cast.dad, "fresh_link", "his")
    gran = client_for(app, cast.gran)
    with database.reading() as db:
        mine = db.scalars(select(SignIn.public_id).where(SignIn.person_id == cast.gran.id)).one()
    before = fingerprint(database)
    for public_id in (his, mine, "nothingishere123"):
        assert gran.post(f"/devices/{public_id}/not-mine").status_code == 404
    assert fingerprint(database) == before


def test_sign_out_everywhere_else(
    app: Flask, cast: Cast, database: Database, begin: Callable[[Somebody, str, str], str]
) -> None:
    begin(cast.gran, "letter", "one")
    begin(cast.gran, "passkey", "two")
    begin(cast.dad, "letter", "his")
    gran = client_for(app, cast.gran)
    assert gran.fill_in("/devices", "/others/end").status_code == 303
    assert gran.get("/shared").status_code == 200
    assert _live(database, cast.gran) == ["a test"]
    assert _live(database, cast.dad) == ["his"]


def test_the_day_of_the_last_press_is_kept_and_no_get_writes_it(
    app: Flask, cast: Cast, database: Database, moment: Moment
) -> None:
    gran = client_for(app, cast.gran)
    earlier = moment.today - timedelta(days=3)
    with database.unit() as db:
        db.execute(update(SignIn).values(seen_on=earlier))
    before = fingerprint(database)
    page = gran.get("/shared").text
    assert 'data-seen-href="/devices/seen"' in page
    assert fingerprint(database) == before
    assert gran.post("/devices/seen").status_code == 204
    with database.reading() as db:
        assert db.scalars(select(SignIn.seen_on)).one() == moment.today
    assert "data-seen-href" not in gran.get("/shared").text
