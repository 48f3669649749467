"""Opening a class on a tablet: five minutes, one tablet, a button; never by looking."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.core import tokens
from portfolio.models import Membership, SignIn, Tablet, TabletCode
from portfolio.office import actions as office
from portfolio.tablets.queries import WRONG_CODES
from tests.client import client_for, nobody_for
from tests.rows import fingerprint, how_many

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.client import SiteClient
    from tests.tablets.conftest import Room


def test_the_typed_code_opens_the_class(room: Room, cast: Cast) -> None:
    tablet = room.tablet()
    page = tablet.get("/tablet").text
    assert "Who are you?" in page
    assert cast.owner.name in page
    assert cast.classmate.name in page
    assert room.last().group_id == cast.group.id


def test_the_squares_open_it_by_a_button_and_looking_changes_nothing(
    room: Room, nobody: SiteClient, database: Database
) -> None:
    path, _typed = room.code()
    before = fingerprint(database)
    assert "Open Oak on this tablet?" in nobody.get(path).text
    assert nobody.head(path).status_code == 200
    assert fingerprint(database) == before
    assert nobody.fill_in(path).location == "/tablet"
    assert "Who are you?" in nobody.get("/tablet").text


def test_a_code_opens_one_tablet_however_it_is_given(
    room: Room, app: Flask, database: Database
) -> None:
    path, typed = room.code()
    assert nobody_for(app).fill_in("/tablet", code=typed.lower()).status_code == 303
    second = nobody_for(app)
    assert second.fill_in("/tablet", code=typed).status_code == 422
    assert second.get(path).status_code == 404
    assert second.post(path).status_code == 404
    assert how_many(database, Tablet) == 1
    assert "Who are you?" not in second.get("/tablet").text


def test_after_five_minutes_it_opens_nothing(room: Room, app: Flask, database: Database) -> None:
    path, typed = room.code()
    with database.unit() as db:
        expires = TabletCode.expires_at
        made = db.query(TabletCode).one().made_at
        assert db.query(TabletCode).one().expires_at - made == timedelta(minutes=5)
        db.execute(update(TabletCode).values({expires: room.at.now}))
    late = nobody_for(app)
    assert late.fill_in("/tablet", code=typed).status_code == 422
    assert late.post(path).status_code == 404
    assert how_many(database, Tablet) == 0


def test_a_new_code_ends_the_one_before(room: Room, app: Flask) -> None:
    teacher = room.teacher()
    _path, first = room.code(teacher)
    _path, second = room.code(teacher)
    browser = nobody_for(app)
    assert browser.fill_in("/tablet", code=first).status_code == 422
    assert browser.fill_in("/tablet", code=second).status_code == 303


def test_only_fingerprints_are_kept(room: Room, database: Database) -> None:
    path, typed = room.code()
    with database.reading() as db:
        kept = db.query(TabletCode).one()
    secrets = (typed, typed.replace("-", ""), path.rpartition("/")[2])
    assert not {kept.code_hash, kept.token_hash} & set(secrets)
    assert kept.code_hash != tokens.fingerprint(typed.replace("-", "")), "it could be tried out"


def test_t13_only_the_teachers_of_a_class_open_it(
    cast: Cast, app: Flask, database: Database
) -> None:
    for role in ("other_teacher", "past_teacher", "club_leader", "office", "lead", "mum", "owner"):
        browser = client_for(app, getattr(cast, role))
        answer = browser.post(f"/class/{cast.group.public_id}/tablets/codes")
        assert answer.status_code == 404, role
    assert how_many(database, TabletCode) == 0
    second = client_for(app, cast.second_teacher)
    assert second.post(f"/class/{cast.group.public_id}/tablets/codes").status_code == 200


def test_whoever_is_signed_in_there_is_signed_out(
    room: Room, cast: Cast, app: Flask, database: Database
) -> None:
    browser = client_for(app, cast.teacher)
    path, _typed = room.code()
    assert browser.fill_in(path).location == "/tablet"
    assert "Who are you?" in browser.get("/tablet").text
    assert browser.get("/class").status_code == 404
    with database.reading() as db:
        mine = db.scalars(
            select(SignIn).where(SignIn.person_id == cast.teacher.id).order_by(SignIn.id)
        )
        assert [one.ended_at is None for one in mine] == [False, True], "another device stays"


def test_a_tablet_that_is_opened_for_another_class_is_no_longer_one_of_the_first(
    room: Room, cast: Cast, app: Flask
) -> None:
    tablet = room.tablet()
    rowan = client_for(app, cast.rowan.teacher)
    _path, typed = room.code(rowan, cast.rowan.group)
    sent = {"code": typed}
    assert tablet.post("/tablet", data=sent).status_code == 303
    assert cast.rowan.owner.name in tablet.get("/tablet").text
    first, second = room.rows()
    assert first.revoked_at is not None
    assert second.revoked_at is None


def test_the_cookie_is_the_devices_own(room: Room, nobody: SiteClient) -> None:
    answer = nobody.fill_in("/tablet", code=room.code()[1])
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("tablet="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    token = cookie.partition("=")[2].partition(";")[0]
    assert room.last().token_hash == tokens.fingerprint(token)


def test_t52_guessed_codes_stop_at_typing_and_the_squares_still_open(
    room: Room, nobody: SiteClient, app: Flask
) -> None:
    path, typed = room.code()
    for _ in range(WRONG_CODES):
        assert nobody.post("/tablet", data={"code": "0" * 8}).status_code == 422
    answer = nobody.post("/tablet", data={"code": typed})
    assert answer.status_code == 429
    assert "Point the camera" in answer.text
    assert nobody_for(app).fill_in(path).status_code == 303


@pytest.mark.parametrize("ends", ["class", "place", "last of its class"])
def test_t45_it_ends_with_its_makers_place_or_class(
    room: Room, cast: Cast, app: Flask, database: Database, *, ends: str
) -> None:
    path, typed = room.code()
    _path, of_second = room.code(client_for(app, cast.second_teacher))
    with database.unit() as db:
        if ends == "class":
            office.leave_class(db, cast.group.id, cast.teacher.id, room.at, by=cast.office.id)
        elif ends == "place":
            office.end_place(db, cast.teacher.id, room.at, by=cast.office.id)
        else:
            over = update(Membership).where(Membership.group_id == cast.group.id)
            db.execute(over.values(until_on=room.at.today))
    late = nobody_for(app)
    answer = late.fill_in("/tablet", code=typed)
    assert answer.status_code == 422
    assert "That code opens nothing now." in answer.text
    assert late.get(path).status_code == 404
    assert late.post(path).status_code == 404
    assert how_many(database, Tablet) == 0
    status = nobody_for(app).fill_in("/tablet", code=of_second).status_code
    assert status == (422 if ends == "last of its class" else 303), "another teacher's goes on"


@pytest.mark.parametrize("code", ["", "7K3F", "7K3F-9QMT-1", "ÄÖÜ", "\0" * 8])
def test_what_is_no_code_is_said_in_words(nobody: SiteClient, code: str) -> None:
    answer = nobody.post("/tablet", data={"code": code})
    assert answer.status_code == 422
    assert "8 letters and numbers" in answer.text
