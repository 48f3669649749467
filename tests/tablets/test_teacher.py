"""A teacher's list of tablets: names, on and off, taken out for good; nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from portfolio.core.clock import Moment
from portfolio.models import SignIn
from portfolio.tablets import lessons, naming
from tests.client import client_for
from tests.rows import fingerprint

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.tablets.conftest import Room


def at(text: str) -> Moment:
    return Moment.at(datetime.fromisoformat(text).replace(tzinfo=UTC), "Europe/London")


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-30T09:00", "2026-11-30T16:00"),
        ("2026-11-30T15:44", "2026-11-30T16:00"),
        ("2026-11-30T15:46", "2026-11-30T16:46"),
        ("2026-11-30T19:00", "2026-11-30T20:00"),
        ("2026-06-15T09:00", "2026-06-15T15:00"),  # in summer London's four o'clock is three UTC
    ],
)
def test_a_lesson_ends_with_school_or_after_an_hour(now: str, ends: str) -> None:
    assert lessons.end(at(now), "Europe/London") == at(ends).now


def test_two_of_one_name_get_an_initial_and_nothing_more() -> None:
    people = [(1, "Sam", "Brook"), (2, "sam", "Khan"), (3, "Ada", "Moss"), (4, "Sam", "")]
    assert naming.shown(people) == {1: "Sam B", 2: "sam K", 3: "Ada", 4: "Sam"}


def test_the_list_says_which_is_on_and_who_is_there(room: Room, cast: Cast) -> None:
    teacher, tablet = room.teacher(), room.tablet()
    _card, word = room.secret(cast.owner)
    room.comes_in(tablet, cast.owner, word)
    page = teacher.get(f"/class/{cast.group.public_id}/tablets").text
    assert "Tablet 1" in page
    assert "On until" in page
    assert f"{cast.owner.name} since" in page
    room.finishes(tablet)
    assert (
        f"{cast.owner.name} since" not in teacher.get(f"/class/{cast.group.public_id}/tablets").text
    )


def test_a_tablet_gets_a_name(room: Room, cast: Cast) -> None:
    room.tablet()
    teacher, here = room.teacher(), f"/class/{cast.group.public_id}/tablets"
    one = f"{here}/{room.last().public_id}"
    assert teacher.post(f"{one}/name", data={"name": " Blue  tablet "}).location == here
    assert room.last().name == "Blue tablet"
    assert teacher.post(f"{one}/name", data={"name": ""}).status_code == 422
    assert room.last().name == "Blue tablet"


def test_off_signs_out_and_shows_nobody_and_on_shows_them_again(room: Room, cast: Cast) -> None:
    tablet, teacher = room.tablet(), room.teacher()
    _card, word = room.secret(cast.owner)
    room.comes_in(tablet, cast.owner, word)
    assert tablet.get("/space").status_code == 200
    one = f"/class/{cast.group.public_id}/tablets/{room.last().public_id}"
    assert teacher.post(f"{one}/off").status_code == 303
    assert tablet.get("/space").status_code == 404
    page = tablet.get("/tablet").text
    assert "Ask your teacher" in page
    assert cast.owner.name not in page
    assert cast.classmate.name not in page
    tablet.acting = ""
    for who in (cast.owner.public_id, cast.other_child.public_id, "0000000000000000"):
        for answer in (
            tablet.get(f"/tablet/people/{who}"),
            tablet.get(f"/tablet/people/{who}/secret"),
            tablet.post(f"/tablet/people/{who}/secret", data={"secret": word}),
        ):
            assert answer.status_code == 404
            assert "This tablet is not open now." in answer.text, "a reload says whom to ask"
            assert cast.owner.name not in answer.text
    assert teacher.post(f"{one}/on").status_code == 303
    assert cast.owner.name in tablet.get("/tablet").text
    assert tablet.get("/space").status_code == 404, "what ended does not come back"


def test_while_it_is_off_a_teacher_of_another_class_opens_theirs_by_the_typed_code(
    room: Room, cast: Cast
) -> None:
    tablet, oak = room.tablet(), room.rows()[-1]
    room.teacher().post(f"/class/{cast.group.public_id}/tablets/{oak.public_id}/off")
    assert 'href="/tablet?code="' in tablet.get("/tablet").text
    rowan = client_for(room.app, cast.rowan.teacher)
    code = room.code(rowan, cast.rowan.group)[1]
    answer = tablet.fill_in("/tablet?code=", code=code)
    assert answer.location == "/tablet"
    page = tablet.get("/tablet").text
    assert cast.rowan.owner.name in page
    assert cast.owner.name not in page
    assert [row.revoked_at is None for row in room.rows()] == [False, True]


def test_the_end_of_the_lesson_ends_all_by_itself(room: Room, cast: Cast) -> None:
    tablet = room.tablet()
    _card, word = room.secret(cast.owner)
    room.comes_in(tablet, cast.owner, word)
    room.sets(on_until=room.at.now - timedelta(seconds=1))
    assert tablet.get("/space").status_code == 404
    assert "Ask your teacher" in tablet.get("/tablet").text


def test_taken_out_it_is_dead_at_once_and_for_good(
    room: Room, cast: Cast, database: Database
) -> None:
    tablet, teacher = room.tablet(), room.teacher()
    _card, word = room.secret(cast.owner)
    room.comes_in(tablet, cast.owner, word)
    one = f"/class/{cast.group.public_id}/tablets/{room.last().public_id}"
    assert teacher.post(f"{one}/end").status_code == 303
    with database.reading() as db:
        on_it = db.query(SignIn).filter(SignIn.tablet_id == room.last().id)
        assert all(session.ended_at is not None for session in on_it)
        assert on_it.count() == 1
    assert tablet.get("/space").status_code == 404
    assert "Open a class on this tablet" in tablet.get("/tablet").text
    tablet.acting = ""
    assert tablet.post(f"/tablet/people/{cast.owner.public_id}/secret").status_code == 404
    for verb in ("on", "off", "name", "end"):
        assert teacher.post(f"{one}/{verb}", data={"name": "Mine"}).status_code == 404


def test_all_at_once_until_a_time(room: Room, cast: Cast) -> None:
    first, second = room.tablet(), room.tablet()
    teacher, here = room.teacher(), f"/class/{cast.group.public_id}/tablets"
    assert teacher.post(f"{here}/off").status_code == 303
    for tablet in (first, second):
        assert "Ask your teacher" in tablet.get("/tablet").text
    assert teacher.post(f"{here}/on", data={"until": "23:59"}).status_code in {303, 422}
    ends = lessons.on_this_day(
        room.at, datetime(2026, 1, 1, 23, 59, tzinfo=UTC).time(), "Europe/London"
    )
    assert {row.on_until for row in room.rows()} == {ends}
    for wrong in ("00:00", "", "soon", "25:00"):
        assert teacher.post(f"{here}/on", data={"until": wrong}).status_code == 422
    assert {row.on_until for row in room.rows()} == {ends}


VERBS = ("name", "on", "off", "end")


@pytest.mark.parametrize("role", ["other_teacher", "past_teacher", "office", "mum", "owner"])
def test_t13_nobody_else_touches_or_sees_the_tablets_of_a_class(
    room: Room, cast: Cast, app: Flask, database: Database, role: str
) -> None:
    room.tablet()
    stranger, here = client_for(app, getattr(cast, role)), f"/class/{cast.group.public_id}/tablets"
    before = fingerprint(database)
    assert stranger.get(here).status_code == 404
    for verb in ("on", "off"):
        assert stranger.post(f"{here}/{verb}", data={"until": "23:59"}).status_code == 404
    for verb in VERBS:
        one = f"{here}/{room.last().public_id}/{verb}"
        assert stranger.post(one, data={"name": "Mine"}).status_code == 404
    assert fingerprint(database) == before


def test_t13_a_tablet_of_another_class_is_not_there_under_ones_own(
    room: Room, cast: Cast, app: Flask, database: Database
) -> None:
    room.tablet()
    stranger = client_for(app, cast.rowan.teacher)
    own = f"/class/{cast.rowan.group.public_id}/tablets"
    assert stranger.get(own).status_code == 200
    before = fingerprint(database)
    for verb in VERBS:
        one = f"{own}/{room.last().public_id}/{verb}"
        assert stranger.post(one, data={"name": "Mine"}).status_code == 404
    assert fingerprint(database) == before
