"""A child comes in with a card and a secret; wrong ones are counted, ended cards open nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import Guess, SignIn
from portfolio.models.enums import Stage
from portfolio.signin.queries import WRONG_GUESSES
from tests.client import nobody_for
from tests.rows import how_many, surname_of

if TYPE_CHECKING:
    from flask import Flask

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.client import SiteClient
    from tests.signin.conftest import Doors


def test_the_word_lets_in_whatever_its_case(doors: Doors, cast: Cast, nobody: SiteClient) -> None:
    address, word = doors.card(cast.owner)
    answer = nobody.fill_in(address, secret=f" {word.upper()} ")
    assert (answer.status_code, answer.location) == (303, "/people/face")
    assert nobody.get("/people").status_code == 200


def test_a_card_is_no_second_factor(
    doors: Doors, cast: Cast, nobody: SiteClient, database: Database
) -> None:
    address, word = doors.card(cast.owner)
    nobody.fill_in(address, secret=word)
    with database.reading() as db:
        assert db.scalars(select(SignIn.proved_at)).all() == [None]


def test_a_face_is_offered_on_the_first_visit_alone(doors: Doors, cast: Cast, app: Flask) -> None:
    address, word = doors.card(cast.owner)
    first, later = (nobody_for(app).fill_in(address, secret=word) for _ in range(2))
    assert (first.location, later.location) == ("/people/face", "/space")


def test_in_the_demonstration_everybody_has_a_face(
    doors: Doors, cast: Cast, nobody: SiteClient, app: Flask
) -> None:
    address, word = doors.card(cast.owner)
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, demo=True)
    try:
        assert nobody.fill_in(address, secret=word).location == "/space"
    finally:
        app.extensions["settings"] = settings


def test_on_the_very_first_visit_this_is_me_leads_on_once(
    doors: Doors, cast: Cast, nobody: SiteClient
) -> None:
    address, word = doors.card(cast.owner)
    face = nobody.fill_in(address, secret=word).location
    assert nobody.fill_in(face, face, skin="4").location == "/space"
    assert "This is your face now." in nobody.get("/space").text
    assert nobody.fill_in(face, face, skin="3").location == face


def test_three_pictures_in_order_let_in(doors: Doors, cast: Cast, nobody: SiteClient) -> None:
    address, pictures = doors.card(cast.owner, Stage.EARLY)
    first, second, third = pictures.split()
    answer = nobody.fill_in(address, secret_1=first, secret_2=second, secret_3=third)
    assert answer.status_code == 303


def test_pictures_can_be_typed_as_words(doors: Doors, cast: Cast, nobody: SiteClient) -> None:
    address, pictures = doors.card(cast.owner, Stage.EARLY)
    assert nobody.fill_in(address, secret=pictures.replace(" ", ", ")).status_code == 303


def test_pictures_in_another_order_do_not(doors: Doors, cast: Cast, nobody: SiteClient) -> None:
    address, pictures = doors.card(cast.owner, Stage.EARLY)
    first, second, third = pictures.split()
    answer = nobody.fill_in(address, secret_1=second, secret_2=first, secret_3=third)
    assert answer.status_code == 422
    assert nobody.get("/people").status_code == 404


@pytest.mark.parametrize(
    ("tapped", "sentence"),
    [(2, "Tap one more."), (1, "Tap 2 more."), (0, "Tap your three pictures.")],
)
def test_pictures_that_are_missing_are_asked_for_and_are_no_guess(
    doors: Doors, cast: Cast, nobody: SiteClient, database: Database, tapped: int, sentence: str
) -> None:
    address, pictures = doors.card(cast.owner, Stage.EARLY)
    names = [*pictures.split()[:tapped], "", "", ""]
    answer = nobody.fill_in(
        address, secret_1=names[0], secret_2=names[1], secret_3=names[2], secret=""
    )
    assert answer.status_code == 422
    alert = answer.text.split('role="alert"')[1].split("</p>")[0]
    assert sentence in alert
    assert answer.text.count(" checked>") == tapped, "what was tapped stays"
    assert "Not quite" not in answer.text
    assert how_many(database, Guess) == 0


def test_three_wrong_pictures_are_a_guess_and_begin_anew(
    doors: Doors, cast: Cast, nobody: SiteClient, database: Database
) -> None:
    address, pictures = doors.card(cast.owner, Stage.EARLY)
    last, middle, first = pictures.split()
    answer = nobody.fill_in(address, secret_1=last, secret_2=first, secret_3=middle)
    assert "Not quite" in answer.text
    assert " checked>" not in answer.text
    assert how_many(database, Guess) == 2


@pytest.mark.parametrize("stage", [Stage.EARLY, Stage.OLDER])
def test_the_card_can_be_listened_to_without_the_secret(
    doors: Doors, cast: Cast, nobody: SiteClient, stage: Stage
) -> None:
    """What is read aloud is what to do, never a picture's name: others are in the room."""
    address, secret = doors.card(cast.owner, stage)
    page = nobody.get(address).text
    assert 'data-listen="card-says"' in page
    read = page.split('id="card-says"')[1].split(">")[1].split("<")[0]
    assert f"Is this you, {cast.owner.name}?" in read
    assert not any(word in read.lower() for word in secret.lower().split())


