"""*Who is in this picture?*: asked once, of faces one may know, and it narrows at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portfolio.models import Group, Photo, Pictured, PictureSay
from portfolio.models.enums import Answer, Stage
from tests.cast import FAMILY
from tests.visibility.roads import sees

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.database import Database
    from tests.cast import Cast
    from tests.circles import Photograph, Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


def says_who(
    client: SiteClient, thing: Thing, photo: Photograph, *who: Somebody, then: str = ""
) -> int:
    data = {"child": [one.public_id for one in who], "then": then}
    return client.post(address(thing, photo), data=data).status_code


def address(thing: Thing, photo: Photograph) -> str:
    """Where the child says who is in that photo."""
    return f"/items/{thing.public_id}/who/{photo.public_id}"


def in_it(database: Database, photo: Photograph) -> set[int]:
    with database.reading() as db:
        found = select(Pictured.pupil_id).where(Pictured.photo_id == photo.id)
        return set(db.scalars(found))


@pytest.fixture
def photo(cast: Cast) -> Photograph:
    return cast.photographs(cast.owner)


def test_the_picker_asks_once_and_only_of_photos(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    child = client_of(cast.owner)
    words = cast.keeps(cast.owner)
    assert child.get(f"/items/{words.public_id}/shares").status_code == 200
    thing = cast.keeps(cast.owner, photos=[photo])
    asked = child.get(f"/items/{thing.public_id}/shares")
    assert asked.status_code == 302
    assert asked.location.endswith(f"/items/{thing.public_id}/who")
    assert child.get(asked.location).location.endswith(address(thing, photo))
    page = child.get(address(thing, photo)).text
    assert "Who is in this picture?" in page
    assert "Photo 1 of" not in page
    assert says_who(child, thing, photo, then="nobody") == 303
    assert in_it(database, photo) == set()
    assert child.get(f"/items/{thing.public_id}/shares").status_code == 200


@pytest.fixture
def three(cast: Cast) -> list[Photograph]:
    return [cast.photographs(cast.owner, colour) for colour in ("red", "green", "blue")]


def test_each_photo_is_asked_about_at_an_address_of_its_own(
    cast: Cast, client_of: ClientOf, three: list[Photograph]
) -> None:
    thing = cast.keeps(cast.owner, photos=three)
    child = client_of(cast.owner)
    for number, photo in enumerate(three, 1):
        picker = child.get(f"/items/{thing.public_id}/shares")
        assert child.get(picker.location).location.endswith(address(thing, photo))
        page = child.get(address(thing, photo)).text
        assert f"Photo {number} of 3" in page
        assert f"/photos/{photo.public_id}/" in page
        assert f'action="{address(thing, photo)}" autocomplete="off"' in page
        assert not any(one.public_id in page for one in three if one is not photo)
        assert says_who(child, thing, photo, then="nobody") == 303
    assert child.get(f"/items/{thing.public_id}/shares").status_code == 200


def test_what_is_posted_is_stored_for_the_photo_of_its_page_and_no_other(
    cast: Cast, client_of: ClientOf, three: list[Photograph], database: Database
) -> None:
    """With the browser's *Back*: the first page again, with what was said, about the first."""
    thing = cast.keeps(cast.owner, photos=three)
    child = client_of(cast.owner)
    sent = {"child": cast.classmate.public_id, "photo": three[1].public_id}
    on = child.post(address(thing, three[0]), data=sent)
    assert on.location.endswith(address(thing, three[1]))
    assert not ticked(child.get(address(thing, three[1])).text)
    assert ticked(child.get(address(thing, three[0])).text) == {cast.classmate.public_id}
    again = child.post(address(thing, three[0]), data={"child": cast.owner.public_id})
    assert again.location.endswith(address(thing, three[1]))
    assert [in_it(database, one) for one in three] == [{cast.owner.id}, set(), set()]
    old_form = {"child": cast.classmate.public_id, "photo": [one.public_id for one in three]}
    assert child.post(f"/items/{thing.public_id}/who", data=old_form).status_code == 404
    assert [in_it(database, one) for one in three] == [{cast.owner.id}, set(), set()]


def ticked(page: str) -> set[str]:
    """The children who are ticked, by public id."""
    return set(re.findall(r'name="child" value="([^"]+)" checked', page))


