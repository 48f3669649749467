"""A child who typed five wrong words waits for help; the teacher sees it and helps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from portfolio.models import Guess, Restriction
from portfolio.models.enums import Stage
from portfolio.tablets.queries import WRONG_ON_A_TABLET
from tests.client import client_for
from tests.counting import counted
from tests.rows import how_many
from tests.tablets.conftest import door

if TYPE_CHECKING:
    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient
    from tests.tablets.conftest import Room

WAITS = "waits for help at a tablet"


def lock(tablet: SiteClient, child: Somebody) -> None:
    """Five wrong words."""
    for _ in range(WRONG_ON_A_TABLET):
        assert tablet.post(door(child), data={"secret": "nonsense"}).status_code == 422
    assert "Ask your teacher to help" in tablet.get(door(child)).text


def new_word(room: Room, child: Somebody) -> str:
    """The teacher makes the child a new card; gives the word that stands beside it."""
    made = room.teacher().post(
        f"/class/{room.cast.group.public_id}/children/{child.public_id}/card"
    )
    said = re.search(r'secret-word"[^>]*>([^<]+)<', made.text)
    assert said
    return said[1]


def again(room: Room, child: Somebody) -> str:
    """Where the teacher of Oak lets a child try again."""
    return f"/class/{room.cast.group.public_id}/tablets/children/{child.public_id}/again"


def test_a_new_secret_is_asked_for_at_once_on_every_tablet(room: Room, cast: Cast) -> None:
    tablets = [room.tablet(), room.tablet()]
    room.secret(cast.owner)
    for tablet in tablets:
        lock(tablet, cast.owner)
    word = new_word(room, cast.owner)
    for tablet in tablets:
        assert 'name="secret"' in tablet.get(door(cast.owner)).text
        room.comes_in(tablet, cast.owner, word)
        room.finishes(tablet)


def test_the_card_of_my_class_begins_the_tries_anew(room: Room, cast: Cast) -> None:
    tablet, teacher = room.tablet(), room.teacher()
    room.secret(cast.owner)
    lock(tablet, cast.owner)
    made = teacher.post(f"/class/{cast.group.public_id}/children/{cast.owner.public_id}/card")
    assert made.status_code == 200
    assert "Ask your teacher to help" not in tablet.get(door(cast.owner)).text
    assert WAITS not in teacher.get("/class").text


def test_another_childs_new_secret_helps_nobody_else(room: Room, cast: Cast) -> None:
    tablet = room.tablet()
    _card, word = room.secret(cast.owner)
    lock(tablet, cast.owner)
    room.secret(cast.classmate)
    assert tablet.post(door(cast.owner), data={"secret": word}).status_code == 429


def test_my_class_says_who_waits_and_lets_them_try_again(room: Room, cast: Cast) -> None:
    tablet, teacher = room.tablet(), room.teacher()
    _card, word = room.secret(cast.owner)
    _card, others = room.secret(cast.classmate)
    assert WAITS not in teacher.get("/class").text
    lock(tablet, cast.owner)
    assert teacher.get("/class").text.count(WAITS) == 1
    assert teacher.post(again(room, cast.owner)).status_code == 303
    pressed_again = teacher.post(again(room, cast.owner))
    assert WAITS not in teacher.get(pressed_again.location).text
    room.comes_in(tablet, cast.owner, word)
    room.finishes(tablet)
    lock(tablet, cast.classmate)
    teacher.post(again(room, cast.owner))
    assert tablet.post(door(cast.classmate), data={"secret": others}).status_code == 429


def test_only_a_teacher_of_the_class_lets_its_children_try_again(
    room: Room, cast: Cast, database: Database
) -> None:
    tablet = room.tablet()
    room.secret(cast.owner)
    lock(tablet, cast.owner)
    for who in (cast.other_teacher, cast.past_teacher, cast.office, cast.mum, cast.classmate):
        assert client_for(room.app, who).post(again(room, cast.owner)).status_code == 404
    assert room.teacher().post(again(room, cast.other_child)).status_code == 404
    assert how_many(database, Guess) == WRONG_ON_A_TABLET


def test_nobody_waits_at_a_tablet_that_is_off(room: Room, cast: Cast) -> None:
    tablet, teacher = room.tablet(), room.teacher()
    room.secret(cast.owner)
    lock(tablet, cast.owner)
    teacher.post(f"/class/{cast.group.public_id}/tablets/off")
    assert WAITS not in teacher.get("/class").text


def test_many_who_wait_cost_no_more_questions_than_one(
    room: Room, cast: Cast, database: Database
) -> None:
    tablet, teacher = room.tablet(), room.teacher()
    for child in (cast.owner, cast.classmate):
        room.secret(child)
    lock(tablet, cast.owner)
    teacher.get("/class")
    with counted(database) as one:
        teacher.get("/class")
    lock(room.tablet(), cast.classmate)
    lock(room.tablet(), cast.owner)
    with counted(database, one.number):
        assert teacher.get("/class").text.count(WAITS) == 2


@pytest.mark.parametrize("stage", [Stage.MIDDLE, Stage.EARLY])
def test_a_card_under_the_wrong_face_is_left_for_nobody_to_read(
    room: Room, cast: Cast, stage: Stage
) -> None:
    tablet = room.tablet()
    room.secret(cast.owner, stage)
    others, _word = room.secret(cast.classmate, stage)
    sent = {"code": others}
    answer = tablet.post(f"/tablet/people/{cast.owner.public_id}/card", data=sent)
    assert answer.status_code == 422
    assert "That is not your card" in answer.text
    assert others not in answer.text


def test_a_teacher_who_is_kept_from_the_child_lets_nobody_try_again(
    room: Room, cast: Cast, database: Database
) -> None:
    tablet = room.tablet()
    room.secret(cast.owner)
    lock(tablet, cast.owner)
    with database.unit() as db:
        kept = {"person_id": cast.second_teacher.id, "pupil_id": cast.owner.id}
        db.add(Restriction(**kept, from_on=room.at.today))
    second = client_for(room.app, cast.second_teacher)
    assert WAITS not in second.get("/class").text
    assert second.post(again(room, cast.owner)).status_code == 404
    assert how_many(database, Guess) == WRONG_ON_A_TABLET
