"""Covering somebody: the old pixels are nowhere, for the owner neither (promise T57)."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from sqlalchemy import select

from portfolio import deeds
from portfolio.core import tokens
from portfolio.core.pictures import Limits, RenditionName, read_picture
from portfolio.jobs import Means, Worker
from portfolio.models import Base, Group, Hold, Job, Photo, Pictured, RevisionPhoto
from portfolio.models.enums import Answer, Stage
from portfolio.photos import actions as photos
from portfolio.photos import purging
from tests.answering import answers
from tests.cast import FAMILY, TEACHERS
from tests.circles import Photograph
from tests.visibility.roads import sees

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portfolio.core.database import Database
    from portfolio.core.storage import Storage
    from tests.cast import Cast
    from tests.circles import Somebody, Thing
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


PURPLE = (230, 30, 230)
"""The canary: no paper, and no other picture of these tests, has it."""


@pytest.fixture(autouse=True)
def earlier(storage: Storage) -> set[str]:
    """The files that other tests left behind."""
    return {one.key for one in storage.listed()}


@pytest.fixture
def photo(cast: Cast, storage: Storage, earlier: set[str]) -> Photograph:
    """Green, with a purple face in its middle."""
    assert earlier is not None
    image = Image.new("RGB", (400, 300), (20, 120, 40))
    image.paste(PURPLE, (160, 110, 240, 190))
    file = io.BytesIO()
    image.save(file, "PNG")
    stored = photos.store(storage, read_picture(file, Limits()))
    with cast.database.unit() as db:
        row = photos.add(db, cast.owner.id, stored, cast.at)
        return Photograph(row.id, row.public_id, row.key)


def has_face(data: bytes) -> bool:
    plain = Image.open(io.BytesIO(data)).convert("RGB").tobytes()
    pixels = zip(plain[0::3], plain[1::3], plain[2::3], strict=True)
    return any(r > 150 and g < 110 and b > 150 for r, g, b in pixels)


@pytest.fixture
def faces(storage: Storage, earlier: set[str]) -> Callable[[], int]:
    """How many pictures, wherever in the store, still have the face."""

    def count() -> int:
        files = {one.key for one in storage.listed()} - earlier
        pictures = [one for one in files if one.endswith((".webp", ".jpg"))]
        assert pictures
        return sum(has_face(_read(storage, one)) for one in pictures)

    return count


def _read(storage: Storage, key: str) -> bytes:
    with storage.open(key).file as file:
        return file.read()


def cover(client: SiteClient, thing: Thing, photo: Photograph, *who: Somebody, **how: int) -> int:
    data = {
        "left": 50,
        "top": 50,
        "size": 60,
        "child": [one.public_id for one in who] or ["nobody"],
        **how,
    }
    return client.post(f"/items/{thing.public_id}/cover/{photo.public_id}", data=data).status_code


def work(app: Flask, database: Database) -> None:
    worker = Worker(database, app.extensions["settings"], app.extensions["mailer"], deeds.DEEDS)
    while worker.do_one():
        pass


def test_t57_after_a_cover_the_old_pixels_are_nowhere(
    cast: Cast,
    client_of: ClientOf,
    photo: Photograph,
    app: Flask,
    faces: Callable[[], int],
    database: Database,
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], photos=[photo])
    thing = cast.edits(thing, "Newer words", photos=[photo])
    with database.reading() as db:
        before = db.get_one(Photo, photo.id)
        blur, key = before.thumbhash, before.key
    assert faces()
    assert cover(client_of(cast.owner), thing, photo) == 303
    work(app, database)
    assert faces() == 0
    with database.reading() as db:
        assert db.get(Photo, photo.id) is None
        (new,) = set(db.scalars(select(RevisionPhoto.photo_id)))
        covered = db.get_one(Photo, new)
        told = [
            str(value)
            for table in Base.metadata.sorted_tables
            if table.name not in {"job", "erasure"}  # that it is gone, by its key, is remembered
            for row in db.execute(select(table))
            for value in row
        ]
        assert blur not in told
        assert key not in told
        assert photo.public_id not in told
        assert len(db.scalars(select(RevisionPhoto.id)).all()) == 2
    for who in (cast.owner, cast.gran, cast.classmate, cast.teacher, cast.classmates_parent):
        client = client_of(who)
        for name in RenditionName:
            assert client.get(f"/photos/{photo.public_id}/{name.value}").status_code == 404
        answer = client.get(f"/photos/{covered.public_id}/2048")
        assert answer.status_code == (404 if who is cast.classmates_parent else 200), who.role
        assert answer.status_code == 404 or not has_face(answer.data)


def test_t57_the_covered_one_is_not_put_back(
    cast: Cast, client_of: ClientOf, photo: Photograph
) -> None:
    thing = cast.keeps(cast.owner, photos=[photo])
    with cast.database.unit() as db:
        db.add(_hold(cast))
    owner = client_of(cast.owner)
    cover(owner, thing, photo)
    draft = {"title": "Again", "photo": photo.public_id, "place": "home", "paper": "sky"}
    owner.post(f"/items/{thing.public_id}/draft", data=draft)
    owner.post("/items", data=draft)
    with cast.database.reading() as db:
        assert photo.id not in set(db.scalars(select(RevisionPhoto.photo_id)))


def _hold(cast: Cast) -> Hold:
    return Hold(
        public_id=tokens.public_id(),
        pupil_id=cast.owner.id,
        reason="A worry",
        by_id=cast.lead.id,
        from_at=cast.at.now,
    )


def test_b06_a_hold_keeps_the_files_and_hides_them_from_everybody(
    cast: Cast,
    client_of: ClientOf,
    photo: Photograph,
    app: Flask,
    faces: Callable[[], int],
    database: Database,
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    with database.unit() as db:
        db.add(_hold(cast))
    assert cover(client_of(cast.owner), thing, photo) == 303
    work(app, database)
    assert faces()
    with database.reading() as db:
        assert db.get_one(Photo, photo.id).thumbhash == ""
    for who in (cast.owner, cast.gran, cast.teacher, cast.lead):
        assert client_of(who).get(f"/photos/{photo.public_id}/320").status_code == 404
    _purge(app, database, cast)
    assert faces()
    with database.unit() as db:
        db.scalars(select(Hold)).one().ended_at = cast.at.now
    _purge(app, database, cast)
    assert faces() == 0


def _purge(app: Flask, database: Database, cast: Cast) -> None:
    with database.unit() as db:
        means = Means(db, cast.at, app.extensions["settings"], app.extensions["mailer"])
        purging.purge(means)
    work(app, database)


def test_who_is_under_it_is_in_it_no_more_and_the_others_words_stay(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    for child in (cast.classmate, cast.club_mate):
        cast.is_in(child, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    cast.answers(cast.classmate, thing, FAMILY, Answer.COVER)
    cast.answers(cast.club_mate, thing, FAMILY, Answer.YES)
    owner = client_of(cast.owner)
    assert cover(owner, thing, photo, cast.classmate) == 303
    with database.reading() as db:
        assert list(db.scalars(select(Pictured.pupil_id))) == [cast.club_mate.id]
    assert not sees(cast, cast.gran, thing)  # the paper may lie beside the face
    assert "asks for a cover" not in owner.get(f"/items/{thing.public_id}").text
    asks_anew(cast, owner, thing, "family")
    assert not sees(cast, cast.gran, thing)  # a new share is asked about anew
    child = client_of(cast.club_mate)
    share = child.get("/pictures-of-me").text.split("/pictures-of-me/")[1].split('"')[0]
    answers(child, f"/pictures-of-me/{share}", "yes")
    assert sees(cast, cast.gran, thing)


def asks_anew(cast: Cast, owner: SiteClient, thing: Thing, share: str) -> None:
    """The owner asks for it again, and a teacher looks again."""
    owner.post(f"/items/{thing.public_id}/shares", data={"share": [share]})
    cast.checks(thing)


def test_t67_an_undo_after_a_cover_shows_nothing(
    cast: Cast, client_of: ClientOf, photo: Photograph
) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    owner = client_of(cast.owner)
    owner.post(f"/items/{thing.public_id}/shares/ending")
    assert cover(owner, thing, photo, cast.classmate) == 303
    owner.post(f"/items/{thing.public_id}/shares/return")
    assert not sees(cast, cast.gran, thing)


@pytest.mark.parametrize("state", ["waiting", "up"])
def test_t67_a_teacher_who_is_kept_from_the_child_gains_nothing(
    cast: Cast, client_of: ClientOf, photo: Photograph, state: str
) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY, TEACHERS], state, photos=[photo])
    cast.restricts(cast.second_teacher, cast.classmate)
    assert not sees(cast, cast.second_teacher, thing)
    assert cover(client_of(cast.owner), thing, photo, cast.classmate) == 303
    assert not sees(cast, cast.second_teacher, thing)


def test_t67_covering_nobody_does_not_widen(
    cast: Cast, client_of: ClientOf, photo: Photograph
) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    assert cover(client_of(cast.owner), thing, photo) == 303
    assert not sees(cast, cast.gran, thing)
    assert sees(cast, cast.teacher, thing)


def test_t67_what_the_school_held_back_is_looked_at_again(
    cast: Cast, client_of: ClientOf, photo: Photograph
) -> None:
    cast.is_in(cast.owner, photo)
    families = cast.group.families
    thing = cast.puts_up(cast.owner, [families], photos=[photo])
    owner = client_of(cast.owner)
    assert cover(owner, thing, photo, cast.owner) == 303
    assert not sees(cast, cast.classmates_parent, thing)
    with cast.database.unit() as db:
        db.get_one(Group, cast.group.id).stage = Stage.OLDER
    asks_anew(cast, owner, thing, f"class_families:{cast.group.public_id}")
    assert sees(cast, cast.classmates_parent, thing)


@pytest.mark.parametrize("role", ["classmate", "gran", "teacher", "other_child", "lead"])
def test_nobody_else_covers_anything(
    cast: Cast, client_of: ClientOf, photo: Photograph, faces: Callable[[], int], role: str
) -> None:
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], photos=[photo])
    client = client_of(getattr(cast, role))
    for path in ("", f"/{photo.public_id}", f"/{photo.public_id}/preview"):
        answer = client.get(f"/items/{thing.public_id}/cover{path}")
        assert answer.status_code in {403, 404}, path
    assert cover(client, thing, photo) in {403, 404}
    assert faces()


def test_t13_only_a_photo_and_children_of_this_thing(
    cast: Cast, client_of: ClientOf, photo: Photograph, faces: Callable[[], int]
) -> None:
    thing = cast.keeps(cast.owner, photos=[photo])
    other = cast.photographs(cast.owner)
    cast.keeps(cast.owner, photos=[other])
    owner = client_of(cast.owner)
    count = faces()
    assert cover(owner, thing, other) == 404
    assert cover(owner, thing, photo, cast.classmate) == 404
    assert owner.get(f"/items/{thing.public_id}/cover/{other.public_id}").status_code == 404
    assert faces() == count


def test_the_page_works_without_scripts_and_changes_nothing_by_looking(
    cast: Cast, client_of: ClientOf, photo: Photograph, faces: Callable[[], int]
) -> None:
    cast.is_in(cast.classmate, photo)
    thing = cast.keeps(cast.owner, photos=[photo])
    owner = client_of(cast.owner)
    path = f"/items/{thing.public_id}/cover"
    assert owner.get(path).location.endswith(f"{path}/{photo.public_id}")
    page = owner.get(f"{path}/{photo.public_id}").text
    assert 'cx="200.0" cy="150.0"' in page
    assert cast.classmate.name in page
    sent = {"left": "25", "top": "abc", "size": "9999", "shape": "star", "colour": "sky"}
    looked = owner.post(f"{path}/{photo.public_id}/preview", data=sent)
    assert looked.status_code == 200
    assert 'cx="100.0" cy="150.0"' in looked.text
    assert owner.get(f"{path}/{photo.public_id}/preview").status_code == 302
    assert faces() == len(RenditionName)


def test_of_several_photos_one_is_picked(cast: Cast, client_of: ClientOf) -> None:
    two = [cast.photographs(cast.owner, colour) for colour in ("red", "blue")]
    thing = cast.keeps(cast.owner, photos=two)
    page = client_of(cast.owner).get(f"/items/{thing.public_id}/cover").text
    assert all(f"/cover/{one.public_id}" in page for one in two)
    words = cast.keeps(cast.owner)
    assert client_of(cast.owner).get(f"/items/{words.public_id}/cover").status_code == 404


def test_sent_twice_the_second_finds_nothing_to_cover(
    cast: Cast, client_of: ClientOf, photo: Photograph, app: Flask, database: Database
) -> None:
    thing = cast.keeps(cast.owner, photos=[photo])
    owner = client_of(cast.owner)
    assert cover(owner, thing, photo) == 303
    assert cover(owner, thing, photo) == 404
    work(app, database)
    with database.reading() as db:
        assert len(db.scalars(select(Photo.id)).all()) == 1
        assert {job.kind for job in db.scalars(select(Job))} == {"photo_files", "erasures_kept"}


@pytest.mark.parametrize("is_known", [True, False])
def test_t14_nobody_is_shown_whom_the_owner_may_not_know(
    *, is_known: bool, cast: Cast, client_of: ClientOf, photo: Photograph
) -> None:
    thing, owner = cast.puts_up(cast.owner, [cast.group.children], photos=[photo]), cast.owner
    named = {"photo": photo.public_id, "who": cast.classmate.public_id}
    client_of(cast.teacher).post(f"/items/{thing.public_id}/in-this", data=named)
    if not is_known:
        cast.restricts(cast.classmate, owner)
    page = client_of(owner).get(f"/items/{thing.public_id}/cover/{photo.public_id}").text
    assert (cast.classmate.name in page) is is_known
    assert (cast.classmate.public_id in page) is is_known
    assert cover(client_of(owner), thing, photo, cast.classmate) == (303 if is_known else 404)


def ticks(page: str) -> int:
    """How many children are said to lie under the paper."""
    return page.split("Who is under it?")[1].split("</fieldset>", maxsplit=1)[0].count(" checked")


def test_nobody_is_ticked_beforehand_and_one_press_leaves_them_asked(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    cast.is_in(cast.classmate, photo)
    thing, owner = cast.keeps(cast.owner, photos=[photo]), client_of(cast.owner)
    path = f"/items/{thing.public_id}/cover/{photo.public_id}"
    assert ticks(owner.get(path).text) == 0
    picked = {"left": "50", "child": cast.classmate.public_id}
    assert ticks(owner.post(f"{path}/preview", data=picked).text) == 1
    assert cover(owner, thing, photo) == 303
    owner.post(f"/items/{thing.public_id}/shares", data={"share": ["family"]})
    assert "is covered" not in client_of(cast.teacher).get("/to-check").text
    cast.checks(thing)
    with database.reading() as db:
        assert list(db.scalars(select(Pictured.pupil_id))) == [cast.classmate.id]
    assert not sees(cast, cast.gran, thing)
    assert "Are you in this picture?" in client_of(cast.classmate).get("/for-me").text


def test_the_checking_teacher_reads_who_is_said_to_be_covered_and_names_them_again(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    cast.is_in(cast.classmate, photo)
    cast.is_in(cast.owner, photo)
    thing = cast.keeps(cast.owner, photos=[photo])
    owner, teacher = client_of(cast.owner), client_of(cast.teacher)
    assert cover(owner, thing, photo, cast.classmate, cast.owner) == 303
    owner.post(f"/items/{thing.public_id}/shares", data={"share": ["family"]})
    said = f"{cast.owner.name} says that {cast.classmate.name} is covered. Please look."
    pages = ("/to-check", f"/items/{thing.public_id}/in-it")
    assert all(said in teacher.get(page).text for page in pages)
    assert "Nobody is named" not in teacher.get("/to-check").text
    for who in (cast.classmate, cast.gran, cast.owner):
        assert "is covered" not in client_of(who).get(f"/items/{thing.public_id}").text
    with database.reading() as db:
        now = db.scalars(select(Photo.public_id).where(Photo.covered_at.is_(None))).one()
    cast.is_in(cast.classmate, cast.photographs(cast.owner))
    for who, still in ((cast.owner, True), (cast.classmate, False)):
        named = {"photo": now, "who": who.public_id}
        teacher.post(f"/items/{thing.public_id}/in-this", data=named)
        assert all((said in teacher.get(page).text) is still for page in pages)
    assert not any("is covered" in teacher.get(page).text for page in pages)
    cast.checks(thing)
    assert not sees(cast, cast.gran, thing)
    assert "Are you in this picture?" in client_of(cast.classmate).get("/for-me").text


def test_t14_a_teacher_who_is_kept_from_the_child_reads_no_name_of_theirs(
    cast: Cast, client_of: ClientOf, photo: Photograph
) -> None:
    cast.is_in(cast.classmate, photo)
    thing, owner = cast.keeps(cast.owner, photos=[photo]), client_of(cast.owner)
    assert cover(owner, thing, photo, cast.classmate) == 303
    owner.post(f"/items/{thing.public_id}/shares", data={"share": ["family"]})
    teacher, pages = client_of(cast.teacher), ("/to-check", f"/items/{thing.public_id}/in-it")
    assert all(cast.classmate.name in teacher.get(page).text for page in pages)
    cast.restricts(cast.teacher, cast.classmate)
    for page in pages:
        assert teacher.get(page).status_code == 200
        assert cast.classmate.name not in teacher.get(page).text


def test_nothing_is_covered_before_it_is_said_who_is_under_it(
    cast: Cast, client_of: ClientOf, photo: Photograph, database: Database
) -> None:
    cast.is_in(cast.classmate, photo)
    thing, owner = cast.keeps(cast.owner, photos=[photo]), client_of(cast.owner)
    path = f"/items/{thing.public_id}/cover/{photo.public_id}"
    answer = owner.post(path, data={"left": "20", "top": "70", "size": "30"})
    assert answer.status_code == 422
    assert "Say who is under it." in answer.text
    for name, value in (("left", 20), ("top", 70), ("size", 30)):
        assert re.search(rf'name="{name}"[^>]*value="{value}"', answer.text), name
    with database.reading() as db:
        assert db.scalars(select(Photo.covered_at)).all() == [None]
    assert owner.post(path, data={"left": "20", "child": "nobody"}).status_code == 303
    with database.reading() as db:
        assert list(db.scalars(select(Pictured.pupil_id))) == [cast.classmate.id]