def test_whoever_comes_back_walks_through_all_photos_with_what_was_said(
    cast: Cast, client_of: ClientOf, three: list[Photograph], database: Database
) -> None:
    thing = cast.keeps(cast.owner, photos=three)
    child = client_of(cast.owner)
    for photo in three:
        says_who(child, thing, photo, cast.classmate)
    assert f"/items/{thing.public_id}/who" in child.get(f"/items/{thing.public_id}/shares").text
    at = child.get(f"/items/{thing.public_id}/who").location
    for photo in three:
        assert at.endswith(address(thing, photo))
        assert ticked(child.get(at).text) == {cast.classmate.public_id}
        is_right = photo is three[0]
        data = {"child": cast.classmate.public_id} if is_right else {"then": "nobody"}
        at = child.post(at, data=data).location
    assert at.endswith(f"/items/{thing.public_id}/shares")
    assert [in_it(database, one) for one in three] == [{cast.classmate.id}, set(), set()]


def test_only_a_photo_that_came_later_is_asked_about(
    cast: Cast, client_of: ClientOf, three: list[Photograph]
) -> None:
    thing = cast.keeps(cast.owner, photos=three[1:])
    child = client_of(cast.owner)
    for photo in three[1:]:
        says_who(child, thing, photo, cast.classmate)
    cast.edits(thing, photos=three)
    assert child.get(f"/items/{thing.public_id}/who").location.endswith(address(thing, three[0]))
    on = child.post(address(thing, three[0]), data={"then": "nobody"})
    assert on.location.endswith(f"/items/{thing.public_id}/shares")


def test_t13_only_a_photo_of_ones_own_thing_as_it_is_now(
    cast: Cast, client_of: ClientOf, three: list[Photograph], database: Database
) -> None:
    old, new, theirs = three[0], three[1], cast.photographs(cast.classmate)
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], photos=[old])
    cast.edits(thing, photos=[new])
    others = cast.puts_up(cast.classmate, [cast.group.children], photos=[theirs])
    kept = cast.keeps(cast.owner, photos=[three[2]])
    child = client_of(cast.owner)
    for where, photo in [(thing, old), (thing, theirs), (thing, three[2]), (kept, new)]:
        assert child.get(address(where, photo)).status_code == 404
        assert says_who(child, where, photo, cast.classmate) == 404
    assert child.get(address(others, theirs)).status_code == 403
    assert child.get(address(thing, new)).status_code == 200
    for who, code in [(cast.classmate, 403), (cast.other_child, 404), (cast.gran, 404)]:
        assert client_of(who).get(address(thing, new)).status_code == code
    assert [in_it(database, one) for one in (*three, theirs)] == [set()] * 4


def test_t14_only_faces_that_the_child_may_know_are_offered_and_taken(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    thing = cast.keeps(cast.owner, photos=[photo])
    child = client_of(cast.owner)
    page = child.get(address(thing, photo)).text
    assert cast.classmate.public_id in page
    assert cast.owner.public_id in page
    for stranger in (cast.other_child, cast.left, cast.mum, cast.teacher, cast.classmates_parent):
        assert stranger.public_id not in page.split('name="child"', 1)[1]
        assert says_who(child, thing, photo, cast.classmate, stranger) == 404
    assert in_it(database, photo) == set()
    assert says_who(child, thing, photo, cast.classmate, cast.owner) == 303
    assert in_it(database, photo) == {cast.classmate.id, cast.owner.id}


@pytest.mark.parametrize("turned", [False, True])
def test_t14_not_those_between_whom_a_restriction_stands(
    cast: Cast, client_of: ClientOf, photo: Photograph, *, turned: bool
) -> None:
    thing = cast.keeps(cast.owner, photos=[photo])
    pair = (cast.classmate, cast.owner)
    cast.restricts(*(pair[::-1] if turned else pair))
    child = client_of(cast.owner)
    assert cast.classmate.public_id not in child.get(address(thing, photo)).text
    assert says_who(child, thing, photo, cast.classmate) == 404


def test_t13_nobody_else_says_who_is_in_it(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], photos=[photo])
    other = cast.keeps(cast.classmate)
    for who, code in [(cast.classmate, 403), (cast.other_child, 404), (cast.gran, 404)]:
        assert says_who(client_of(who), thing, photo, cast.owner) == code
    assert says_who(client_of(cast.classmate), other, photo, cast.owner) == 404
    assert says_who(client_of(cast.owner), thing, cast.photographs(cast.owner)) == 404
    assert in_it(database, photo) == set()


def test_t67_naming_somebody_narrows_at_once_and_asks_them_about_each_share(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], photos=[photo])
    assert sees(cast, cast.gran, thing)
    assert says_who(client_of(cast.owner), thing, photo, cast.classmate) == 303
    assert not sees(cast, cast.gran, thing)
    assert sees(cast, cast.teacher, thing)
    with database.reading() as db:
        asked = db.execute(select(PictureSay.share_id, PictureSay.answer)).all()
    assert sorted(asked) == [(share, Answer.ASKED) for share in sorted(thing.shares.values())]


