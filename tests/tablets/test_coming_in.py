"""Children come in on a shared tablet: their own face, their own secret, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import Guess, Person, SignIn
from portfolio.models.enums import Stage
from portfolio.signin import actions as signin
from portfolio.tablets.queries import WRONG_ON_A_TABLET
from tests.client import client_for, nobody_for
from tests.rows import fingerprint, how_many, surname_of
from tests.tablets.conftest import door

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.tablets.conftest import Room


def session_cookie(browser: SiteClient) -> str:
    """The token of the session in the browser's cookie."""
    with browser.session_transaction() as kept:
        return str(kept.get("_user_id"))


def test_a_child_taps_the_face_and_says_the_word(room: Room, cast: Cast) -> None:
    tablet = room.tablet()
    _card, word = room.secret(cast.owner)
    assert (
        f"Is this you, {cast.owner.name}?"
        in tablet.get(f"/tablet/people/{cast.owner.public_id}").text
    )
    room.comes_in(tablet, cast.owner, f" {word.upper()} ")
    assert cast.owner.name in tablet.get("/space").text
    assert tablet.get("/tablet").location.endswith("/space")


def test_three_pictures_in_order_and_no_other(room: Room, cast: Cast) -> None:
    tablet = room.tablet()
    _card, pictures = room.secret(cast.owner, Stage.EARLY)
    first, second, third = pictures.split()
    wrong = {"secret_1": third, "secret_2": second, "secret_3": first}
    assert tablet.post(door(cast.owner), data=wrong).status_code == 422
    right = {"secret_1": first, "secret_2": second, "secret_3": third}
    assert tablet.fill_in(door(cast.owner), "/secret", **right).status_code == 303


def test_two_pictures_are_no_guess_and_stay_tapped(
    room: Room, cast: Cast, database: Database
) -> None:
    tablet = room.tablet()
    _card, pictures = room.secret(cast.owner, Stage.EARLY)
    first, second, _third = pictures.split()
    answer = tablet.post(door(cast.owner), data={"secret_1": first, "secret_2": second})
    assert answer.status_code == 422
    assert "Tap one more." in answer.text
    assert answer.text.count(" checked>") == 2
    assert how_many(database, Guess) == 0


def test_pictures_are_never_the_only_way(room: Room, cast: Cast) -> None:
    """WCAG 3.3.8: the card's code is typed, or the pictures' names."""
    tablet = room.tablet()
    card, pictures = room.secret(cast.owner, Stage.EARLY)
    page = tablet.get(door(cast.owner)).text
    assert "Type the code on my card" in page
    assert "Type the words" in page
    assert tablet.fill_in(door(cast.owner), "/card", code=card.lower()).status_code == 303
    tablet.acting = cast.owner.public_id
    room.finishes(tablet)
    assert tablet.post(door(cast.owner), data={"secret": pictures}).status_code == 303


@pytest.mark.parametrize("shape", ["{}", "https://space.school.example/card/{}", " {} "])
def test_ones_own_card_lets_in_as_the_camera_reads_it(room: Room, cast: Cast, shape: str) -> None:
    tablet = room.tablet()
    card, _word = room.secret(cast.owner)
    sent = {"code": shape.format(card)}
    answer = tablet.post(f"/tablet/people/{cast.owner.public_id}/card", data=sent)
    assert answer.status_code == 303
    tablet.acting = cast.owner.public_id
    assert tablet.get("/space").status_code == 200


def test_another_childs_card_lets_in_neither(room: Room, cast: Cast, database: Database) -> None:
    tablet = room.tablet()
    room.secret(cast.owner)
    others, _word = room.secret(cast.classmate)
    before = fingerprint(database)
    answer = tablet.post(f"/tablet/people/{cast.owner.public_id}/card", data={"code": others})
    assert answer.status_code == 422
    assert tablet.get("/space").status_code == 404
    assert fingerprint(database) == before


def test_a_card_that_was_replaced_lets_nobody_in(room: Room, cast: Cast) -> None:
    tablet = room.tablet()
    old, _word = room.secret(cast.owner)
    room.secret(cast.owner)
    answer = tablet.post(f"/tablet/people/{cast.owner.public_id}/card", data={"code": old})
    assert answer.status_code == 422


