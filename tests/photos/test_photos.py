"""Photos over HTTP: taken in by content, given out only through the rule (T06, T09, T12, T53)."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from sqlalchemy import select, update

from portfolio.core.pictures import RenditionName
from portfolio.models import Item, RevisionPhoto
from tests.cast import FAMILY

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import TestResponse

    from portfolio.core.storage import Storage
    from tests.cast import Cast
    from tests.circles import Photograph, Somebody
    from tests.client import SiteClient

    ClientOf = Callable[[Somebody], SiteClient]


def a_jpeg(width: int = 40, height: int = 30) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "JPEG")
    out.seek(0)
    return out


def sent(client: SiteClient, content: io.BytesIO, name: str = "a.jpg") -> TestResponse:
    return client.post("/photos", data={"photo": (content, name)})


@pytest.fixture
def shown(cast: Cast) -> Photograph:
    """A photo in a thing that is up for the family."""
    photo = cast.photographs(cast.owner)
    cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    return photo


def test_a_sent_photo_is_its_uploaders_alone(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    answer = sent(child, a_jpeg())
    assert answer.status_code == 201
    assert (answer.get_json()["width"], answer.get_json()["height"]) == (40, 30)
    assert child.get(answer.get_json()["src"]).status_code == 200
    for other in (cast.mum, cast.classmate, cast.teacher, cast.lead):
        assert client_of(other).get(answer.get_json()["src"]).status_code == 404


def test_only_pupils_send_photos(cast: Cast, client_of: ClientOf, nobody: SiteClient) -> None:
    assert sent(client_of(cast.mum), a_jpeg()).status_code == 404
    assert sent(nobody, a_jpeg()).status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is not a photo"),
        (b"", "This is not a photo"),
        (b"\xff\xd8\xff\xe0 and then nothing", "This photo is broken"),
    ],
)
def test_what_is_no_photo_is_answered_in_a_childs_words(
    cast: Cast, client_of: ClientOf, content: bytes, sentence: str
) -> None:
    answer = sent(client_of(cast.owner), io.BytesIO(content), 'a".jpg\r\nX: y')
    assert answer.status_code == 422
    assert sentence in answer.get_json()["sentence"]


def test_headers_keep_a_photo_from_shared_caches(
    cast: Cast, client_of: ClientOf, shown: Photograph
) -> None:
    answer = client_of(cast.mum).get(f"/photos/{shown.public_id}/320")
    assert answer.status_code == 200
    assert answer.mimetype == "image/webp"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["ETag"]


def test_a_304_only_after_asking_the_rule_again(
    cast: Cast, client_of: ClientOf, shown: Photograph
) -> None:
    mum, address = client_of(cast.mum), f"/photos/{shown.public_id}/960"
    tag = {"If-None-Match": mum.get(address).headers["ETag"]}
    again = mum.get(address, headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert client_of(cast.dad).get(address, headers=tag).status_code == 304
    assert client_of(cast.kept_away).get(address, headers=tag).status_code == 404
    assert client_of(cast.classmate).get(address, headers=tag).status_code == 404


def test_the_304_ends_with_the_share(cast: Cast, client_of: ClientOf) -> None:
    photo = cast.photographs(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY], photos=[photo])
    mum, address = client_of(cast.mum), f"/photos/{photo.public_id}/960"
    tag = {"If-None-Match": mum.get(address).headers["ETag"]}
    cast.takes_down(thing)
    assert mum.get(address, headers=tag).status_code == 404


def in_the_bin(cast: Cast, days_ago: int = 1) -> Photograph:
    """A photo of a thing that was up for everybody and was thrown away so long ago."""
    photo = cast.photographs(cast.owner)
    thing = cast.puts_up(cast.owner, [FAMILY, cast.group.children], photos=[photo])
    cast.deletes(thing)
    with cast.database.unit() as db:
        ago = cast.at.now - timedelta(days=days_ago)
        db.execute(update(Item).where(Item.id == thing.id).values(deleted_at=ago))
    return photo


def test_the_bin_shows_its_owner_the_photos(cast: Cast, client_of: ClientOf) -> None:
    photo = in_the_bin(cast)
    child = client_of(cast.owner)
    assert f"/photos/{photo.public_id}/" in child.get("/bin").text
    assert child.get(f"/photos/{photo.public_id}/320").status_code == 200


def test_nobody_else_has_photos_from_a_bin(
    cast: Cast, client_of: ClientOf, nobody: SiteClient
) -> None:
    address = f"/photos/{in_the_bin(cast).public_id}/320"
    for other in (cast.mum, cast.classmate, cast.teacher, cast.lead, cast.office):
        assert client_of(other).get(address).status_code == 404, other.role
    assert nobody.get(address).status_code == 404


def test_the_photos_leave_the_bin_after_30_days(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    for days_ago, status in ((29, 200), (30, 404)):
        address = f"/photos/{in_the_bin(cast, days_ago).public_id}/320"
        assert child.get(address).status_code == status, days_ago


def test_a_seal_takes_them_out_of_the_bin_too(cast: Cast, client_of: ClientOf) -> None:
    photo = cast.photographs(cast.owner)
    thing = cast.keeps(cast.owner, photos=[photo])
    cast.deletes(thing)
    cast.seals(thing)
    assert client_of(cast.owner).get(f"/photos/{photo.public_id}/320").status_code == 404


def test_every_way_of_asking_gets_the_same_decision(
    cast: Cast, client_of: ClientOf, shown: Photograph
) -> None:
    whole = client_of(cast.mum).get(f"/photos/{shown.public_id}/320").data
    for who, allowed in ((cast.mum, True), (cast.classmate, False)):
        client, address = client_of(who), f"/photos/{shown.public_id}/320"
        part = client.get(address, headers={"Range": "bytes=0-9"})
        assert part.status_code == (206 if allowed else 404)
        assert (part.data == whole[:10]) is allowed
        head = client.head(address)
        assert (head.status_code, head.data) == (200 if allowed else 404, b"")
        assert client.get(f"{address}?dl=1").status_code == (200 if allowed else 404)
        for wrong in (f"{address}/", f"{address}.webp", f"/photos/{shown.public_id}/99"):
            assert client.get(wrong).status_code == 404
        assert client.get(f"/{shown.key}/320.webp").status_code == 404


def test_a_lost_file_is_a_kind_picture_and_not_a_fault(
    cast: Cast, client_of: ClientOf, shown: Photograph, storage: Storage
) -> None:
    storage.delete(f"{shown.key}/320.webp")
    answer = client_of(cast.mum).get(f"/photos/{shown.public_id}/320")
    assert (answer.status_code, answer.mimetype) == (404, "image/svg+xml")


def test_photos_come_with_the_plain_form(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    files = [(a_jpeg(), "one.jpg"), (a_jpeg(30, 40), "two.png")]
    answer = child.post("/items", data={"title": "Two", "photos": files})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = child.get(answer.location).get_data(as_text=True)
    assert page.count("<picture") == 2


def test_good_photos_and_words_are_kept_when_one_is_bad(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    files = [(a_jpeg(), "one.jpg"), (io.BytesIO(b"no photo at all"), "two.jpg")]
    answer = child.post("/items", data={"title": "Half", "photos": files})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "This is not a photo" in page
    assert 'value="Half"' in page
    photo_id = page.split('name="photo" value="')[1].split('"')[0]
    again = child.post("/items", data={"title": "Half", "photo": photo_id})
    assert again.status_code == 303
    assert photo_id in child.get(again.location).get_data(as_text=True)


def test_ten_photos_and_not_eleven(cast: Cast, client_of: ClientOf) -> None:
    child = client_of(cast.owner)
    ids = [sent(child, a_jpeg()).get_json()["id"] for _ in range(10)]
    answer = child.post("/items", data={"photo": [*ids, "0000000000000000"]})
    assert answer.status_code == 422
    assert "Ten photos fit" in answer.get_data(as_text=True)
    assert child.post("/items", data={"photo": ids}).status_code == 303


def test_another_childs_photo_pasted_in_yields_nothing(cast: Cast, client_of: ClientOf) -> None:
    """It is answered like one that has gone: the thing is kept without it."""
    theirs = sent(client_of(cast.classmate), a_jpeg()).get_json()["id"]
    child = client_of(cast.owner)
    answers = []
    for photo in (theirs, "0123456789abcdef"):
        answer = child.post("/items", data={"title": "Mine", "photo": photo})
        page = child.get(answer.location).text
        answers.append((answer.status_code, "One photo is not there any more." in page))
        assert photo not in page
    assert answers == [(303, True)] * 2
    with cast.database.reading() as db:
        assert not db.scalars(select(RevisionPhoto)).all()
    assert child.get(f"/photos/{theirs}/{RenditionName.SMALL}").status_code == 404
