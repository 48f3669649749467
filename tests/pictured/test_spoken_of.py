"""A word holds for what stood on the page where it was said, and for nothing that came since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import InThis, Pictured, Share
from tests.answering import answers, ask, spoken_of
from tests.cast import FAMILY
from tests.visibility.roads import sees

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.visibility.proposals import Wish
    from tests.cast import Cast
    from tests.circles import Photograph, Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]

NEW = "There is something new. Please look at it, too."
NOT_HERE = "There is one more that is not here yet."


@pytest.fixture
def photo(cast: Cast) -> Photograph:
    return cast.photographs(cast.owner)


@pytest.fixture
def thing(cast: Cast, photo: Photograph) -> Thing:
    """Up for the family, with a classmate in it who was asked."""
    cast.is_in(cast.classmate, photo)
    return asked(cast, cast.puts_up(cast.owner, [FAMILY], photos=[photo]))


def asked(cast: Cast, thing: Thing) -> Thing:
    ask(cast, thing)
    return thing


def asking_of(cast: Cast, thing: Thing, wish: Wish = FAMILY) -> str:
    with cast.database.reading() as db:
        found = select(Share.public_id).where(Share.id == thing.shares[wish])
        return f"/pictures-of-me/{db.scalars(found).one()}"


def adds(
    cast: Cast, thing: Thing, photo: Photograph, *, state: str = "up"
) -> tuple[Thing, Photograph]:
    """The owner adds a photo, with the same classmate in it, and it is sent."""
    circle = cast.circle_of(thing.owner)
    other = cast.photographs(thing.owner)
    cast.is_in(circle.classmate, other)
    return asked(cast, cast.edits(thing, state=state, photos=[photo, other])), other


@pytest.mark.parametrize("answer", ["yes", "no", "cover"])
def test_an_answer_of_a_page_open_since_before_says_nothing_of_a_new_photo(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph, answer: str
) -> None:
    child, address = client_of(cast.classmate), asking_of(cast, thing)
    data = {"answer": answer, "photo": spoken_of(child.get(address).text)}
    thing, other = adds(cast, thing, photo)
    sent = child.post(f"{address}/answer", data=data)
    assert (sent.status_code, sent.location) == (303, address)
    assert not sees(cast, cast.gran, thing)
    page = child.get(address).text
    assert NEW in page
    assert spoken_of(page) == [other.public_id]
    assert answers(child, address, "yes").location == "/for-me"
    assert sees(cast, cast.gran, thing) is (answer == "yes")


def named_in(cast: Cast, photo: Photograph) -> list[int]:
    with cast.database.reading() as db:
        return list(db.scalars(select(Pictured.pupil_id).where(Pictured.photo_id == photo.id)))


def test_that_is_not_me_of_a_page_open_since_before_takes_nobody_off_a_new_photo(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    child, address = client_of(cast.classmate), asking_of(cast, thing)
    data = {"answer": "not-me", "photo": spoken_of(child.get(address).text)}
    thing, other = adds(cast, thing, photo)
    assert child.post(f"{address}/answer", data=data).status_code == 303
    assert named_in(cast, photo) == []
    assert named_in(cast, other) == [cast.classmate.id]
    again = asked(cast, cast.puts_up(thing, [FAMILY]))
    assert not sees(cast, cast.gran, again)
    assert spoken_of(child.get(asking_of(cast, again)).text) == [other.public_id]


@pytest.mark.parametrize("sent", [[], ["2222222222222222"], ["the other's"]])
def test_an_answer_that_speaks_of_none_of_its_photos_says_nothing(
    cast: Cast, client_of: ClientOf, thing: Thing, sent: list[str]
) -> None:
    elsewhere = cast.photographs(cast.owner)
    cast.is_in(cast.classmate, elsewhere)
    asked(cast, cast.puts_up(cast.owner, [FAMILY], photos=[elsewhere]))
    photos = [elsewhere.public_id] if sent == ["the other's"] else sent
    child, address = client_of(cast.classmate), asking_of(cast, thing)
    answer = child.post(f"{address}/answer", data={"answer": "yes", "photo": photos})
    assert (answer.status_code, answer.location) == (303, address)
    assert not sees(cast, cast.gran, thing)
    assert "Are you in this picture?" in child.get("/pictures-of-me").text


def test_one_that_no_teacher_has_looked_at_is_named_where_others_are_shown(
    cast: Cast, client_of: ClientOf
) -> None:
    """A class that checks beyond family: the family has the new one at once, unseen by anybody."""
    circle = cast.rowan
    photo = cast.photographs(circle.owner)
    cast.is_in(circle.classmate, photo)
    wishes = [FAMILY, circle.group.children]
    thing = asked(cast, cast.puts_up(circle.owner, wishes, photos=[photo]))
    child, address = client_of(circle.classmate), asking_of(cast, thing)
    page = child.get(address).text
    assert NOT_HERE not in page
    assert answers(child, address, "yes").status_code == 303
    assert sees(cast, circle.gran, thing)
    thing, other = adds(cast, thing, photo, state="waiting")
    assert not sees(cast, circle.gran, thing)
    page = child.get(address).text
    assert spoken_of(page) == [other.public_id]
    assert "wants to show a picture of you." in page
    assert f"/photos/{photo.public_id}" not in page
    child.post(f"{address}/answer", data={"answer": "no", "photo": other.public_id})
    page = child.get(address).text
    assert NOT_HERE in page
    assert f"/photos/{photo.public_id}" in page
    assert f"/photos/{other.public_id}" not in page
    assert not sees(cast, circle.gran, thing)


def test_a_teacher_takes_somebody_off_the_photos_before_them_alone(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    teacher, page = client_of(cast.teacher), f"/items/{thing.public_id}/in-it"
    teacher.get(page)
    thing, other = adds(cast, thing, photo)
    assert teacher.fill_in_last(page, f"{cast.classmate.public_id}/end").status_code == 303
    assert named_in(cast, photo) == []
    assert named_in(cast, other) == [cast.classmate.id]
    assert not sees(cast, cast.gran, cast.puts_up(thing, [FAMILY]))


def presses(client: SiteClient, thing: Thing, photo: Photograph, who: str = "me") -> str:
    data = {"photo": photo.public_id, "who": who}
    answer = client.post(f"/items/{thing.public_id}/in-this", data=data)
    assert answer.status_code == 303
    return client.get(answer.location or "").text


def test_t68_a_teacher_settles_the_words_that_they_read(cast: Cast, client_of: ClientOf) -> None:
    photo = cast.photographs(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    teacher, page = client_of(cast.teacher), f"/items/{thing.public_id}/in-it"
    presses(client_of(cast.gran), thing, photo)
    assert "Gran" in teacher.get(page).text
    presses(client_of(cast.second_teacher), thing, photo)
    assert teacher.fill_in_last(page, "/settled").status_code == 303
    assert not sees(cast, cast.mum, thing)
    with cast.database.reading() as db:
        hides = db.scalars(select(InThis.by_id).where(InThis.settled_at.is_(None))).all()
    assert hides == [cast.second_teacher.id]
    assert "Somebody else says to be in it. Others do not see it yet." in teacher.get(page).text
    assert teacher.fill_in(page, "/settled").status_code == 303
    assert "Settled. It is up again as it was." in teacher.get(page).text
    assert sees(cast, cast.mum, thing)


@pytest.mark.parametrize("word", ["", "x", "-1", "٣", "9" * 5000, "0"])
def test_a_word_that_is_none_settles_nothing(cast: Cast, client_of: ClientOf, word: str) -> None:
    photo = cast.photographs(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    presses(client_of(cast.gran), thing, photo)
    path = f"/items/{thing.public_id}/in-it/settled"
    assert client_of(cast.teacher).post(path, data={"word": word}).status_code == 303
    assert not sees(cast, cast.mum, thing)


def test_t68_a_new_photo_may_be_spoken_of_after_an_older_one(
    cast: Cast, client_of: ClientOf, thing: Thing, photo: Photograph
) -> None:
    child = client_of(cast.classmate)
    answers(child, asking_of(cast, thing), "yes")
    assert sees(cast, cast.gran, thing)
    gran, teacher = client_of(cast.gran), client_of(cast.teacher)
    presses(gran, thing, photo)
    teacher.fill_in(f"/items/{thing.public_id}/in-it", "/settled")
    assert sees(cast, cast.mum, thing)
    said = "You said so before. A teacher settles it, or has done so: please ask."
    assert said in presses(gran, thing, photo)
    assert sees(cast, cast.mum, thing), "nobody hides it over and over"
    other = cast.photographs(cast.owner)
    cast.edits(thing, state="up", photos=[photo, other])
    assert "Others do not see it until this is settled." in presses(gran, thing, other)
    assert not sees(cast, cast.mum, thing)


def test_a_child_who_said_so_before_and_is_not_asked_is_told_no_untruth(
    cast: Cast, client_of: ClientOf, photo: Photograph
) -> None:
    thing = cast.puts_up(cast.owner, [cast.group.children], photos=[photo])
    child, me = client_of(cast.classmate), cast.classmate.public_id
    assert "You are in a picture" in presses(child, thing, photo, me)
    answers(child, asking_of(cast, thing, cast.group.children), "not-me")
    cast.puts_up(thing, [cast.group.children])
    assert sees(cast, cast.classmate, thing)
    assert "You said so before. Tell your teacher if it is not right." in presses(
        child, thing, photo, me
    )
