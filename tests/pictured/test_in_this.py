"""*I am in this*: anybody who sees it says so, and it is hidden beyond teachers until settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import InThis, Pictured
from portfolio.models.enums import Answer
from portfolio.visibility import in_this
from tests.answering import answers
from tests.cast import FAMILY
from tests.visibility.roads import sees

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.circles import Photograph, Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


@pytest.fixture
def photo(cast: Cast) -> Photograph:
    return cast.photographs(cast.owner)


@pytest.fixture
def thing(cast: Cast, photo: Photograph) -> Thing:
    """Up for family, class and families, with nobody named in it."""
    wishes = [FAMILY, cast.group.children, cast.group.families]
    return cast.puts_up(cast.owner, wishes, photos=[photo])


def press(client: SiteClient, thing: Thing, photo: Photograph, *who: str) -> int:
    data = {"photo": photo.public_id, "who": list(who)}
    return client.post(f"/items/{thing.public_id}/in-this", data=data).status_code


def test_t68_a_child_says_so_is_asked_and_settles_it(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    child = client_of(cast.classmate)
    assert "I am in this" in child.get(f"/items/{thing.public_id}").text
    data = {"photo": photo.public_id, "who": cast.classmate.public_id}
    asked = child.post(f"/items/{thing.public_id}/in-this", data=data)
    assert asked.status_code == 303
    for who in (cast.classmate, cast.gran, cast.classmates_parent):
        assert not sees(cast, who, thing)
    assert sees(cast, cast.teacher, thing)
    assert sees(cast, cast.owner, thing)
    assert "You are in a picture" in child.get(asked.location).text
    for share in child.get("/pictures-of-me").text.split("/pictures-of-me/")[1:]:
        answers(child, f"/pictures-of-me/{share.split(chr(34))[0]}", "yes")
    assert sees(cast, cast.gran, thing)
    assert not sees(cast, cast.classmates_parent, thing)  # the school has said nothing for them


def test_t68_a_family_member_says_it_of_their_child_and_nobody_elses(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    parent = client_of(cast.classmates_parent)
    assert press(parent, thing, photo, cast.other_child.public_id) == 404
    assert press(parent, thing, photo, cast.owner.public_id) == 404
    assert sees(cast, cast.gran, thing)
    assert press(parent, thing, photo, cast.classmate.public_id) == 303
    assert not sees(cast, cast.gran, thing)
    with cast.database.reading() as db:
        assert list(db.scalars(select(Pictured.pupil_id))) == [cast.classmate.id]


def test_t68_an_adult_who_is_in_it_hides_it_until_a_teacher_settles_it(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    assert press(client_of(cast.gran), thing, photo, "me") == 303
    for who in (cast.gran, cast.mum, cast.classmate, cast.classmates_parent):
        assert not sees(cast, who, thing), who.role
    owner, teacher = client_of(cast.owner), client_of(cast.teacher)
    assert "Someone says they are in this picture." in owner.get(f"/items/{thing.public_id}").text
    page = teacher.get(f"/items/{thing.public_id}/in-it").text
    assert "It is settled" in page
    assert "Gran" in page
    for other in (cast.other_teacher, cast.past_teacher, cast.lead):
        assert client_of(other).post(f"/items/{thing.public_id}/in-it/settled").status_code == 404
    assert owner.post(f"/items/{thing.public_id}/in-it/settled").status_code == 404
    assert not sees(cast, cast.mum, thing)
    assert teacher.fill_in(f"/items/{thing.public_id}/in-it", "/settled").status_code == 303
    for who in (cast.gran, cast.mum, cast.classmate, cast.classmates_parent):
        assert sees(cast, who, thing), who.role


def test_t68_one_press_a_thing_and_it_can_be_undone(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    gran = client_of(cast.gran)
    press(gran, thing, photo, "me")
    undo = f"/items/{thing.public_id}/in-this/undo"
    client_of(cast.dad).post(undo)
    assert not sees(cast, cast.mum, thing)
    assert gran.post(undo).status_code == 303
    assert sees(cast, cast.mum, thing)
    assert press(gran, thing, photo, "me") == 303
    assert sees(cast, cast.mum, thing)
    with cast.database.reading() as db:
        assert len(db.scalars(select(InThis)).all()) == 1


def test_t68_one_press_a_thing_is_none_on_another(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    second = cast.photographs(cast.owner)
    other = cast.puts_up(cast.owner, [FAMILY], photos=[second])
    gran = client_of(cast.gran)
    assert press(gran, thing, photo, "me") == 303
    assert sees(cast, cast.mum, other)
    assert press(gran, other, second, "me") == 303
    assert not sees(cast, cast.mum, other)


def test_t68_what_somebody_else_pressed_takes_nobodys_word(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    press(client_of(cast.classmates_parent), thing, photo, cast.classmate.public_id)
    cast.answers(cast.classmate, thing, FAMILY, Answer.YES)
    assert sees(cast, cast.gran, thing)
    assert press(client_of(cast.gran), thing, photo, "me") == 303
    assert not sees(cast, cast.mum, thing)


def test_t68_after_the_minutes_of_an_undo_a_teacher_settles_it(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    gran = client_of(cast.gran)
    press(gran, thing, photo, "me")
    with cast.database.unit() as db:
        pressed = db.scalars(select(InThis.at)).one()
        for after, found in ((timedelta(seconds=599), 1), (in_this.UNDO_WITHIN, 0)):
            late = replace(cast.at, now=pressed + after)
            assert len(in_this.just_said(db, thing.id, cast.gran.id, late)) == found
        db.execute(update(InThis).values(at=pressed - in_this.UNDO_WITHIN))
    assert gran.post(f"/items/{thing.public_id}/in-this/undo").status_code == 404
    assert not sees(cast, cast.mum, thing)


def test_t68_what_is_settled_is_settled_of_this_thing_alone_and_once(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    second = cast.photographs(cast.owner)
    other = cast.puts_up(cast.owner, [FAMILY], photos=[second])
    gran, teacher = client_of(cast.gran), client_of(cast.teacher)
    press(gran, thing, photo, "me")
    press(gran, other, second, "me")
    assert teacher.fill_in(f"/items/{thing.public_id}/in-it", "/settled").status_code == 303
    assert sees(cast, cast.mum, thing)
    assert not sees(cast, cast.mum, other)
    assert "It is settled" not in teacher.get(f"/items/{thing.public_id}/in-it").text
    assert "It is settled" in teacher.get(f"/items/{other.public_id}/in-it").text


def test_t68_a_word_for_a_child_is_the_childs_to_settle_and_no_adults(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    parent, teacher = client_of(cast.classmates_parent), client_of(cast.teacher)
    press(parent, thing, photo, cast.classmate.public_id)
    assert "It is settled" not in teacher.get(f"/items/{thing.public_id}/in-it").text
    parent.post(f"/items/{thing.public_id}/in-this/undo")
    with cast.database.reading() as db:
        words = [str(number) for number in db.scalars(select(InThis.id))]
    teacher.post(f"/items/{thing.public_id}/in-it/settled", data={"word": words})
    assert not sees(cast, cast.gran, thing)
    with cast.database.reading() as db:
        assert db.scalars(select(InThis.settled_at)).all() == [None]


@pytest.mark.parametrize("role", ["other_child", "sibling", "left", "kept_away", "former"])
def test_t68_who_does_not_see_it_says_nothing(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph, role: str
) -> None:
    who = getattr(cast, role)
    client = client_of(who)
    assert client.get(f"/items/{thing.public_id}/in-this").status_code in {302, 404}
    press(client, thing, photo, "me", who.public_id)
    assert sees(cast, cast.gran, thing)


def test_t13_a_photo_of_another_thing_is_not_said_anything_of(
    cast: Cast, client_of: ClientOf, thing: Thing
) -> None:
    other = cast.photographs(cast.owner)
    kept = cast.keeps(cast.owner, photos=[other])
    classmate = client_of(cast.classmate)
    assert press(classmate, thing, other, cast.classmate.public_id) == 404
    assert press(classmate, kept, other, cast.classmate.public_id) == 404
    assert press(client_of(cast.owner), thing, other, cast.owner.public_id) == 404


def test_nothing_is_said_of_nobody(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    assert press(client_of(cast.gran), thing, photo) == 422
    answer = client_of(cast.gran).post(f"/items/{thing.public_id}/in-this", data={"who": "me"})
    assert answer.status_code == 422
    assert sees(cast, cast.mum, thing)


def test_a_teacher_names_a_child_of_the_class_and_takes_one_off(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    teacher = client_of(cast.teacher)
    assert press(teacher, thing, photo, cast.other_child.public_id) == 404
    assert press(teacher, thing, photo, cast.classmate.public_id) == 303
    assert not sees(cast, cast.gran, thing)
    page = f"/items/{thing.public_id}/in-it"
    assert "has not said anything yet" in teacher.get(page).text
    end, data = f"{page}/{cast.classmate.public_id}/end", {"photo": photo.public_id}
    for other in (cast.other_teacher, cast.lead, cast.owner, cast.classmate):
        assert client_of(other).post(end, data=data).status_code in {403, 404}
    nobodys = f"{page}/{cast.club_mate.public_id}/end"
    assert teacher.post(nobodys, data=data).status_code == 404
    assert teacher.fill_in(page, f"{cast.classmate.public_id}/end").status_code == 303
    cast.checks(thing)
    assert not sees(cast, cast.gran, thing)  # T67: its owner asks anew
    client_of(cast.owner).post(f"/items/{thing.public_id}/shares", data={"share": ["family"]})
    cast.checks(thing)
    assert sees(cast, cast.gran, thing)


def test_a_no_shows_itself_to_the_teacher_and_not_to_classmates(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    cast.is_in(cast.classmate, photo)
    press(client_of(cast.teacher), thing, photo, cast.classmate.public_id)
    cast.answers(cast.classmate, thing, FAMILY, Answer.NO)
    cast.answers(cast.classmate, thing, cast.group.children, Answer.NO)
    cast.answers(cast.classmate, thing, cast.group.families, Answer.NO)
    assert "would rather not" in client_of(cast.teacher).get(f"/items/{thing.public_id}/in-it").text
    assert client_of(cast.owner).get(f"/items/{thing.public_id}/in-it").status_code == 404
