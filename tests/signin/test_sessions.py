"""A session in its browser: how it begins, how long it lasts, and that nothing of it is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from flask import g, session
from sqlalchemy import select, update

from portfolio.core import passwords
from portfolio.core.errors import ClosedForFamiliesError
from portfolio.models import Person, Secret, SignIn, Tablet
from portfolio.models.enums import SecretKind, StopKind
from portfolio.signin import actions
from portfolio.tablets.actions import Place, open_on
from portfolio.web import signed_in
from portfolio.web.here import here
from tests.cast import FAMILY
from tests.client import client_for, nobody_for, sit_down
from tests.concerning import raised, stopped
from tests.counting import counted

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.signin.conftest import Doors

PASSWORD = "seven quiet herons"
DAY = 24 * 60


def token_of(browser: SiteClient) -> str:
    with browser.session_transaction() as kept:
        return str(kept.get("_user_id", ""))


def was_here(browser: SiteClient, minutes: float) -> datetime:
    """Let the last visit be so long ago."""
    seen = datetime.now(UTC) - timedelta(minutes=minutes)
    with browser.session_transaction() as kept:
        kept["seen"] = seen.isoformat()
    return seen


def seen(browser: SiteClient) -> datetime:
    with browser.session_transaction() as kept:
        return datetime.fromisoformat(kept["seen"])


def live(database: Database, *who: int) -> list[int]:
    """Whose sessions go on, of these people."""
    with database.reading() as db:
        found = select(SignIn.person_id).where(SignIn.ended_at.is_(None))
        return sorted(db.scalars(found.where(SignIn.person_id.in_(who))))


@pytest.mark.parametrize(
    ("role", "minutes", "home"),
    [("owner", 15, "/space"), ("gran", 30 * DAY, "/shared"), ("teacher", 20, "/class")],
)
def test_each_kind_may_be_away_for_its_own_time(
    role: str, minutes: int, home: str, *, cast: Cast, app: Flask
) -> None:
    browser = client_for(app, getattr(cast, role))
    was_here(browser, minutes - 0.5)
    assert browser.get(home).status_code == 200
    was_here(browser, minutes + 0.5)
    assert browser.get(home).status_code == 404


@pytest.mark.parametrize("said", ["", "yesterday", None])
def test_who_does_not_say_when_they_were_here_was_away(
    said: str | None, *, cast: Cast, app: Flask
) -> None:
    browser = client_for(app, cast.owner)
    with browser.session_transaction() as kept:
        kept.pop("seen")
        if said is not None:
            kept["seen"] = said
    assert browser.get("/space").status_code == 404
    assert token_of(browser) == ""


def test_the_last_visit_moves_on_after_a_minute_and_not_before(cast: Cast, app: Flask) -> None:
    browser = client_for(app, cast.owner)
    just_now = was_here(browser, 0.5)
    browser.get("/space")
    assert seen(browser) == just_now
    before = was_here(browser, 1.5)
    browser.get("/space")
    assert seen(browser) > before + timedelta(minutes=1)


def test_signing_out_ends_the_session_and_empties_the_browser(
    cast: Cast, app: Flask, database: Database
) -> None:
    browser, other = (client_for(app, cast.owner) for _ in range(2))
    token = token_of(browser)
    browser.get("/space")
    answer = browser.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert live(database, cast.owner.id) == [cast.owner.id], "the other browser's"
    with browser.session_transaction() as kept:
        assert not kept.keys() & {"_user_id", "seen", "_fresh"}
    sit_down(browser, token)
    assert browser.get("/space").status_code == 404
    assert other.get("/space").status_code == 200


def test_whoever_comes_in_ends_the_session_of_whoever_was_there(
    doors: Doors, cast: Cast, app: Flask, database: Database
) -> None:
    browser = client_for(app, cast.gran)
    token = token_of(browser)
    with browser.session_transaction() as kept:
        kept["note"] = "for Gran alone"
    address, word = doors.card(cast.owner)
    assert browser.fill_in(address, secret=word).status_code == 303
    assert live(database, cast.gran.id, cast.owner.id) == [cast.owner.id]
    with browser.session_transaction() as kept:
        assert "note" not in kept
        assert kept["_user_id"] != token
    back = nobody_for(app)
    sit_down(back, token)
    assert back.get("/shared").status_code == 404


def test_the_first_half_of_a_way_in_ends_it_too(
    cast: Cast, app: Flask, database: Database, doors: Doors
) -> None:
    with database.unit() as db:
        db.get_one(Person, cast.teacher.id).email = "ada@school.example"
        hashed = passwords.hash_secret(PASSWORD)
        known = Secret(
            person_id=cast.teacher.id, kind=SecretKind.WORD, hash=hashed, set_at=doors.at.now
        )
        db.add(known)
    browser = client_for(app, cast.gran)
    with browser.session_transaction() as kept:
        kept["note"] = "for Gran alone"
    answer = browser.fill_in("/staff", email="ada@school.example", password=PASSWORD)
    assert answer.status_code == 303
    assert live(database, cast.gran.id, cast.teacher.id) == []
    with browser.session_transaction() as kept:
        assert not kept.keys() & {"note", "_user_id", "seen"}


def test_a_press_notes_the_day_once_and_a_look_does_not(
    cast: Cast, app: Flask, database: Database
) -> None:
    browser, _ = client_for(app, cast.owner), client_for(app, cast.classmate)
    thing = cast.keeps(cast.owner)
    with database.unit() as db:
        db.execute(update(SignIn).values(seen_on=cast.at.today - timedelta(days=2)))

    def days() -> list[int]:
        with database.reading() as db:
            found = db.scalars(select(SignIn.seen_on).order_by(SignIn.id)).all()
        return [(cast.at.today - day).days for day in found if day is not None]

    def notes(press: bool) -> int:
        with counted(database) as asked:
            if press:
                browser.post(f"/items/{thing.public_id}/shares", data={})
            else:
                browser.get("/space")
        return sum(one.startswith("UPDATE sign_in") for one in asked.statements)

    assert notes(press=False) == 0
    assert days() == [2, 2]
    assert notes(press=True) == 1
    assert days() == [0, 2]
    assert notes(press=True) == 0


def test_a_session_is_in_the_cookie_for_as_long_as_it_may_last(
    doors: Doors, cast: Cast, nobody: SiteClient
) -> None:
    address, word = doors.card(cast.owner)
    answer = nobody.fill_in(address, secret=word)
    cookies = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("space=")]
    assert cookies
    assert all("Expires=" in one and "HttpOnly" in one and "SameSite=Lax" in one for one in cookies)
    before = datetime.now(UTC) - timedelta(minutes=1)
    assert before < seen(nobody)


def test_a_child_without_a_class_is_one_of_the_older(cast: Cast, app: Flask) -> None:
    child, gran = client_for(app, cast.owner), client_for(app, cast.gran)
    assert 'data-stage="middle"' in child.get("/space").text
    assert 'data-stage="adult"' in gran.get("/shared").text
    for team in (cast.group, cast.club):
        cast.ends_membership(cast.owner, team)
    assert 'data-stage="older"' in child.get("/space").text


def test_nobody_is_signed_in_who_left_and_nobody_is_proved_unasked(
    cast: Cast, app: Flask, database: Database
) -> None:
    cast.leaves(cast.gran)
    for who, comes_in in ((cast.gran, False), (cast.office, True)):
        with app.test_request_context(), database.unit() as db:
            g.db, g.at, g.me = db, cast.at, None
            signed_in.begin(who.id, way="test", device="a test")
            assert (here.me is not None) is comes_in
            assert ("_user_id" in session) is comes_in
    with database.reading() as db:
        assert set(db.scalars(select(SignIn.proved_at))) == {None}


def test_while_families_are_stopped_only_they_do_not_come_in(
    cast: Cast, app: Flask, database: Database
) -> None:
    stopped(cast, StopKind.FAMILIES)
    for who in (cast.owner, cast.teacher):
        with app.test_request_context(), database.unit() as db:
            g.db, g.at, g.me = db, cast.at, None
            signed_in.begin(who.id, way="test", device="a test")
            assert here.someone.id == who.id
    with app.test_request_context(), database.unit() as db:
        g.db, g.at, g.me = db, cast.at, None
        with pytest.raises(ClosedForFamiliesError):
            signed_in.begin(cast.gran.id, way="test", device="a test")
        assert here.me is None


@pytest.mark.parametrize("on_a_tablet", [False, True])
def test_the_last_moment_of_being_away(
    on_a_tablet: bool, *, cast: Cast, app: Flask, database: Database
) -> None:
    with database.unit() as db:
        token = actions.begin(db, cast.owner.id, cast.at, way="test", device="a test")
        if on_a_tablet:
            place = Place(cast.group.id, None, "Tablet %d", "a test")
            open_on(db, place, cast.at, cast.at.now + timedelta(hours=1))
            actions.put_on_tablet(db, token, db.scalars(select(Tablet.id)).one(), cast.at)
    idle = timedelta(minutes=4 if on_a_tablet else 15)
    every = timedelta(seconds=10 if on_a_tablet else 60)
    shortest, moment = timedelta(minutes=15), timedelta(microseconds=1)
    for away, is_here, moves_on in (
        (every, True, False),
        (every + moment, True, True),
        (idle, True, True),
        (idle + moment, False, False),
        (shortest, not on_a_tablet, not on_a_tablet),
        (shortest + moment, False, False),
    ):
        with app.test_request_context(), database.reading() as db:
            g.db, g.at = db, cast.at
            session["_user_id"] = token
            session["seen"] = before = (cast.at.now - away).isoformat()
            signed_in.load()
            assert (here.me is not None) is is_here
            assert (session.get("seen", before) != before) is moves_on
            assert signed_in.was_away() is (not is_here and away > shortest)


def test_a_browser_is_known_to_a_mailed_link_after_it_was_closed(nobody: SiteClient) -> None:
    answer = nobody.get("/links")
    (cookie,) = (one for one in answer.headers.getlist("Set-Cookie") if one.startswith("space="))
    assert "Expires=" in cookie


def test_only_a_lead_is_told_that_a_concern_waits(
    cast: Cast, app: Flask, database: Database
) -> None:
    def is_told(who: Somebody) -> bool:
        with app.test_request_context(), database.unit() as db:
            g.db, g.at, g.me = db, cast.at, None
            signed_in.begin(who.id, way="test", device="a test")
            return here.someone.has_concerns

    people = (cast.lead, cast.teacher, cast.office)
    assert [is_told(who) for who in people] == [False, False, False]
    raised(cast, cast.gran, cast.puts_up(cast.owner, [FAMILY]))
    assert [is_told(who) for who in people] == [True, False, False]


@pytest.mark.parametrize(("on_for", "minutes"), [(20, 20), (60, 45)])
def test_on_a_tablet_it_is_said_until_when(
    on_for: int, minutes: int, *, cast: Cast, app: Flask, database: Database
) -> None:
    with database.unit() as db:
        place = Place(cast.group.id, None, "Tablet %d", "a test")
        open_on(db, place, cast.at, cast.at.now + timedelta(minutes=on_for))
        tablet_id = db.scalars(select(Tablet.id)).one()
    with app.test_request_context(), database.unit() as db:
        g.db, g.at, g.me = db, cast.at, None
        signed_in.begin(cast.owner.id, way="test", device="a test", tablet_id=tablet_id)
        assert here.someone.until == cast.at.now + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Android 16; Mobile; rv:140.0) Firefox/140.0", "Firefox on Android"),
        ("Mozilla/5.0 (iPad) AppleWebKit/605.1 Version/19 Safari/605.1", "Safari on iPad"),
        ("a wristwatch", "a device on a device"),
    ],
)
def test_a_browser_is_called_in_plain_words(agent: str, words: str) -> None:
    assert signed_in.device(agent) == words