def test_t36_a_card_in_an_address_leads_to_the_face_and_lets_nobody_in(
    room: Room, cast: Cast
) -> None:
    """It stays in the tablet's history, for whoever sits there next."""
    tablet = room.tablet()
    card, word = room.secret(cast.owner)
    led = tablet.get(f"/card/{card}", follow_redirects=True)
    assert led.request.path == f"/tablet/people/{cast.owner.public_id}"
    assert f"Is this you, {cast.owner.name}?" in led.text
    assert card not in led.text
    for path in (f"/card/{card}", f"/tablet/card/{card}"):
        assert tablet.post(path, data={"secret": word}).status_code == 404
    assert tablet.get("/space").status_code == 404


@pytest.mark.parametrize("role", ["other_child", "left", "moved", "joining"])
def test_who_is_not_in_the_class_today_is_not_there(room: Room, cast: Cast, role: str) -> None:
    tablet, child = room.tablet(), getattr(cast, role)
    card, word = room.secret(child)
    assert child.name not in tablet.get("/tablet").text
    absent = tablet.get("/tablet/people/0000000000000000")
    for path in (f"/tablet/people/{child.public_id}", door(child), f"/tablet/card/{card}"):
        answer = tablet.get(path)
        assert answer.status_code == 404
        assert answer.data == absent.data
    for path, sent in (
        (door(child), {"secret": word}),
        (f"/tablet/people/{child.public_id}/card", {"code": card}),
        (f"/tablet/card/{card}", {}),
        (f"/card/{card}", {"secret": word}),
    ):
        assert tablet.post(path, data=sent).status_code == 404, path
    assert tablet.get("/space").status_code == 404


def test_adults_are_not_there(room: Room, cast: Cast) -> None:
    tablet = room.tablet()
    for who in (cast.teacher, cast.mum):
        assert tablet.get(f"/tablet/people/{who.public_id}").status_code == 404


def test_on_any_other_device_nobody_is_there(
    room: Room, cast: Cast, nobody: SiteClient, client_of: Callable[[Somebody], SiteClient]
) -> None:
    room.tablet()
    _card, word = room.secret(cast.owner)
    for browser in (nobody, client_of(cast.classmate), client_of(cast.teacher)):
        assert browser.get(f"/tablet/people/{cast.owner.public_id}").status_code == 404
        assert browser.post(door(cast.owner), data={"secret": word}).status_code == 404
    nobody.set_cookie("tablet", "made-up-0123456789-0123456789")
    assert "Open a class" in nobody.get("/tablet").text
    assert nobody.get(f"/tablet/people/{cast.owner.public_id}").status_code == 404


def test_two_of_one_name_are_told_apart_and_no_surname_leaves(
    room: Room, cast: Cast, database: Database
) -> None:
    surnames = {surname_of(database, child) for child in (cast.owner, cast.classmate)}
    with database.unit() as db:
        renamed = update(Person).where(Person.id == cast.classmate.id)
        db.execute(renamed.values(first_name=cast.owner.name, surname="Quill"))
        db.execute(update(Person).where(Person.id == cast.owner.id).values(surname="Brook"))
    tablet = room.tablet()
    room.secret(cast.owner)
    for path in ("/tablet", f"/tablet/people/{cast.owner.public_id}", door(cast.owner)):
        page = tablet.get(path).text
        assert f"{cast.owner.name} B" in page
        assert not any(name in page for name in (*surnames, "Quill", "Brook"))
    assert f"{cast.owner.name} Q" in tablet.get("/tablet").text


def test_t32_a_new_session_at_each_coming_in_and_none_after(
    room: Room, cast: Cast, database: Database
) -> None:
    tablet = room.tablet()
    words = {child: room.secret(child)[1] for child in (cast.owner, cast.classmate)}
    seen = set()
    for child in (cast.owner, cast.classmate, cast.owner):
        room.comes_in(tablet, child, words[child])
        seen.add(session_cookie(tablet))
        assert child.name in tablet.get("/space").text
        room.finishes(tablet)
        assert session_cookie(tablet) == "None"
    assert len(seen) == 3
    with database.reading() as db:
        mine = db.scalars(select(SignIn).where(SignIn.tablet_id == room.last().id)).all()
    assert [(one.way, one.ended_at is None) for one in mine] == [("tablet", False)] * 3


