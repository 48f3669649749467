"""A limit of space per child and school: said before it is reached, and refused in words."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from portfolio.jobs import Means
from portfolio.models import Photo
from portfolio.photos import space, weighing
from tests.core import crafted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from portfolio.core.database import Database
    from portfolio.core.storage import Storage
    from tests.cast import Cast
    from tests.circles import Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]
    SetSpace = Callable[..., None]

FULL = "There is no room for more photos. Ask your teacher."
PHOTO = crafted.encoded(crafted.scene())


@pytest.fixture
def limit(app: Flask) -> Iterator[SetSpace]:
    """Sets the limits for this test: `space_per_child_mb`, `space_mb`."""
    real = app.extensions["settings"]

    def change(**limits: int) -> None:
        app.extensions["settings"] = replace(real, **limits)

    yield change
    app.extensions["settings"] = real


def weighs(cast: Cast, somebody: Somebody, megabytes: float) -> None:
    """A photo of theirs, as if it took so much."""
    photo = cast.photographs(somebody)
    with cast.database.unit() as db:
        size = int(megabytes * space.MEGABYTE)
        db.execute(update(Photo).where(Photo.id == photo.id).values(bytes=size))


def sent(client: SiteClient) -> tuple[int, str]:
    answer = client.post("/photos", data={"photo": (io.BytesIO(PHOTO), "a.jpg")})
    return answer.status_code, answer.get_json().get("sentence", "")


def count(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(Photo)) or 0


def stored(database: Database, storage: Storage) -> int:
    """Bytes that lie in the store of the photos that there are."""
    with database.reading() as db:
        keys = set(db.scalars(select(Photo.key)))
    total = 0
    for one in storage.listed():
        if one.key.rpartition("/")[0] in keys:
            opened = storage.open(one.key)
            opened.file.close()
            total += opened.size
    return total


def test_a_photo_counts_what_its_renditions_take(
    cast: Cast, client_of: ClientOf, database: Database, storage: Storage
) -> None:
    sent(client_of(cast.owner))
    with database.reading() as db:
        assert space.used(db, cast.owner.id) == space.used(db) == stored(database, storage) > 0
        assert space.used(db, cast.classmate.id) == 0


def test_where_a_child_has_no_room_it_is_refused_in_words(
    cast: Cast, client_of: ClientOf, limit: SetSpace, database: Database
) -> None:
    limit(space_per_child_mb=10)
    weighs(cast, cast.owner, 9.5)
    child, before = client_of(cast.owner), count(database)
    assert sent(child) == (422, FULL)
    begun = {"key": "k" * 20, "size": "9", "digest": "0" * 64}
    answer = child.post("/photos/uploads", data=begun)
    assert (answer.status_code, answer.get_json()["sentence"]) == (422, FULL)
    photo = (io.BytesIO(PHOTO), "a.jpg")
    answer = child.fill_in("/make", "/items", title="A kite", photos=photo)
    assert answer.status_code == 422
    assert FULL in answer.text
    assert 'value="A kite"' in answer.text
    assert count(database) == before
    assert child.fill_in("/make", "/items", title="A kite").status_code == 303, "words always fit"
    assert sent(client_of(cast.classmate))[0] == 201, "it is that child's room alone"


def test_where_the_school_has_no_room_nobody_has(
    cast: Cast, client_of: ClientOf, limit: SetSpace
) -> None:
    limit(space_mb=10, space_per_child_mb=0)
    weighs(cast, cast.owner, 9.8)
    assert sent(client_of(cast.classmate)) == (422, FULL)
    limit(space_mb=0, space_per_child_mb=0)
    assert sent(client_of(cast.classmate))[0] == 201


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        (8.0, ""),
        (9.2, "There is room for about one more."),
        (8.9 + 0.2, "There is room for about one more."),
        (9.9, FULL),
    ],
)
def test_it_is_said_before_it_is_reached(
    cast: Cast, client_of: ClientOf, limit: SetSpace, taken: float, said: str
) -> None:
    limit(space_per_child_mb=10)
    weighs(cast, cast.owner, taken)
    page = client_of(cast.owner).get("/make").text
    assert said in page
    assert ("There is " in page) == bool(said)


def test_how_many_more_fit(cast: Cast, client_of: ClientOf, limit: SetSpace) -> None:
    limit(space_per_child_mb=100, space_mb=1000)
    weighs(cast, cast.owner, 95)
    assert "There is room for about 7 more." in client_of(cast.owner).get("/make").text
    limit(space_per_child_mb=100, space_mb=97)
    assert "There is room for about 3 more." in client_of(cast.owner).get("/make").text


def test_the_office_sees_what_the_school_takes(
    cast: Cast, client_of: ClientOf, limit: SetSpace
) -> None:
    weighs(cast, cast.owner, 41.2)
    limit(space_mb=0)
    assert "Photos take about 42 MB." in client_of(cast.office).get("/office").text
    limit(space_mb=45)
    page = client_of(cast.office).get("/office").text
    assert "Photos take about 42 of 45 MB." in page
    assert "Soon no more fit." in page


def test_photos_of_before_are_weighed_by_a_chore(
    cast: Cast, app: Flask, database: Database, storage: Storage
) -> None:
    for _ in range(2):
        cast.photographs(cast.owner)
    with database.unit() as db:
        db.execute(update(Photo).values(bytes=None))
        assert space.used(db) == 0
    settings, mailer = app.extensions["settings"], app.extensions["mailer"]
    with database.unit() as db:
        assert weighing.weigh(Means(db, cast.at, settings, mailer)) == 2
    with database.unit() as db:
        assert space.used(db) == stored(database, storage) > 0
        assert weighing.weigh(Means(db, cast.at, settings, mailer)) == 0