def test_the_owner_takes_off_whom_nobody_asked_and_nobody_else(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    thing = cast.keeps(cast.owner, photos=[photo])
    child = client_of(cast.owner)
    says_who(child, thing, photo, cast.classmate)
    says_who(child, thing, photo, then="nobody")
    assert in_it(database, photo) == set()
    says_who(child, thing, photo, cast.classmate)
    child.post(f"/items/{thing.public_id}/shares", data={"share": ["family"]})
    says_who(child, thing, photo, then="nobody")
    assert in_it(database, photo) == {cast.classmate.id}
    assert "We asked" in child.get(address(thing, photo)).text


def test_t73_the_sentence_says_who_is_asked_first_and_who_sees_it_then(
    cast: Cast, client_of: ClientOf, photo: Photograph
) -> None:
    thing = cast.keeps(cast.owner, photos=[photo])
    child = client_of(cast.owner)
    says_who(child, thing, photo, cast.classmate)
    asked = child.post(f"/items/{thing.public_id}/shares/preview", data={"share": ["family"]}).text
    assert "Then we ask who is in it." in asked
    assert "Mum" in asked
    says_who(child, thing, photo, then="nobody")
    plain = child.post(f"/items/{thing.public_id}/shares/preview", data={"share": ["family"]}).text
    assert "Then we ask who is in it." not in plain


def test_the_youngest_say_it_once_for_all_photos_of_a_thing(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    with database.unit() as db:
        db.get_one(Group, cast.group.id).stage = Stage.EARLY
    photos = [cast.photographs(cast.owner, colour) for colour in ("red", "blue")]
    thing = cast.keeps(cast.owner, photos=photos)
    child = client_of(cast.owner)
    asked = child.get(child.get(f"/items/{thing.public_id}/shares").location).text
    assert "Who is in these pictures?" in asked
    one_by_one = child.get(address(thing, photos[1]))
    assert one_by_one.location.endswith(f"/items/{thing.public_id}/who")
    strange = cast.photographs(cast.owner)
    data = {"photo": [photos[0].public_id, strange.public_id]}
    assert child.post(f"/items/{thing.public_id}/who", data=data).status_code == 404
    data = {"photo": [one.public_id for one in photos], "child": [cast.classmate.public_id]}
    child.post(f"/items/{thing.public_id}/who", data=data)
    assert [in_it(database, one) for one in photos] == [{cast.classmate.id}] * 2
    assert child.get(f"/items/{thing.public_id}/shares").status_code == 200


def test_t73_a_yes_that_was_said_counts_in_the_sentence(
    cast: Cast, client_of: ClientOf, photo: Photograph
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    child = client_of(cast.owner)
    says_who(child, thing, photo, cast.classmate)
    path = f"/items/{thing.public_id}/shares"
    assert "Then we ask who is in it." in child.get(path).text
    cast.answers(cast.classmate, thing, FAMILY, Answer.YES)
    said = child.get(path).text.split('id="bottom-say"')[1].split("</p>")[0]
    assert "ask who is in it" not in said
    assert "can see this." in said


@pytest.mark.parametrize("is_early", [False, True])
def test_that_is_all_with_nobody_tapped_is_no_answer(
    cast: Cast, client_of: ClientOf, database: Database, is_early: bool
) -> None:
    if is_early:
        with database.unit() as db:
            one = update(Group).where(Group.id == cast.group.id)
            db.execute(one.values(stage=Stage.EARLY))
    photo = cast.photographs(cast.owner)
    thing, child = cast.keeps(cast.owner, photos=[photo]), client_of(cast.owner)
    cast.is_in(cast.classmate, photo)
    path = f"/items/{thing.public_id}/who" if is_early else address(thing, photo)
    data = {"photo": photo.public_id} if is_early else {}
    answer = child.post(path, data=data)
    assert answer.status_code == 422
    assert "Tap somebody, or tap Nobody." in answer.text
    assert "Tap somebody, or tap Nobody." not in child.get(path).text
    with database.reading() as db:
        assert db.scalars(select(Photo.who_said_at)).all() == [None]
    assert in_it(database, photo) == {cast.classmate.id}
    assert child.post(path, data={**data, "then": "nobody"}).status_code == 303
    with database.reading() as db:
        assert db.scalars(select(Photo.who_said_at)).all() != [None]