def test_t33_the_cookie_of_a_child_who_finished_opens_nothing(room: Room, cast: Cast) -> None:
    tablet = room.tablet()
    _card, word = room.secret(cast.owner)
    room.comes_in(tablet, cast.owner, word)
    old = tablet.get_cookie("space")
    assert old is not None
    room.finishes(tablet)
    tablet.set_cookie("space", old.value)
    assert tablet.get("/space").status_code == 404


def test_the_next_child_waits_until_the_one_before_has_finished(room: Room, cast: Cast) -> None:
    tablet = room.tablet()
    _card, word = room.secret(cast.owner)
    _card, others = room.secret(cast.classmate)
    room.comes_in(tablet, cast.owner, word)
    assert tablet.get(door(cast.classmate)).status_code == 404
    assert tablet.post(door(cast.classmate), data={"secret": others}).status_code == 404
    assert cast.owner.name in tablet.get("/space").text


def test_t37_t38_a_form_of_the_child_before_saves_nothing(
    room: Room, cast: Cast, database: Database
) -> None:
    tablet = room.tablet()
    words = {child: room.secret(child)[1] for child in (cast.owner, cast.classmate)}
    room.comes_in(tablet, cast.owner, words[cast.owner])
    tablet.get("/make")
    assert tablet.last_page is not None
    stale = tablet.last_page.form("/items").filled() | {"title": "Mine", "words": "A secret word"}
    room.finishes(tablet)
    room.comes_in(tablet, cast.classmate, words[cast.classmate])
    before = fingerprint(database)
    for sent in (stale, {**stale, "csrf_token": tablet.csrf_token()}):
        answer = tablet.post("/items", data=sent, bare=True)
        assert answer.status_code in {400, 409}
        assert "A secret word" not in answer.text
    assert fingerprint(database) == before


def test_wrong_words_are_counted_for_that_child_on_that_tablet_alone(
    room: Room, cast: Cast, database: Database
) -> None:
    """T52: nobody can lock a named child out from elsewhere."""
    tablet, other = room.tablet(), room.tablet()
    card, word = room.secret(cast.owner)
    _card, others = room.secret(cast.classmate)
    for _ in range(WRONG_ON_A_TABLET):
        assert tablet.post(door(cast.owner), data={"secret": "nonsense"}).status_code == 422
    locked = tablet.post(door(cast.owner), data={"secret": word})
    assert locked.status_code == 429
    assert "Ask your teacher to help" in locked.text
    assert how_many(database, Guess) == WRONG_ON_A_TABLET
    room.comes_in(other, cast.owner, word)
    room.finishes(other)
    room.comes_in(tablet, cast.classmate, others)
    room.finishes(tablet)
    answer = tablet.post(f"/tablet/people/{cast.owner.public_id}/card", data={"code": card})
    assert answer.status_code == 303, "the card still lets in, on the locked tablet too"


def test_the_teacher_helps_by_letting_them_try_again(room: Room, cast: Cast) -> None:
    tablet, teacher = room.tablet(), room.teacher()
    _card, word = room.secret(cast.owner)
    for _ in range(WRONG_ON_A_TABLET):
        tablet.post(door(cast.owner), data={"secret": "nonsense"})
    assert tablet.post(door(cast.owner), data={"secret": word}).status_code == 429
    teacher.post(f"/class/{cast.group.public_id}/tablets/{room.last().public_id}/on")
    room.comes_in(tablet, cast.owner, word)


def test_a_child_without_a_card_is_told_whom_to_ask(room: Room, cast: Cast) -> None:
    tablet = room.tablet()
    page = tablet.get(door(cast.owner)).text
    assert "Ask your teacher for a card" in page
    assert tablet.post(door(cast.owner), data={"secret": ""}).status_code == 422


def test_after_three_minutes_and_the_answers_time_it_locks(
    room: Room, cast: Cast, away: Callable[[SiteClient, int], None]
) -> None:
    tablet = room.tablet()
    _card, word = room.secret(cast.owner)
    room.comes_in(tablet, cast.owner, word)
    away(tablet, 3 * 60 + 50)
    assert tablet.get("/tablet/here").text == cast.owner.public_id
    assert tablet.get("/space").status_code == 200, "asking kept it open"
    away(tablet, 4 * 60 + 1)
    answer = tablet.get("/space")
    assert answer.status_code == 404
    assert cast.owner.name not in answer.text
    assert "Go to the faces" in answer.text
    assert tablet.get("/tablet/here").status_code == 404
    assert "Who are you?" in tablet.get("/tablet").text


