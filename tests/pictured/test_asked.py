"""A pictured child is asked in *For me*, answers for one share, and may change their mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portfolio.models import Notice, Share
from portfolio.models.enums import NoticeKind
from portfolio.notices.queries import has_new
from tests.answering import answers
from tests.cast import FAMILY
from tests.counting import counted
from tests.visibility.roads import sees

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio.core.clock import Moment
    from portfolio.core.database import Database
    from portfolio.visibility.proposals import Wish
    from tests.cast import Cast
    from tests.circles import Photograph, Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


def asking_of(database: Database, thing: Thing, wish: Wish) -> str:
    """The address of what a child is asked about that share."""
    with database.reading() as db:
        found = select(Share.public_id).where(Share.id == thing.shares[wish])
        return f"/pictures-of-me/{db.scalars(found).one()}"


def cards(database: Database, who: Somebody) -> list[NoticeKind]:
    with database.reading() as db:
        found = select(Notice.kind).where(Notice.person_id == who.id).order_by(Notice.id)
        kinds = list(db.scalars(found))
    return [kind for kind in kinds if kind.value.startswith("picture")]


@pytest.fixture
def photo(cast: Cast) -> Photograph:
    return cast.photographs(cast.owner)


def put_up(cast: Cast, client_of: ClientOf, photo: Photograph, *wishes: Wish) -> Thing:
    """The owner names a classmate, asks for those shares, and a teacher puts it up."""
    thing = cast.puts_up(cast.owner, wishes or [FAMILY], photos=[photo])
    data = {"child": [cast.classmate.public_id]}
    client_of(cast.owner).post(f"/items/{thing.public_id}/who/{photo.public_id}", data=data)
    return thing


def test_the_child_is_asked_with_the_picture_whose_it_is_and_who_would_see_it(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database, moment: Moment
) -> None:
    thing = put_up(cast, client_of, photo)
    child = client_of(cast.classmate)
    asking = asking_of(database, thing, FAMILY)
    with database.reading() as db:
        assert has_new(db, cast.classmate.id, moment)
        assert not has_new(db, cast.sibling.id, moment)
    assert asking in child.get("/for-me").text
    page = child.get(asking).text
    assert f"/photos/{photo.public_id}/" in page
    assert f"{cast.owner.name} wants to show this picture." in page
    assert "family would see it." in page
    assert thing.words not in page
    for name in ("Mum", "Gran"):
        assert name not in page


@pytest.mark.parametrize("role", ["sibling", "other_child", "owner", "gran", "teacher", "mum"])
def test_nobody_else_is_asked_or_answers(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database, role: str
) -> None:
    thing = put_up(cast, client_of, photo)
    asking = asking_of(database, thing, FAMILY)
    someone = client_of(getattr(cast, role))
    assert someone.get(asking).status_code == 404
    assert answers(someone, asking, "yes").status_code == 404
    assert not sees(cast, cast.gran, thing)


def test_a_yes_shows_it_a_no_takes_it_away_at_once(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    thing = put_up(cast, client_of, photo)
    child, asking = client_of(cast.classmate), asking_of(database, thing, FAMILY)
    for answer, seen in [("yes", True), ("no", False), ("yes", True), ("cover", False)]:
        assert answers(child, asking, answer).status_code == 303
        assert sees(cast, cast.gran, thing) is seen, answer
    assert answers(child, asking, "maybe").status_code == 404
    assert "You asked for a cover." in child.get("/pictures-of-me").text


def test_a_wider_share_is_asked_about_by_itself(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    thing = put_up(cast, client_of, photo, FAMILY, cast.group.children)
    child = client_of(cast.classmate)
    answers(child, asking_of(database, thing, FAMILY), "yes")
    assert sees(cast, cast.gran, thing)
    assert not sees(cast, cast.classmate, thing)
    assert asking_of(database, thing, cast.group.children) in child.get("/for-me").text


def test_the_owner_reads_that_somebody_would_rather_not_and_never_who(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    thing = put_up(cast, client_of, photo)
    owner, child = client_of(cast.owner), client_of(cast.classmate)
    asking = asking_of(database, thing, FAMILY)
    assert "We are still asking" in owner.get(f"/items/{thing.public_id}").text
    answers(child, asking, "no")
    answers(child, asking, "no")
    for path in (f"/items/{thing.public_id}", "/for-me"):
        page = owner.get(path).text
        assert "omeone would rather not" in page
        assert cast.classmate.name not in page
    assert cards(database, cast.owner) == [NoticeKind.PICTURE_NO]
    answers(child, asking, "cover")
    assert cards(database, cast.owner) == [NoticeKind.PICTURE_COVER]
    assert "asks for a cover" in owner.get("/for-me").text
    answers(child, asking, "yes")
    assert cards(database, cast.owner) == []
    assert "rather not" not in owner.get(f"/items/{thing.public_id}").text


def test_t67_not_me_never_widens_its_owner_asks_anew(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    thing = put_up(cast, client_of, photo)
    child, asking = client_of(cast.classmate), asking_of(database, thing, FAMILY)
    assert answers(child, asking, "not-me").status_code == 303
    assert child.get(asking).status_code == 404
    owner = client_of(cast.owner)
    assert cards(database, cast.owner) == [NoticeKind.PICTURE_AGAIN]
    owner.post(f"/items/{thing.public_id}/shares/return")  # no undo brings it back
    cast.checks(thing)
    assert not sees(cast, cast.gran, thing)
    owner.post(f"/items/{thing.public_id}/shares", data={"share": ["family"]})
    assert not sees(cast, cast.gran, thing)
    cast.checks(thing)
    assert sees(cast, cast.gran, thing)


def test_t67_not_me_takes_nothing_from_those_who_saw_it_already(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    thing = put_up(cast, client_of, photo)
    child, asking = client_of(cast.classmate), asking_of(database, thing, FAMILY)
    answers(child, asking, "yes")
    answers(child, asking, "not-me")
    assert sees(cast, cast.gran, thing)


def not_the_club_mate(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database, said: str
) -> Thing:
    """Two are in it: the classmate says `said`, then the club mate that they are not in it."""
    thing = put_up(cast, client_of, photo)
    data = {"child": [cast.classmate.public_id, cast.club_mate.public_id]}
    client_of(cast.owner).post(f"/items/{thing.public_id}/who/{photo.public_id}", data=data)
    asking = asking_of(database, thing, FAMILY)
    answers(client_of(cast.classmate), asking, said)
    answers(client_of(cast.club_mate), asking, "not-me")
    return thing


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("cover", "omeone in your picture asks for a cover"),
        ("no", "omeone would rather not be in your picture"),
    ],
)
def test_not_me_leaves_what_another_child_refused(
    cast: Cast,
    client_of: ClientOf,
    photo: Photograph,
    database: Database,
    said: str,
    words: str,
) -> None:
    thing = not_the_club_mate(cast, client_of, photo, database, said)
    owner, child = client_of(cast.owner), client_of(cast.classmate)
    page, path = owner.get(f"/items/{thing.public_id}").text, f"/items/{thing.public_id}/shares"
    assert words in page
    assert cast.classmate.name not in page
    assert cards(database, cast.owner) == [f"picture_{said}", NoticeKind.PICTURE_AGAIN]
    owner.post(path, data={"share": ["family"]})
    assert words in owner.get(f"/items/{thing.public_id}").text
    cast.checks(thing)
    assert not sees(cast, cast.gran, thing)
    mine = child.get("/pictures-of-me").text
    assert "Are you in this picture?" not in mine
    assert {"cover": "You asked for a cover.", "no": "You said no."}[said] in mine
    share = mine.split("/pictures-of-me/")[1].split('"')[0]
    assert answers(child, f"/pictures-of-me/{share}", "yes").status_code == 303
    assert sees(cast, cast.gran, thing)
    assert words not in owner.get(f"/items/{thing.public_id}").text


def test_after_not_me_a_yes_is_said_anew_and_other_people_are_another_question(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    thing = not_the_club_mate(cast, client_of, photo, database, "yes")
    owner, path = client_of(cast.owner), f"/items/{thing.public_id}/shares"
    assert cards(database, cast.owner) == [NoticeKind.PICTURE_AGAIN]
    owner.post(path, data={"share": ["family"]})
    cast.checks(thing)
    assert not sees(cast, cast.gran, thing)
    second = cast.photographs(cast.owner)
    other = not_the_club_mate(cast, client_of, second, database, "cover")
    wider = [f"class:{cast.group.public_id}"]
    owner.post(f"/items/{other.public_id}/shares", data={"share": wider})
    assert "asks for a cover" not in owner.get(f"/items/{other.public_id}").text
    cast.checks(other)
    assert "Are you in this picture?" in client_of(cast.classmate).get("/for-me").text


def test_what_was_refused_is_told_of_the_photo_that_the_thing_still_has(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    thing = not_the_club_mate(cast, client_of, photo, database, "cover")
    owner = client_of(cast.owner)
    assert "asks for a cover" in owner.get(f"/items/{thing.public_id}").text
    cast.edits(thing, photos=[cast.photographs(cast.owner)])
    assert "asks for a cover" not in owner.get(f"/items/{thing.public_id}").text


def test_what_its_owner_took_down_alone_is_asked_about_anew(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    thing = put_up(cast, client_of, photo)
    asking, owner = asking_of(database, thing, FAMILY), client_of(cast.owner)
    answers(client_of(cast.classmate), asking, "cover")
    owner.post(f"/items/{thing.public_id}/shares/ending")
    assert "asks for a cover" not in owner.get(f"/items/{thing.public_id}").text
    owner.post(f"/items/{thing.public_id}/shares", data={"share": ["family"]})
    cast.checks(thing)
    assert "Are you in this picture?" in client_of(cast.classmate).get("/for-me").text


def test_t67_where_no_teacher_looks_the_owner_asks_anew(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    circle = cast.rowan
    photo = cast.photographs(circle.owner)
    thing = cast.puts_up(circle.owner, [FAMILY], photos=[photo])
    data = {"child": [circle.classmate.public_id]}
    client_of(circle.owner).post(f"/items/{thing.public_id}/who/{photo.public_id}", data=data)
    asking = asking_of(database, thing, FAMILY)
    answers(client_of(circle.classmate), asking, "not-me")
    assert not sees(cast, circle.gran, thing)
    with database.reading() as db:
        assert db.scalars(select(Share.ended_at).where(Share.item_id == thing.id)).one()


def test_t67_a_child_of_whom_the_school_says_no_does_not_widen_by_not_being_in_it(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    families = cast.group.families
    thing = put_up(cast, client_of, photo, families)
    asking = asking_of(database, thing, families)
    child = client_of(cast.classmate)
    assert child.get(asking).status_code == 404  # no yes of theirs could lift it
    assert "can not go that far" in client_of(cast.owner).get(f"/items/{thing.public_id}").text
    cast.permits(cast.classmate, families.kind)
    assert child.get(asking).status_code == 200
    answers(child, asking, "not-me")
    assert not sees(cast, cast.classmates_parent, thing)


def test_an_answer_to_what_was_taken_down_meanwhile_is_none(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    thing = put_up(cast, client_of, photo)
    asking = asking_of(database, thing, FAMILY)
    child = client_of(cast.classmate)
    assert child.get(asking).status_code == 200
    cast.takes_down(thing)
    assert answers(child, asking, "yes").status_code == 404
    assert child.get(asking).status_code == 404
    assert asking not in child.get("/for-me").text
    client_of(cast.owner).post(f"/items/{thing.public_id}/shares", data={"share": ["family"]})
    cast.checks(thing)
    assert not sees(cast, cast.gran, thing)  # a new share is asked about anew


def test_t24_the_lists_cost_the_same_for_one_and_for_three(
    cast: Cast, client_of: ClientOf, database: Database
) -> None:
    child = client_of(cast.classmate)
    costs = []
    for _ in range(3):
        put_up(cast, client_of, cast.photographs(cast.owner))
        with counted(database) as count:
            assert child.get("/pictures-of-me").status_code == 200
        costs.append(count.number)
    assert len(set(costs)) == 1, costs