def test_a_wrong_secret_is_counted_and_nothing_else_is_written(
    doors: Doors, cast: Cast, nobody: SiteClient, database: Database
) -> None:
    address, _word = doors.card(cast.owner)
    before = how_many(database, SignIn)
    answer = nobody.fill_in(address, secret="nonsense")
    assert "Have another go" in answer.text
    assert "nonsense" not in answer.text
    assert how_many(database, Guess) == 2, "from that place, and from strangers everywhere"
    assert how_many(database, SignIn) == before


def test_after_ten_wrong_ones_even_the_right_one_waits(
    doors: Doors, cast: Cast, nobody: SiteClient, database: Database
) -> None:
    address, word = doors.card(cast.owner)
    for _ in range(WRONG_GUESSES):
        assert nobody.post(address, data={"secret": "nonsense"}).status_code == 422
    answer = nobody.post(address, data={"secret": word})
    assert answer.status_code == 429
    assert "Ask your teacher" in answer.text
    with database.unit() as db:
        for guess in db.query(Guess):
            guess.at = doors.before(minutes=11).now
    assert nobody.post(address, data={"secret": word}).status_code == 303


def test_another_childs_card_is_not_locked_with_it(
    doors: Doors, cast: Cast, nobody: SiteClient
) -> None:
    locked, _word = doors.card(cast.owner)
    other, word = doors.card(cast.classmate)
    for _ in range(WRONG_GUESSES):
        nobody.post(locked, data={"secret": "nonsense"})
    assert nobody.post(other, data={"secret": word}).status_code == 303


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_old_card_is_the_one_friendly_404(
    doors: Doors, cast: Cast, nobody: SiteClient, method: str
) -> None:
    old, word = doors.card(cast.owner)
    doors.card(cast.owner)
    unknown = old[:-1] + ("0" if old[-1] != "0" else "1")
    answers = [getattr(nobody, method)(path, data={"secret": word}) for path in (old, unknown)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data
    assert "Ask your teacher for a new one." in answers[0].text
    assert "This card is old" in answers[0].text
    assert 'data-behaviour="listen"' in answers[0].text


def test_a_new_card_ends_the_sessions_of_the_old_one(
    doors: Doors, cast: Cast, nobody: SiteClient
) -> None:
    address, word = doors.card(cast.owner)
    nobody.fill_in(address, secret=word)
    assert nobody.get("/people").status_code == 200
    doors.card(cast.owner)
    assert nobody.get("/people").status_code == 404


def test_a_child_who_left_the_school_has_no_card(
    doors: Doors, cast: Cast, nobody: SiteClient
) -> None:
    address, _word = doors.card(cast.left)
    assert nobody.get(address).status_code == 404


def test_the_card_says_no_surname(
    doors: Doors, cast: Cast, nobody: SiteClient, database: Database
) -> None:
    address, _word = doors.card(cast.owner)
    text = nobody.get(address).text
    assert cast.owner.name in text
    assert surname_of(database, cast.owner) not in text


def test_the_code_can_be_typed_as_it_is_printed(
    doors: Doors, cast: Cast, nobody: SiteClient
) -> None:
    address, _word = doors.card(cast.owner)
    code = address.rpartition("/")[2]
    typed = "-".join(code[at : at + 4] for at in range(0, len(code), 4)).lower()
    answer = nobody.fill_in("/card", code=typed)
    assert (answer.status_code, answer.location) == (303, address)


def test_half_a_code_keeps_nothing_secret_and_says_what_to_do(nobody: SiteClient) -> None:
    answer = nobody.fill_in("/card", code="7K3F")
    assert answer.status_code == 422
    assert "26 letters" in answer.text


def test_a_page_of_a_card_that_was_open_for_another_child_is_stale(
    doors: Doors, cast: Cast, nobody: SiteClient
) -> None:
    address, word = doors.card(cast.owner)
    other, other_word = doors.card(cast.classmate)
    nobody.fill_in(other, secret=other_word)
    stale = nobody.post(address, data={"secret": word, "acting": ""})
    assert stale.status_code == 409