def test_whoever_comes_next_ends_what_was_left_there(
    room: Room, cast: Cast, database: Database, away: Callable[[SiteClient, int], None]
) -> None:
    tablet = room.tablet()
    words = {child: room.secret(child)[1] for child in (cast.owner, cast.classmate)}
    room.comes_in(tablet, cast.owner, words[cast.owner])
    left = session_cookie(tablet)
    away(tablet, 5 * 60)
    tablet.acting = ""
    room.comes_in(tablet, cast.classmate, words[cast.classmate])
    with tablet.session_transaction() as kept:
        kept.update(_user_id=left, seen=room.at.now.isoformat())
    assert tablet.get("/space").status_code == 404
    with database.reading() as db:
        mine = db.scalars(select(SignIn).where(SignIn.tablet_id == room.last().id)).all()
    assert {one.person_id: one.ended_at is None for one in mine} == {
        cast.owner.id: False,
        cast.classmate.id: True,
    }


def test_forty_five_minutes_in_all_however_busy(room: Room, cast: Cast, database: Database) -> None:
    tablet = room.tablet()
    _card, word = room.secret(cast.owner)
    room.comes_in(tablet, cast.owner, word)
    with database.unit() as db:
        session = db.scalars(select(SignIn).where(SignIn.tablet_id.is_not(None))).one()
        assert (session.expires_at - session.made_at).total_seconds() == 45 * 60
        session.expires_at = room.at.now
    assert tablet.get("/space").status_code == 404


def test_a_session_elsewhere_keeps_its_own_limits(
    cast: Cast,
    client_of: Callable[[Somebody], SiteClient],
    away: Callable[[SiteClient, int], None],
) -> None:
    child = client_of(cast.owner)
    away(child, 14 * 60)
    assert child.get("/space").status_code == 200


PAGES = (
    "/space",
    "/make",
    "/shared",
    "/for-me",
    "/people",
    "/people/face",
    "/bin",
    "/no-such-page",
)


def test_im_finished_is_on_every_screen_and_leads_to_the_faces(room: Room, cast: Cast) -> None:
    tablet = room.tablet()
    _card, word = room.secret(cast.owner)
    room.comes_in(tablet, cast.owner, word)
    for path in PAGES:
        text = tablet.get(path).text
        assert text.count('action="/sign-out"') == 2, f"{path}: in the page, and where it asks"
        assert text.count("I'm finished") == 2, path
        assert "Are you still here?" in text, path
    answer = tablet.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/tablet")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    tablet.acting = ""
    faces = tablet.get("/tablet").text
    assert "Are you still here?" not in faces
    assert tablet.get("/").location == "/tablet"


def test_elsewhere_no_page_asks_whether_one_is_there(
    cast: Cast, client_of: Callable[[Somebody], SiteClient]
) -> None:
    child = client_of(cast.owner)
    assert "Are you still here?" not in child.get("/space").text
    assert child.post("/sign-out").location == "/"


def test_a_session_of_a_tablet_dies_with_it_whatever_ended_it(
    room: Room, cast: Cast, app: Flask, database: Database
) -> None:
    """Not only the deed that ends it: the session itself asks for its tablet each time."""
    tablet = room.tablet()
    with database.unit() as db:
        made = signin.begin(db, cast.owner.id, room.at, way="tablet", device="")
        signin.put_on_tablet(db, made, room.last().id, room.at)
    elsewhere = nobody_for(app)
    with elsewhere.session_transaction() as kept:
        kept.update(_user_id=made, seen=room.at.now.isoformat())
    assert elsewhere.get("/space").status_code == 200
    room.sets(revoked_at=room.at.now)
    assert elsewhere.get("/space").status_code == 404
    assert tablet.get("/space").status_code == 404


def test_a_new_thing_on_a_shared_tablet_is_from_school_until_the_child_says_home(
    room: Room, cast: Cast
) -> None:
    tablet, (_, word) = room.tablet(), room.secret(cast.owner)
    room.comes_in(tablet, cast.owner, word)
    tablet.get("/make")
    assert tablet.last_page is not None
    assert tablet.last_page.form("/items").filled()["place"] == "school"
    here = client_for(room.app, cast.owner)
    here.get("/make")
    assert here.last_page is not None
    assert here.last_page.form("/items").filled()["place"] == "home"
